"""The directory in a SQLite file, seen from its import.

Private tables and directory share one connection: the ones are its ``temp`` schema, the other its
``main``.  A transaction that has only touched ``temp`` holds no lock on the file.
"""

import fcntl
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final, cast

from sqlalchemy import Engine

from garbridge.core.identifiers import TenantId
from garbridge.errors import StoreError, StoreUnavailableError
from garbridge.ports import Difference
from garbridge.stores.sql import importing_difference as difference
from garbridge.stores.sql.engine import store_errors
from garbridge.stores.sql.importing_sql import Row
from garbridge.stores.sql.importing_tables import CACHE_KIBIBYTES

LOCK_SUFFIX: Final = "-import"
"""Of the empty file beside the database that one import at a time holds locked."""
WAIT_SECONDS: Final = 60.0
"""How long an import waits for another writer: longer than a launch, which a person waits for."""


class SqliteTarget:
    """The directory of one tenant, on the connection that holds the private tables too."""

    def __init__(self, connection: sqlite3.Connection, tenant: TenantId) -> None:
        self._connection = connection
        self._tenant = tenant

    def run(self, sql: str, **values: str | int) -> None:
        """Execute a statement."""
        self._connection.execute(sql, values)

    def rows(self, sql: str, **values: str | int) -> Sequence[Row]:
        """Execute a query and return all its rows."""
        return self._connection.execute(sql, values).fetchall()

    def compare(self) -> Difference:
        """Compare with the directory as it is now."""
        self._connection.executescript(difference.TABLES)
        return difference.compare(self, self._tenant)

    def apply(self, now: int) -> None:
        """Apply the difference in one transaction."""
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            difference.apply(self, self._tenant, now)
            self._connection.execute("COMMIT")
        except BaseException:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            raise


@contextmanager
def open_sqlite(
    engine: Engine, tenant: TenantId
) -> Iterator[tuple[sqlite3.Connection, SqliteTarget]]:
    """Open the file of *engine* for one import.

    Raises:
        StoreUnavailableError: another import is running, or the file is not there.
    """
    file = Path(engine.url.database or "")
    if not file.is_file():
        raise StoreError(f"no database at {file.name}")
    with _alone(file), store_errors():
        borrowed = engine.raw_connection()
        connection = cast("sqlite3.Connection", borrowed.dbapi_connection)
        borrowed.detach()
        with closing(connection):
            connection.isolation_level = None
            connection.execute(f"PRAGMA busy_timeout={int(WAIT_SECONDS * 1000)}")
            connection.execute(f"PRAGMA main.cache_size=-{CACHE_KIBIBYTES}")
            yield connection, SqliteTarget(connection, tenant)


@contextmanager
def _alone(file: Path) -> Iterator[None]:
    """Hold the lock of imports; the system lets go of it when the process ends, however."""
    path = file.with_name(file.name + LOCK_SUFFIX)
    path.touch(mode=0o600)
    with path.open("rb") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise StoreUnavailableError("another import is running") from None
        yield
