"""Several processes on one database: snapshots, kills and forks."""

import signal
import subprocess
import sys

import pytest
from sqlalchemy import literal_column, select
from tests.forks import in_a_fork
from tests.stores.backends import sql_stores

from garbridge.errors import StoreError
from garbridge.stores.sql.database import Database
from garbridge.stores.sql.statements import HotStatement
from garbridge.testing.journal import RECORD, numbered
from garbridge.testing.pending import CLICK, SESSION
from garbridge.testing.world import NOW, PUBLISHER

_COMMIT = """
import os, signal, sys
from tests.forks import in_a_fork
from tests.stores.backends import sql_stores
from garbridge.stores.sql.database import Database
from garbridge.stores.sql.engine import open_engine
from garbridge.testing.journal import RECORD, numbered
stores = sql_stores(Database(open_engine(sys.argv[1])))
stores.journal.commit(RECORD)
with stores.transaction():
    stores.journal.commit(numbered(2))
    if sys.argv[2] == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
"""


pytestmark = pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")


@pytest.fixture
def url(database: Database) -> str:
    """Return the address of the database."""
    return database.engine.url.render_as_string(hide_password=False)


def _other_process(url: str, how: str) -> int:
    return subprocess.run(
        [sys.executable, "-c", _COMMIT, url, how], check=False, timeout=60
    ).returncode


def test_a_read_before_the_write_holds_no_snapshot(sqlite: Database, sqlite_url: str) -> None:
    """What another process commits between our read and our write does not make it fail.

    A snapshot held since the read would end in SQLITE_BUSY_SNAPSHOT, which no waiting cures.
    """
    stores = sql_stores(sqlite)

    with stores.transaction():
        assert stores.pending.recall(SESSION, PUBLISHER.id, now=NOW) is None
        assert _other_process(sqlite_url, "commit") == 0
        assert len(stores.journal.records(limit=10)) == 2
        stores.pending.remember(CLICK)
        stores.journal.commit(numbered(3))

    assert len(stores.journal.records(limit=10)) == 3


def test_a_committed_launch_survives_a_kill(database: Database, url: str) -> None:
    """What was committed is there after ``kill -9``; what was not is gone."""
    assert _other_process(url, "kill") == -signal.SIGKILL

    assert list(sql_stores(database).journal.records(limit=10)) == [RECORD]


def test_commits_are_written_through_to_the_disk(sqlite: Database) -> None:
    """The connections that serve launches run with WAL and ``synchronous=FULL`` (2)."""
    connection = sqlite._connections.take()

    assert connection.execute("PRAGMA journal_mode").fetchall() == [("wal",)]
    assert connection.execute("PRAGMA synchronous").fetchall() == [(2,)]
    assert connection.execute("PRAGMA secure_delete").fetchall() == [(1,)]
    sqlite._connections.give(connection)


def _session(database: Database) -> object:
    """Return what tells one connection from another."""
    if database.engine.dialect.name == "postgresql":
        pid = HotStatement([], select(literal_column("pg_backend_pid()")))
        return database.rows(database.compile(pid))[0][0]
    connection = database._connections.take()
    database._connections.give(connection)
    return id(connection)


def test_a_fork_opens_its_own_connection(database: Database) -> None:
    """A connection in two processes would mix their answers, and end for both with one."""
    stores = sql_stores(database)
    stores.journal.commit(RECORD)
    ours = _session(database)

    def in_child() -> object:
        idle = len(database._connections._idle)
        stores.journal.commit(numbered(2))
        return [idle, _session(database), len(stores.journal.records(limit=10))]

    answer = in_a_fork(in_child)

    assert isinstance(answer, list)
    idle, theirs, seen = answer
    assert (idle, seen) == (0, 2)
    assert theirs != ours
    assert _session(database) == ours
    stores.journal.commit(numbered(3))
    assert len(stores.journal.records(limit=10)) == 3


def test_a_fork_inside_a_transaction_leaves_it_to_the_parent(database: Database) -> None:
    """The child cannot commit, roll back or join what the parent began."""
    stores = sql_stores(database)

    def end_the_block_in_the_child() -> object:
        block.__exit__(None, None, None)
        return "ended"

    block = stores.transaction()
    with block:
        stores.journal.commit(RECORD)
        outcome = in_a_fork(end_the_block_in_the_child)
        seen = in_a_fork(lambda: len(stores.journal.records(limit=10)))

    assert outcome == StoreError.__name__
    assert seen == 0
    assert list(stores.journal.records(limit=10)) == [RECORD]
