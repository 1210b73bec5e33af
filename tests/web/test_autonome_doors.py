"""Who speaks as to the GAR proves it by a certificate or a token, and nothing else opens."""

import logging
import re
import ssl
from collections.abc import Iterator
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any, Self
from urllib.parse import quote

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from flask import Flask
from flask.testing import FlaskClient
from tests.protocols.saml.signatures import certificate, certificate_pem
from tests.web.autonome_portal import (
    HEADER,
    PEM,
    PROXY,
    RIVAL,
    SELLER,
    TOKENS,
    ask,
    autonome_portal,
    bearer,
    body,
    client_of,
)
from tests.web.test_operating import app_of
from werkzeug.middleware.proxy_fix import ProxyFix

from garbridge.errors import StoreUnavailableError
from garbridge.services.distributing import DistributingService
from garbridge.services.machines import MachineService
from garbridge.testing.world import ALICE, LYCEE
from garbridge.wiring import Runtime

flask_wtf: Any = import_module("flask_wtf")  # ships no types
LIST = "/autonome/abonnements"
SOMEWHERE = "192.0.2.9"
ESCAPED = quote(PEM, safe="")
STRANGER_S = certificate_pem("nobody")


@pytest.fixture(name="runtime", scope="module")
def _runtime(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Runtime]:
    with autonome_portal(tmp_path_factory.mktemp("autonome")) as runtime:
        yield runtime


@pytest.fixture(name="client", scope="module")
def _client(runtime: Runtime) -> FlaskClient:
    return client_of(runtime)


class Connection(ssl.SSLSocket):
    """A connection whose handshake showed a certificate."""

    def __new__(cls, der: bytes | None) -> Self:
        """Return one that nobody opened."""
        made = super().__new__(cls)
        made.der = der  # type: ignore[attr-defined]  # a double
        return made

    def __init__(self, der: bytes | None) -> None:
        """Open nothing."""

    def getpeercert(self, binary_form: bool = False) -> bytes | None:  # type: ignore[override]  # noqa: FBT001, FBT002, D102 - its signature
        return self.der if binary_form else None  # type: ignore[attr-defined]  # a double


DER = certificate("seller").public_bytes(Encoding.DER)


@pytest.mark.parametrize(
    ("environment", "headers", "status"),
    [
        ({}, {}, 401),
        ({}, bearer(SELLER), 200),
        ({}, {"Authorization": f"bearer  {TOKENS[SELLER]} "}, 200),
        ({}, {"Authorization": f"Basic {TOKENS[SELLER]}"}, 401),
        ({}, {"Authorization": "Bearer "}, 401),
        ({}, {"Authorization": "Bearer é"}, 401),
        ({}, bearer("kiosque"), 403),
        ({"SSL_CLIENT_CERT": PEM}, {}, 200),
        ({"SSL_CLIENT_CERT": PEM, "SSL_CLIENT_VERIFY": "SUCCESS"}, {}, 200),
        ({"SSL_CLIENT_CERT": PEM, "SSL_CLIENT_VERIFY": "GENEROUS"}, {}, 200),
        ({"SSL_CLIENT_CERT": PEM, "SSL_CLIENT_VERIFY": "FAILED:expired"}, {}, 401),
        ({"SSL_CLIENT_CERT": PEM, "SSL_CLIENT_VERIFY": "NONE"}, {}, 401),
        ({"SSL_CLIENT_CERT": ""}, {}, 401),
        ({"SSL_CLIENT_CERT": STRANGER_S}, {}, 403),
        ({"SSL_CLIENT_CERT": STRANGER_S}, bearer(SELLER), 403),
        ({"SSL_CLIENT_CERT": "-----BEGIN"}, {}, 403),
        ({"SSL_CLIENT_CERT": PEM}, bearer(SELLER), 200),
        ({"SSL_CLIENT_CERT": PEM}, bearer(RIVAL), 403),
        ({"SSL_CLIENT_CERT": PEM}, {"Authorization": "Bearer wrong"}, 401),
        ({}, {"Ssl-Client-Cert": PEM.replace("\n", " ")}, 401),
        ({"gunicorn.socket": Connection(DER)}, {}, 200),
        ({"werkzeug.socket": Connection(None)}, {}, 401),
        ({"gunicorn.socket": object()}, {}, 401),
        # From a proxy that is listed, and from nobody else.
        ({"REMOTE_ADDR": PROXY}, {HEADER: ESCAPED}, 200),
        ({"REMOTE_ADDR": PROXY}, {}, 401),
        ({"REMOTE_ADDR": PROXY}, {HEADER: ""}, 401),
        ({"REMOTE_ADDR": PROXY}, {HEADER: quote(STRANGER_S)}, 403),
        ({"REMOTE_ADDR": PROXY}, {HEADER: f"{ESCAPED},{ESCAPED}"}, 403),
        ({"REMOTE_ADDR": PROXY, "SSL_CLIENT_CERT": STRANGER_S}, {HEADER: ESCAPED}, 200),
        ({"REMOTE_ADDR": PROXY, "SSL_CLIENT_CERT": PEM}, {}, 401),
        ({"REMOTE_ADDR": SOMEWHERE}, {HEADER: ESCAPED}, 403),
        ({"REMOTE_ADDR": SOMEWHERE}, {HEADER: ESCAPED, **bearer(SELLER)}, 403),
        ({"REMOTE_ADDR": SOMEWHERE}, {HEADER: "", **bearer(SELLER)}, 403),
        ({"REMOTE_ADDR": ""}, {HEADER: ESCAPED}, 403),
        ({"REMOTE_ADDR": SOMEWHERE}, {HEADER: ESCAPED, "X-Forwarded-For": PROXY}, 403),
    ],
)
def test_a_door_opens_by_proof_alone(
    client: FlaskClient,
    environment: dict[str, object],
    headers: dict[str, str],
    status: int,
) -> None:
    """By the word of the server or of a listed proxy, or by a token; every one must be right."""
    answer = client.get(LIST, headers=headers, environ_overrides=environment)

    assert answer.status_code == status
    assert ("WWW-Authenticate" in answer.headers) is (status == 401)


