"""A portal behind a SAML identity provider, from its files: sign-in, replay, logout, metadata."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import cast
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pytest_httpserver import HTTPServer
from tests.protocols.saml.provider_side import deflated, signed_query
from tests.protocols.saml.signatures import certificate_pem, enveloped, rsa_key
from tests.stores.migrated import new_database
from tests.upstream.saml_sp.portal_files import SLO, SSO, idp_metadata, write_behind_saml
from tests.upstream.saml_sp.portal_side import (
    ACS,
    IDP,
    PERSON,
    REQUEST,
    US_ID,
    Answer,
    base64_of,
    encrypted_answer,
    instant,
    later,
)
from tests.wiring.inside import run_inside
from werkzeug.test import TestResponse

from garbridge.config import Config, read_config
from garbridge.core.arrivals import ArrivalFault
from garbridge.core.health import Standing, Vital
from garbridge.core.identifiers import PersonId
from garbridge.errors import ConfigError, ReplayError
from garbridge.formats.saml.bindings import read_redirect
from garbridge.formats.xml import parse_xml
from garbridge.ports import Authenticated, Declined, UpstreamAdapter, WireRequest, Wish
from garbridge.services.arriving import Departure
from garbridge.stores.memory import MemoryDirectory
from garbridge.testing.world import LYCEE, NOW, pupil
from garbridge.web import GarBridge
from garbridge.wiring import (
    Refreshed,
    Runtime,
    build_runtime,
    health_of,
    readiness_of,
    refresh_metadata,
    watch_metadata,
)
from garbridge.wiring.domains import domains
from garbridge.wiring.registry import read_registry
from garbridge.wiring.upstream_saml import UPSTREAM, live_idp

HERE = "https://ent.example"
CALLBACK = f"{HERE}/upstream/callback"
ENTITY = f"{HERE}/upstream/metadata"


@dataclass
class Clock:
    """A clock that a test moves."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        """Return the time."""
        return self.now


@dataclass
class Portal:
    """A portal as its files have it; each application on it is another process."""

    config: Config
    clock: Clock = field(default_factory=Clock)
    directory: MemoryDirectory = field(
        default_factory=lambda: MemoryDirectory([LYCEE], [replace(pupil(), id=PersonId(PERSON))])
    )

    def runtime(self) -> Runtime:
        """Return a process of it."""
        return build_runtime(self.config, directory=self.directory, clock=self.clock)

    def browser(self) -> FlaskClient:
        """Return a browser at a process of its own."""
        app = Flask(__name__)
        app.config |= {"SECRET_KEY": "test only", "TESTING": True}
        GarBridge(runtime=self.runtime()).init_app(app)
        return app.test_client()


@contextmanager
def portal(folder: Path, lines: str = "") -> Iterator[Portal]:
    """Yield a portal with *lines* in its ``[upstream]``."""
    config = read_config(write_behind_saml(folder, lines))
    new_database(config.database)
    yield Portal(config)


def begun(browser: FlaskClient, path: str = "/mediacentre/connexion") -> tuple[str, str]:
    """Set out; return the name of the request and RelayState."""
    answer = browser.get(path, base_url=HERE)
    assert answer.status_code == 302, answer.text
    assert answer.location.startswith(f"{SSO}?SAMLRequest=")
    message = read_redirect(urlsplit(answer.location).query)
    assert message.relay_state is not None
    return parse_xml(message.xml).get("ID", ""), message.relay_state


def our(answer: Answer, request: str) -> Answer:
    """Return *answer* as one to *request*, for the portal of this test."""

    def meant(text: str) -> str:
        return text.replace(REQUEST, request).replace(ACS, CALLBACK).replace(US_ID, ENTITY)

    return replace(
        answer,
        name_id=meant(answer.name_id),
        confirmation=meant(answer.confirmation),
        conditions=meant(answer.conditions),
        around=((REQUEST, request), (ACS, CALLBACK), *answer.around),
    )


def posted(browser: FlaskClient, xml: str, flow: str) -> TestResponse:
    """Let the identity provider's page post *xml*: cross-site, so that no cookie comes along."""
    form = {"SAMLResponse": base64_of(xml), "RelayState": flow}
    stranger = browser.application.test_client()
    parked = stranger.post("/upstream/callback", data=form, base_url=HERE)
    if parked.status_code != 303:
        return parked
    assert parked.location.startswith("/upstream/callback?suite=")
    return browser.get(parked.location, base_url=HERE)


