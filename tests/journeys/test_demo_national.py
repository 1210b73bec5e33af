"""``make demo GAR=1``: national mode by one command, walked through over HTTP.

The programs are those of the command; nothing of the portal's is reached into.
"""

import html
import os
import random
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import requests
from tests.journeys.command_line import command_line

from provider_stub import gar_control

pytestmark = pytest.mark.xdist_group("demo-national")

ROOT = Path(__file__).parents[2]
PUPIL, HEAD = "demo-zoe", "demo-claire"
UAI = r"[0-9]{7}[A-Z]"


@dataclass(frozen=True, slots=True)
class National:
    """The demo with its GAR, and where it works."""

    portal: str
    gar: str
    folder: Path

    def browser(self, person: str) -> requests.Session:
        """Return a browser in which *person* is signed in at the portal, and nowhere else."""
        found = requests.Session()
        found.post(f"{self.portal}/connexion", data={"person": person}, timeout=30)
        return found

    def garbridge(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        """Run the command line in the demo's folder."""
        return command_line(self.folder / ".demo", *arguments)


def _four_free_ports() -> int:
    for port in random.sample(range(30_000, 32_000, 4), 200):
        with ExitStack() as stack:
            try:
                for more in range(4):
                    stack.enter_context(socket.socket()).bind(("127.0.0.1", port + more))
            except OSError:
                continue
            return port
    raise OSError("no four free ports side by side")


@pytest.fixture(name="demo", scope="module")
def _demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[National]:
    folder, port = tmp_path_factory.mktemp("demo-national"), _four_free_ports()
    log = folder / "log.txt"
    said = {"PORT": str(port), "GAR": "1", "PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path])}
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "examples.demo"],
            cwd=folder,
            env=os.environ | said,
            stdout=subprocess.PIPE,
            stderr=output,
        )
        try:
            line = process.stdout.readline().decode() if process.stdout else ""
            assert line == f"ready http://127.0.0.1:{port}/\n", log.read_text("utf-8")
            yield National(f"http://127.0.0.1:{port}", f"http://127.0.0.1:{port + 2}", folder)
        finally:
            process.send_signal(signal.SIGTERM)
            process.communicate(timeout=90)


def _titled(page: str, title: str) -> str:
    """Return where the card of *title* leads."""
    cards = re.findall(r'gb-card-title[^>]*><a href="([^"]+)"[^>]*><bdi>([^<]+)<', page)
    return next(html.unescape(link) for link, said in cards if title in html.unescape(said))


def _form(page: str) -> tuple[str, dict[str, str]]:
    action = re.search(r'<form[^>]*action="([^"]+)"', page)
    assert action, page
    fields = re.findall(r'name="(\w+)" value="([^"]*)"', page)
    return html.unescape(action[1]), {name: html.unescape(value) for name, value in fields}


def test_a_pupil_opens_a_national_resource_by_a_click(demo: National) -> None:
    """Beside the portal's own; the GAR learns two attributes, and nobody signs in again."""
    browser = demo.browser(PUPIL)
    page = browser.get(f"{demo.portal}/mediacentre/", timeout=30).text
    link = _titled(page, "Dictionnaire national fictif")
    asked = browser.get(f"{demo.portal}{link}", timeout=30)
    action, fields = _form(asked.text)
    there = browser.post(action, data=fields, timeout=30)
    received = requests.get(f"{demo.gar}/received", timeout=30).json()

    assert "gb-badge-local" in page
    assert "gb-badge-national" in page
    assert "En double" in page
    assert urlsplit(there.url)[1:3] == (urlsplit(demo.gar).netloc, "/ressource")
    assert f"GARPersonIdentifiant : {PUPIL}" in there.text
    assert set(received[-1]["attributes"]) == {"idEnt", "GARPersonIdentifiant"}


def test_a_head_reads_the_catalogue_and_is_warned(demo: National) -> None:
    """In the console of the portal; and from the médiacentre the way leads to the GAR's own."""
    browser = demo.browser(HEAD)
    home = browser.get(f"{demo.portal}/mediacentre/", timeout=30).text
    board = browser.get(f"{demo.portal}/affectation/", timeout=30)
    found = re.search(rf'href="([^"]*/{UAI}/catalogue-gar/)"', board.text)
    assert found, board.url
    catalogue = browser.get(f"{demo.portal}{found[1]}?q=musique", timeout=30).text
    (console,) = re.findall(r'href="([^"]+)"[^>]*>[^<]*Console d’affectation du GAR', home)
    action, fields = _form(browser.get(f"{demo.portal}{html.unescape(console)}", timeout=30).text)
    there = browser.post(action, data=fields, timeout=30)

    assert "7 ressources sur " in catalogue
    assert "Console nationale" in there.text


def test_the_export_passes_the_control_of_the_fake(demo: National, tmp_path: Path) -> None:
    """As the documentation has it: made by the portal's command, looked at by other code."""
    made = demo.garbridge("export", "identities", "write", str(tmp_path / "essai"))
    (archive,) = (tmp_path / "essai").glob("*.tar.gz")

    assert made.returncode == 0, made.stderr
    assert gar_control.main([str(archive)]) == 0


def test_the_catalogue_can_be_fetched_again(demo: National) -> None:
    """By the command of the timer; nothing has changed."""
    again = demo.garbridge("offer", "import")

    assert again.returncode == 0, again.stderr
    assert "nouvelles 0" in again.stdout