@pytest.mark.parametrize(("peer", "status"), [(PROXY, 200), (SOMEWHERE, 403)])
def test_what_proxy_fix_says_is_not_who_speaks(runtime: Runtime, peer: str, status: int) -> None:
    """A portal behind a proxy shows the browser's address: the proxy's own is looked at."""

    def behind(app: Flask) -> None:
        app.wsgi_app = ProxyFix(app.wsgi_app)  # type: ignore[method-assign]  # Flask's own recipe

    forwarded = PROXY if peer != PROXY else SOMEWHERE
    answer = (
        app_of(runtime, behind)
        .test_client()
        .get(
            LIST,
            headers={HEADER: ESCAPED, "X-Forwarded-For": forwarded},
            environ_overrides={"REMOTE_ADDR": peer},
        )
    )

    assert answer.status_code == status


def test_a_certificate_that_ended_opens_nothing(runtime: Runtime) -> None:
    """Its fingerprint stays the same; its dates do not."""
    later = certificate("seller").not_valid_after_utc.replace(year=2099)
    ended = replace(runtime, clock=lambda: later)
    answer = client_of(ended).get(LIST, environ_overrides={"SSL_CLIENT_CERT": PEM})

    assert answer.status_code == 403
    assert answer.json is not None
    assert "valable" in answer.json["Erreur"]["Message"]


def test_without_the_table_there_is_no_such_address(runtime: Runtime) -> None:
    """Not for anybody."""
    closed = client_of(replace(runtime, config=replace(runtime.config, autonome=None)))

    assert closed.get(LIST, headers=bearer(SELLER)).status_code == 404
    assert closed.put("/autonome/x", data=body("x"), headers=bearer(SELLER)).status_code == 404


@pytest.mark.parametrize("method", ["HEAD", "OPTIONS", "PATCH", "GET"])
def test_a_subscription_has_three_methods(client: FlaskClient, method: str) -> None:
    """And the list two."""
    assert ask(client, method, "/videos").status_code == 405
    assert ask(client, "HEAD", "/abonnements").status_code == 405


MANY = f"/ressources/F0/{LYCEE.id}/{ALICE}"


@pytest.mark.parametrize("who", [SELLER, "kiosque"])
@pytest.mark.parametrize("kind", ["application/json", "application/xml"])
@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("GET", "/videos", {"PUT", "POST", "DELETE"}),
        ("OPTIONS", "/abonnements", {"GET", "PUT", "POST", "DELETE"}),
        ("PATCH", "/ressourcesDiffusables", {"GET", "PUT", "POST", "DELETE"}),
        ("DELETE", MANY, {"GET"}),
        ("POST", "/etablissements/etablissements.xml", {"GET"}),
        ("GET", "", None),
        ("GET", "/", None),
        ("PUT", "/a/b", None),
        ("GET", "/ressources/F0", None),
        ("TRACE", "/a/b/c/d/e", None),
        ("PROPFIND", "/videos", {"PUT", "POST", "DELETE"}),
        ("MKCOL", "/a/b", None),
        ("PROPFIND", "", None),
        ("PUT", "//videos", None),
        ("PUT", "/videos//", None),
        ("GET", "//abonnements", None),
        ("GET", f"/ressources//{LYCEE.id}/{ALICE}", None),
        ("POST", "//", None),
        ("GET", "/abonnements%0A", {"PUT", "POST", "DELETE"}),
        ("POST", "/a%0A/b", None),
        ("PROPFIND", "/a%0A/b", None),
    ],
)
def test_what_no_service_has_is_said_in_the_dialect(  # noqa: PLR0917 - a case
    client: FlaskClient, method: str, path: str, allowed: set[str] | None, kind: str, who: str
) -> None:
    """No page of the portal's: a program reads it, with the methods there are."""
    answer = ask(client, method, path, who=who, accept=kind)

    assert answer.status_code == (404 if allowed is None else 405)
    assert answer.mimetype == kind
    assert "Erreur" in answer.text
    assert (set(answer.headers["Allow"].split(", ")) if allowed else None) == allowed
    assert path.strip("/") not in answer.text or not path.strip("/")