def arrived(
    browser: FlaskClient, answer: Answer | None = None, path: str = "/mediacentre/connexion"
) -> TestResponse:
    """Sign in, from *path*."""
    request, flow = begun(browser, path)
    return posted(browser, our(answer or Answer(), request).xml(), flow)


def is_inside(browser: FlaskClient) -> bool:
    """Say whether somebody is signed in."""
    return browser.get("/mediacentre/", base_url=HERE).status_code == 200


def test_somebody_signs_in(tmp_path: Path) -> None:
    """A deep link survives; both kinds of message; encrypted to the key that is published."""
    with portal(tmp_path, 'decryption_keys = ["upstream.key"]\n') as there:
        browser = there.browser()
        request, flow = begun(browser, "/mediacentre/connexion?next=/mediacentre/?x=1")
        answer = posted(browser, encrypted_answer(our(Answer(), request)), flow)

        assert (answer.status_code, answer.location) == (302, "/mediacentre/?x=1")
        assert is_inside(browser)
        metadata = browser.get("/upstream/metadata", base_url=HERE)
        assert metadata.mimetype == "application/samlmetadata+xml"
        assert parse_xml(metadata.data).get("entityID") == ENTITY
        assert b'use="encryption"' in metadata.data


def test_a_replay_in_another_process_and_after_a_restart(tmp_path: Path) -> None:
    """The same assertion, to a request that waits: another browser, other processes, no luck."""
    with portal(tmp_path) as there:
        browser = there.browser()
        request, flow = begun(browser)
        xml = our(Answer(), request).xml()
        assert posted(browser, xml, flow).status_code == 302

        assert posted(there.browser(), xml, flow).status_code in {400, 403}
        again = there.runtime()  # as after a restart: nothing of the first process is left
        assert again.upstream is not None
        kept = {"request": request, "issued": NOW.isoformat()}
        form = (("SAMLResponse", base64_of(xml)), ("RelayState", flow))
        found = again.upstream.adapter.finish(
            WireRequest("POST", CALLBACK, "", form), kept, Wish(flow=flow), now=NOW
        )
        assert isinstance(found, Authenticated)
        departure = Departure(at=NOW, is_fresh=False, stay=None)
        with pytest.raises(ReplayError):
            again.upstream.arrivals.arrive(found, departure, now=NOW)


REFUSED = {
    "another-browser": Answer(),
    "unsigned": Answer(sign=""),
    "assertion-only": Answer(sign="A"),
    "stranger": Answer(key=rsa_key("stranger")),
    "changed": Answer(conditions=Answer().conditions.replace(US_ID, "https://autre.example")),
    "declined": Answer(status=Answer().status.replace("Success", "Responder")),
}


@pytest.mark.parametrize("name", REFUSED)
def test_somebody_is_not_signed_in(name: str, tmp_path: Path) -> None:
    """The page says what to do and no more; the log has the reason."""
    with portal(tmp_path) as there:
        browser = there.browser()
        request, flow = begun(browser)
        at = there.browser() if name == "another-browser" else browser
        answer = posted(at, our(REFUSED[name], request).xml(), flow)

        assert answer.status_code in {400, 403}
        assert "GB-" in answer.text
        assert PERSON not in answer.text
        assert not is_inside(at)


def test_an_unsigned_response_where_it_is_configured(tmp_path: Path) -> None:
    """A signed assertion is enough, if the portal says so."""
    with portal(tmp_path, "accept_unsigned_response = true\n") as there:
        browser = there.browser()
        assert arrived(browser, Answer(sign="A")).status_code == 302
        assert is_inside(browser)


def test_somebody_the_directory_does_not_know(tmp_path: Path) -> None:
    """No account is made; and an attribute may say who it is."""
    with portal(tmp_path, 'person = "uid"\n') as there:
        assert arrived(there.browser()).status_code == 403
        named = Answer().attributes.replace("alice", PERSON)
        assert arrived(there.browser(), Answer(attributes=named, name_id="")).status_code == 302


@pytest.mark.parametrize("kind", ["EncryptedAttribute", "Attribute"])
def test_a_name_in_an_attribute_that_stays_closed_is_said_to_the_operator(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, kind: str
) -> None:
    """Nobody is signed in; the log tells it from an attribute that was not stated at all."""
    inside = f"<saml:{kind} Name='other'/>" if kind == "Attribute" else f"<saml:{kind}/>"
    stated = f"<saml:AttributeStatement>{inside}</saml:AttributeStatement>"
    with portal(tmp_path, 'person = "uid"\n') as there:
        answer = arrived(there.browser(), Answer(attributes=stated))

    assert answer.status_code == 403
    assert "GB-ANN-06" in answer.text
    assert ("EncryptedAttribute is not opened" in caplog.text) == (kind == "EncryptedAttribute")


