"""From the portal to a resource of the GAR's over real HTTP, signed in once."""

import html
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import requests
from flask import Flask, session
from tests.web.national_portal import LEA, PEOPLE
from tests.wiring.inside import portal_with
from tests.wiring.portal_files import write_portal
from tests.wording import FRENCH
from werkzeug.serving import BaseWSGIServer, make_server

from garbridge.testing.world import COLLEGE, LYCEE
from garbridge.web.extension import GarBridge
from garbridge.web.wording import Words
from garbridge.wiring import Runtime
from provider_stub.gar_access import GarAccess, create_gar, machine_clock
from provider_stub.gar_lists import GarLists, serve_lists

_NATIONAL = """
[national]
[national.list]
url = "{lists}"
hosts = ["{access}"]
[national.access]
metadata = "gar.xml"
"""


@contextmanager
def _served(server: BaseWSGIServer) -> Iterator[None]:
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _enter() -> str:
    session["who"] = LEA
    return ""


def _leave() -> None:
    session.clear()


def _form(page: str) -> tuple[str, dict[str, str]]:
    action = re.search(r'<form[^>]*action="([^"]+)"', page)
    assert action
    fields = re.findall(r'name="(\w+)" value="([^"]*)"', page)
    return html.unescape(action[1]), {name: html.unescape(value) for name, value in fields}


@dataclass(frozen=True)
class Journey:
    """A browser in which a pupil is signed in at the portal, and the GAR beside."""

    browser: requests.Session
    issuer: str
    gar: GarAccess

    def get(self, address: str) -> requests.Response:
        """Follow an address, and every redirect."""
        return self.browser.get(address, timeout=20)

    def open(self) -> requests.Response:
        """Open a resource of the GAR from the médiacentre."""
        page = self.get(f"{self.issuer}/mediacentre/?etab={LYCEE.id}").text
        (link, *_) = re.findall(r'gb-card-title.*?<a href="([^"]+)"', page, re.DOTALL)
        asked = self.get(f"{self.issuer}{html.unescape(link)}")
        if urlsplit(asked.url).path == "/ressource":
            return asked
        action, fields = _form(asked.text)
        return self.browser.post(action, data=fields, timeout=20)

    def forget_the_gar(self) -> str:
        """Let the GAR's session end as a cookie does; return its name."""
        (name,) = [one.value for one in self.browser.cookies if one.name == "gar_session"]
        self.browser.cookies.clear(domain="127.0.0.1", path="/", name="gar_session")
        return name or ""

    @property
    def is_in_at_the_gar(self) -> bool:
        """Whether the GAR still serves this browser."""
        return self.get(f"{self.gar.base_url}/ressource").status_code == 200

    @property
    def is_in_at_the_portal(self) -> bool:
        """Whether the portal does."""
        return "gb-card-title" in self.get(f"{self.issuer}/mediacentre/").text


@contextmanager
def _journey(folder: Path, *, logout: bool = False) -> Iterator[Journey]:
    outer = Flask("nothing")  # takes the port before its address is written anywhere
    gar_server, portal_server = (make_server("127.0.0.1", 0, outer, threaded=True) for _ in "gp")
    issuer = f"http://127.0.0.1:{portal_server.port}"
    gar = GarAccess(
        f"http://127.0.0.1:{gar_server.port}",
        lambda: requests.get(f"{issuer}/saml/metadata", timeout=10).content,
        logout=logout,
    )
    gar_server.app = create_gar(gar)
    with serve_lists(GarLists(access=f"{gar.base_url}/domaineGar", entries=("r14",))) as lists:
        file = write_portal(folder)
        said = file.read_text("utf-8").replace("https://ent.example", issuer)
        national = _NATIONAL.format(lists=lists, access=urlsplit(gar.base_url).netloc)
        said = f"insecure_loopback = true\n{said}{national}"
        file.write_text(said, encoding="utf-8")
        (folder / "gar.xml").write_text(gar.metadata(), encoding="utf-8")
        schools = (LYCEE, COLLEGE)
        with portal_with(PEOPLE, folder, schools=schools, clock=machine_clock) as runtime:
            portal_server.app = _portal(runtime)
            with _served(gar_server), _served(portal_server), requests.Session() as browser:
                browser.get(f"{issuer}/entre", timeout=10)
                yield Journey(browser, issuer, gar)


