"""The driver's own connections: kept open between calls, never carried across a fork.

A child process starts without any and leaves those of its parent alone, for closing a connection
that two processes share would end it for both.
"""

import os
import threading
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Final, Protocol, cast
from weakref import WeakSet, finalize

from sqlalchemy import Engine
from sqlalchemy.engine.interfaces import DBAPIConnection

from garbridge.errors import StoreUnavailableError
from garbridge.stores.outages import Outage
from garbridge.stores.sql.engine import is_busy, is_moved, store_errors, unavailable
from garbridge.stores.sql.patience import (
    Waiting,
    hearing,
    is_left,
    note_busy,
    require_patience,
)
from garbridge.stores.sql.statements import Parameters

Row = tuple[Any, ...]

_IDLE: Final = 32
"""Connections kept open between calls: one for each thread that works at the same time."""


class RawCopy(Protocol):
    """What psycopg takes rows with."""

    def set_types(self, types: Sequence[str], /) -> None:
        """Tell the types of the columns."""
        ...

    def write_row(self, row: Parameters, /) -> None:
        """Send one row."""
        ...


class RawCursor(Protocol):
    """What sqlite3 and psycopg return from ``execute``."""

    @property
    def rowcount(self) -> int:
        """How many rows were changed."""
        ...

    def fetchall(self) -> list[Row]:
        """Return all rows."""
        ...

    def executemany(self, sql: str, parameters: Iterable[Parameters], /) -> object:
        """Execute *sql* once for each of *parameters*."""
        ...

    def copy(self, sql: str, /) -> AbstractContextManager[RawCopy]:
        """Return what takes the rows of a ``COPY … FROM STDIN``; PostgreSQL only."""
        ...


class RawConnection(Protocol):
    """What the connections of sqlite3 and psycopg share."""

    def execute(self, sql: str, parameters: Parameters = ..., /) -> RawCursor:
        """Execute *sql*."""
        ...

    def cursor(self) -> RawCursor:
        """Return a new cursor."""
        ...

    def close(self) -> None:
        """Close it for good; what was not committed is rolled back."""
        ...


@dataclass(slots=True)
class Held:
    """The connection of one thread's transaction.

    ``begun``: the database knows of the transaction.  ``undone``: it can only be rolled back.
    ``reads``: it sees one state of the database, and changes nothing.
    """

    connection: RawConnection
    depth: int = 1
    begun: bool = False
    undone: bool = False
    reads: bool = False


class _Thread(threading.local):
    held: Held | None = None


class Connections:
    """Lends connections to one database, the most recently used first.

    ``thread.held`` is what the calling thread's transaction holds.

    Args:
        engine: From :func:`garbridge.stores.sql.engine.open_engine`.
        outage: What this process knows of the database.
    """

    def __init__(self, engine: Engine, outage: Outage) -> None:
        self.engine = engine
        self.outage = outage
        self._is_server = engine.dialect.name != "sqlite"
        self.error = engine.dialect.loaded_dbapi.Error
        self.thread = _Thread()
        self._idle: list[RawConnection] = []
        _all.add(self)
        finalize(self, _close_all, self._idle)

    def take(self) -> RawConnection:
        """Return a connection that nobody uses.

        Raises:
            StoreUnavailableError: there is none and none could be opened.
        """
        # A writer of SQLite keeps nobody who reads.
        seconds = require_patience(self.outage if self._is_server else None)
        if seconds:
            return self._heard(seconds)
        connection = self._next()
        if isinstance(connection, Waiting):
            connection.attune(self.outage)
        return connection

    def give(self, connection: RawConnection) -> None:
        """Take *connection* back."""
        if len(self._idle) < _IDLE:
            self._idle.append(connection)
        else:
            connection.close()

    def note(self, connection: RawConnection, failed: Exception) -> bool:
        """Note what *failed* says of the database; return whether *connection* is lost, and closed.

        It is where the server ended it; then the idle ones are closed too.

        They were most likely ended at the same time.  So is one closed that can only read: the
        address may lead to another server by now.
        """
        if is_busy(failed):
            note_busy()
            self.outage.begin()
        elif is_left():
            self.outage.begin(0)  # one answer may be slow: whoever comes next asks for a sign
        raw = cast("DBAPIConnection", connection)
        lost = self.engine.dialect.is_disconnect(failed, raw, None)  # type: ignore[arg-type]  # a DBAPI error, by another name
        lost = lost or is_moved(failed)
        if lost:
            connection.close()
            self.close()
        return lost

    def close(self) -> None:
        """Close the connections that nobody uses at this moment."""
        _close_all(self._idle)

    def leave_to_parent(self) -> None:
        """Forget all connections without closing any: this process is a fork."""
        _left_behind.extend(self._idle)
        if self.thread.held is not None:
            _left_behind.append(self.thread.held.connection)
        self._idle.clear()
        self.thread = _Thread()

    def _next(self) -> RawConnection:
        try:
            return self._idle.pop()
        except IndexError:
            return self._open()

    def _heard(self, seconds: float) -> RawConnection:
        """Return a connection by which the server said anything within so many *seconds*."""
        with hearing(seconds):
            connection = self._next()
            try:
                connection.execute("SELECT 1").fetchall()
            except self.error as failed:
                if not self.note(connection, failed):
                    connection.close()
                if is_left():
                    self.outage.begin()
                    raise unavailable(failed) from None
                connection = self._open()  # the server had ended the other one
        self.outage.end()
        return connection

    def _open(self) -> RawConnection:
        try:
            with store_errors():
                borrowed = self.engine.raw_connection()
        except self.error as failed:
            raise unavailable(failed) from None
        except StoreUnavailableError:
            if is_left():
                self.outage.begin()
            raise
        connection = borrowed.dbapi_connection
        if connection is None:
            raise StoreUnavailableError("closed while it was being opened")
        borrowed.detach()
        # From here on the driver sends what it is told and begins nothing by itself.
        if self.engine.dialect.name == "sqlite":
            connection.isolation_level = None
        else:
            connection.autocommit = True
        return cast("RawConnection", connection)


def _close_all(idle: list[RawConnection]) -> None:
    while idle:
        idle.pop().close()


_all: WeakSet[Connections] = WeakSet()
_left_behind: list[RawConnection] = []
"""A parent's connections in its child: kept, for to collect them would be to close them."""


def _after_fork() -> None:
    for connections in list(_all):
        connections.leave_to_parent()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)
