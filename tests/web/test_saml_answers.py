"""What a SAML provider asks of a sign-in reaches it over HTTP: a new proof, a status, a refusal."""

import base64
import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from html import unescape
from pathlib import Path
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import etree
from tests.protocols.saml.provider_side import authn_request, deflated, instant
from tests.wiring.inside import look_again
from tests.wiring.portal_files import METADATA
from tests.wiring.running import BOUGHT, Running, running
from werkzeug.test import TestResponse

from garbridge.core.identifiers import PersonId, ProviderId
from garbridge.testing.world import ALICE
from garbridge.web import GarBridge
from garbridge.wiring.whole_files import replace_file

SP = "https://sp.example/metadata"
STATUS = "urn:oasis:names:tc:SAML:2.0:status:"
SAML = "{urn:oasis:names:tc:SAML:2.0:assertion}"
SAMLP = "{urn:oasis:names:tc:SAML:2.0:protocol}"
EMAIL = '<samlp:NameIDPolicy Format="urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress"/>'


@dataclass
class Portal:
    """A portal over HTTP that knows when its visitor proved who they are."""

    running: Running
    person: PersonId | None = ALICE
    proved: datetime | None = None
    client: FlaskClient = field(init=False)

    def __post_init__(self) -> None:
        """Mount it."""
        app = Flask(__name__)
        app.config |= {
            "SECRET_KEY": "test only",
            "TESTING": True,
            "GARBRIDGE_LOGIN_VIEW": "/connexion",
            "GARBRIDGE_PROOF_VIEW": "/preuve",
        }
        bridge = GarBridge(lambda: self.person, runtime=self.running.runtime)
        bridge.authentication_loader(lambda: self.proved)
        bridge.init_app(app)
        self.client = app.test_client()

    def ask(self, children: str = "", *, method: str = "GET", **said: str) -> TestResponse:
        """Send the provider's request; return the answer."""
        request = authn_request(
            children,
            issuer=SP,
            IssueInstant=instant(self.running.clock.now),
            Destination="https://ent.example/saml/sso",
            **said,
        )
        if method == "POST":
            form = {"SAMLRequest": base64.b64encode(request.encode()).decode()}
            return self.client.post("/saml/sso", data=form)
        return self.client.get(f"/saml/sso?SAMLRequest={quote(deflated(request), safe='')}")


def response(answer: TestResponse) -> etree._Element:
    """Return the Response in the page that posts itself."""
    assert answer.status_code == 200
    assert 'action="https://sp.example/acs"' in answer.text
    (value,) = re.findall(r'name="SAMLResponse" value="([^"]*)"', answer.text)
    return etree.fromstring(base64.b64decode(unescape(value)))


def codes(answer: TestResponse) -> list[str]:
    """Return the status codes that the provider is told."""
    return [
        str(code.get("Value")).removeprefix(STATUS)
        for code in response(answer).iter(f"{SAMLP}StatusCode")
    ]


def authenticated(answer: TestResponse) -> str | None:
    """Return the AuthnInstant that the provider is told."""
    (statement,) = response(answer).iter(f"{SAML}AuthnStatement")
    return statement.get("AuthnInstant")


@pytest.fixture(name="portal")
def _portal(tmp_path: Path) -> Portal:
    return Portal(running(tmp_path))


def test_the_provider_learns_when_the_person_signed_in(portal: Portal) -> None:
    """Not when the message was written: an hour-old sign-in is an hour old."""
    portal.proved = portal.running.clock.now - timedelta(hours=1)

    assert authenticated(portal.ask()) == instant(portal.proved)


def test_a_portal_that_does_not_say_when_answers_for_now(portal: Portal) -> None:
    """The session is there now; nothing else is known of it."""
    assert authenticated(portal.ask()) == instant(portal.running.clock.now)


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_new_authentication_is_made_and_told(portal: Portal, method: str) -> None:
    """Statement 40: the person proves anew who they are, and AuthnInstant is of then."""
    portal.proved = portal.running.clock.now - timedelta(hours=1)
    asked = portal.ask(method=method, ForceAuthn="true")
    if urlsplit(asked.location).path == "/saml/sso":  # after a POST the cookie comes with this one
        asked = portal.client.get(asked.location)
    back = urlsplit(asked.location)
    assert back.path == "/preuve"
    portal.running.clock.now += timedelta(minutes=2)
    portal.proved = portal.running.clock.now

    answer = portal.client.get(parse_qs(back.query)["next"][0])

    assert authenticated(answer) == instant(portal.proved)


