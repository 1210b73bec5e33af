"""OpenID Connect: what the stub asks a portal, and what it refuses."""

import base64
import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, parse_qsl, unquote_plus, urlsplit

import pytest
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from flask.testing import FlaskClient
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response
from werkzeug.test import TestResponse

from provider_stub.app import create_app
from provider_stub.config import StubConfig

SUBJECT = "995875fb" * 16
KID = "k1"

Change = Callable[[dict[str, Any]], None]


def segment(value: object) -> str:
    """Return *value* as one segment of a token."""
    octets = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode()


@dataclass
class Portal:
    """A tiny OpenID Provider that shares no code with the stub; a test spoils one answer."""

    server: HTTPServer
    key: rsa.RSAPrivateKey
    claims: Change = lambda _: None
    header: Change = lambda _: None
    userinfo: Change = lambda _: None
    tokens: Change = lambda _: None
    published: list[rsa.RSAPrivateKey] = field(default_factory=list[rsa.RSAPrivateKey])
    asked: dict[str, str] = field(default_factory=dict[str, str])
    forms: list[Mapping[str, list[str]]] = field(default_factory=list[Mapping[str, list[str]]])
    basics: list[str] = field(default_factory=list[str])
    used: set[str] = field(default_factory=set[str])
    forgets_codes: bool = False

    def __post_init__(self) -> None:
        self.issuer = self.server.url_for("/oidc")
        self.published = self.published or [self.key]
        there = {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "userinfo_endpoint": f"{self.issuer}/userinfo",
            "jwks_uri": f"{self.issuer}/jwks",
        }
        expect = self.server.expect_request
        expect("/oidc/.well-known/openid-configuration").respond_with_json(there)
        expect("/oidc/jwks").respond_with_handler(self._jwks)
        expect("/oidc/token", method="POST").respond_with_handler(self._token)
        expect("/oidc/userinfo").respond_with_handler(self._userinfo)

    def _jwks(self, _: Request) -> Response:
        keys = []
        for number, key in enumerate(self.published, start=1):
            public = key.public_key().public_numbers()
            n = public.n.to_bytes((public.n.bit_length() + 7) // 8)
            one = {"kty": "RSA", "use": "sig", "kid": f"k{number}", "e": "AQAB"}
            keys.append({**one, "n": segment(n)})
        return Response(json.dumps({"keys": keys}), mimetype="application/json")

    def _token(self, request: Request) -> Response:
        form = parse_qs(request.get_data(as_text=True))
        self.forms.append(form)
        self.basics.append(request.headers.get("Authorization", ""))
        (code,) = form["code"]
        if code in self.used and not self.forgets_codes:
            return Response('{"error": "invalid_grant"}', 400, mimetype="application/json")
        self.used.add(code)
        now = int(datetime.now(UTC).timestamp())
        access_token = "an-access-token"  # noqa: S105 - a made-up one
        half = hashlib.sha256(access_token.encode()).digest()[:16]
        claims = {
            "iss": self.issuer,
            "sub": SUBJECT,
            "aud": "editeur-factice",
            "exp": now + 300,
            "iat": now,
            "nonce": self.asked["nonce"],
            "at_hash": segment(half),
        }
        self.claims(claims)
        header = {"alg": "RS256", "kid": KID}
        self.header(header)
        body = f"{segment(header)}.{segment(claims)}"
        signature = segment(self.key.sign(body.encode(), padding.PKCS1v15(), SHA256()))
        said = {
            "access_token": access_token,
            "token_type": "Bearer",
            "expires_in": 300,
            "id_token": f"{body}.{signature}",
        }
        self.tokens(said)
        return Response(json.dumps(said), mimetype="application/json")

    def _userinfo(self, request: Request) -> Response:
        assert request.headers["Authorization"] == "Bearer an-access-token"
        said = {"sub": SUBJECT, "UAI": "0750001A", "DIV": ["1S1##1S1", "2NDE##2nde"]}
        self.userinfo(said)
        return Response(json.dumps(said), mimetype="application/json")


@pytest.fixture(name="portal")
def _portal(httpserver: HTTPServer, portal_key: rsa.RSAPrivateKey) -> Portal:
    """Return a portal that answers as it should."""
    return Portal(httpserver, portal_key)


@pytest.fixture(name="browser")
def _browser(config: StubConfig) -> FlaskClient:
    """Return a browser at a stub of that portal."""
    return create_app(config).test_client()


def leave(portal: Portal, browser: FlaskClient) -> dict[str, str]:
    """Open the resource; return what the portal is asked."""
    sent = browser.get("/ressources/frise").headers["Location"]
    assert sent.startswith(f"{portal.issuer}/authorize?")
    portal.asked = dict(parse_qsl(urlsplit(sent).query))
    return portal.asked


def come_back(portal: Portal, browser: FlaskClient, **changes: str) -> TestResponse:
    """Bring a code back as the portal sends it, with *changes*."""
    said = {"code": "a-code", "state": portal.asked["state"], "iss": portal.issuer}
    return browser.get("/oidc/retour", query_string=said | changes)


def arrive(portal: Portal, browser: FlaskClient, **changes: str) -> TestResponse:
    """Go the whole way in one step."""
    leave(portal, browser)
    return come_back(portal, browser, **changes)


def test_what_the_portal_is_asked(portal: Portal, browser: FlaskClient) -> None:
    """A code with PKCE, a state and a nonce, each new at every arrival."""
    one, two = leave(portal, browser), leave(portal, browser)

    assert (one["response_type"], one["scope"]) == ("code", "openid")
    assert one["redirect_uri"] == "http://127.0.0.1:8801/oidc/retour"
    assert one["code_challenge_method"] == "S256"
    for name in ("state", "nonce", "code_challenge"):
        assert one[name] != two[name]
        assert len(one[name]) == 43


def test_somebody_arrives(portal: Portal, browser: FlaskClient, config: StubConfig) -> None:
    """Subject and attributes, and every check in its order."""
    page = arrive(portal, browser)

    assert page.status_code == 303
    (entry,) = browser.get("/received").get_json()
    assert (entry["protocol"], entry["subject"]) == ("oidc", SUBJECT)
    assert entry["attributes"] == {"UAI": ["0750001A"], "DIV": ["1S1##1S1", "2NDE##2nde"]}
    assert entry["resource"] == "ark:/99999/r7frise"
    assert {check["outcome"] for check in entry["checks"]} == {"passed"}
    assert len(entry["checks"]) == 14
    (form,) = portal.forms
    digest = hashlib.sha256(form["code_verifier"][0].encode()).digest()
    assert segment(digest) == portal.asked["code_challenge"]
    pair = base64.b64decode(portal.basics[0].removeprefix("Basic ")).decode()
    client, _, secret = pair.partition(":")
    assert unquote_plus(client) == "editeur-factice"
    file = config.data_dir / "oidc-client.secret"
    assert secret == file.read_text("ascii").strip()
    assert file.stat().st_mode & 0o777 == 0o600
    assert "Sujet" in browser.get(page.headers["Location"]).text


def spoil(name: str, value: object) -> Change:
    """Return a change of one member; ``None`` removes it."""

    def change(said: dict[str, Any]) -> None:
        if value is None:
            said.pop(name, None)
        else:
            said[name] = value

    return change


@pytest.mark.parametrize(
    ("part", "change", "code"),
    [
        ("header", spoil("alg", "none"), "EF-OIDC-07"),
        ("header", spoil("alg", "HS256"), "EF-OIDC-07"),
        ("header", spoil("kid", "k9"), "EF-OIDC-07"),
        ("header", spoil("kid", None), "EF-OIDC-07"),
        ("header", spoil("jku", "https://evil.example/"), "EF-OIDC-07"),
        ("header", spoil("crit", ["exp"]), "EF-OIDC-07"),
        (
            "tokens",
            lambda said: said.update(id_token=said["id_token"][:-6] + "AAAAAA"),
            "EF-OIDC-07",
        ),
        ("tokens", spoil("id_token", "a.b.c"), "EF-OIDC-07"),
        ("tokens", spoil("id_token", None), "EF-OIDC-05"),
        ("tokens", spoil("token_type", "mac"), "EF-OIDC-05"),
        ("claims", spoil("iss", "https://evil.example"), "EF-OIDC-08"),
        ("claims", spoil("iss", None), "EF-OIDC-08"),
        ("claims", spoil("aud", "autre"), "EF-OIDC-09"),
        ("claims", spoil("aud", ["editeur-factice", "autre"]), "EF-OIDC-09"),
        ("claims", spoil("aud", None), "EF-OIDC-09"),
        ("claims", spoil("azp", "autre"), "EF-OIDC-09"),
        ("claims", spoil("exp", 1), "EF-OIDC-10"),
        ("claims", spoil("exp", None), "EF-OIDC-10"),
        ("claims", spoil("exp", "9999999999"), "EF-OIDC-10"),
        ("claims", spoil("iat", 9_999_999_999), "EF-OIDC-10"),
        ("claims", spoil("nbf", 9_999_999_999), "EF-OIDC-10"),
        ("claims", spoil("iat", 1.5), "EF-OIDC-10"),
        ("claims", spoil("nonce", "another"), "EF-OIDC-11"),
        ("claims", spoil("nonce", None), "EF-OIDC-11"),
        ("claims", spoil("at_hash", "another"), "EF-OIDC-12"),
        ("claims", spoil("at_hash", None), "EF-OIDC-12"),
        ("claims", spoil("sub", ""), "EF-OIDC-14"),
        ("claims", spoil("sub", None), "EF-OIDC-14"),
        ("claims", spoil("sub", "x" * 256), "EF-OIDC-14"),
        ("userinfo", spoil("sub", "somebody else"), "EF-OIDC-13"),
        ("userinfo", spoil("sub", None), "EF-OIDC-13"),
    ],
)
def test_a_spoilt_answer_is_refused(
    portal: Portal, browser: FlaskClient, part: str, change: Change, code: str
) -> None:
    """Each by its own check, with its code; nobody is let in."""
    setattr(portal, part, change)

    page = arrive(portal, browser)

    assert page.status_code in {403, 502}
    assert code in page.text
    assert browser.get("/received").get_json() == []


def test_a_token_of_another_key_is_refused(
    portal: Portal, browser: FlaskClient, other_key: rsa.RSAPrivateKey
) -> None:
    """Under the name of one that is published."""
    portal.published = [other_key]

    assert "EF-OIDC-07" in arrive(portal, browser).text


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"state": "another"}, "EF-OIDC-02"),
        ({"state": ""}, "EF-OIDC-02"),
        ({"iss": ""}, "EF-OIDC-03"),
        ({"iss": "https://evil.example"}, "EF-OIDC-03"),
        ({"code": ""}, "EF-OIDC-01"),
        ({"code": "", "error": "login_required"}, "EF-OIDC-01"),
        ({"code": "<script>"}, "EF-OIDC-01"),
    ],
)
def test_a_response_to_another_request_asks_nobody(
    portal: Portal, browser: FlaskClient, changes: dict[str, str], code: str
) -> None:
    """The code is not even shown to the portal."""
    page = arrive(portal, browser, **changes)

    assert page.status_code == 403
    assert code in page.text
    assert "<script>" not in page.text
    assert portal.forms == []


