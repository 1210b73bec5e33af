"""Stores in memory serve one worker."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path

import pytest
from tests.stores.migrated import new_database
from tests.wiring.portal_files import write_portal

from garbridge.config import read_config
from garbridge.errors import ConfigError, StoreError
from garbridge.stores.memory import MemoryDatabase, MemoryOneTimeStore
from garbridge.stores.sql.database import Database
from garbridge.stores.sql.engine import open_engine
from garbridge.wiring import build_runtime
from garbridge.wiring.stores import sql_stores

_FORK = get_context("fork")
STARTED = "started"


def _build_twice(file: Path, kind: str) -> str:
    config = read_config(file)
    database = Database(open_engine(config.database))
    stores = sql_stores(
        database, config.tenant, clock=lambda: datetime.now(UTC), tokens=lambda: "t"
    )
    if kind == "memory":
        stores = replace(stores, once=MemoryOneTimeStore(MemoryDatabase()))
    try:
        build_runtime(config, stores=stores)
        build_runtime(config, stores=stores)
    except ConfigError as refused:
        return str(refused)
    return STARTED


def _work(file: Path, kind: str, told: "Connection[str, None]") -> None:
    told.send(_build_twice(file, kind))
    told.recv()


@contextmanager
def worker(file: Path, kind: str) -> Iterator[str]:
    """Run a worker of the portal of *file* until the end of the block, and yield what it says.

    It is a fork: what is loaded already need not be loaded six times.
    """
    ours, theirs = _FORK.Pipe()
    process = _FORK.Process(target=_work, args=(file, kind, theirs))
    process.start()
    theirs.close()
    try:
        assert ours.poll(90), "it says nothing"
        yield ours.recv()
    finally:
        ours.send(None)
        ours.close()
        process.join(90)
    assert process.exitcode == 0


@pytest.mark.parametrize(("kind", "second"), [("memory", "serve one worker"), ("sql", STARTED)])
def test_a_second_worker_starts_only_where_they_share_a_store(
    tmp_path: Path, kind: str, second: str
) -> None:
    """The first may build its portal twice; the place is free once it has ended."""
    file = write_portal(tmp_path)
    new_database(read_config(file).database)

    with worker(file, kind) as one:
        assert one == STARTED
        with worker(file, kind) as other:
            assert second in other
    with worker(file, kind) as again:
        assert again == STARTED


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
