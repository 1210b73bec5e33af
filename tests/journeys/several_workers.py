"""That portal under gunicorn with four workers, and what an administrator does to it."""

import os
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, BinaryIO

import requests
from tests.journeys.visitor import Visitor
from tests.stores.filling import People
from tests.wiring.inside import run_inside
from tests.wiring.portal_files import write_portal
from tests.wiring.running import BOUGHT, OPENED

from garbridge.cli.explain import as_document
from garbridge.config import read_config
from garbridge.core.identifiers import PersonId, ResourceId, SubscriptionId, tile_key
from garbridge.core.permissions import OPERATOR
from garbridge.ports import LaunchRecord
from garbridge.services.explaining import Explanation
from garbridge.stores.sql.database import Database
from garbridge.testing.world import ALICE, LYCEE, TENANT, pupil
from garbridge.wiring import Runtime, build_runtime, open_engine, upgrade_database

ROOT = Path(__file__).parents[2]
WORKERS = 4
PURPOSE = "ouvrir les fonctions de l’élève"
PEOPLE = (ALICE, PersonId("basile"))
"""Two pupils of one class."""
RELEASE = """[[release]]
attribute = "{}"
purpose = "essai"
profiles = ["elv"]
validated_by = "DPO"
validated_on = 2026-08-20
"""


@dataclass(frozen=True, slots=True)
class Portal:
    """A portal that answers at ``url``, and the same stores in this process."""

    url: str
    runtime: Runtime

    def visitor(self, person: str = ALICE, *, there: str = "") -> Visitor:
        """Return a browser in which *person* is signed in."""
        browser = Visitor(self.url, there)
        browser.sign_in(person)
        return browser

    def tile(self, ark: str) -> str:
        """Return where the resource *ark* is opened."""
        return f"{self.url}/mediacentre/ouvrir/{tile_key(ResourceId(ark), LYCEE.id)}"

    def add(self, *arguments: str, resource: str, url: str) -> None:
        """Register a provider as its administrator does; every worker serves it on return."""
        done = run_inside(
            self.runtime,
            *("provider", "add", *arguments, "--resource", resource),
            *("--title", "Atlas", "--url", url),
            *("--release", f"PRO={PURPOSE}", "--release", f"DIV={PURPOSE}"),
        )
        assert done.exit_code == 0, done.output
        self._seen()

    def write(self, **files: str) -> None:
        """Write providers' files by hand; every worker serves them on return."""
        releases = "".join(map(RELEASE.format, ("PRO", "DIV")))
        for name, text in files.items():
            file = self.runtime.config.providers / f"{name}.toml"
            file.write_text(f"{text}\n{releases}", "utf-8")
        self._seen()

    def _seen(self) -> None:
        time.sleep(1.2)  # each worker looks at the files once a second

    def launches(self) -> Sequence[LaunchRecord]:
        """Return what is recorded, newest first."""
        return self.runtime.journal.records(limit=10_000)

    def decided(self, ark: str, person: str = ALICE) -> tuple[str, dict[str, list[str]]]:
        """Return the identifier and the attributes that the provider of *ark* is to receive."""
        explained = self.runtime.explaining.explain(
            OPERATOR, PersonId(person), ResourceId(ark), reason="essai", school=LYCEE.id
        )
        assert isinstance(explained, Explanation)
        said: dict[str, Any] = as_document(explained)
        return said["subject"], {one["name"]: one["values"] for one in said["released"]}


