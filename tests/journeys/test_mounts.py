"""The portal under a prefix, by each way to mount it: from the upstream to the provider and out."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
import uvicorn
from a2wsgi import WSGIMiddleware
from flask import Flask
from lxml import html
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Mount, Route
from tests.journeys.real_upstreams import Person, Real, cas_server
from tests.journeys.several_workers import Portal, free_port, prepared_portal
from tests.journeys.stub_at_work import ARKS, Provider, stub_at_work
from tests.web.browser import serving
from werkzeug.middleware.dispatcher import DispatcherMiddleware

from garbridge.web.alone import create_app

pytestmark = pytest.mark.xdist_group("workers")

PREFIX = "/ecoles/gar"
"""Two steps: a mount that takes off one of them is found out."""
HOST_SAYS = "l’ENT"
each_protocol = pytest.mark.parametrize("protocol", ARKS)


@contextmanager
def _by_itself(file: Path, port: int) -> Iterator[None]:
    """The WSGI server passes the whole path on; there is nothing beside it."""
    with serving(create_app(file), port):
        yield


@contextmanager
def _by_dispatcher(file: Path, port: int) -> Iterator[None]:
    """Beside a Flask application of the host, by Werkzeug's middleware."""
    host = Flask(__name__)
    host.add_url_rule("/", "home", lambda: HOST_SAYS)
    with serving(DispatcherMiddleware(host, {PREFIX: create_app(file, prefix="")}), port):
        yield


@contextmanager
def _by_asgi(file: Path, port: int) -> Iterator[None]:
    """Beside an ASGI application of the host, by Starlette's mount and a2wsgi."""

    async def home(_request: object) -> PlainTextResponse:
        return PlainTextResponse(HOST_SAYS)

    garbridge: Any = WSGIMiddleware(create_app(file, prefix=""))  # type: ignore[arg-type]  # a2wsgi has types of its own
    site = Starlette(routes=[Route("/", home), Mount(PREFIX, app=garbridge)])
    server = uvicorn.Server(uvicorn.Config(site, "127.0.0.1", port, log_level="error"))
    thread = Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.should_exit = True
        thread.join()


MOUNTS: dict[str, Callable[[Path, int], AbstractContextManager[None]]] = {
    "wsgi": _by_itself,
    "dispatcher": _by_dispatcher,
    "asgi": _by_asgi,
}


@dataclass(frozen=True, slots=True)
class Site:
    """The host's address, the portal below it, the provider, and how it is mounted."""

    host: str
    portal: Portal
    provider: Provider
    mount: str
    alice: Person


@pytest.fixture(name="upstream", scope="module")
def _upstream(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Real, dict[str, int]]]:
    """One CAS server that knows all of them, and the port of each."""
    ports = {mount: free_port() for mount in MOUNTS}
    any_of_them = f"http://127.0.0.1:({'|'.join(map(str, ports.values()))}){PREFIX}"
    with cas_server(any_of_them, tmp_path_factory.mktemp("cas")) as upstream:
        yield upstream, ports


@pytest.fixture(name="site", scope="module", params=MOUNTS)
def _site(
    request: pytest.FixtureRequest,
    upstream: tuple[Real, dict[str, int]],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Site]:
    """Everything, and a pupil who is signed in."""
    port = upstream[1][request.param]
    host = f"http://127.0.0.1:{port}"
    url = f"{host}{PREFIX}"
    with ExitStack() as stack:
        file, runtime = prepared_portal(
            tmp_path_factory.mktemp("portal"), url, *ARKS.values(), state=upstream[0].section
        )
        stack.enter_context(MOUNTS[request.param](file, port))
        _answering(f"{url}/livez")
        portal, alice = Portal(url, runtime), Person("alice")
        provider = stack.enter_context(stub_at_work(portal, tmp_path_factory.mktemp("stub")))
        alice.open(f"{url}/mediacentre/")
        yield Site(host, portal, provider, request.param, alice)


def _answering(url: str) -> None:
    with requests.Session() as session:
        retry = requests.adapters.Retry(connect=100, backoff_factor=0.05, backoff_max=0.1)
        session.mount("http://", requests.adapters.HTTPAdapter(max_retries=retry))
        assert session.get(url, timeout=60).text == "ok\n"


@each_protocol
def test_a_click_arrives(site: Site, protocol: str) -> None:
    """Through the upstream's form, and back by addresses that all have the prefix."""
    subject, released = site.portal.decided(ARKS[protocol])
    before = len(site.portal.launches())

    page = site.alice.open(site.portal.tile(ARKS[protocol]))

    assert page.url.startswith(f"{site.provider.url}/recu/"), page.text
    arrived = requests.get(f"{site.provider.url}/received", timeout=30).json()[-1]
    assert (arrived["protocol"], arrived["subject"]) == (protocol, subject)
    assert arrived["attributes"] == released
    assert len(site.portal.launches()) == before + 1


def test_what_was_opened_is_closed_again(site: Site) -> None:
    """From the sign-in, which a deep link survives, to a logout: nobody is known there any more."""
    person = Person("basile")
    assert person.open(site.portal.tile(ARKS["saml"])).url.startswith(site.provider.url)
    assert person.forms == 1

    bye = person.open(f"{site.portal.url}/mediacentre/deconnexion")

    left = person.session.get(f"{site.portal.url}/mediacentre/", allow_redirects=False, timeout=30)
    assert bye.status_code == 200
    assert left.status_code == 302
    assert urlsplit(left.headers["Location"]).path == f"{PREFIX}/mediacentre/connexion"


def test_the_host_keeps_its_own_addresses(site: Site) -> None:
    """What is beside the prefix is the host's, and where there is none, nobody's."""
    beside = requests.get(f"{site.host}/", timeout=30)

    assert (beside.text == HOST_SAYS) == (site.mount != "wsgi")
    for path in ("/mediacentre/", "/saml/metadata", "/gar/livez", f"{PREFIX}/gar/livez"):
        assert requests.get(f"{site.host}{path}", timeout=30).status_code == 404


def test_what_a_page_needs_is_found(site: Site) -> None:
    """The style and the pictures; every link of it stays below the prefix."""
    page = html.fromstring(site.alice.open(f"{site.portal.url}/mediacentre/").text)

    links = {str(one) for one in page.xpath("//@href | //@src | //@action")}
    own = {one for one in links if one.startswith("/")}
    assert {one for one in own if not one.startswith(f"{PREFIX}/")} == set()
    styles = [one for one in own if "/static/" in one]
    assert styles
    for one in styles:
        assert site.alice.session.get(f"{site.host}{one}", timeout=30).status_code == 200


def test_the_hosts_own_session_is_left_alone(site: Site) -> None:
    """The cookie has a name of its own: below a prefix the host's is sent along."""
    names = {cookie.name for cookie in site.alice.session.cookies}

    assert "session" not in names
    assert any(name.startswith("garbridge") for name in names)
