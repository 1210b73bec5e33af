"""Being launched by LTI 1.3: the initiation, the token, and what must not open anything."""

import json
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from flask import Flask
from flask.testing import FlaskClient
from joserfc import jwt
from joserfc.jwk import RSAKey
from pytest_httpserver import HTTPServer
from werkzeug.test import TestResponse

from provider_stub.config import StubConfig

TARGET = "http://127.0.0.1:8801/ressources/quiz"
SUBJECT = "c3" * 64
CORE = "https://purl.imsglobal.org/spec/lti/claim/"
_JWT = {"iss", "aud", "azp", "iat", "exp", "nonce", "sub"}
CUSTOM = {"IDO": SUBJECT, "PRO": "National_elv", "UAI": "0750001A", "DIV": "1S1##1re S 1;1S2"}


class Portal:
    """A portal that signs what it is told to sign."""

    def __init__(self, server: HTTPServer, key: rsa.RSAPrivateKey) -> None:
        self.issuer = server.url_for("").rstrip("/")
        self.key = RSAKey.import_key(key, {"kid": "portail-1"})
        self.server = server
        self.publish(self.key)

    def publish(self, *keys: RSAKey) -> None:
        """Publish *keys* and no others."""
        self.server.clear()
        document = {"keys": [key.as_dict(private=False) for key in keys]}
        self.server.expect_request("/lti/jwks").respond_with_json(document)

    def claims(self, asked_nonce: str, **changed: object) -> dict[str, Any]:
        """Return an honest launch, with changes; a name is that of a claim of LTI or of JWT."""
        now = int(time.time())
        whole: dict[str, Any] = {
            "iss": self.issuer,
            "aud": "editeur-factice",
            "iat": now - 5,
            "exp": now + 295,
            "nonce": asked_nonce,
            "sub": SUBJECT,
            f"{CORE}message_type": "LtiResourceLinkRequest",
            f"{CORE}version": "1.3.0",
            f"{CORE}deployment_id": "1",
            f"{CORE}target_link_uri": TARGET,
            f"{CORE}resource_link": {"id": "l1"},
            f"{CORE}roles": [],
            f"{CORE}custom": CUSTOM,
        }
        for name, value in changed.items():
            known = name if name in _JWT else CORE + name
            whole[known] = value
        return {name: value for name, value in whole.items() if value is not None}

    def token(self, asked_nonce: str, key: RSAKey | None = None, **changed: object) -> str:
        """Return a signed launch."""
        header = {"alg": "RS256", "kid": "portail-1", "typ": "JWT"}
        claims = self.claims(asked_nonce, **changed)
        return jwt.encode(header, claims, key or self.key, algorithms=["RS256"])


@pytest.fixture(name="portal")
def _portal(httpserver: HTTPServer, portal_key: rsa.RSAPrivateKey) -> Portal:
    """Play a portal."""
    return Portal(httpserver, portal_key)


@pytest.fixture(name="client")
def _client(app: Flask) -> FlaskClient:
    """Give a browser."""
    return app.test_client()


def initiation(portal: Portal, **changed: str) -> dict[str, str]:
    """Return what the portal starts us with."""
    return {
        "iss": portal.issuer,
        "login_hint": "h1",
        "target_link_uri": TARGET,
        "lti_message_hint": "m1",
        "client_id": "editeur-factice",
        "lti_deployment_id": "1",
        **changed,
    }


def asked(client: FlaskClient, portal: Portal) -> dict[str, str]:
    """Be started; return what we ask the portal."""
    answer = client.get("/lti/login", query_string=initiation(portal))
    assert answer.status_code == 302, answer.text
    parts = urlsplit(answer.location)
    assert f"{parts.scheme}://{parts.netloc}{parts.path}" == f"{portal.issuer}/lti/authorize"
    return {name: values[0] for name, values in parse_qs(parts.query).items()}


def launched(client: FlaskClient, portal: Portal, **changed: object) -> TestResponse:
    """Be started and launched."""
    query = asked(client, portal)
    token = portal.token(query["nonce"], **changed)
    return client.post("/lti/launch", data={"id_token": token, "state": query["state"]})


def assert_refused(client: FlaskClient, answer: TestResponse, code: str, status: int = 403) -> None:
    """Require that code, and that nothing was received."""
    assert answer.status_code == status
    assert code in answer.text
    assert client.get("/received").get_json() == []