def _portal(runtime: Runtime) -> Flask:
    app = Flask(__name__)
    app.config.update({"SECRET_KEY": "test only", "GARBRIDGE_LOGIN_VIEW": "sign_in"})
    app.add_url_rule("/connexion", "sign_in", lambda: "sign in here")
    app.add_url_rule("/entre", "enter", _enter)
    bridge = GarBridge(lambda: session.get("who"), runtime=runtime)
    bridge.session_ender(_leave)
    bridge.init_app(app)
    return app


def _told(page: str) -> tuple[list[str], list[str]]:
    """Return what the page after a logout says is open still, and what is closed."""
    open_, _, closed = page.partition(Words.of(FRENCH).logout_closed)
    return re.findall("<li>([^<]+)</li>", open_), re.findall("<li>([^<]+)</li>", closed)


def test_a_pupil_opens_a_resource_of_the_gar_and_signs_in_nowhere_else(tmp_path: Path) -> None:
    """List, click, the GAR's question, two attributes, the resource: nobody asks for a password."""
    with _journey(tmp_path) as journey:
        there = journey.open()

    assert urlsplit(there.url).path == "/ressource"
    assert f"GARPersonIdentifiant : {LEA}" in there.text
    assert [set(one["attributes"]) for one in journey.gar.received] == [
        {"idEnt", "GARPersonIdentifiant"}
    ]
    assert journey.gar.refused == []


def test_whoever_leaves_the_portal_leaves_a_gar_that_takes_part(tmp_path: Path) -> None:
    """Every session of theirs there, by one question, whatever had ended by itself before."""
    with _journey(tmp_path, logout=True) as journey:
        journey.open()
        before = journey.forget_the_gar()
        journey.open()
        assert journey.is_in_at_the_gar
        left = journey.get(f"{journey.issuer}/mediacentre/deconnexion")
        asked = [one for one in left.history if "/saml/slo?SAMLRequest=" in one.url]

        assert not journey.is_in_at_the_gar
        assert journey.gar.session(before) is None
        assert not journey.is_in_at_the_portal
        assert _told(left.text) == ([], ["GAR, le service de l’État"])
        assert len(journey.gar.received) == 2
        assert len({one["name_id"] for one in journey.gar.received}) == 1
        assert len(asked) == 1
        assert journey.gar.refused == []


def test_whoever_leaves_the_gar_leaves_the_portal(tmp_path: Path) -> None:
    """It asks, signed; the portal ends its session and says that everything is closed."""
    with _journey(tmp_path, logout=True) as journey:
        journey.open()
        left = journey.get(f"{journey.gar.base_url}/deconnexion")

        assert "Tout est fermé" in left.text
        assert not journey.is_in_at_the_gar
        assert not journey.is_in_at_the_portal
        again = journey.get(f"{journey.gar.base_url}/domaineGar?idENT=RjA=")
        assert urlsplit(again.url).path == "/connexion"


def test_who_signs_in_again_has_another_name_there(tmp_path: Path) -> None:
    """A name is of one session of the portal: nothing leads from one day's to the next."""
    with _journey(tmp_path, logout=True) as journey:
        for _ in range(2):
            journey.get(f"{journey.issuer}/entre")
            journey.open()
            journey.get(f"{journey.issuer}/mediacentre/deconnexion")

    assert len({one["name_id"] for one in journey.gar.received}) == 2


def test_a_gar_that_takes_no_part_may_be_open_still_and_is_said_to_be(tmp_path: Path) -> None:
    """It is: the next one at this screen would be that pupil there."""
    with _journey(tmp_path) as journey:
        journey.open()
        left = journey.get(f"{journey.issuer}/mediacentre/deconnexion")

        assert _told(left.text) == (["GAR, le service de l’État"], [])
        assert journey.is_in_at_the_gar
        assert not journey.is_in_at_the_portal