def test_their_session_ends_and_ours_with_it(tmp_path: Path) -> None:
    """SessionNotOnOrAfter."""
    ends = f'SessionNotOnOrAfter="{later(hours=1)}" SessionIndex'
    short = Answer(authn=Answer().authn.replace("SessionIndex", ends))
    with portal(tmp_path) as there:
        browser = there.browser()
        assert arrived(browser, short).status_code == 302
        there.clock.now += timedelta(minutes=59)
        assert is_inside(browser)
        there.clock.now += timedelta(minutes=1)
        assert not is_inside(browser)


def logout_request() -> str:
    """Return what the identity provider asks."""
    return (
        '<samlp:LogoutRequest xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol"'
        ' xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="_logout1" Version="2.0"'
        f' IssueInstant="{instant(NOW)}" Destination="{HERE}/upstream/logout">'
        f"<saml:Issuer>{IDP}</saml:Issuer><saml:NameID>{PERSON}</saml:NameID>"
        "<samlp:SessionIndex>_session1</samlp:SessionIndex></samlp:LogoutRequest>"
    )


def test_a_logout_there(tmp_path: Path) -> None:
    """Heard by any process, whatever browser brings it; answered, once."""
    query = signed_query(
        f"SAMLRequest={base64_quoted(logout_request())}&RelayState=rs", key=rsa_key("ent-idp")
    )
    with portal(tmp_path) as there:
        browser = there.browser()
        arrived(browser)
        assert is_inside(browser)

        answer = there.browser().get(f"/upstream/logout?{query}", base_url=HERE)

        assert answer.status_code == 302
        assert answer.location.startswith(f"{SLO}?SAMLResponse=")
        assert parse_qs(urlsplit(answer.location).query)["RelayState"] == ["rs"]
        assert not is_inside(browser)
        again = there.browser().get(f"/upstream/logout?{query}", base_url=HERE)
        assert again.status_code in {400, 403}


def base64_quoted(xml: str) -> str:
    """Return *xml* deflated, for a query."""
    return deflated(xml).replace("+", "%2B").replace("/", "%2F").replace("=", "%3D")


def test_a_logout_here(tmp_path: Path) -> None:
    """The identity provider is told, and what it answers ends it."""
    with portal(tmp_path) as there:
        browser = there.browser()
        arrived(browser)
        left = browser.get("/mediacentre/deconnexion", base_url=HERE)
        assert left.location.startswith(f"{SLO}?SAMLRequest=")
        asked = parse_xml(read_redirect(urlsplit(left.location).query).xml)
        assert not is_inside(browser)
        response = (
            '<samlp:LogoutResponse xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol"'
            ' xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="_a" Version="2.0"'
            f' IssueInstant="{instant(NOW)}" Destination="{HERE}/upstream/logged-out"'
            f' InResponseTo="{asked.get("ID")}"><saml:Issuer>{IDP}</saml:Issuer><samlp:Status>'
            '<samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/>'
            "</samlp:Status></samlp:LogoutResponse>"
        )
        query = signed_query(f"SAMLResponse={base64_quoted(response)}", key=rsa_key("ent-idp"))

        page = browser.get(f"/upstream/logged-out?{query}", base_url=HERE)

        assert page.status_code == 200
        forged = signed_query(f"SAMLResponse={base64_quoted(response)}", key=rsa_key("stranger"))
        assert browser.get(f"/upstream/logged-out?{forged}", base_url=HERE).status_code != 200


FOLLOWED = 'metadata_url = "{}"\n'


def test_metadata_is_refreshed_as_providers_are(tmp_path: Path, httpserver: HTTPServer) -> None:
    """By the same command: what holds takes the place of the copy, the rest changes nothing."""
    end = f' validUntil="{later(days=30)}"'
    file = write_behind_saml(tmp_path, FOLLOWED.format(httpserver.url_for("/metadata")))
    file.write_text("insecure_loopback = true\n" + file.read_text("utf-8"), "utf-8")
    config = read_config(file)

    def became(document: str) -> Refreshed:
        httpserver.clear()
        httpserver.expect_request("/metadata").respond_with_data(document)
        (done,) = refresh_metadata(config, now=NOW, force=True)
        assert done.provider == UPSTREAM
        return done.result

    good = idp_metadata(end, key="ent-idp-next")
    assert became(idp_metadata()) is Refreshed.REFUSED  # it would never end
    assert became(idp_metadata(end, entity_id="https://autre.example")) is Refreshed.REFUSED
    assert became("<x/>") is Refreshed.REFUSED
    assert became(good) is Refreshed.CHANGED
    assert (tmp_path / "idp.xml").read_text("utf-8") == good
    assert became(good) is Refreshed.SAME
    soon = watch_metadata(config, now=NOW + timedelta(days=10))
    assert UPSTREAM in {one.provider for one in soon}


