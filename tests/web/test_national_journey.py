"""From the portal to a resource of the GAR's over real HTTP, signed in once."""

import html
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import requests
from flask import Flask, session
from tests.web.national_portal import LEA, PEOPLE
from tests.web.test_operating import app_of
from tests.wiring.inside import portal_with
from tests.wiring.portal_files import write_portal
from werkzeug.serving import BaseWSGIServer, make_server

from garbridge.testing.world import COLLEGE, LYCEE
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


def _form(page: str) -> tuple[str, dict[str, str]]:
    action = re.search(r'<form[^>]*action="([^"]+)"', page)
    assert action
    fields = re.findall(r'name="(\w+)" value="([^"]*)"', page)
    return html.unescape(action[1]), {name: html.unescape(value) for name, value in fields}


def test_a_pupil_opens_a_resource_of_the_gar_and_signs_in_nowhere_else(tmp_path: Path) -> None:
    """List, click, the GAR's question, two attributes, the resource: nobody asks for a password."""
    outer = Flask("nothing")  # takes the port before its address is written anywhere
    gar_server, portal_server = (make_server("127.0.0.1", 0, outer, threaded=True) for _ in "gp")
    issuer = f"http://127.0.0.1:{portal_server.port}"
    gar = GarAccess(
        f"http://127.0.0.1:{gar_server.port}",
        lambda: requests.get(f"{issuer}/saml/metadata", timeout=10).content,
    )
    gar_server.app = create_gar(gar)
    with serve_lists(GarLists(access=f"{gar.base_url}/domaineGar", entries=("r14",))) as lists:
        file = write_portal(tmp_path)
        said = file.read_text("utf-8").replace("https://ent.example", issuer)
        national = _NATIONAL.format(lists=lists, access=urlsplit(gar.base_url).netloc)
        said = f"insecure_loopback = true\n{said}{national}"
        file.write_text(said, encoding="utf-8")
        (tmp_path / "gar.xml").write_text(gar.metadata(), encoding="utf-8")
        schools = (LYCEE, COLLEGE)
        with portal_with(PEOPLE, tmp_path, schools=schools, clock=machine_clock) as runtime:
            app = app_of(runtime)
            app.add_url_rule("/entre", "enter", _enter)
            portal_server.app = app
            with _served(gar_server), _served(portal_server), requests.Session() as browser:
                browser.get(f"{issuer}/entre", timeout=10)
                page = browser.get(f"{issuer}/mediacentre/?etab={LYCEE.id}", timeout=20).text
                (link, *_) = re.findall(r'gb-card-title.*?<a href="([^"]+)"', page, re.DOTALL)
                asked = browser.get(f"{issuer}{html.unescape(link)}", timeout=20)
                action, fields = _form(asked.text)
                there = browser.post(action, data=fields, timeout=20)

    assert urlsplit(there.url).path == "/ressource"
    assert f"GARPersonIdentifiant : {LEA}" in there.text
    assert [set(one["attributes"]) for one in gar.received] == [{"idEnt", "GARPersonIdentifiant"}]
    assert gar.refused == []
