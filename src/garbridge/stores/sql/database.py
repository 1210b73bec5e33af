"""Statements and transactions on one database; knows no tenant.

A short call borrows a connection for itself.  Inside :meth:`Database.transaction` everything the
calling thread does uses one connection and one transaction, which begins at the first *write*:

* what is read before it is what others have committed, and holds no snapshot which SQLite would
  refuse to write upon (``SQLITE_BUSY_SNAPSHOT``);
* nobody waits for the write lock while an assertion is being signed.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from types import TracebackType
from typing import TypeVar

from sqlalchemy import Engine

from garbridge.errors import StoreError
from garbridge.stores.outages import Outage
from garbridge.stores.sql.connections import Connections, Held, RawCursor, Row
from garbridge.stores.sql.engine import unavailable
from garbridge.stores.sql.statements import (
    CompiledStatement,
    CopyStatement,
    HotStatement,
    Parameters,
)

T = TypeVar("T")


class Database:
    """One database for all tenants of a process; may be used by many threads.

    Args:
        engine: From :func:`garbridge.stores.sql.engine.open_engine`.
        ticks: A clock that only goes forward, in seconds, for a process that serves: what one
            request waited for in vain the next does not wait for.
    """

    def __init__(self, engine: Engine, *, ticks: Callable[[], float] | None = None) -> None:
        self.engine = engine
        self._outage = Outage(ticks)
        self._connections = Connections(engine, self._outage)
        self._error = self._connections.error
        is_sqlite = engine.dialect.name == "sqlite"
        self._begin = "BEGIN IMMEDIATE" if is_sqlite else "BEGIN"
        self._look = "BEGIN" if is_sqlite else "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
        self._first = "SELECT count(*) FROM sqlite_master" if is_sqlite else "SELECT 1"

    def compile(self, statement: HotStatement) -> CompiledStatement:
        """Return *statement* as this database's driver takes it."""
        return statement.compile(self.engine.dialect)

    def transaction(self) -> AbstractContextManager[None]:
        """Return a block that is one transaction; inside another block it joins that one.

        An error that passes through any block undoes all of them, even if it is caught further
        out: the outer block then ends with a :class:`StoreError`.
        """
        return _Transaction(self._connections)

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Read one state of the database in the block, by the calling thread, and change nothing.

        What others commit meanwhile is not seen.  It holds back the tidying of both databases (the
        log of SQLite grows, PostgreSQL keeps what was deleted), so it ends with the work.

        Raises:
            StoreUnavailableError: the database is away, or ended it.
            StoreError: a transaction of the thread goes on, or something is to be written.
        """
        if self._connections.thread.held is not None:
            raise StoreError("a snapshot begins where no transaction goes on")
        with self.transaction():
            held = _held(self._connections)
            try:
                held.connection.execute(self._look)
                # Either database takes the state of the first question, and not of the beginning.
                held.connection.execute(self._first).fetchall()
            except self._error as failed:
                raise unavailable(failed) from None
            held.begun = held.reads = True
            yield

    def rows(self, statement: CompiledStatement, *parameters: object) -> list[Row]:
        """Execute *statement* and return its rows.

        Raises:
            StoreUnavailableError: the database is away, locked, full or not writable.
            StoreError: it refused the statement.
        """
        return self._call(statement, parameters, _all_rows)

    def change(self, statement: CompiledStatement, *parameters: object) -> int:
        """Execute *statement* and return how many rows it inserted, updated or deleted.

        Raises:
            StoreUnavailableError: as for :meth:`rows`.
            StoreError: likewise.
        """
        return self._call(statement, parameters, _row_count)

    def change_many(self, statement: CompiledStatement, parameters: Iterable[Parameters]) -> int:
        """Execute *statement* once for each of *parameters*, all or nothing; count as above.

        Raises:
            StoreUnavailableError: as for :meth:`rows`.
            StoreError: likewise.
        """
        arrange = statement.arrange
        arranged = parameters if arrange is None else map(arrange, parameters)
        with self.transaction():
            held = _held(self._connections)
            try:
                self._begin_writing(held)
                cursor = held.connection.cursor()
                cursor.executemany(statement.sql, arranged)
            except self._error as failed:
                self._connections.note(held.connection, failed)
                raise unavailable(failed) from None
            return max(cursor.rowcount, 0)

    def copy_in(self, statement: CopyStatement, rows: Iterable[Parameters]) -> int:
        """Add *rows* by PostgreSQL's ``COPY``, all or nothing; return how many.

        Raises:
            StoreUnavailableError: as for :meth:`rows`.
            StoreError: likewise; also when one of them is there already.
        """
        count = 0
        with self.transaction():
            held = _held(self._connections)
            try:
                self._begin_writing(held)
                with held.connection.cursor().copy(statement.sql) as copy:
                    copy.set_types(statement.types)
                    for count, row in enumerate(rows, start=1):  # noqa: B007 - counted
                        copy.write_row(row)
            except self._error as failed:
                held.undone = True
                raise unavailable(failed) from None
        return count

    def close(self) -> None:
        """Close the connections that nobody uses at this moment."""
        self._connections.close()

    def _call(
        self,
        statement: CompiledStatement,
        parameters: Parameters,
        finish: Callable[[RawCursor], T],
        *,
        again: bool = True,
    ) -> T:
        held = self._connections.thread.held
        connection = self._connections.take() if held is None else held.connection
        lost = False
        if statement.arrange is not None and again:
            parameters = statement.arrange(parameters)
        try:
            if held is not None and statement.writes:
                self._begin_writing(held)
                connection = held.connection
            return finish(connection.execute(statement.sql, parameters))
        except self._error as failed:
            lost = self._connections.note(connection, failed)
            written = statement.writes or (held is not None and held.begun)
            if not lost or written or not again:
                if held is not None:
                    held.undone = True
                raise unavailable(failed) from None
        finally:
            if held is None and not lost:
                self._connections.give(connection)
        # The server had ended an idle connection: to read again on a new one changes nothing.
        if held is not None:
            held.connection = self._connections.take()
        return self._call(statement, parameters, finish, again=False)

    def _begin_writing(self, held: Held) -> None:
        if held.reads:
            held.undone = True
            raise StoreError("a snapshot is read, and not written")
        if not held.begun:
            try:
                held.connection.execute(self._begin)
            except self._error as failed:
                if not self._connections.note(held.connection, failed):
                    raise
                # The server had ended it, and had not begun: a new one changes nothing.
                held.connection = self._connections.take()
                held.connection.execute(self._begin)
            held.begun = True
            if self._outage.is_on:  # SQLite's, whose other writer is done
                self._outage.end()


class _Transaction:
    """The block of :meth:`Database.transaction`; entered once."""

    __slots__ = ("_connections",)

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    def __enter__(self) -> None:
        held = self._connections.thread.held
        if held is None:
            self._connections.thread.held = Held(self._connections.take())
        else:
            held.depth += 1

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        connections = self._connections
        held = _held(connections)
        held.undone = held.undone or kind is not None
        held.depth -= 1
        if held.depth:
            return
        connections.thread.held = None
        try:
            if held.begun:
                held.connection.execute("ROLLBACK" if held.undone else "COMMIT")
        except connections.error as failed:
            connections.note(held.connection, failed)
            held.connection.close()
            if kind is None:
                raise unavailable(failed) from None
            return
        if held.undone and not held.begun:
            held.connection.close()  # perhaps lost: nothing was asked of it since
        else:
            connections.give(held.connection)
        if held.undone and kind is None:
            raise StoreError("nothing was written: an error inside the transaction was caught")


def _held(connections: Connections) -> Held:
    held = connections.thread.held
    if held is None:
        raise StoreError("the transaction belongs to the process this one was forked from")
    return held


def _all_rows(cursor: RawCursor) -> list[Row]:
    return cursor.fetchall()


def _row_count(cursor: RawCursor) -> int:
    return cursor.rowcount
