"""``garbridge serve`` as a program: what stops it, and a sign-in through a CAS server."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from click.testing import CliRunner, Result
from pytest_httpserver import HTTPServer
from tests.examples.test_minimal_portal import PATIENCE, free_port, wait_for
from tests.wiring.inside import portal_with
from tests.wiring.portal_files import write_portal
from werkzeug import Request, Response

from garbridge.cli import main
from garbridge.testing.world import ALICE, pupil

_SUCCESS = (
    '<cas:serviceResponse xmlns:cas="http://www.yale.edu/tp/cas"><cas:authenticationSuccess>'
    "<cas:user>{}</cas:user></cas:authenticationSuccess></cas:serviceResponse>"
)


@dataclass
class Served:
    """A portal that stands alone."""

    url: str
    process: "subprocess.Popen[bytes]"
    log: Path


def written(folder: Path, issuer: str, upstream: str = "") -> Path:
    """Write a portal with one pupil; return its file."""
    file = write_portal(folder)
    text = file.read_text("utf-8").replace("https://ent.example", issuer)
    file.write_text(f"insecure_loopback = true\n{text}{upstream}", "utf-8")
    with portal_with([pupil()], folder):
        return file


def run(file: Path) -> Result:
    """Run the command; it must end before it becomes another program."""
    return CliRunner().invoke(main, ["--config", str(file), "serve"])


@contextmanager
def serving(folder: Path, cas: str, path: str = "") -> Iterator[Served]:
    """Serve a portal behind the CAS server at *cas*, with its addresses below *path*."""
    port = free_port()
    url = f"http://127.0.0.1:{port}{path}"
    file = written(folder, url, f'\n[upstream]\nkind = "cas"\nserver = "{cas}"\n')
    log = folder / "log"
    command = [sys.executable, "-m", "garbridge", "--config", str(file), "serve"]
    options = ["--bind", f"127.0.0.1:{port}", "--log", "json", "--name", "academie"]
    with log.open("wb") as out, subprocess.Popen([*command, *options], stderr=out) as process:
        try:
            wait_for(f"{url}/readyz", process)
            yield Served(url, process, log)
        finally:
            process.terminate()


@pytest.fixture(name="cas")
def _cas(httpserver: HTTPServer) -> str:
    """Return a CAS server on which a pupil signs in without being asked."""

    def login(request: Request) -> Response:
        return Response("", 302, {"Location": f"{request.args['service']}?ticket=ST-1"})

    def validate(request: Request) -> Response:
        assert request.args["ticket"] == "ST-1"
        return Response(_SUCCESS.format(ALICE), content_type="application/xml")

    httpserver.expect_request("/cas/login").respond_with_handler(login)
    httpserver.expect_request("/cas/p3/serviceValidate").respond_with_handler(validate)
    return httpserver.url_for("/cas")


def test_somebody_signs_in_from_the_first_page(tmp_path: Path, cas: str) -> None:
    """Below a path, with two workers; both are killed, and nobody is asked again."""
    with serving(tmp_path, cas, "/ent/gar") as served:
        browser = requests.Session()
        welcome = browser.get(f"{served.url}/", timeout=PATIENCE)
        (enter,) = re.findall('href="([^"]*connexion)"', welcome.text)
        origin = "{0.scheme}://{0.netloc}".format(urlsplit(served.url))
        asked = browser.get(origin + enter, timeout=PATIENCE, allow_redirects=False)
        page = browser.get(asked.headers["Location"], timeout=PATIENCE)
        for pid in _children(served.process.pid):
            os.kill(pid, signal.SIGKILL)
        again = _once_it_answers(browser, f"{served.url}/mediacentre/")
        served.process.send_signal(signal.SIGTERM)
        code = served.process.wait(timeout=PATIENCE)

    (service,) = parse_qs(urlsplit(asked.headers["Location"]).query)["service"]
    assert service.startswith(f"{served.url}/upstream/callback")
    assert page.url == again.url == f"{served.url}/mediacentre/"
    assert "Me déconnecter" in page.text
    assert "Me déconnecter" in again.text
    assert not again.history, "nobody was asked again"
    assert {one.name for one in browser.cookies} >= {"garbridge-academie"}
    assert "garbridge" not in {one.name for one in browser.cookies}
    assert code == 0
    log = served.log.read_text("utf-8")
    assert '"event": "sign_in", "outcome": "granted"' in log
    assert ALICE not in log
    assert "ST-1" not in log


def test_a_worker_that_is_lost_while_a_file_is_wrong_takes_nobody_along(
    tmp_path: Path, cas: str
) -> None:
    """It comes back once the file is mended; the other serves until then."""
    with serving(tmp_path, cas, "/gar") as served:
        studio = tmp_path / "providers" / "studio.toml"
        right = studio.read_text("utf-8")
        lost, other = _children(served.process.pid)
        _each_serves(served, lost, other)
        studio.write_text("size = 2\n" + right, "utf-8")
        os.kill(lost, signal.SIGKILL)
        _once_it_is_logged(served, "this process waits")
        _once_it_is_logged(served, "exited with code 1")
        alone = requests.get(f"{served.url}/readyz", timeout=PATIENCE)
        studio.write_text(right, "utf-8")
        os.kill(other, signal.SIGKILL)
        back = _once_it_answers(requests.Session(), f"{served.url}/readyz")
        serves_still = served.process.poll() is None

    assert (alone.status_code, alone.json()["checks"]["providers"]) == (200, "warning")
    assert (back.status_code, back.json()["checks"]["providers"]) == (200, "ok")
    assert serves_still
    assert "studio.toml: size: unknown key" in served.log.read_text("utf-8")


def _each_serves(served: Served, *workers: int) -> None:
    """Wait until each of both *workers* has read all files: it answers while the other stands."""
    for one in workers:
        os.kill(one, signal.SIGSTOP)
        try:
            answer = requests.get(f"{served.url}/livez", timeout=PATIENCE)
        finally:
            os.kill(one, signal.SIGCONT)
        assert answer.status_code == 200


def _once_it_is_logged(served: Served, words: str) -> None:
    until = time.monotonic() + 2 * PATIENCE
    while words not in served.log.read_text("utf-8"):
        assert time.monotonic() < until, served.log.read_text("utf-8")
        time.sleep(0.05)


def _children(pid: int) -> list[int]:
    listed = Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii")
    return [int(one) for one in listed.split()]


def _once_it_answers(browser: requests.Session, url: str) -> requests.Response:
    until = time.monotonic() + 2 * PATIENCE
    while True:
        try:
            return browser.get(url, timeout=PATIENCE / 4)
        except (requests.ConnectionError, requests.Timeout):
            assert time.monotonic() < until, "no worker came back"
            time.sleep(0.05)


@pytest.mark.parametrize(
    ("upstream", "said"),
    [
        ("", "upstream: missing"),
        ('\n[upstream]\nkind = "cas"\n', "upstream.server: missing"),
        ('\n[upstream]\nkind = "ldap"\n', "upstream.kind: must be one of"),
    ],
)
def test_a_mistake_stops_it_before_it_listens(tmp_path: Path, upstream: str, said: str) -> None:
    """With exit code 3, in words."""
    file = write_portal(tmp_path)
    file.write_text(file.read_text("utf-8") + upstream, "utf-8")
    done = run(file)

    assert done.exit_code == 3
    assert said in done.stderr


@pytest.mark.parametrize("name", ["", "a;b", "a.b", "Ü", "-a", "a" * 33])
def test_a_name_that_no_cookie_has_stops_it(tmp_path: Path, name: str) -> None:
    """Before anything is read."""
    file = str(tmp_path / "garbridge.toml")

    assert CliRunner().invoke(main, ["--config", file, "serve", "--name", name]).exit_code == 2


def test_tables_of_an_older_version_stop_it(tmp_path: Path) -> None:
    """And the command that helps is named."""
    file = write_portal(tmp_path)
    upstream = '\n[upstream]\nkind = "cas"\nserver = "https://cas.example/cas"\n'
    file.write_text(file.read_text("utf-8") + upstream, "utf-8")
    done = run(file)

    assert (done.exit_code, done.stderr) == (3, "garbridge db upgrade\n")