def test_an_old_authentication_is_never_told_for_a_new_one(portal: Portal) -> None:
    """The page came back without a new proof: the provider is told that there is none."""
    portal.proved = portal.running.clock.now - timedelta(seconds=2)
    asked = portal.ask(ForceAuthn="true")
    answer = portal.client.get(parse_qs(urlsplit(asked.location).query)["next"][0])

    assert codes(answer) == ["Responder", "AuthnFailed"]
    assert list(portal.running.runtime.journal.records(limit=9)) == []


@pytest.mark.parametrize("person", [ALICE, None])
def test_a_new_authentication_without_a_page_is_not_made(
    portal: Portal, person: PersonId | None
) -> None:
    """Statement 40: ForceAuthn and IsPassive together, whoever is there."""
    portal.person = person
    portal.proved = None if person is None else portal.running.clock.now - timedelta(hours=1)

    assert codes(portal.ask(ForceAuthn="true", IsPassive="true")) == ["Responder", "NoPassive"]


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("person", [ALICE, None])
def test_a_demand_that_is_not_met_goes_back_to_its_provider(
    portal: Portal, method: str, person: PersonId | None
) -> None:
    """Statement 42: as a status, before anybody signs in for nothing."""
    portal.person = person
    answer = portal.ask(EMAIL, method=method)

    assert codes(answer) == ["Requester", "InvalidNameIDPolicy"]
    assert "form-action https://sp.example" in answer.headers["Content-Security-Policy"]
    assert list(portal.running.runtime.journal.records(limit=9)) == []


def test_a_request_from_nowhere_is_told_to_the_person(portal: Portal) -> None:
    """Statement 42: where no address is known, a page, and nothing of the request on it."""
    answer = portal.ask(AssertionConsumerServiceURL="https://evil.example/&lt;script&gt;")

    assert answer.status_code == 400
    assert "GB-REQ-08" in answer.text
    assert "evil" not in answer.text


@pytest.mark.parametrize("agreed", [False, True])
def test_a_refusal_is_told_to_whom_it_was_agreed(tmp_path: Path, agreed: bool) -> None:  # noqa: FBT001 - parametrized
    """Recorded in either case; the person is told what to do, the provider that it was denied."""
    portal = Portal(running(tmp_path, 'errors = "status"' if agreed else ""))
    portal.running.clock.now = BOUGHT.ends + timedelta(days=1)
    answer = portal.ask()
    (record,) = portal.running.runtime.journal.records(limit=9)

    assert record.refusal is not None
    if agreed:
        assert codes(answer) == ["Responder", "RequestDenied"]
    else:
        assert answer.status_code == 403
        assert record.reference in answer.text


def test_a_transient_identifier_is_of_one_launch(tmp_path: Path) -> None:
    """Twice the same person, and nothing by which the provider could know it."""
    portal = Portal(running(tmp_path, 'name_id = "transient"', release=("IDO", "PRO")))
    told = []
    for number in range(2):
        portal.running.clock.now += timedelta(seconds=1)
        xml = response(portal.ask(ID=f"_r{number}"))
        told.append(xml.findtext(f".//{SAML}NameID"))
        assert [a.get("Name") for a in xml.iter(f"{SAML}Attribute")] == ["PRO"]
    known = portal.running.runtime.access.subject_at(ProviderId("parc"), ALICE)

    assert len(set(told)) == 2
    assert known not in told
    assert len(list(portal.running.runtime.journal.records(limit=9))) == 2


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("change", ["moved", "not asked any more", "removed"])
def test_an_answer_goes_where_the_metadata_says_when_it_is_given(
    portal: Portal, method: str, change: str
) -> None:
    """Statement 33: what was registered when the request came need not be it after the sign-in."""
    portal.person = None
    wanted = {"AssertionConsumerServiceURL": "https://sp.example/acs"} if change == "moved" else {}
    asked = portal.ask(method=method, **wanted)
    while urlsplit(asked.location).path == "/saml/sso":
        asked = portal.client.get(asked.location)
    back = parse_qs(urlsplit(asked.location).query)["next"][0]

    folder = portal.running.runtime.config.providers
    if change == "removed":
        (folder / "parc.toml").unlink()
    else:
        replace_file(folder / "parc.xml", METADATA.replace("/acs", "/acs2").encode())
    look_again(portal.running.runtime.registry)
    portal.person = ALICE
    answer = portal.client.get(back)

    assert 'action="https://sp.example/acs"' not in answer.text
    if change == "not asked any more":
        assert 'action="https://sp.example/acs2"' in answer.text
    else:
        assert (answer.status_code, "SAMLResponse" in answer.text) == (400, False)