def free_port() -> int:
    """Return a port where nobody listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        found: int = free.getsockname()[1]
        return found


def buy(runtime: Runtime, *arks: str) -> None:
    """Open every resource of *arks* to the pupils of the school, from yesterday on."""
    now = datetime.now(UTC)
    bought = [
        replace(
            BOUGHT,
            id=SubscriptionId(ark.rpartition("/")[2]),
            resource=ResourceId(ark),
            starts=now - timedelta(days=1),
            ends=now + timedelta(days=1),
        )
        for ark in arks
    ]
    opened = [replace(OPENED, subscription=one.id, resource=one.resource) for one in bought]
    runtime.writer.write(subscriptions=bought, openings=opened)


@contextmanager
def portal_at_work(
    folder: Path,
    *arks: str,
    settings: str = "",
    state: str = "",
    address: str = "",
    tls: Path | None = None,
    app: str = "own_portal",
    options: tuple[str, ...] = (),
) -> Iterator[Portal]:
    """Serve a portal with a pupil who may open *arks*, until the end of the block.

    Args:
        folder: An empty one, for its files and, unless *settings* name another, its database.
        arks: The resources; their providers are registered later.
        settings: Lines at the top of its file, such as ``database = …``.
        state: A section at the end of it.
        address: Where browsers find it; by default ``http://127.0.0.1`` and a free port.
        tls: A folder with ``tls.key`` and ``tls.crt``, where it speaks https.
        app: The module beside this one that makes the application.
        options: More of gunicorn's.
    """
    url = address or f"http://127.0.0.1:{free_port()}"
    file, runtime = prepared_portal(folder, url, *arks, settings=settings, state=state)
    with _gunicorn(folder, file, int(url.rpartition(":")[2]), tls, app, options):
        yield Portal(url, runtime)


def prepared_portal(
    folder: Path, url: str, *arks: str, settings: str = "", state: str = ""
) -> tuple[Path, Runtime]:
    """Write that portal, whose address is *url*; return its file, and its stores in this process.

    The rest is as for :func:`portal_at_work`.
    """
    file = write_portal(folder)
    text = file.read_text("utf-8").replace("https://ent.example", url)
    file.write_text(f"insecure_loopback = true\n{settings}\n{text}\n{state}", "utf-8")
    (folder / "providers" / "studio.toml").unlink()
    config = read_config(file)
    upgrade_database(open_engine(config.database))
    database = Database(open_engine(config.database))
    people, now = People(database, TENANT), datetime.now(UTC)
    people.put_school(LYCEE)
    for person in PEOPLE:
        people.put(pupil(person), now)
    database.close()
    runtime = build_runtime(config)
    buy(runtime, *arks)
    return file, runtime


@contextmanager
def _gunicorn(  # noqa: PLR0917 - what it is started with
    folder: Path, file: Path, port: int, tls: Path | None, app: str, options: tuple[str, ...]
) -> Iterator[None]:
    more = ("--certfile", f"{tls / 'tls.crt'}", "--keyfile", f"{tls / 'tls.key'}") if tls else ()
    with (folder / "gunicorn.log").open("wb") as log:
        process = started(file, port, *more, *options, log=log, app=app, is_tls=tls is not None)
        try:
            wait_for_workers(f"{'https' if tls else 'http'}://127.0.0.1:{port}/pid", process)
            yield
        finally:
            process.terminate()
            process.wait(timeout=90)


def started(
    file: Path,
    port: int,
    *more: str,
    log: BinaryIO,
    app: str = "own_portal",
    workers: int = WORKERS,
    is_tls: bool = False,
) -> "subprocess.Popen[bytes]":
    """Start gunicorn with the portal of *file*; its session key lies beside that."""
    key = file.with_name("session.key")
    if not key.exists():
        key.write_bytes(secrets.token_bytes(32))
    environment = os.environ | {
        "GARBRIDGE_CONFIG": str(file),
        "PORTAL_KEY": str(key),
        "PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path]),
        **({"PORTAL_TLS": "1"} if is_tls else {}),
    }
    command = [sys.executable, "-m", "gunicorn", "--workers", str(workers), "--log-level=warning"]
    command += ["--config", "python:tests.journeys.loaded_once", *more]
    command += ["--bind", f"127.0.0.1:{port}", f"tests.journeys.{app}:create_app()"]
    return subprocess.Popen(command, cwd=ROOT, env=environment, stderr=log)


def wait_for_workers(url: str, process: "subprocess.Popen[bytes]", workers: int = WORKERS) -> None:
    """Wait until each worker has answered."""
    seen: set[str] = set()
    for _ in range(1200):
        assert process.poll() is None, "gunicorn ended"
        before = len(seen)
        try:
            seen.add(requests.get(url, timeout=60).text)
        except requests.ConnectionError:
            time.sleep(0.1)
        if len(seen) == workers:
            return
        if len(seen) == before:  # whoever serves already would answer every time
            time.sleep(0.05)
    raise TimeoutError(f"of {workers} workers {len(seen)} answer")
