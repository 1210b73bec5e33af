"""The demo itself, as ``make demo`` starts it, in a folder of the test's own."""

import os
import random
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import requests
from tests.journeys.command_line import command_line
from tests.journeys.visitor import Visitor
from tests.stores.postgresql import running_postgresql
from tests.stores.redis_server import running_redis

from garbridge.cli.explain import as_document
from garbridge.core.identifiers import PersonId, ResourceId, SchoolId
from garbridge.core.permissions import OPERATOR
from garbridge.services.explaining import Explanation
from garbridge.wiring import Runtime, build_runtime

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Demo:
    """The two running programs and the folder they work in."""

    portal: str
    stub: str
    folder: Path
    log: Path
    runtime: Runtime

    def visitor(self) -> Visitor:
        """Return a new browser."""
        return Visitor(self.portal, self.stub)

    def people(self) -> list[dict[str, Any]]:
        """Return the described people of the sign-in page."""
        answer = requests.get(f"{self.portal}/connexion?format=json", timeout=30)
        rows: list[dict[str, Any]] = answer.json()
        return rows

    def garbridge(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run the command line in the demo's folder."""
        return command_line(self.folder / ".demo", *arguments)

    def explain(self, person: str, ark: str, school: str | None = None) -> dict[str, Any]:
        """Return what ``garbridge explain --json`` prints, without starting a process each time.

        ``test_the_command_prints_the_same`` holds the two together.
        """
        explanation = self.runtime.explaining.explain(
            OPERATOR,
            PersonId(person),
            ResourceId(ark),
            reason="essai",
            school=SchoolId(school) if school else None,
        )
        assert isinstance(explanation, Explanation)
        return as_document(explanation)


@pytest.fixture(scope="session", name="demo")
def _demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """Start the demo on two free ports and end it."""
    folder = tmp_path_factory.mktemp("demo")
    port = _two_free_ports()
    log = folder / "log.txt"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "examples.demo"],
            cwd=folder,
            env=os.environ
            | {"PORT": str(port), "PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path])},
            stdout=subprocess.PIPE,
            stderr=output,
        )
        try:
            line = process.stdout.readline().decode() if process.stdout else ""
            assert line == f"ready http://127.0.0.1:{port}/\n", log.read_text("utf-8")
            yield Demo(
                f"http://127.0.0.1:{port}",
                f"http://127.0.0.1:{port + 1}",
                folder,
                log,
                build_runtime(folder / ".demo" / "garbridge.toml"),
            )
        finally:
            process.send_signal(signal.SIGTERM)
            process.communicate(timeout=90)


@pytest.fixture(name="state", scope="module", params=["sqlite", "postgresql and redis"])
def _state(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, str]]:
    """One file, and the two servers that portals of several machines share."""
    if request.param == "sqlite":
        yield {"settings": "", "state": ""}
        return
    with running_postgresql() as url, running_redis(tmp_path_factory.mktemp("redis")) as redis:
        yield {"settings": f'database = "{url}"', "state": f'[state]\nredis = "{redis}"'}


def _two_free_ports() -> int:
    # Anywhere: another run of these tests may be under way on this machine.
    for port in random.sample(range(18_800, 29_800, 2), 200):
        with socket.socket() as one, socket.socket() as other:
            try:
                one.bind(("127.0.0.1", port))
                other.bind(("127.0.0.1", port + 1))
            except OSError:
                continue
            return port
    raise OSError("no two free ports side by side")
