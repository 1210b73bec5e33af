"""Signals: whoever observes the portal is told what ended, never who it was, and breaks nothing."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import fields

import pytest
from flask import Flask
from tests.web.portal import World, client_of, portal, signed_in_person
from tests.web.test_failures import PRIVATE, with_code
from tests.web.upstream_portal import UpstreamPortal, arrived, browser_of

from garbridge.core.faults import ERRORS
from garbridge.testing.world import ALICE, ATLAS
from garbridge.web import GarBridge
from garbridge.web.signals import Event, Told, failed, launched, logged_out, refused, signed_in

HERE = "https://ent.example"
ALL = (launched, refused, failed, signed_in, logged_out)


class Ear:
    """Hears all that is told of one application."""

    def __init__(self, app: Flask) -> None:
        self.heard: list[tuple[Flask, str, Told]] = []
        self.app = app

    def __call__(self, sender: Flask, portal: str, told: Told) -> None:
        """Note it."""
        self.heard.append((sender, portal, told))

    @property
    def told(self) -> list[Told]:
        """What was told."""
        return [told for _, _, told in self.heard]


@contextmanager
def listening(app: Flask) -> Iterator[Ear]:
    """Hear every signal of *app* until the end of the block."""
    ear = Ear(app)
    with ExitStack() as stack:
        for signal in ALL:
            stack.enter_context(signal.connected_to(ear, sender=app))
        yield ear


@pytest.fixture(name="app")
def _app(world: World) -> Flask:
    return portal(world)


@pytest.fixture(name="ear")
def _ear(app: Flask) -> Iterator[Ear]:
    with listening(app) as ear:
        yield ear


def test_a_launch_is_told_without_the_person(app: Flask, ear: Ear) -> None:
    """Under the reference of its record, with the resource; by the application that served it."""
    assert client_of(app).get("/saml/sso?ask=1").status_code == 200

    ((sender, name, told),) = ear.heard
    assert (sender, name) == (app, "garbridge")
    assert (told.event, told.outcome, told.protocol) == (Event.LAUNCH, "granted", "saml")
    assert (told.provider, told.resource) == (ATLAS.provider, ATLAS.id)
    assert told.reference
    assert ALICE not in [getattr(told, one.name) for one in fields(told)]


def test_whoever_is_not_let_through_is_a_refusal(app: Flask, ear: Ear) -> None:
    """With the code and the reference of the page, so that both can be held together."""
    page = client_of(app, None).get("/mediacentre/", headers={"Accept": "application/json"})

    (told,) = ear.told
    assert told.event is Event.REFUSAL
    assert (told.outcome, told.reference) == (page.get_json()["code"], page.get_json()["reference"])


def test_an_error_is_told_by_its_code(world: World, app: Flask, ear: Ear) -> None:
    """And by no word of it: those may quote a client or the directory."""
    world.saml.fails = with_code("malformed")
    page = client_of(app).get("/saml/sso?ask=1")

    (told,) = ear.told
    assert (told.event, told.outcome) == (Event.ERROR, ERRORS["malformed"].code)
    assert told.reference in page.text
    assert PRIVATE not in str(told)


def test_an_observer_that_fails_changes_nothing(
    app: Flask, ear: Ear, caplog: pytest.LogCaptureFixture
) -> None:
    """The person is let through, the others are told, and the log says which sort of failure."""

    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError(ALICE)

    with launched.connected_to(broken, sender=app):
        assert client_of(app).get("/saml/sso?ask=1").status_code == 200

    assert len(ear.heard) == 1
    assert "an observer of launch failed: ZeroDivisionError" in caplog.messages
    assert ALICE not in caplog.text


def test_each_portal_of_an_application_has_its_own_observers(world: World) -> None:
    """What one tenant shows, the other one's observer is not told."""
    app, heard = portal(world), [list[Told](), list[Told]()]
    other = World()
    other.tokens.made = 500
    for number, (name, one) in enumerate((("first", world), ("second", other))):
        mounted = GarBridge(signed_in_person, runtime=one.runtime(), name=name)
        mounted.on_incident(heard[number].append)
        mounted.init_app(app, f"/{name}")

    asked = {"Accept": "application/json"}
    page = client_of(app, None).get("/second/mediacentre/", headers=asked)
    client_of(app).get("/first/saml/sso?ask=1")

    assert heard[0] == []
    assert [(told.outcome, told.reference) for told in heard[1]] == [
        (page.get_json()["code"], page.get_json()["reference"])
    ]


def test_a_sign_in_and_a_logout_are_told_once() -> None:
    """By the upstream, and to its end; of whom is not said, and a page between tells nothing."""
    site = UpstreamPortal()
    app = site.app()
    client = browser_of(app)
    with listening(app) as ear:
        arrived(client, ALICE)
        client.get("/mediacentre/", base_url=HERE)
        client.get("/mediacentre/deconnexion", base_url=HERE)
        (left,) = site.upstream.told
        state = {"state": left.flow}
        client.get("/upstream/logged-out", query_string=state, base_url=HERE)

    assert [(one.event, one.outcome) for one in ear.told] == [
        (Event.SIGN_IN, "granted"),
        (Event.LOGOUT, "closed"),
    ]
    assert ALICE not in str(ear.told)
