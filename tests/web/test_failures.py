"""Errors: every one has a page with a code, none shows its cause, all of them close the door."""

import re
from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jinja2 import Environment, Template
from tests.web import shelves
from tests.web.portal import World, client_of, portal

from garbridge import errors
from garbridge.core.access import Refusal
from garbridge.core.faults import ERRORS
from garbridge.core.incidents import REFUSALS
from garbridge.errors import GarbridgeError, StoreError, StoreUnavailableError
from garbridge.testing.world import ALICE, ATLAS

PRIVATE = "Étoile-Marquée https://secret-issuer.example/acs <AuthnRequest> ST-123"
LEAKS = (
    "Étoile",
    "secret-issuer",
    "AuthnRequest",
    "ST-123",
    "Traceback",
    ".py",
    "Error",
    "garbridge.",
    "sqlalchemy",
    ALICE,
)


def with_code(code: str) -> GarbridgeError:
    """Return an error of *code* whose sentence must not be shown."""
    error = GarbridgeError(PRIVATE)
    vars(error)["code"] = code
    return error


def visible(page: str) -> str:
    """Return what the page says, without its addresses and its drawing."""
    return re.sub(r'(href|src)="[^"]*"|<svg.*?</svg>|gb-[\w-]+', "", page, flags=re.DOTALL)


@pytest.mark.parametrize("code", sorted(ERRORS))
def test_every_error_has_its_page(world: World, code: str) -> None:
    """One table gives code, status and text; the page adds a reference and the way back."""
    world.saml.fails = with_code(code)
    answer = client_of(portal(world)).get("/saml/sso?ask=1")
    incident = ERRORS[code]

    assert answer.status_code == incident.status
    assert f"<dd>{incident.code}</dd>" in answer.text
    assert f"<h1>{incident.title.one}</h1>" in answer.text
    assert re.search(r"<dd>[a-z2-7]{8}</dd>", answer.text)
    assert "Retour au médiacentre" in answer.text
    assert not [leak for leak in LEAKS if leak in visible(answer.text)]


@pytest.mark.parametrize("code", sorted(ERRORS))
def test_every_error_has_its_document(world: World, code: str) -> None:
    """A program gets the same as RFC 9457 has it, and no more."""
    world.saml.fails = with_code(code)
    client = client_of(portal(world))
    answer = client.get("/saml/sso?ask=1", headers={"Accept": "application/json"})
    incident = ERRORS[code]
    told = answer.get_json()

    assert answer.content_type == "application/problem+json"
    assert answer.status_code == told["status"] == incident.status
    assert told["code"] == incident.code
    assert told["title"] == incident.title.one
    assert set(told) == {"type", "title", "status", "detail", "code", "owner", "reference"}
    assert not [leak for leak in LEAKS if leak in answer.text.replace("problem", "")]


def test_every_class_of_error_has_a_page() -> None:
    """A new error without a text would tell people nothing."""
    codes = {
        one.code
        for one in vars(errors).values()
        if isinstance(one, type) and issubclass(one, GarbridgeError)
    }

    assert codes <= set(ERRORS)


@pytest.mark.parametrize("reason", sorted(Refusal))
def test_every_refusal_has_its_page(world: World, reason: Refusal) -> None:
    """One table gives code and text of each reason."""
    app = portal(world)
    bridge = app.extensions["garbridge"]["garbridge"]
    stopped = shelves.stopped(reason)
    object.__setattr__(
        bridge.runtime, "openings", SimpleNamespace(open=lambda *_, **_kept: stopped)
    )
    answer = client_of(app).get("/mediacentre/ouvrir/x")
    incident = REFUSALS[reason]

    assert answer.status_code == incident.status == 403
    assert incident.code in answer.text
    assert incident.title.one in answer.text
    assert incident.advice.one in answer.text
    assert "abcd2345" in answer.text


def test_a_licence_that_is_in_use_says_when_to_come_back(world: World) -> None:
    """The page in the portal's hour, and the header in seconds."""
    app = portal(world)
    bridge = app.extensions["garbridge"]["garbridge"]
    since = world.clock() + timedelta(minutes=20)
    stopped = shelves.stopped(Refusal.ALL_IN_USE, since)
    object.__setattr__(
        bridge.runtime, "openings", SimpleNamespace(open=lambda *_, **_kept: stopped)
    )
    answer = client_of(app).get("/mediacentre/ouvrir/x")

    assert answer.status_code == 403
    assert int(answer.headers["Retry-After"]) in {1199, 1200}
    shown = since.astimezone(bridge.runtime.config.zone)
    assert f"{shown.hour}\u00a0h\u00a0{shown:%M}" in answer.text


PARTS = {
    "launches": ("/saml/sso?ask=1", "/cas/login?ask=1"),
    "openings": ("/mediacentre/ouvrir/x", f"/mediacentre/ouvrir/?ark={ATLAS.id}"),
    "shelves": ("/mediacentre/",),
    "directory": ("/mediacentre/",),
    "once": ("/saml/sso?suite=x",),
    "front": ("/saml/sso?ask=1", "/cas/login?ask=1"),
    "back": ("/saml/metadata", "/cas/serviceValidate", "/cas/p3/serviceValidate"),
    "registry": ("/mediacentre/ouvrir/x",),
}


