"""OpenID Connect over real HTTP, from the portal's files: every address, every refusal."""

import base64
import json
import logging
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
import requests
from tests.protocols.oidc.provider import VERIFIER, challenge_of
from tests.wiring.inside import look_again
from tests.wiring.oidc_portal import CLIENT, RETURN, SECRET, Served, served, write_oidc_provider
from tests.wiring.portal_files import portal

from garbridge.config import Reading
from garbridge.core.access import Refusal
from garbridge.errors import ConfigError
from garbridge.wiring import begin_rollover, signing_files, switch_key
from garbridge.wiring.registry import read_registry

ARK = "ark:/12345/atlas"
ASKED = {
    "client_id": CLIENT,
    "redirect_uri": RETURN,
    "response_type": "code",
    "scope": "openid",
    "state": "s1",
    "nonce": "n1",
    "code_challenge": challenge_of(VERIFIER),
    "code_challenge_method": "S256",
}
BASIC = "Basic " + base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()


@pytest.fixture(name="portal", scope="module")
def _portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A portal with a client of the standard's."""
    with served(tmp_path_factory.mktemp("portal")) as found:
        yield found


@pytest.fixture(name="gar", scope="module")
def _gar(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A portal with a client of the GAR's dialect."""
    with served(tmp_path_factory.mktemp("gar"), more='dialect = "gar"') as found:
        yield found


def asked(portal: Served, path: str = "authorize", **changes: str) -> str:
    """Return the address a client sends somebody to."""
    return f"{portal.issuer}/{path}?{urlencode(ASKED | changes)}"


def told(address: str) -> dict[str, str]:
    """Return what comes back to the client."""
    assert address.startswith(RETURN + "?")
    return dict(parse_qsl(urlsplit(address).query))


def exchange(portal: Served, code: str, path: str = "token") -> requests.Response:
    """Exchange a code as a client does."""
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": RETURN,
        "code_verifier": VERIFIER,
    }
    return requests.post(
        f"{portal.issuer}/{path}", data=form, headers={"Authorization": BASIC}, timeout=10
    )


def userinfo(portal: Served, token: str, path: str = "userinfo", **query: str) -> Any:  # noqa: ANN401 - JSON
    """Ask userinfo as a client does."""
    return requests.get(
        f"{portal.issuer}/{path}",
        params=query,
        headers={"Authorization": f"Bearer {token}"},
        timeout=10,
    ).json()


def test_a_sign_in_is_one_access_and_two_events(portal: Served) -> None:
    """The launch is recorded once; each exchange beside it, under its reference."""
    back = told(portal.browser().sent_to(asked(portal)))
    assert (back["state"], back["iss"]) == ("s1", portal.issuer)
    answered = exchange(portal, back["code"])
    profile = userinfo(portal, answered.json()["access_token"])

    assert profile["PRO"] == "National_elv"
    (launch, *_) = portal.runtime.journal.records(limit=1)
    assert (launch.protocol, launch.refusal, launch.attributes) == ("oidc", None, ("PRO",))
    events = portal.runtime.redemptions.redemptions(limit=2)
    assert [(one.launch, one.attributes, one.fault) for one in events] == [
        (launch.reference, ("PRO",), None),
        (launch.reference, (), None),
    ]
    assert answered.headers["Cache-Control"] == "no-store"
    assert answered.headers["Content-Type"] == "application/json"


def test_a_posted_request_is_served_without_a_cookie_first(portal: Served) -> None:
    """A form of another site brings no Lax cookie: the request waits for one (Core 3.1.2.1)."""
    browser = portal.browser()
    posted = requests.post(
        f"{portal.issuer}/authorize", data=ASKED, allow_redirects=False, timeout=10
    )
    assert posted.status_code == 303

    waiting = urlsplit(posted.headers["Location"])
    back = told(browser.sent_to(f"{portal.url}{waiting.path}?{waiting.query}"))

    assert exchange(portal, back["code"]).status_code == 200


def test_somebody_who_may_not_open_it_is_told_by_us(portal: Served) -> None:
    """A page with a code; the client learns of nobody, unless it forbade every page."""
    stranger = portal.browser("nobody")

    page = stranger.go(asked(portal))
    silent = told(stranger.sent_to(asked(portal, prompt="none")))

    assert page.status_code == 403
    assert "GB-" in page.text
    assert silent["error"] == "access_denied"
    assert "code" not in silent
    assert portal.runtime.journal.records(limit=1)[0].refusal is Refusal.UNKNOWN_PERSON


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"request_uri": "https://evil.example/"}, "request_uri_not_supported"),
        ({"prompt": "consent"}, "consent_required"),
    ],
)
def test_an_error_goes_back_to_its_exact_address(
    portal: Served, changes: dict[str, str], error: str
) -> None:
    """Signed in or not, with the state, and nothing is recorded of anybody."""
    before = len(portal.runtime.journal.records(limit=1_000))
    for browser in (portal.browser(), None):
        address = asked(portal, **changes)
        answer = (
            browser.go(address)
            if browser
            else requests.get(address, allow_redirects=False, timeout=10)
        )
        back = told(answer.headers["Location"])
        assert (back["error"], back["state"], back["iss"]) == (error, "s1", portal.issuer)
    assert len(portal.runtime.journal.records(limit=1_000)) == before


