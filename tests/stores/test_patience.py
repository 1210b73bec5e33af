"""A PostgreSQL that is there and says nothing is left, and nothing of it is taken for an answer."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import cast

import pytest
from sqlalchemy import literal_column, select
from sqlalchemy.engine.interfaces import DBAPIConnection
from tests.stores.backends import sql_stores

from garbridge.errors import StoreError, StoreUnavailableError
from garbridge.stores.sql.database import Database
from garbridge.stores.sql.engine import open_engine
from garbridge.stores.sql.patience import opened, patience
from garbridge.stores.sql.statements import CompiledStatement, HotStatement
from garbridge.testing.journal import RECORD, numbered
from garbridge.testing.world import ALICE


def asked(database: Database, text: str) -> CompiledStatement:
    """Return the question *text*; a server goes on with what nobody waits for any more."""
    return database.compile(HotStatement([], select(literal_column(text))))


def test_an_answer_is_waited_for_as_long_as_was_said(postgresql: Database) -> None:
    """Then the connection is closed: its late answer must not be the next one's."""
    slow, one = asked(postgresql, "pg_sleep(2)"), asked(postgresql, "1")

    with patience(0.2), pytest.raises(StoreUnavailableError):
        postgresql.rows(slow)

    assert postgresql.rows(one) == [(1,)]
    with patience(30):
        assert postgresql.rows(asked(postgresql, "pg_sleep(0.3), 2"))[0][1] == 2


def test_who_waited_in_vain_waits_no_more(postgresql: Database) -> None:
    """A page asks many things: it is refused once, and not at each of them."""
    slow, one = asked(postgresql, "pg_sleep(2)"), asked(postgresql, "1")

    with patience(0.2):
        with pytest.raises(StoreUnavailableError):
            postgresql.rows(slow)
        with pytest.raises(StoreUnavailableError, match="did not answer a moment ago"):
            postgresql.rows(one)
    with patience(30, is_over=True), pytest.raises(StoreUnavailableError):
        postgresql.rows(one)
    with patience(30):
        assert postgresql.rows(one) == [(1,)]


def test_a_transaction_that_is_left_leaves_nothing(postgresql: Database) -> None:
    """What was written before the silence is undone, and the thread begins anew."""
    stores, slow = sql_stores(postgresql), asked(postgresql, "pg_sleep(2)")

    def launch() -> None:
        with stores.transaction():
            stores.journal.commit(RECORD)
            postgresql.rows(slow)

    with patience(0.2), pytest.raises(StoreUnavailableError):
        launch()

    assert list(stores.journal.records(limit=9)) == []
    stores.journal.commit(numbered(2))
    assert len(stores.journal.records(limit=9)) == 1


def test_an_error_of_the_server_closes_nothing(postgresql: Database) -> None:
    """It answered: the same connection goes on."""
    pid = asked(postgresql, "pg_backend_pid()")
    with patience(30):
        before = postgresql.rows(pid)
        with pytest.raises(StoreError):
            postgresql.rows(asked(postgresql, "1 / 0"))
        assert postgresql.rows(pid) == before


@contextmanager
def silent() -> Iterator[tuple[str, list[socket.socket]]]:
    """Yield the address of a server that takes connections and says nothing, and these."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        lines: list[socket.socket] = []
        taken = threading.Event()

        def take() -> None:
            try:
                lines.append(server.accept()[0])
            except OSError:
                return
            taken.set()

        thread = threading.Thread(target=take, daemon=True)
        thread.start()
        yield f"postgresql+psycopg://nobody@127.0.0.1:{server.getsockname()[1]}/nowhere", lines
        for line in lines:
            line.close()


def test_a_server_that_takes_no_connection_is_left_in_time() -> None:
    """Its kernel accepts, and nobody is behind it: the driver alone would wait for two seconds."""
    with silent() as (address, lines):
        database = Database(open_engine(address))
        with patience(0.2):
            for _ in range(2):
                with pytest.raises(StoreUnavailableError):
                    sql_stores(database).directory.person(ALICE)

        assert len(lines) == 1, "asked once"


def test_nobody_waits_without_end_who_said_nothing() -> None:
    """A command has the bounds of the driver, unless the address says others."""
    with silent() as (address, _):
        database = Database(open_engine(f"{address}?connect_timeout=2"))
        with pytest.raises(StoreUnavailableError):
            sql_stores(database).directory.person(ALICE)


class Late:
    """A connection that comes when it is let."""

    def __init__(self) -> None:
        self.let, self.closed = threading.Event(), threading.Event()
        self.thread: threading.Thread | None = None

    def connect(self) -> DBAPIConnection:
        """Open it, as soon as it is let."""
        self.thread = threading.current_thread()
        self.let.wait(30)
        return cast("DBAPIConnection", self)

    def close(self) -> None:
        """Note it."""
        self.closed.set()


def test_a_connection_that_comes_too_late_is_closed_and_its_thread_ends() -> None:
    """Nothing stays of what was left."""
    late = Late()
    with patience(0.01), pytest.raises(StoreUnavailableError):
        opened(late.connect)
    late.let.set()

    assert late.closed.wait(30)
    assert late.thread is not None
    late.thread.join(30)
    assert not late.thread.is_alive()


def test_a_machine_without_threads_is_an_outage(monkeypatch: pytest.MonkeyPatch) -> None:
    """And no fault: whoever is at the browser may try again."""

    def none(_self: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(threading.Thread, "start", none)
    with patience(1), pytest.raises(StoreUnavailableError, match="no thread"):
        opened(Late().connect)