class Broken:
    """Whatever is asked of it fails."""

    def __init__(self, error: Exception) -> None:
        self.error = error

    def __getattr__(self, name: str) -> Callable[..., object]:
        """Fail."""
        raise self.error

    def __getitem__(self, name: str) -> object:
        """Fail."""
        raise self.error


@pytest.mark.parametrize(("part", "path"), [(p, path) for p in PARTS for path in PARTS[p]])
@pytest.mark.parametrize(
    ("error", "code"),
    [
        (RuntimeError(PRIVATE), "GB-ENT-03"),
        (KeyError(PRIVATE), "GB-ENT-03"),
        (MemoryError(PRIVATE), "GB-ENT-03"),
        (StoreError(PRIVATE), "GB-ENT-02"),
        (StoreUnavailableError(PRIVATE), "GB-ENT-01"),
    ],
)
def test_whatever_breaks_the_door_stays_closed(
    world: World, part: str, path: str, error: Exception, code: str
) -> None:
    """A fault in any collaborator is a page with a code: no access, no record, no cause."""
    app = portal(world)
    bridge = app.extensions["garbridge"]["garbridge"]
    if part == "once":  # it is one of the stores
        object.__setattr__(bridge.runtime, "stores", SimpleNamespace(once=Broken(error)))
    else:
        object.__setattr__(bridge.runtime, part, Broken(error))
    answer = client_of(app).get(path)

    assert answer.status_code == (503 if code == "GB-ENT-01" else 500)
    assert code in answer.text
    assert "Location" not in answer.headers
    assert world.journal.kept == []
    assert world.pending.kept == {}
    assert not [leak for leak in LEAKS if leak in visible(answer.text)]


@pytest.mark.parametrize("path", ["/saml/sso?ask=1", "/saml/metadata"])
def test_a_store_that_is_away_says_when_to_come_back(world: World, path: str) -> None:
    """Browsers, probes and providers know to wait."""
    world.saml.fails = world.back.fails = StoreUnavailableError("locked")
    answer = client_of(portal(world)).get(path)

    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) > 0


def test_a_journal_that_is_full_lets_nothing_leave(world: World) -> None:
    """Nothing unrecorded leaves."""
    world.journal.fails = StoreError("disk full")
    answer = client_of(portal(world)).get("/saml/sso?ask=1")

    assert answer.status_code == 500
    assert "parc.example" not in answer.text


def test_a_back_channel_fails_in_json(world: World) -> None:
    """A provider's program does not read pages."""
    world.back.fails = RuntimeError(PRIVATE)
    answer = client_of(portal(world)).get("/cas/serviceValidate")

    assert answer.content_type == "application/problem+json"
    assert "Étoile" not in answer.text


@pytest.mark.parametrize(
    ("path", "offered"),
    [
        ("/mediacentre/ouvrir/x?lang=en", "/mediacentre/ouvrir/x?lang=en"),
        ("/cas/login?ask=unknown", "/cas/login?ask=unknown"),
        ("/saml/sso?suite=x", None),
    ],
)
def test_trying_again_is_offered_where_it_can_work(
    client: FlaskClient, path: str, offered: str | None
) -> None:
    """A handle that works once is not offered a second time."""
    page = client.get(path).text
    found = re.search(r'gb-button-second" href="([^"]*)"', page)

    assert (found.group(1) if found else None) == offered


def test_a_post_is_not_offered_again(client: FlaskClient) -> None:
    """Its body is gone: the way back is the médiacentre."""
    assert "gb-button-second" not in client.post("/saml/sso", data={"ask": "unknown"}).text


@pytest.mark.parametrize("query", ['"><script>', "'--", "%22%3E%3Cscript%3E"])
def test_the_address_is_not_reflected_raw(client: FlaskClient, query: str) -> None:
    """What the client wrote into the address stays text."""
    page = client.get(f"/mediacentre/ouvrir/x?{query}").text

    assert "<script" not in page


@pytest.mark.parametrize("template", ["garbridge/incident.html", "garbridge/base.html"])
def test_a_broken_template_still_closes_the_door(
    world: World, monkeypatch: pytest.MonkeyPatch, template: str
) -> None:
    """A mistake in the portal's own template must not show a trace."""
    app = portal(world)
    source = app.jinja_env.loader
    assert source is not None
    load = source.load

    def loading(environment: Environment, name: str, shared: dict[str, Any]) -> Template:
        if name == template:
            raise RuntimeError(PRIVATE)
        return load(environment, name, shared)

    monkeypatch.setattr(source, "load", loading)
    answer = client_of(app).get("/saml/sso?ask=unknown")

    assert answer.status_code == 400
    assert "GB-REQ-07" in answer.text
    assert not [leak for leak in LEAKS if leak in answer.text]


def test_errors_outside_our_views_are_the_portals(world: World) -> None:
    """What the portal raises before our views run gets the portal's page."""
    app = portal(world)

    @app.before_request
    def closed() -> None:
        raise LookupError("the portal's own")

    @app.errorhandler(LookupError)
    def own_page(_: LookupError) -> tuple[str, int]:
        return "the portal's own page", 418

    answer = client_of(app).get("/mediacentre/")

    assert (answer.status_code, answer.text) == (418, "the portal's own page")
    assert "Content-Security-Policy" not in answer.headers


def test_the_app_fixture_is_valid(app: Flask) -> None:
    """The world from which every fault above starts lets the pupil in."""
    assert client_of(app).get("/saml/sso?ask=1").status_code == 200