def test_a_launch_is_received(client: FlaskClient, portal: Portal) -> None:
    """Subject, attributes and resource, every check passed; in ``/received`` as in the page."""
    query = asked(client, portal)
    assert query["scope"] == "openid"
    assert query["response_type"] == "id_token"
    assert query["response_mode"] == "form_post"
    assert query["prompt"] == "none"
    assert (query["login_hint"], query["lti_message_hint"]) == ("h1", "m1")
    assert query["redirect_uri"] == "http://127.0.0.1:8801/lti/launch"

    answer = client.post(
        "/lti/launch", data={"id_token": portal.token(query["nonce"]), "state": query["state"]}
    )

    assert answer.status_code == 303
    (entry,) = client.get("/received").get_json()
    assert (entry["protocol"], entry["subject"]) == ("lti", SUBJECT)
    assert entry["resource"] == "ark:/99999/r8quiz"
    assert entry["attributes"]["DIV"] == ["1S1##1re S 1", "1S2"]
    assert {check["outcome"] for check in entry["checks"]} == {"passed"}
    assert "National_elv" in client.get(answer.location).text


def test_the_initiation_may_be_posted(client: FlaskClient, portal: Portal) -> None:
    """Security Framework 5.1.1.1 allows both."""
    answer = client.post("/lti/login", data=initiation(portal))

    assert answer.status_code == 302
    assert answer.location.startswith(f"{portal.issuer}/lti/authorize?")


def test_an_arrival_leads_to_the_portal(client: FlaskClient, config: StubConfig) -> None:
    """A tool never starts by itself."""
    page = client.get("/ressources/quiz")

    where = urlencode({"ark": "ark:/99999/r8quiz"})
    assert page.status_code == 200
    assert f"{config.portal}/mediacentre/ouvrir/?{where}" in page.text.replace("&amp;", "&")


def test_an_anonymous_launch_is_received(client: FlaskClient, portal: Portal) -> None:
    """Without a subject, as the agreement of a public tool has it."""
    custom = {"PRO": "National_elv"}

    assert launched(client, portal, sub=None, custom=custom).status_code == 303
    (entry,) = client.get("/received").get_json()
    assert entry["subject"] == ""


def test_a_name_is_read_under_gars_names(client: FlaskClient, portal: Portal) -> None:
    """And is too much, where the agreement does not allow it."""
    query = asked(client, portal)
    claims = portal.claims(query["nonce"]) | {"family_name": "Roy", "email": "r@x.example"}
    header = {"alg": "RS256", "kid": "portail-1"}
    token = jwt.encode(header, claims, portal.key, algorithms=["RS256"])
    client.post("/lti/launch", data={"id_token": token, "state": query["state"]})

    entry = client.get("/received").get_json()[-1]
    assert entry["attributes"]["NOM"] == ["Roy"]
    assert entry["excess"] == ["NOM", "P_MEL"]


@pytest.mark.parametrize(
    "changed",
    [
        {"iss": "https://evil.example"},
        {"client_id": "another"},
        {"lti_deployment_id": "2"},
        {"login_hint": ""},
        {"target_link_uri": "https://evil.example/"},
        {"target_link_uri": "http://127.0.0.1:8801/ressources/atlas"},
    ],
    ids=str,
)
def test_a_foreign_initiation_goes_nowhere(
    client: FlaskClient, portal: Portal, changed: dict[str, str]
) -> None:
    """Another portal, tool, deployment or target: EF-LTI-01, and no redirect."""
    answer = client.get("/lti/login", query_string=initiation(portal, **changed))

    assert_refused(client, answer, "EF-LTI-01")
    assert "Location" not in answer.headers


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"iss": "https://evil.example"}, "EF-LTI-05"),
        ({"aud": "another"}, "EF-LTI-06"),
        ({"aud": ["editeur-factice", "another"]}, "EF-LTI-06"),
        ({"azp": "another"}, "EF-LTI-06"),
        ({"nonce": "of another request"}, "EF-LTI-07"),
        ({"iat": 4_000_000_000}, "EF-LTI-08"),
        ({"iat": 1}, "EF-LTI-08"),
        ({"exp": 1}, "EF-LTI-08"),
        ({"exp": "2999"}, "EF-LTI-08"),
        ({"deployment_id": "2"}, "EF-LTI-09"),
        ({"deployment_id": None}, "EF-LTI-09"),
        ({"message_type": "LtiDeepLinkingRequest"}, "EF-LTI-10"),
        ({"version": "1.1"}, "EF-LTI-10"),
        ({"custom": []}, "EF-LTI-10"),
        ({"target_link_uri": "http://127.0.0.1:8801/ressources/atlas"}, "EF-LTI-11"),
        ({"sub": ""}, "EF-LTI-13"),
        ({"sub": "x" * 256}, "EF-LTI-13"),
        ({"sub": 7}, "EF-LTI-13"),
    ],
    ids=str,
)
def test_a_wrong_launch_is_refused(
    client: FlaskClient, portal: Portal, changed: dict[str, object], code: str
) -> None:
    """One thing changed, one code."""
    assert_refused(client, launched(client, portal, **changed), code)


def _other_key(_token: str, nonce: str, portal: Portal) -> str:
    return portal.token(nonce, RSAKey.generate_key(2048))


def _unsigned(token: str, _nonce: str, _portal: Portal) -> str:
    return f"eyJhbGciOiJub25lIn0.{token.split('.')[1]}."


