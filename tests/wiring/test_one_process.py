"""Stores in memory serve one worker."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from tests.stores.migrated import new_database
from tests.wiring.portal_files import write_portal

from garbridge.config import read_config
from garbridge.errors import StoreError
from garbridge.stores.memory import MemoryDatabase

WORKER = """
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from garbridge.config import read_config
from garbridge.errors import ConfigError
from garbridge.stores.memory import MemoryDatabase, MemoryOneTimeStore
from garbridge.stores.sql.database import Database
from garbridge.stores.sql.engine import open_engine
from garbridge.wiring import build_runtime
from garbridge.wiring.stores import sql_stores

config = read_config(Path(sys.argv[1]))
stores = sql_stores(
    Database(open_engine(config.database)),
    config.tenant,
    clock=lambda: datetime.now(UTC),
    tokens=lambda: "t",
)
if sys.argv[2] == "memory":
    stores = replace(stores, once=MemoryOneTimeStore(MemoryDatabase()))
try:
    build_runtime(config, stores=stores)
    build_runtime(config, stores=stores)
except ConfigError as refused:
    sys.exit(str(refused))
print("started", flush=True)
sys.stdin.read()
"""


@contextmanager
def worker(file: Path, kind: str) -> Iterator[subprocess.Popen[str]]:
    """Run a worker of the portal of *file* until the end of the block."""
    command = [sys.executable, "-c", WORKER, str(file), kind]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, text=True) as process:
        yield process
        process.communicate(timeout=90)


def first_line(process: subprocess.Popen[str]) -> str:
    """Return what a worker says once it has started; nothing if it ended before."""
    assert process.stdout is not None
    return process.stdout.readline().strip()


@pytest.mark.parametrize(("kind", "second"), [("memory", ""), ("sql", "started")])
def test_a_second_worker_starts_only_where_they_share_a_store(
    tmp_path: Path, kind: str, second: str
) -> None:
    """The first may build its portal twice; the place is free once it has ended."""
    file = write_portal(tmp_path)
    new_database(read_config(file).database)

    with worker(file, kind) as one:
        assert first_line(one) == "started"
        with worker(file, kind) as other:
            assert first_line(other) == second
            if not second:
                assert other.stderr is not None
                assert "serve one worker" in other.stderr.read()
                assert other.wait(20) == 1
    with worker(file, kind) as again:
        assert first_line(again) == "started"


def test_a_store_in_memory_refuses_after_a_fork() -> None:
    """A server that loads the application first and forks then is refused at the first request."""
    database = MemoryDatabase()
    child = os.fork()
    if not child:
        try:
            with database.transaction():
                os._exit(0)
        except StoreError:
            os._exit(3)
        os._exit(1)

    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 3
    with database.transaction():
        pass
