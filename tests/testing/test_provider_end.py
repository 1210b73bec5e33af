"""The provider that ships for portals' own tests sees what a provider sees."""

import pytest
from flask import Flask, session
from werkzeug.test import TestResponse

from garbridge.stores.memory import MemoryDirectory
from garbridge.testing.provider_end import NotArrivedError, ProviderEnd
from garbridge.testing.world import LYCEE, pupil, teacher
from garbridge.web import GarBridge


def portal(end: ProviderEnd, prefix: str = "") -> Flask:
    """Return a portal in which ``/in/<person>`` signs in."""
    app = Flask("portal")
    app.secret_key = "test"  # noqa: S105 - a made-up one
    app.config["GARBRIDGE_LOGIN_VIEW"] = "login"
    people = MemoryDirectory([LYCEE], [pupil(), teacher()])

    @app.get("/connexion")
    def login() -> str:
        return ""

    @app.get("/in/<person>")
    def sign_in(person: str) -> str:
        session["person"] = person
        return ""

    bridge = GarBridge(lambda: session.get("person"), config=end.config, directory=people)
    bridge.session_ender(lambda: session.clear())  # noqa: PLW0108 - the session of each request
    bridge.init_app(app, prefix)
    return app


def test_without_a_release_it_learns_an_opaque_identifier(garbridge_provider: ProviderEnd) -> None:
    """The same at each visit, another for each person, and nothing beside it."""
    app = portal(garbridge_provider)
    garbridge_provider.open_to(app, school=LYCEE.id)
    garbridge_provider.open_to(app, school=LYCEE.id, profile="ens")
    subjects = []
    for person in ("alice", "alice", "bruno"):
        browser = app.test_client()
        browser.get(f"/in/{person}")
        arrived = garbridge_provider.click(browser)
        assert arrived.attributes == {}
        subjects.append(arrived.subject)

    assert subjects[0] == subjects[1] != subjects[2]
    assert {len(subject) for subject in subjects} == {128}


def test_it_learns_what_is_released_to_that_profile(garbridge_provider: ProviderEnd) -> None:
    """And no other profile's."""
    garbridge_provider.release("PRO", "DIV", profiles=("ens",))
    app = portal(garbridge_provider)
    garbridge_provider.open_to(app, school=LYCEE.id)
    browser = app.test_client()
    browser.get("/in/alice")

    assert garbridge_provider.click(browser).attributes == {}


def test_who_may_not_open_it_does_not_arrive(garbridge_provider: ProviderEnd) -> None:
    """The answer of the portal is there to be looked at."""
    app = portal(garbridge_provider)
    garbridge_provider.open_to(app, school=LYCEE.id, profile="ens")
    browser = app.test_client()
    browser.get("/in/alice")

    with pytest.raises(NotArrivedError) as refused:
        garbridge_provider.click(browser)

    assert isinstance(refused.value.answer, TestResponse)
    assert refused.value.answer.status_code == 403


def test_a_portal_is_mounted_under_its_prefix(garbridge_provider: ProviderEnd) -> None:
    """Where the issuer says so; the test names it once."""
    text = garbridge_provider.config.read_text("utf-8")
    moved = text.replace('issuer = "http://localhost"', 'issuer = "http://localhost/gb"')
    garbridge_provider.config.write_text(moved, "utf-8")
    app = portal(garbridge_provider, "/gb")
    garbridge_provider.open_to(app, school=LYCEE.id)
    browser = app.test_client()
    browser.get("/in/alice")
    ticket = garbridge_provider.click(browser, prefix="/gb").ticket
    browser.get("/gb/mediacentre/deconnexion")

    assert garbridge_provider.logouts == [ticket]