def _changed(token: str, nonce: str, portal: Portal) -> str:
    head, _, signature = token.split(".")
    return f"{head}.{portal.token(nonce, sub='x').split('.')[1]}.{signature}"


@pytest.mark.parametrize("forge", [_other_key, _unsigned, _changed])
def test_only_the_portals_key_counts(
    client: FlaskClient, portal: Portal, forge: Callable[[str, str, Portal], str]
) -> None:
    """EF-LTI-04."""
    query = asked(client, portal)
    token = forge(portal.token(query["nonce"]), query["nonce"], portal)

    answer = client.post("/lti/launch", data={"id_token": token, "state": query["state"]})

    assert_refused(client, answer, "EF-LTI-04")


@pytest.mark.parametrize(
    "token",
    ["", "x", "a.b.c", "e30.e30", "a" * 70_000 + ".b.c"],
    ids=["empty", "a letter", "three letters", "two parts", "too long"],
)
def test_what_is_no_token_is_refused(client: FlaskClient, portal: Portal, token: str) -> None:
    """EF-LTI-03, before any key is asked for."""
    query = asked(client, portal)

    answer = client.post("/lti/launch", data={"id_token": token, "state": query["state"]})

    assert_refused(client, answer, "EF-LTI-03", 400)


def test_another_browser_is_refused(app: Flask, client: FlaskClient, portal: Portal) -> None:
    """EF-LTI-02: and the request stays open for its own."""
    query = asked(client, portal)
    form = {"id_token": portal.token(query["nonce"]), "state": query["state"]}

    stolen = app.test_client().post("/lti/launch", data=form)

    assert_refused(client, stolen, "EF-LTI-02")
    assert client.post("/lti/launch", data=form).status_code == 303


def test_a_launch_is_good_once(client: FlaskClient, portal: Portal) -> None:
    """EF-LTI-02 for the state, and the replay button says so too."""
    query = asked(client, portal)
    form = {"id_token": portal.token(query["nonce"]), "state": query["state"]}
    client.post("/lti/launch", data=form)

    again = client.post("/lti/launch", data=form)
    replayed = client.post("/rejouer", data={"numero": "1"})

    assert (again.status_code, replayed.status_code) == (403, 403)
    assert "EF-LTI-02" in again.text
    assert len(client.get("/received").get_json()) == 1


def test_a_new_key_of_the_portal_is_learnt(client: FlaskClient, portal: Portal) -> None:
    """A key we do not know makes us ask again, without a restart."""
    assert launched(client, portal).status_code == 303
    time.sleep(1.1)
    portal.key = RSAKey.generate_key(2048, {"kid": "portail-1"})
    renewed = RSAKey.generate_key(2048, {"kid": "portail-2"})
    portal.publish(portal.key, renewed)
    query = asked(client, portal)
    header = {"alg": "RS256", "kid": "portail-2"}
    token = jwt.encode(header, portal.claims(query["nonce"]), renewed, algorithms=["RS256"])

    answer = client.post("/lti/launch", data={"id_token": token, "state": query["state"]})

    assert answer.status_code == 303


def test_a_portal_without_keys_is_named(client: FlaskClient, httpserver: HTTPServer) -> None:
    """Nobody is let in because nobody could be asked."""
    portal = Portal(httpserver, rsa.generate_private_key(65537, 2048))
    httpserver.clear()
    httpserver.expect_request("/lti/jwks").respond_with_data("{", status=200)

    answer = launched(client, portal)

    assert answer.status_code == 502
    assert "EF-PRT-03" in answer.text


def test_the_portals_refusal_is_shown(client: FlaskClient, portal: Portal) -> None:
    """Its code, and nothing else of what it sent."""
    state = asked(client, portal)["state"]

    said = client.post("/lti/launch", data={"error": "login_required", "state": state})
    odd = client.post("/lti/launch", data={"error": "<script>", "state": state})

    assert said.status_code == odd.status_code == 403
    assert "login_required" in said.text
    assert "<script>" not in odd.text


def test_a_parameter_given_twice_is_refused(client: FlaskClient, portal: Portal) -> None:
    """It is given to whoever reads the other one."""
    query = urlencode(initiation(portal)) + "&iss=https://evil.example"

    assert client.get(f"/lti/login?{query}").status_code == 400


def test_the_clock_may_be_off_by_the_skew_only_at_the_end(
    make_app: Callable[[StubConfig], Flask], config: StubConfig, portal: Portal
) -> None:
    """``iat`` gets no grace: PyLTI1p3 gives none either."""
    assert config.clock_skew == timedelta(minutes=3)
    client = make_app(config).test_client()

    assert launched(client, portal, exp=int(time.time()) - 100).status_code == 303
    assert launched(client, portal, iat=int(time.time()) + 30).status_code == 403
    assert json.dumps(client.get("/received").get_json()).count("r8quiz") == 1
