"""The directory in PostgreSQL, seen from its import.

What is wanted is gathered and checked in private SQLite tables, as everywhere, then copied into
temporary tables of one session, which vanish with it.
"""

import re
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from typing import Final, Protocol, cast

from sqlalchemy import Engine

from garbridge.core.identifiers import TenantId
from garbridge.errors import StoreUnavailableError
from garbridge.ports import Difference
from garbridge.stores.sql import importing_difference as difference
from garbridge.stores.sql.engine import store_errors, unavailable
from garbridge.stores.sql.importing_sql import Row

_WANTED: Final = {
    "want_school": "school TEXT, name TEXT, degree INTEGER",
    "want_person": (
        "person TEXT, family_name TEXT, given_name TEXT, civility TEXT, email TEXT, kept INTEGER"
    ),
    "want_membership": "person TEXT, school TEXT, profile TEXT",
    "want_population": (
        "school TEXT, kind TEXT, code TEXT, label TEXT, parents TEXT, statistical TEXT"
    ),
    "want_belonging": "person TEXT, school TEXT, kind TEXT, code TEXT",
    "want_delegate": "school TEXT, person TEXT, email TEXT",
}
"""Columns of what is copied; texts are compared by code point, like those of the directory."""
_MUCH: Final = 0.1
"""Share of a table that makes the server's own autovacuum analyse it, within minutes."""
_PARAMETER = re.compile(r":([a-z]+)")
_LOCK: Final = "garbridge import "


class Copying(Protocol):
    """A ``COPY`` that takes rows."""

    def write_row(self, row: Row, /) -> None:
        """Send one row."""
        ...


class Cursor(Protocol):
    """What psycopg's cursors do here."""

    def fetchall(self) -> list[Row]:
        """Return all rows."""
        ...

    def copy(self, sql: str, /) -> AbstractContextManager[Copying]:
        """Begin a ``COPY``."""
        ...


class Session(Protocol):
    """What psycopg's connections do here."""

    autocommit: bool

    @property
    def Error(self) -> type[Exception]:  # noqa: N802 - the DB-API's name
        """The class of the driver's errors."""
        ...

    def execute(self, sql: str, values: Mapping[str, str | int], /) -> Cursor:
        """Execute *sql*."""
        ...

    def cursor(self) -> Cursor:
        """Return a new cursor."""
        ...

    def transaction(self) -> AbstractContextManager[object]:
        """Begin a transaction that ends with the block."""
        ...

    def close(self) -> None:
        """End the session, its temporary tables and its locks."""
        ...


class PostgresqlTarget:
    """The directory of one tenant, in one session.

    Args:
        connection: A psycopg connection in autocommit mode.
        tenant: Whose directory.
        private: Where what is wanted was gathered.
    """

    def __init__(self, connection: Session, tenant: TenantId, private: sqlite3.Connection) -> None:
        self._connection = connection
        self._tenant = tenant
        self._private = private
        self._changed: list[str] = []

    def run(self, sql: str, **values: str | int) -> None:
        """Execute a statement."""
        self._connection.execute(_translated(sql), values)

    def rows(self, sql: str, **values: str | int) -> Sequence[Row]:
        """Execute a query and return all its rows."""
        cursor = self._connection.execute(_translated(sql), values)
        return cursor.fetchall()

    def compare(self) -> Difference:
        """Compare with the directory as it is now."""
        for statement in difference.TABLES.split(";"):
            if statement.strip():
                self.run(_by_code_point(statement))
        for table, columns in _WANTED.items():
            self.run(_by_code_point(f"CREATE TEMP TABLE {table} ({columns})"))
            self._copy(table, [column.split()[0] for column in columns.split(", ")])
            self.run(f"ANALYZE {table}")
        found = difference.compare(self, self._tenant)
        self._changed = much_changed(found)
        return found

    def apply(self, now: int) -> None:
        """Apply the difference in one transaction; then let the planner know of it.

        It would plan launches by guesses until autovacuum comes by, which may be switched off.
        SQLite's planner needs no telling: its plans for launches are the same without statistics
        (``tests/stores/test_plans.py``), and an import's are worse with them.
        """
        with self._connection.transaction():
            difference.apply(self, self._tenant, now)
        for table in self._changed:
            # What is committed is imported, whatever becomes of this.
            with suppress(self._connection.Error):
                self.run(f"ANALYZE {table}")

    def _copy(self, table: str, columns: Sequence[str]) -> None:
        named = ", ".join(columns)
        rows = self._private.execute(f"SELECT {named} FROM temp.{table}")  # noqa: S608 - our own names
        with self._connection.cursor().copy(f"COPY {table} ({named}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)


def much_changed(found: Difference) -> list[str]:
    """Return the tables of which *found* changes more than the planner can overlook."""
    changes = {
        "garbridge_school": found.schools,
        "garbridge_person": found.people,
        "garbridge_membership": found.memberships,
        "garbridge_population": found.populations,
        "garbridge_belonging": found.belongings,
        "garbridge_delegate": found.delegates,
    }
    return [
        table
        for table, change in changes.items()
        if change.added + change.changed + change.ended > _MUCH * change.unchanged
    ]


@contextmanager
def open_postgresql(
    engine: Engine, tenant: TenantId, private: sqlite3.Connection
) -> Iterator[PostgresqlTarget]:
    """Open a session of *engine* for one import.

    Raises:
        StoreUnavailableError: another import of *tenant* is running, or the server is away.
    """
    with store_errors():
        borrowed = engine.raw_connection()
    connection = cast("Session", borrowed.dbapi_connection)
    borrowed.detach()
    connection.autocommit = True
    try:
        target = PostgresqlTarget(connection, tenant, private)
        # Held by the session: the server lets go of it when the process ends, however.
        sql = "SELECT pg_try_advisory_lock(hashtextextended(:name, 0))"
        if not target.rows(sql, name=_LOCK + tenant)[0][0]:
            raise StoreUnavailableError("another import is running")
        yield target
        # The server ends a session some time after its client did: let go of the lock first.
        # Where the session is lost, so is its lock, and what was applied stays applied.
        sql = "SELECT pg_advisory_unlock(hashtextextended(:name, 0))"
        with suppress(engine.dialect.loaded_dbapi.Error):
            target.rows(sql, name=_LOCK + tenant)
    except engine.dialect.loaded_dbapi.Error as failed:
        raise unavailable(failed) from None
    finally:
        connection.close()


def _translated(sql: str) -> str:
    return _PARAMETER.sub(r"%(\1)s", sql).replace("group_concat(", "string_agg(")


def _by_code_point(ddl: str) -> str:
    return ddl.replace("TEXT", 'TEXT COLLATE "C"')