@pytest.mark.parametrize("method", ["GET", "PUT", "PATCH", "DELETE"])
def test_a_stranger_learns_no_address(client: FlaskClient, method: str) -> None:
    """One that is there and one that is not answer the same."""
    answers = [client.open(f"/autonome/{path}", method=method) for path in ("abonnements", "a/b")]

    assert [answer.status_code for answer in answers] == [401, 401]
    assert len({answer.data for answer in answers}) == 1


@pytest.mark.parametrize("kind", ["application/json", "application/xml"])
@pytest.mark.parametrize(
    ("failed", "status", "code"),
    [
        (StoreUnavailableError("s3cr3t"), 503, "GB-ENT-01"),
        (RuntimeError("s3cr3t"), 500, "GB-ENT-03"),
    ],
)
def test_our_own_fault_is_said_in_the_dialect(  # noqa: PLR0917 - a case
    runtime: Runtime,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    failed: Exception,
    status: int,
    code: str,
    kind: str,
) -> None:
    """At the door as behind it: a code, a reference that is in the log, and no cause."""

    def broken(*_: object, **__: object) -> None:
        raise failed

    for place in ("admit", "listed"):
        with monkeypatch.context() as patched:
            owner = MachineService if place == "admit" else DistributingService
            patched.setattr(owner, place, broken)
            answer = ask(client_of(runtime), "GET", "/abonnements", accept=kind)

        assert (answer.status_code, answer.mimetype) == (status, kind)
        found = re.search(rf"\({code}, ([a-z2-7]+)\)", answer.text)
        assert found is not None, answer.text
        assert found[1] in caplog.text
        assert "s3cr3t" not in answer.text
        assert ("Retry-After" in answer.headers) == (status == 503)


def test_who_asks_too_often_waits_in_every_process(tmp_path: Path) -> None:
    """429 with when to ask again; another machine is served meanwhile."""
    with autonome_portal(tmp_path) as runtime:
        assert runtime.config.autonome is not None
        few = replace(runtime.config, autonome=replace(runtime.config.autonome, per_minute=4))
        workers = [client_of(replace(runtime, config=few)) for _ in range(2)]
        answers = [workers[number % 2].get(LIST, headers=bearer(SELLER)) for number in range(6)]
        other = workers[0].get(LIST, headers=bearer(RIVAL))

    assert [answer.status_code for answer in answers] == [200, 200, 200, 200, 429, 429]
    assert answers[-1].headers["Retry-After"] == "60"
    assert other.status_code == 200


def test_what_machines_ask_is_logged_without_their_secrets(
    client: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    """Who, what and how it ended; no token, no certificate, no address."""
    with caplog.at_level(logging.DEBUG):
        ask(client, "PUT", "/logged", body("logged"))
        client.get(LIST, headers={"Authorization": "Bearer s3cr3t"})
    lines = [record.getMessage() for record in caplog.records]

    assert (
        f"event=machine outcome=done machine={SELLER} endpoint=autonome_subscription"
        " method=PUT status=201"
    ) in lines
    assert any("outcome=unknown_token machine=-" in line for line in lines)
    assert not [line for line in lines if TOKENS[SELLER] in line or "s3cr3t" in line]


def test_the_portal_s_own_protection_asks_machines_for_nothing(runtime: Runtime) -> None:
    """A machine has no form and no cookie; the proof is exempt, and nothing else is."""

    def protect(app: Flask) -> None:
        flask_wtf.CSRFProtect(app)

    app = app_of(runtime, protect)
    ours = {name for name in app.extensions["csrf"]._exempt_views if "autonome" in name}

    assert ours == {
        "garbridge.web.autonome.autonome_subscription",
        "garbridge.web.autonome.autonome_subscriptions",
        "garbridge.web.autonome.autonome_elsewhere",
    }
    assert ask(app.test_client(), "PUT", "/protected", body("protected")).status_code == 201
    assert app.test_client().put("/autonome/forged", data=body("forged")).status_code == 401


def test_a_method_that_nobody_knows_writes_no_line_of_the_log(
    client: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    """Servers let more through than the methods there are."""
    with caplog.at_level(logging.DEBUG):
        ask(client, "X-outcome=done", "/videos")

    assert [line for line in caplog.messages if "method=other status=405" in line]
    assert not [line for line in caplog.messages if "X-outcome" in line]
