"""``/api/v1/departures`` over HTTP."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from tests.wiring.inside import portal_with

from garbridge.core.departures import Notice
from garbridge.core.identifiers import ProviderId
from garbridge.core.permissions import OPERATOR
from garbridge.errors import StoreError
from garbridge.services.feed import MOST, Limiter
from garbridge.testing.departures import BACK, LEFT
from garbridge.testing.world import ALICE, pupil
from garbridge.web import GarBridge
from garbridge.wiring import Runtime, feed_service

URL = "/api/v1/departures"
STUDIO = ProviderId("studio")


@pytest.fixture(name="runtime")
def _runtime(tmp_path: Path) -> Iterator[Runtime]:
    """Return a portal that told Studio of one departure."""
    with portal_with([pupil()], tmp_path) as runtime:
        told(runtime, LEFT)
        yield runtime


def told(runtime: Runtime, notice: Notice) -> None:
    """Tell Studio."""
    values = {"kind": notice.kind, "subject": notice.subject, "on": notice.on, "at": notice.at}
    runtime.stores.departures.tell(Notice(provider=STUDIO, number=0, **values), ALICE)  # type: ignore[arg-type]  # as they were


@pytest.fixture(name="client")
def _client(runtime: Runtime) -> FlaskClient:
    """Return a provider's program."""
    app = Flask(__name__)
    GarBridge(lambda: None, runtime=runtime).init_app(app)
    return app.test_client()


@pytest.fixture(name="bearer")
def _bearer(runtime: Runtime) -> dict[str, str]:
    """Return the header with a token of Studio."""
    token = feed_service(runtime, Limiter()).issue(OPERATOR, STUDIO)
    return {"Authorization": f"Bearer {token}"}


def test_a_provider_reads_who_left_and_who_came_back(
    runtime: Runtime, client: FlaskClient, bearer: dict[str, str]
) -> None:
    """An identifier and days; nothing else about anybody, and nobody keeps the answer."""
    told(runtime, BACK)
    answer = client.get(URL, headers=bearer)

    assert (answer.status_code, answer.mimetype) == (200, "application/json")
    assert answer.headers["Cache-Control"] == "no-store"
    line = {"number": 1, "kind": "departure", "identifier": LEFT.subject, "date": "2026-11-15"}
    assert answer.get_json() == {
        "provider": "studio",
        "entries": [
            line | {"due": "2027-02-14"},
            line | {"number": 2, "kind": "return", "due": None},
        ],
        "next": 2,
        "more": False,
    }
    assert client.get(f"{URL}?since=2", headers=bearer).get_json()["entries"] == []


def test_a_provider_acknowledges(
    runtime: Runtime, client: FlaskClient, bearer: dict[str, str]
) -> None:
    """What it was told of is closed; what it never was is named back."""
    said = {"deleted": [LEFT.subject, "inconnu", LEFT.subject]}
    answer = client.post(URL, headers=bearer, json=said)

    assert answer.get_json() == {"acknowledged": 1, "unknown": ["inconnu"]}
    assert runtime.stores.departures.open() == []


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Authorization": "Bearer studio.guess"},
        {"Authorization": "Basic c3R1ZGlvOng="},
        {"Authorization": "Bearer"},
    ],
)
def test_without_its_token_nobody_is_answered(
    runtime: Runtime, client: FlaskClient, method: str, headers: dict[str, str]
) -> None:
    """RFC 6750 3; nothing was noted."""
    answer = client.open(URL, method=method, headers=headers, json={"deleted": [LEFT.subject]})

    assert (answer.status_code, answer.get_json()) == (401, {"error": "unauthorized"})
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert len(runtime.stores.departures.open()) == 1


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b'{"deleted": []}',
        b'{"deleted": [1]}',
        b'{"deleted": ["\\u0000"]}',
        b'{"deleted": ["\\ud800"]}',
        b"[" * 100_000,
        b'{"deleted": ["' + b'","'.join([b"x"] * (MOST + 1)) + b'"]}',
        b'{"deleted": ["' + b"x" * 300_000 + b'"]}',
    ],
)
def test_a_body_that_is_none_is_refused(
    runtime: Runtime, client: FlaskClient, bearer: dict[str, str], body: bytes
) -> None:
    """As a whole, whatever is in it."""
    answer = client.post(URL, headers=bearer, data=body, content_type="application/json")

    assert (answer.status_code, answer.get_json()) == (400, {"error": "malformed"})
    assert len(runtime.stores.departures.open()) == 1


@pytest.mark.parametrize("since", ["-1", "x", "1e3", "²", "9" * 40])
def test_a_line_that_is_no_number_is_refused(
    client: FlaskClient, bearer: dict[str, str], since: str
) -> None:
    """Nothing is guessed."""
    answer = client.get(URL, query_string={"since": since}, headers=bearer)

    assert (answer.status_code, answer.get_json()) == (400, {"error": "malformed"})


def test_who_asks_too_often_is_told_when_to_come_back(
    client: FlaskClient, bearer: dict[str, str]
) -> None:
    """Sixty a minute."""
    answers = [client.get(URL, headers=bearer) for _ in range(61)]

    assert {answer.status_code for answer in answers[:60]} == {200}
    assert (answers[60].status_code, answers[60].headers["Retry-After"]) == (429, "60")


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_store_that_fails_is_told_to_a_program(
    runtime: Runtime,
    client: FlaskClient,
    bearer: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
    method: str,
) -> None:
    """A problem (RFC 9457) that says when to come back, and no page."""

    def broken(_self: object, _provider: ProviderId) -> list[str]:
        raise StoreError("the database is locked")

    monkeypatch.setattr(type(runtime.stores.departures), "digests", broken)
    answer = client.open(URL, method=method, headers=bearer, json={"deleted": [LEFT.subject]})

    assert (answer.status_code, answer.mimetype) == (503, "application/problem+json")
    told = json.loads(answer.data)
    assert (told["status"], told["code"]) == (503, "GB-ENT-01")
    assert int(answer.headers["Retry-After"]) > 0
