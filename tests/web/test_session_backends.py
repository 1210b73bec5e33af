"""Where the portal keeps its sessions is the portal's: in the cookie, or on its server."""

import json
import secrets

import pytest
from flask import Flask, Request, Response, session
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface, SessionInterface
from flask.testing import FlaskClient
from tests.journeys.one_process import URL, Site, site_at
from tests.wiring.running import Clock

from garbridge.testing.world import ALICE
from garbridge.web import GarBridge
from garbridge.wiring import Runtime

KEPT = "_garbridge"


class OnServer(SessionInterface):
    """Sessions as JSON in a table of the portal's, the browser with a random name alone."""

    def __init__(self) -> None:
        self.table: dict[str, str] = {}

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession:
        """Return what is kept by the name of the cookie."""
        name = request.cookies.get(self.get_cookie_name(app), "")
        return SecureCookieSession(json.loads(self.table.get(name, "{}")))

    def save_session(
        self,
        app: Flask,
        session: SecureCookieSession,  # type: ignore[override]  # it makes no other
        response: Response,
    ) -> None:
        """Keep what was changed, each time by a new name: the old one is good for nothing."""
        if session.modified:
            name = secrets.token_urlsafe(16)
            self.table[name] = json.dumps(dict(session))
            response.set_cookie(self.get_cookie_name(app), name, httponly=True)


@pytest.fixture(name="backend", params=["cookie", "server"])
def _backend(request: pytest.FixtureRequest) -> SessionInterface:
    """One of both."""
    return OnServer() if request.param == "server" else SecureCookieSessionInterface()


@pytest.fixture(name="runtime", scope="module")
def _runtime(tmp_path_factory: pytest.TempPathFactory) -> Runtime:
    """A portal with a pupil and a resource that she may open."""
    return site_at(tmp_path_factory.mktemp("portal")).runtime


@pytest.fixture(name="app")
def _app(backend: SessionInterface, runtime: Runtime) -> Flask:
    """The portal with one of both."""
    return portal(backend, runtime)


def portal(backend: SessionInterface, runtime: Runtime) -> Flask:
    """Return the portal, which signs in whoever asks and keeps that in its session."""
    app = Flask(__name__)
    app.config |= {"SECRET_KEY": "test only", "TESTING": True, "GARBRIDGE_LOGIN_VIEW": "/connexion"}
    app.session_interface = backend
    app.add_url_rule("/connexion", view_func=_sign_in)
    bridge = GarBridge(lambda: session.get("who"), runtime=runtime)
    bridge.session_ender(session_forgotten)
    bridge.init_app(app)
    return app


def _sign_in() -> str:
    session.clear()
    session["who"] = ALICE
    return "Bonjour"


def session_forgotten() -> None:
    """End the portal's own session."""
    session.clear()


def _named(app: Flask, browser: FlaskClient) -> object:
    """Return the random name of the session, as the application has it."""
    with app.test_request_context(base_url=URL, headers={"Cookie": _cookie(browser)}):
        return session.get(KEPT)


def _cookie(browser: FlaskClient) -> str:
    held = browser.get_cookie("session", domain="127.0.0.1")
    return "" if held is None else f"session={held.value}"


def _entered(app: Flask, runtime: Runtime) -> Site:
    browser = app.test_client()
    browser.get("/connexion", base_url=URL)
    return Site(browser, runtime, Clock(runtime.clock()))


def test_a_session_is_one_from_the_click_to_the_logout(app: Flask, runtime: Runtime) -> None:
    """It has one name through all of it, no other browser's, and is over with the logout."""
    here, there = _entered(app, runtime), _entered(app, runtime)

    assert b"authenticationSuccess" in here.redeem(here.ticket()).data
    name = _named(app, here.client)
    assert b"authenticationSuccess" in here.redeem(here.ticket()).data
    assert _named(app, here.client) == name
    there.ticket()
    assert name
    assert _named(app, there.client) not in (None, name)

    assert here.client.get("/mediacentre/deconnexion", base_url=URL).status_code == 200

    left = here.client.get("/mediacentre/", base_url=URL)
    assert (left.status_code, left.location) == (302, "/connexion?next=%2Fmediacentre%2F")
    assert there.client.get("/mediacentre/", base_url=URL).status_code == 200


def test_who_signs_in_again_is_in_another_session(app: Flask, runtime: Runtime) -> None:
    """A portal that makes its session anew at a sign-in takes nothing of the old one along."""
    here = _entered(app, runtime)
    here.ticket()
    before = _named(app, here.client)
    here.client.get("/connexion", base_url=URL)
    here.ticket()

    assert _named(app, here.client) not in (None, before)


def test_a_session_that_the_server_lost_is_nobodys(runtime: Runtime) -> None:
    """A cache that was emptied: whoever was inside is asked to sign in, and no page fails."""
    backend = OnServer()
    here = _entered(portal(backend, runtime), runtime)
    here.ticket()
    backend.table.clear()

    gone = here.client.get("/mediacentre/", base_url=URL)
    assert (gone.status_code, gone.location) == (302, "/connexion?next=%2Fmediacentre%2F")