def test_the_hosts_that_a_filter_must_let_through(tmp_path: Path) -> None:
    """Those of the metadata: the form, and the logout."""
    config = read_config(write_behind_saml(tmp_path))
    registry = read_registry(config.providers, config.reading)

    found = {one.host for one in domains(registry, config)}

    assert {"connexion.example", "ent.example"} <= found


def test_a_running_portal_follows_the_copy(tmp_path: Path) -> None:
    """A new key counts within a second; a broken file, or another entity's, changes nothing."""
    ticks = [0.0]
    section = read_config(write_behind_saml(tmp_path)).upstream
    assert section is not None
    followed = live_idp(section.protocol, insecure_loopback=False, ticks=lambda: ticks[0])  # type: ignore[arg-type]  # written as SAML

    def after(document: str) -> object:
        (tmp_path / "idp.xml").write_text(document, "utf-8")
        ticks[0] += 2
        return followed.current().signing_keys[0]

    new = rsa_key("ent-idp-next").public_key()
    assert after(idp_metadata(key="ent-idp-next")) == new
    assert after("<broken") == new
    assert after(idp_metadata(entity_id="https://autre.example")) == new
    assert len(followed.problems) == 1
    assert after(idp_metadata()) == rsa_key("ent-idp").public_key()


def test_metadata_that_nobody_signed_stops_the_start(tmp_path: Path) -> None:
    """Where somebody was agreed who signs it."""
    pem = tmp_path / "federation.pem"
    file = write_behind_saml(tmp_path, 'metadata_certificate = "federation.pem"\n')
    pem.write_text(certificate_pem("federation"), "ascii")
    with pytest.raises(ConfigError, match="signature"):
        build_runtime(read_config(file), clock=Clock())
    named = idp_metadata().replace("entityID=", 'ID="_m" entityID=')
    (tmp_path / "idp.xml").write_bytes(enveloped(named, key="federation"))
    assert build_runtime(read_config(file), clock=Clock()).upstream is not None


@pytest.mark.parametrize(
    ("lines", "problem"),
    [
        ('algorithms = ["rsa-sha1"]', "algorithms"),
        ("algorithms = []", "algorithms"),
        ("clock_skew_seconds = 301", "clock_skew_seconds"),
        ('decryption_keys = ["absent.key"]', "absent.key"),
        ('decryption_keys = ["garbridge.toml"]', "0600"),
        ('name_format = "kerberos"', "name_format"),
        ('authn_contexts = ["a b"]', "authn_contexts"),
        ('scopes = ["*"]', "scopes"),
        ('metadata_url = "http://connexion.example/"', "metadata_url"),
        ("unsigned_response = true", "unknown key"),
    ],
)
def test_a_configuration_that_is_wrong_stops_the_start(
    lines: str, problem: str, tmp_path: Path
) -> None:
    """With the key that is."""
    file = write_behind_saml(tmp_path, f"{lines}\n")
    file.chmod(0o644)
    with pytest.raises(ConfigError) as refused:
        read_config(file)
    assert any(problem in one for one in refused.value.problems), refused.value.problems


def test_what_will_keep_people_from_signing_in_is_told(tmp_path: Path) -> None:
    """By ``garbridge health``; whoever is signed in stays so, and a probe goes on."""
    with portal(tmp_path) as behind:
        runtime = behind.runtime()
        (found,) = [one for one in health_of(runtime).checks if one.vital is Vital.UPSTREAM]
        assert (found.standing, found.reasons) == (Standing.OK, ())
        assert runtime.upstream is not None
        gone = replace(runtime.upstream, adapter=cast("UpstreamAdapter", _Gone()))

        away = replace(runtime, upstream=gone)
        (found,) = [one for one in health_of(away).checks if one.vital is Vital.UPSTREAM]

        assert (found.standing, found.reasons) == (Standing.WARNING, ("upstream_away: ended",))
        assert readiness_of(away).standing is Standing.OK
        said = run_inside(away, "health")
        assert "le service de connexion" in said.output
        assert "upstream_away: ended" in said.output


class _Gone:
    """An upstream whose metadata ended."""

    def probe(self, *, now: datetime) -> Declined:
        """Say so."""
        del now
        return Declined(ArrivalFault.AWAY, "ended")
