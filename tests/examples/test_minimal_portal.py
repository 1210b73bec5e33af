"""The minimal portal, started as its README says, over real HTTP."""

import re
import shlex
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
import requests
from tests.examples.places import MINIMAL

pytestmark = pytest.mark.xdist_group("minimal portal")  # which is started once

CAS = "{http://www.yale.edu/tp/cas}"
PATIENCE = 60.0


@dataclass(frozen=True, slots=True)
class Running:
    """The portal as it runs: its address, and the folder it stands in."""

    url: str
    folder: Path


def test_it_is_short() -> None:
    """A newcomer reads it in a minute."""
    assert len((MINIMAL / "portal.py").read_text("utf-8").splitlines()) < 60


def test_from_the_tile_to_what_the_publisher_learned(portal: Running) -> None:
    """A click, no login, and the publisher knows an opaque identifier and the class: no name."""
    browser = requests.Session()
    page = browser.get(f"{portal.url}/mediacentre/", timeout=PATIENCE)
    tile = re.search(r'href="(/mediacentre/ouvrir/[^"]+)"', page.text)
    assert tile is not None
    learned = browser.get(portal.url + tile[1], timeout=PATIENCE)
    assert learned.url.startswith(f"{portal.url}/editeur?ticket=ST-")
    subject, attributes = read(learned.text)
    assert re.fullmatch("[0-9a-f]{128}", subject)
    assert attributes == {"DIV": "5A##Cinquième A"}
    assert not any(word in learned.text for word in ("Moreau", "Inès", "0990001A", "ines"))
    again = browser.get(learned.url, timeout=PATIENCE)
    assert "INVALID_TICKET" in again.text


def test_without_the_release_the_identifier_is_alone(portal: Running) -> None:
    """What the README invites to try is true: the file is followed while the portal runs."""
    file = portal.folder / "providers" / "editions-fictives.toml"
    whole = file.read_text("utf-8")
    file.write_text(whole.partition("[[release]]")[0], encoding="utf-8")
    try:
        assert wait_until_released(portal, {})
    finally:
        file.write_text(whole, encoding="utf-8")
    assert wait_until_released(portal, {"DIV": "5A##Cinquième A"})


@pytest.fixture(name="portal", scope="module")
def _portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """Do in a copy of the folder what the README says, on a free port."""
    parent = tmp_path_factory.mktemp("minimal")
    folder = Path(
        shutil.copytree(MINIMAL, parent / "portal", ignore=shutil.ignore_patterns(".data", "__*"))
    )
    port = free_port()
    for file in ("portal.py", "garbridge.toml", "providers/editions-fictives.toml", "README.md"):
        text = (folder / file).read_text("utf-8").replace(":5000", f":{port}")
        (folder / file).write_text(text, encoding="utf-8")
    once, start = re.findall(
        "```sh\n(.*?)```", (folder / "README.md").read_text("utf-8"), re.DOTALL
    )
    for line in once.splitlines():
        subprocess.run(command(line), cwd=folder, check=True, timeout=PATIENCE)
    with subprocess.Popen([*command(start), "--port", str(port)], cwd=folder) as process:
        try:
            wait_for(f"http://127.0.0.1:{port}/livez", process)
            yield Running(f"http://127.0.0.1:{port}", folder)
        finally:
            process.terminate()


def command(line: str) -> list[str]:
    """Return *line* of a shell as what starts the same program of this environment."""
    return [sys.executable, "-m", *shlex.split(line)]


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def wait_for(url: str, process: "subprocess.Popen[bytes]") -> None:
    """Wait until *url* answers; fail if the program ends."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and process.poll() is None:
        try:
            if requests.get(url, timeout=PATIENCE).ok:
                return
        except requests.ConnectionError:
            time.sleep(0.1)
    pytest.fail("the portal does not serve")


def wait_until_released(portal: Running, expected: dict[str, str]) -> bool:
    """Say whether the publisher learns *expected* before long."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        page = requests.get(f"{portal.url}/editeur", timeout=PATIENCE)
        if read(page.text)[1] == expected:
            return True
        time.sleep(0.2)
    return False


def read(document: str) -> tuple[str, dict[str, str]]:
    """Return the subject and the attributes of a CAS answer."""
    success = ET.fromstring(document).find(f"{CAS}authenticationSuccess")  # noqa: S314 - our own
    assert success is not None
    attributes = success.find(f"{CAS}attributes")
    found = {} if attributes is None else {e.tag.removeprefix(CAS): e.text for e in attributes}
    return success.findtext(f"{CAS}user", ""), {k: v or "" for k, v in found.items()}
