"""The portal that stands alone: its own pages, and the places where it can be mounted."""

import json
import logging

import pytest
from flask import Flask, request
from flask.testing import FlaskClient
from tests.web.portal import World, client_of, portal
from tests.web.upstream_portal import UpstreamPortal, arrived, begun, browser_of
from werkzeug.middleware.dispatcher import DispatcherMiddleware
from werkzeug.test import Client

from garbridge.errors import ConfigError
from garbridge.testing.world import ALICE
from garbridge.web.alone import create_app
from garbridge.web.logs import LOGGING, JsonFormatter
from garbridge.wiring.alone import LOGS

HERE = "https://ent.example"


@pytest.fixture(name="site")
def _site() -> UpstreamPortal:
    """A portal behind an upstream."""
    return UpstreamPortal()


@pytest.fixture(name="client")
def _client(site: UpstreamPortal) -> FlaskClient:
    """A browser in which nobody is signed in."""
    return browser_of(create_app(runtime=site.runtime))


def test_nobody_finds_the_way_in(client: FlaskClient) -> None:
    """The portal's name, and one button."""
    page = client.get("/", base_url=HERE)

    assert page.status_code == 200
    assert "ENT des Deux-Rives" in page.text
    assert 'href="/mediacentre/connexion"' in page.text
    assert "Sign in" in client.get("/?lang=en", base_url=HERE).text
    assert "Me déconnecter" not in page.text


def test_whoever_is_signed_in_goes_on_to_their_resources(client: FlaskClient) -> None:
    """And finds the way out there."""
    arrived(client, ALICE)
    at_root = client.get("/", base_url=HERE)
    page = client.get("/mediacentre/", base_url=HERE)

    assert (at_root.status_code, at_root.location) == (302, "/mediacentre/")
    assert 'href="/mediacentre/deconnexion"' in page.text


def test_a_portal_of_its_own_shows_no_second_way_out() -> None:
    """Where the host signs people in, the host has the button."""
    page = client_of(portal(World())).get("/mediacentre/")

    assert page.status_code == 200
    assert "Me déconnecter" not in page.text


def test_a_browser_that_asks_for_an_icon_finds_nothing_wrong(client: FlaskClient) -> None:
    """No page of ours is the cause of an error in its console."""
    assert client.get("/favicon.ico", base_url=HERE).status_code == 204


@pytest.mark.parametrize("path", ["/wp-login.php", "/mediacentre/nothing", "/saml"])
def test_what_is_not_there_is_said_in_plain_words(client: FlaskClient, path: str) -> None:
    """Closed, in the language of whoever asks, and no word about what serves."""
    french = client.get(path, base_url=HERE)
    english = client.get(path, base_url=HERE, headers={"Accept-Language": "en"})

    assert french.status_code == 404
    assert "Cette page n’existe pas" in french.text
    assert "This page does not exist" in english.text
    assert french.headers["Content-Security-Policy"] == "default-src 'none'"


def test_without_an_upstream_it_does_not_start() -> None:
    """Nobody could ever sign in."""
    with pytest.raises(ConfigError, match="upstream: missing"):
        create_app(runtime=World().runtime())


def test_it_is_mounted_where_its_issuer_says() -> None:
    """Behind a proxy that passes the path on as it is."""
    site = UpstreamPortal(world=World(issuer=f"{HERE}/gar"))
    client = browser_of(create_app(runtime=site.runtime))

    assert client.get("/gar/", base_url=HERE).status_code == 200
    assert client.get("/", base_url=HERE).status_code == 404
    assert client.get("/gar/livez", base_url=HERE).text == "ok\n"
    assert begun(client, "/gar/mediacentre/connexion")


def test_it_is_mounted_by_a_dispatcher() -> None:
    """Which takes the path off: every address in a page has it again."""
    site = UpstreamPortal(world=World(issuer=f"{HERE}/gar"))
    alone = create_app(runtime=site.runtime, prefix="")
    both = Client(DispatcherMiddleware(Flask(__name__), {"/gar": alone}))
    page = both.get("/gar/", base_url=HERE)

    assert page.status_code == 200
    assert 'href="/gar/mediacentre/connexion"' in page.text
    assert both.get("/gar/livez", base_url=HERE).text == "ok\n"
    assert both.get("/", base_url=HERE).status_code == 404


def test_two_on_one_host_have_a_cookie_each() -> None:
    """Whoever signs in at one stays at the other."""
    ours, theirs = (create_app(runtime=UpstreamPortal().runtime, name=one) for one in ("a", "b"))
    client = browser_of(ours)
    arrived(client, ALICE)

    assert client.get_cookie("__Host-garbridge-a", domain="ent.example") is not None
    assert client.get_cookie("__Host-garbridge", domain="ent.example") is None
    assert begun(browser_of(theirs))


def test_a_forged_header_is_believed_of_no_proxy_that_was_not_named() -> None:
    """The host stays the configuration's in either case."""
    plain = create_app(runtime=UpstreamPortal().runtime)
    behind = create_app(runtime=UpstreamPortal().runtime, proxies=1)
    seen: list[tuple[str | None, str]] = []
    for app in (plain, behind):
        app.before_request(lambda: seen.append((request.remote_addr, request.scheme)))
        app.test_client().get(
            "/livez", headers={"X-Forwarded-For": "192.0.2.7", "X-Forwarded-Proto": "https"}
        )

    assert seen == [("127.0.0.1", "http"), ("192.0.2.7", "https")]


def test_every_line_of_the_log_is_json() -> None:
    """An outcome has its fields under their names; other words stand whole."""
    outcome = logging.makeLogRecord(
        {
            "name": "garbridge.launch",
            "levelname": "INFO",
            "created": 0.5,
            "garbridge": {"event": "launch", "outcome": "granted", "reference": "k7pm2q4x"},
        }
    )
    words = logging.makeLogRecord({"name": "x", "levelname": "ERROR", "msg": "« %s »\n", "args": 1})

    assert json.loads(JsonFormatter().format(outcome)) == {
        "at": "1970-01-01T00:00:00.500+00:00",
        "level": "info",
        "logger": "garbridge.launch",
        "event": "launch",
        "outcome": "granted",
        "reference": "k7pm2q4x",
    }
    line = JsonFormatter().format(words)
    assert "\n" not in line
    assert json.loads(line)["message"] == "« 1 »\n"


def test_each_log_that_can_be_chosen_is_there() -> None:
    """By the command line's own list."""
    assert set(LOGGING) == set(LOGS)
