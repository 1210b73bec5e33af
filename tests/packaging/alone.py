"""The portal that stands alone by two versions: people, licences, and who signs people in."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

import requests
from tests.examples.test_minimal_portal import PATIENCE, free_port
from tests.packaging.databases import rows
from tests.packaging.providers import LICENCES, write_providers
from tests.packaging.two_versions import Installed, Version
from tests.packaging.upstreams import Brought, Upstream
from tests.stores.postgresql import another_database
from tests.wiring.portal_files import write_portal

IN_FILE = "sqlite:///portal.sqlite"
LEDGER = 'ledger = "keys/ledger.key"\n'
PUPIL, TEACHER = "demo-zoe", "demo-bruno"


@dataclass(frozen=True, slots=True)
class Alone:
    """The portal by one version: its folder, its address, and the port this one serves at."""

    version: Version
    folder: Path
    url: str
    port: int

    def run(self, *words: str) -> str:
        """Run a command; return what it prints."""
        return self.version.run(self.folder, "garbridge", *words)

    def serving(self) -> AbstractContextManager[None]:
        """Serve until the end of the block."""
        command = ("garbridge", "serve", "--bind", f"127.0.0.1:{self.port}", "--workers", "1")
        return self.version.serving(self.folder, *command, url=self._here("/gar/livez"))

    def get(self, browser: requests.Session, path: str, **query: str) -> requests.Response:
        """Ask this version for what stands at *path*, wherever a whole address points."""
        parts = urlsplit(path)
        url = self._here(f"{parts.path}?{parts.query}" if parts.query else parts.path)
        return browser.get(url, params=query, allow_redirects=False, timeout=PATIENCE)

    def post(
        self, browser: requests.Session, path: str, fields: dict[str, str]
    ) -> requests.Response:
        """Post *fields* to *path*, likewise."""
        url = self._here(urlsplit(path).path)
        return browser.post(url, fields, allow_redirects=False, timeout=PATIENCE)

    def bring(
        self, browser: requests.Session, brought: Brought, then: "Alone | None" = None
    ) -> requests.Response:
        """Take what the upstream sent; what was posted across sites waits to be followed at *then*.

        Its form brings no cookie.
        """
        path = f"/gar{brought.path}"
        if not brought.posted:
            whole = f"{path}?{brought.query}" if brought.query else path
            return self.get(browser, whole, **brought.fields)
        with requests.Session() as stranger:
            parked = self.post(stranger, path, dict(brought.fields))
        if parked.status_code != 303:
            return parked
        return (then or self).get(browser, parked.headers["Location"])

    def is_inside(self, browser: requests.Session) -> bool:
        """Say whether the médiacentre is shown."""
        page = self.get(browser, "/gar/mediacentre/")
        return page.status_code == 200 and "Me déconnecter" in page.text

    def _here(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"


@dataclass(frozen=True, slots=True)
class Prepared:
    """A portal with people and licences by the previous version; its database is to be copied."""

    folder: Path
    address: str


@dataclass(frozen=True, slots=True)
class Pair:
    """Both versions at work on one portal, and who signs its people in.

    ``early`` signed in at the old one before the tables were of the new one.
    """

    old: Alone
    new: Alone
    upstream: Upstream
    early: requests.Session
    database: str

    @property
    def both(self) -> tuple[Alone, Alone]:
        """The old one, and the new one."""
        return self.old, self.new

    def rows(self, statement: str) -> list[tuple[object, ...]]:
        """Return what the database itself answers."""
        return rows(self.database, statement)

    def are_inside(self, browser: requests.Session) -> set[bool]:
        """Say what the two say of *browser*."""
        return {one.is_inside(browser) for one in self.both}

    def sign_in(
        self,
        begins: Alone,
        takes: Alone,
        ends: Alone,
        browser: requests.Session | None = None,
        *,
        person: str = PUPIL,
        start: str = "/gar/mediacentre/connexion",
    ) -> tuple[requests.Session, str]:
        """Sign in, in three steps at any version; return the browser and where it goes on to."""
        browser = browser or requests.Session()
        asked = begins.get(browser, start)
        brought = self.upstream.sign_in(asked.headers["Location"], person, self.old.url)
        done = (takes if brought.posted else ends).bring(browser, brought, ends)
        assert done.status_code == 302, done.text
        return browser, done.headers["Location"]


@contextmanager
def prepared(installed: Installed, place: Path, providers: str, server: str) -> Iterator[Prepared]:
    """Let the previous version make a portal: on *server*, or in a file where it is empty."""
    folder = place / "portal"
    write_portal(folder)
    write_providers(folder, providers)
    here = Alone(installed.old, folder, "http://127.0.0.1:1/gar", 1)
    with ExitStack() as stack:
        address = stack.enter_context(another_database(server, "prepared")) if server else ""
        _write(here, 'kind = "cas"\nserver = "https://cas.example/cas"\n', address, "")
        here.run("db", "upgrade")
        here.run("demo-data", "district", "--no-archive")
        here.run("directory", "import", "district/export")
        for name, table in LICENCES.items():
            (folder / f"{name}.csv").write_text(table, "utf-8")
            here.run(name, "load", f"{name}.csv")
        yield Prepared(folder, address)


def _write(at: Alone, upstream: str, address: str, state: str) -> None:
    """Write ``garbridge.toml``: what is as it was begins with the keys, and ends before *upstream*.

    The ledger is sealed under a key of its own.
    """
    file = at.folder / "garbridge.toml"
    _, _, kept = file.read_text("utf-8").partition("[keys]\n")
    top = f'insecure_loopback = true\ntenant = "Z9"\nissuer = "{at.url}"\n'
    top += f'database = "{address or IN_FILE}"\n[keys]\n{LEDGER}'
    kept = kept.partition("\n[upstream]")[0].removeprefix(LEDGER)
    file.write_text(f"{top}{kept}\n[upstream]\n{upstream}{state}", "utf-8")


Served = Callable[[Upstream], AbstractContextManager[Pair]]
"""Serves a portal by both versions, behind an upstream."""


@contextmanager
def served(
    installed: Installed, portal: Prepared, place: Path, redis: str, upstream: Upstream
) -> Iterator[Pair]:
    """Yield both versions on a copy of *portal*, with somebody inside since before the upgrade."""
    folder, port = place / "portal", free_port()
    here = f"sqlite:///{folder / 'portal.sqlite'}"
    shutil.copytree(portal.folder, folder)
    for name, octets in upstream.files.items():
        (folder / name).touch(mode=0o600)
        (folder / name).write_bytes(octets)
    old = Alone(installed.old, folder, f"http://127.0.0.1:{port}/gar", port)
    new = replace(old, version=installed.new, port=free_port())
    with ExitStack() as stack:
        address = portal.address
        if address:
            copied = another_database(address, "copied", "prepared")
            address = stack.enter_context(copied)
        _write(old, upstream.section, address, f'[state]\nredis = "{redis}"\n' if redis else "")
        stack.enter_context(old.serving())
        two = Pair(old, new, upstream, requests.Session(), address or here)
        two.sign_in(old, old, old, two.early)
        new.run("db", "upgrade")
        assert old.is_inside(two.early)
        stack.enter_context(new.serving())
        yield two