@pytest.mark.parametrize("change", [{"redirect_uri": RETURN + "/"}, {"client_id": "autre"}])
def test_nobody_is_sent_where_nobody_registered(portal: Served, change: dict[str, str]) -> None:
    """A page with a code, and no redirect."""
    page = portal.browser().go(asked(portal, **change))

    assert page.status_code == 400
    assert "GB-REQ-0" in page.text
    assert RETURN not in page.text


def test_a_new_proof_is_sent_for_or_refused(portal: Served) -> None:
    """This portal has no page for it: the person is told, a silent request goes back."""
    browser = portal.browser()

    page = browser.go(asked(portal, prompt="login"))
    fresh = told(browser.sent_to(asked(portal, max_age="3600")))

    assert page.status_code == 403
    assert "GB-SES-03" in page.text
    claims = exchange(portal, fresh["code"]).json()["id_token"].split(".")[1]
    said = json.loads(base64.urlsafe_b64decode(claims + "=="))
    assert 25 < said["iat"] - said["auth_time"] < 60
    silent = told(browser.sent_to(asked(portal, max_age="0", prompt="none")))
    assert silent["error"] == "login_required"


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "token"),
        ("HEAD", "token"),
        ("PUT", "token"),
        ("HEAD", "userinfo"),
        ("DELETE", "userinfo"),
        ("HEAD", "authorize"),
        ("POST", "jwks"),
    ],
)
def test_other_methods_are_not_served(portal: Served, method: str, path: str) -> None:
    """HEAD above all: it would spend what may be used once."""
    assert requests.request(method, f"{portal.issuer}/{path}", timeout=10).status_code == 405


def test_userinfo_is_asked_by_post_too(portal: Served) -> None:
    """OpenID Connect Core 5.3.1."""
    code = told(portal.browser().sent_to(asked(portal)))["code"]
    token = exchange(portal, code).json()["access_token"]
    header = {"Authorization": f"Bearer {token}"}

    found = requests.post(f"{portal.issuer}/userinfo", headers=header, timeout=10)

    assert found.json()["PRO"] == "National_elv"
    assert not [name for name in found.headers if name.lower().startswith("access-control")]


@pytest.mark.parametrize("path", ["token", "userinfo"])
def test_what_is_not_a_form_is_refused_as_the_standard_has_it(portal: Served, path: str) -> None:
    """RFC 6749 5.2: a client finds the error where it looks for errors."""
    for body in ({"json": {"grant_type": "x"}}, {"data": b"grant_type=\xff\xfe"}):
        answer = requests.post(f"{portal.issuer}/{path}", timeout=10, **body)

        assert answer.status_code == 400
        assert answer.json()["error"] == "invalid_request"
        assert answer.headers["Cache-Control"] == "no-store"


def test_discovery_leads_everywhere_and_promises_no_more(portal: Served) -> None:
    """The issuer in it is the one in the tokens; every address answers."""
    answer = requests.get(f"{portal.issuer}/.well-known/openid-configuration", timeout=10)
    there = answer.json()

    assert answer.headers["Cache-Control"] == "public, max-age=300"
    assert "Pragma" not in answer.headers
    assert there["issuer"] == portal.issuer
    assert requests.get(there["jwks_uri"], timeout=10).json()["keys"][0]["alg"] == "RS256"
    assert requests.get(there["userinfo_endpoint"], timeout=10).status_code == 401
    assert requests.post(there["token_endpoint"], data={"a": "b"}, timeout=10).status_code == 400
    assert there["authorization_endpoint"] == f"{portal.issuer}/authorize"
    missing = {"registration_endpoint", "revocation_endpoint", "check_session_iframe"}
    assert not missing & set(there)


def test_the_gars_dialect_from_end_to_end(gar: Served) -> None:
    """Its paths, its scope, ``idRessource`` at both ends."""
    address = asked(gar, "oidcAuthorize", scope="openid scope.gar", idRessource=ARK)
    code = told(gar.browser().sent_to(address))["code"]
    answered = exchange(gar, code, "oidcAccessToken").json()
    token = answered["access_token"]

    profile = userinfo(gar, token, "oidcProfile", idRessource=ARK, access_mode="web")

    assert answered["scope"] == "openid scope.gar"
    assert (profile["id"], profile["client_id"]) == (profile["sub"], CLIENT)
    assert profile["PRO"] == "National_elv"
    assert profile["auth_time"] > 0
    other = userinfo(gar, token, "oidcProfile", idRessource="ark:/12345/autre")
    assert other["error"] == "insufficient_scope"


