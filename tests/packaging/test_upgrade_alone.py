"""People who are signed in at a portal that stands alone, while it is brought to this version."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import requests
from pytest_httpserver import HTTPServer
from tests.examples.test_minimal_portal import PATIENCE, free_port, wait_for
from tests.packaging.two_versions import Installed
from tests.stores.postgresql import running_postgresql
from tests.stores.redis_server import running_redis
from tests.wiring.portal_files import write_portal
from werkzeug import Request, Response

pytestmark = pytest.mark.xdist_group("wheels")

SUCCESS = (
    '<cas:serviceResponse xmlns:cas="http://www.yale.edu/tp/cas"><cas:authenticationSuccess>'
    "<cas:user>demo-zoe</cas:user></cas:authenticationSuccess></cas:serviceResponse>"
)


@dataclass(frozen=True, slots=True)
class Alone:
    """One version of the portal, served by its own command."""

    bin: Path
    folder: Path
    port: int

    def run(self, *words: str) -> None:
        """Run a command of this version."""
        done = subprocess.run(
            self._command(*words),
            cwd=self.folder,
            env=self._environment(),
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr + done.stdout

    @contextmanager
    def serving(self) -> Iterator[None]:
        """Serve until the end of the block."""
        command = self._command("serve", "--bind", f"127.0.0.1:{self.port}", "--workers", "1")
        with subprocess.Popen(command, cwd=self.folder, env=self._environment()) as process:
            try:
                wait_for(f"http://127.0.0.1:{self.port}/gar/livez", process)
                yield
            finally:
                process.terminate()

    def get(self, browser: requests.Session, path: str) -> requests.Response:
        """Ask this version, wherever the addresses of the portal point."""
        url = f"http://127.0.0.1:{self.port}{path}"
        return browser.get(url, allow_redirects=False, timeout=PATIENCE)

    def is_inside(self, browser: requests.Session) -> bool:
        """Say whether the médiacentre is shown."""
        page = self.get(browser, "/gar/mediacentre/")
        return page.status_code == 200 and "Me déconnecter" in page.text

    def _command(self, *words: str) -> list[str]:
        return [str(self.bin / "python"), "-m", "garbridge", *words]

    def _environment(self) -> dict[str, str]:
        """Return an environment in which the checkout is not found."""
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "GARBRIDGE"))}
        return kept | {"LC_ALL": "C.UTF-8"}


def sign_in(browser: requests.Session, begins: Alone, ends: Alone) -> None:
    """Begin at one version, be sent to the CAS server and come back to the other."""
    asked = begins.get(browser, "/gar/mediacentre/connexion")
    back = browser.get(asked.headers["Location"], allow_redirects=False, timeout=PATIENCE)
    came = urlsplit(back.headers["Location"])
    done = ends.get(browser, f"{came.path}?{came.query}")
    assert done.status_code in (302, 303), done.text


@pytest.fixture(name="cas")
def _cas(httpserver: HTTPServer) -> str:
    """Return a CAS server on which a pupil signs in without being asked."""

    def login(request: Request) -> Response:
        service = request.args["service"]
        mark = "&" if "?" in service else "?"
        return Response("", 302, {"Location": f"{service}{mark}ticket=ST-1"})

    httpserver.expect_request("/cas/login").respond_with_handler(login)
    httpserver.expect_request("/cas/p3/serviceValidate").respond_with_data(
        SUCCESS, content_type="application/xml"
    )
    return httpserver.url_for("/cas")


@pytest.fixture(name="shared", params=["file", "servers"])
def _shared(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[str, str]]:
    """One file, or what several machines share: the settings at the top and at the end."""
    if request.param == "file":
        yield "", ""
        return
    with ExitStack() as stack:
        url = stack.enter_context(running_postgresql())
        redis = stack.enter_context(running_redis(tmp_path))
        yield f'database = "{url}"', f'[state]\nredis = "{redis}"'


def test_who_is_signed_in_stays_so(
    installed: Installed, cas: str, shared: tuple[str, str], tmp_path: Path
) -> None:
    """At both versions; who begins at one ends at the other; who logs out at one is out at both."""
    folder = tmp_path / "portal"
    old, new = (Alone(one, folder, free_port()) for one in (installed.old, installed.new))
    file = write_portal(folder)
    text = file.read_text("utf-8").replace('tenant = "F0"', 'tenant = "Z9"')
    text = text.replace("https://ent.example", f"http://127.0.0.1:{old.port}/gar")
    upstream = f'\n[upstream]\nkind = "cas"\nserver = "{cas}"\n'
    top, end = shared
    file.write_text(f"insecure_loopback = true\n{top}\n{text}{upstream}{end}\n", "utf-8")
    old.run("db", "upgrade")
    old.run("demo-data", "district", "--no-archive")
    old.run("directory", "import", "district/export")
    early, late = requests.Session(), requests.Session()
    with old.serving():
        sign_in(early, old, old)
        assert old.is_inside(early)
        new.run("db", "upgrade")
        assert old.is_inside(early)
        with new.serving():
            assert new.is_inside(early)
            for begins, ends in ((old, new), (new, old)):
                sign_in(late, begins, ends)
                assert (old.is_inside(late), new.is_inside(late)) == (True, True)
                assert begins.get(late, "/gar/mediacentre/deconnexion").status_code in (200, 302)
                assert (old.is_inside(late), new.is_inside(late)) == (False, False)
            sign_in(late, new, new)
        assert old.is_inside(late), "the new one is gone, its session is not"
    with old.serving():  # started again, on the newer tables
        assert old.is_inside(early)
        assert old.is_inside(late)