def test_another_browsers_response_is_refused(
    portal: Portal, config: StubConfig, browser: FlaskClient
) -> None:
    """Nobody is signed in as somebody else by a link."""
    app = browser.application
    leave(portal, browser)
    victim = app.test_client()
    victim.get("/ressources/frise")
    state = portal.asked["state"]

    page = victim.get(
        "/oidc/retour", query_string={"code": "a-code", "state": state, "iss": portal.issuer}
    )

    assert config.oidc_issuer == portal.issuer
    assert "EF-OIDC-02" in page.text


def test_a_parameter_given_twice_is_refused(portal: Portal, browser: FlaskClient) -> None:
    """Two readers of one query cannot be played off against each other."""
    leave(portal, browser)
    query = f"code=a&code=b&state={portal.asked['state']}&iss={portal.issuer}"

    assert browser.get("/oidc/retour", query_string=query).status_code == 400


def test_a_replay_is_refused_and_the_portal_is_asked_too(
    portal: Portal, browser: FlaskClient
) -> None:
    """By us, and by a portal that does as it should."""
    arrive(portal, browser)

    page = browser.post("/rejouer", data={"numero": "1"})

    assert page.status_code == 403
    assert "Rejeu refusé" in page.text
    assert "reconnu deux fois" not in page.text
    assert len(portal.forms) == 2


def test_a_portal_that_takes_a_code_twice_is_shown(portal: Portal, browser: FlaskClient) -> None:
    """Another publisher would have let the copy in."""
    portal.forgets_codes = True
    arrive(portal, browser)

    assert "reconnu deux fois" in browser.post("/rejouer", data={"numero": "1"}).text


def test_another_issuer_in_the_discovery_is_refused(
    httpserver: HTTPServer, config: StubConfig
) -> None:
    """Discovery 4.3: the one we asked, exactly."""
    there = {"issuer": "https://evil.example", "authorization_endpoint": "https://evil.example/"}
    path = "/oidc/.well-known/openid-configuration"
    httpserver.expect_request(path).respond_with_json(there)

    page = create_app(config).test_client().get("/ressources/frise")

    assert page.status_code == 502
    assert "EF-PRT-03" in page.text
    assert "evil" not in page.text


def test_a_portal_that_is_away_is_said(config: StubConfig, httpserver: HTTPServer) -> None:
    """With a code and a way to try again."""
    httpserver.expect_request("/nothing")

    page = create_app(config).test_client().get("/ressources/frise")

    assert page.status_code == 502
    assert "EF-PRT-0" in page.text