@pytest.mark.parametrize(
    ("path", "endpoint"), [("token", "oidc_token"), ("oidcAccessToken", "oidc_token_gar")]
)
def test_a_code_that_comes_again_is_noted_with_where_it_came(
    gar: Served, path: str, endpoint: str, caplog: pytest.LogCaptureFixture
) -> None:
    """Whichever of the two addresses the client asks; the operator reads which."""
    address = asked(gar, "oidcAuthorize", scope="openid scope.gar", idRessource=ARK)
    code = told(gar.browser().sent_to(address))["code"]

    with caplog.at_level(logging.WARNING, "garbridge.alarms"):
        statuses = [exchange(gar, code, path).status_code for _ in range(2)]

    (line,) = (one.getMessage() for one in caplog.records if one.name == "garbridge.alarms")
    said, reference = line.removesuffix(")").split(" (")
    noted = gar.runtime.stores.upkeep.incidents.incident(reference, now=gar.runtime.clock())
    assert statuses == [200, 400]
    assert said == f"used a second time at {endpoint}"
    assert noted is not None
    assert noted.endpoint == endpoint


def test_the_gars_resource_must_be_the_clients(gar: Served) -> None:
    """One that is not registered for it is refused by the gate."""
    page = gar.browser().go(asked(gar, "oidcAuthorize", idRessource="ark:/12345/autre"))

    assert page.status_code == 403
    assert gar.runtime.journal.records(limit=1)[0].refusal is Refusal.UNKNOWN_RESOURCE


def test_a_standard_client_has_no_way_in_by_the_gars_path(portal: Served) -> None:
    """The dialect is an option of each client."""
    assert portal.browser().go(asked(portal, "oidcAuthorize")).status_code == 400


def test_no_client_meets_an_unknown_key_while_it_rolls_over(portal: Served) -> None:
    """The next key is published before it signs, the last one after: by the portal's commands."""
    files = signing_files(portal.runtime.config)

    def kids() -> set[str]:
        time.sleep(1.1)  # each process looks again after a second
        return {
            each["kid"] for each in requests.get(f"{portal.issuer}/jwks", timeout=10).json()["keys"]
        }

    def signed_by() -> str:
        code = told(portal.browser().sent_to(asked(portal)))["code"]
        token = exchange(portal, code).json()["id_token"]
        header = json.loads(base64.urlsafe_b64decode(token.partition(".")[0] + "=="))
        return str(header["kid"])

    old = signed_by()
    assert kids() == {old}
    begin_rollover(files, now=datetime.now(UTC), years=1, bits=2048)
    both = kids()
    assert signed_by() == old
    switch_key(files, now=datetime.now(UTC) + timedelta(days=2))
    assert kids() == both
    assert {signed_by()} == both - {old}


def test_a_resource_that_is_switched_off_is_told_of_no_more(tmp_path: Path) -> None:
    """In the file, while the portal runs: a token of a moment before opens nothing."""
    with served(tmp_path) as portal:
        code = told(portal.browser().sent_to(asked(portal)))["code"]
        bearer = {"Authorization": f"Bearer {exchange(portal, code).json()['access_token']}"}
        file = portal.runtime.config.providers / "parc.toml"
        text = file.read_text("utf-8")
        line = 'ark = "ark:/12345/atlas"\n'
        assert line in text
        file.write_text(text.replace(line, f"{line}enabled = false\n"), "utf-8")
        look_again(portal.runtime.registry)

        answer = requests.get(f"{portal.issuer}/userinfo", headers=bearer, timeout=10)
        assert answer.status_code == 401


def test_two_clients_of_one_name_stop_the_start(tmp_path: Path) -> None:
    """Nobody could say whose code it is."""
    config = portal_files(tmp_path)
    write_oidc_provider(config, more='client_id = "studio"')
    text = (config / "parc.toml").read_text("utf-8").replace("12345/atlas", "12345/autre")
    (config / "autre.toml").write_text(text, "utf-8")

    with pytest.raises(ConfigError) as refused:
        read_registry(config, Reading(insecure_loopback=True, zone=UTC))

    assert refused.value.problems == ("parc.toml: oidc: client_id 'studio' is that of autre",)


@pytest.mark.parametrize(
    ("keys", "problem"),
    [
        ('[[oidc.jwks]]\nkty = "oct"\nk = "c2VjcmV0"', "public keys only"),
        ('[[oidc.jwks]]\nkty = "RSA"\nn = "AQAB"\ne = "AQAB"', "at least 2048 bits"),
        ('[[oidc.jwks]]\nkty = "AKP"', "at least one RSA or EC key"),
    ],
)
def test_keys_that_cannot_be_relied_on_stop_the_start(
    tmp_path: Path, keys: str, problem: str
) -> None:
    """With the file they stand in."""
    config = portal_files(tmp_path)
    write_oidc_provider(config, proof=f'authentication = "private_key_jwt"\n{keys}')

    with pytest.raises(ConfigError) as refused:
        read_registry(config, Reading(insecure_loopback=True, zone=UTC))

    (told_,) = refused.value.problems
    assert told_.startswith("parc.toml: oidc.jwks: ")
    assert problem in told_


def portal_files(folder: Path) -> Path:
    """Return the providers' folder of a portal."""
    return portal(folder).providers
