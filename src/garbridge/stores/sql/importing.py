"""Imports an export into the tables of one database, beside everything else that happens there.

::

    add      rows into private tables            the directory is not looked at
    check    what is wanted, and the rules       likewise
    compare  against the directory as it is      it is read, nobody waits
    apply    only what differs                   one transaction; other writers wait for it

Whatever ends the process leaves the directory as it was before, or as it is after, ``apply``.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from datetime import datetime

from sqlalchemy import Engine

from garbridge.core.identifiers import TenantId
from garbridge.ports import Batch, Difference, Findings, Gathering, Staging
from garbridge.stores.sql.engine import unavailable
from garbridge.stores.sql.importing_postgresql import open_postgresql
from garbridge.stores.sql.importing_rules import check_rows
from garbridge.stores.sql.importing_sql import Target
from garbridge.stores.sql.importing_sqlite import open_sqlite
from garbridge.stores.sql.importing_tables import add_rows, create_tables
from garbridge.stores.sql.rows import micros


class SqlGathering:
    """The rows of one export, in private tables.

    Args:
        private: A connection whose ``temp`` schema is empty.
    """

    def __init__(self, private: sqlite3.Connection) -> None:
        self._private = private
        create_tables(private)
        private.execute("BEGIN")

    def add(self, batch: Batch) -> None:
        """Take a batch."""
        with _our_errors():
            add_rows(self._private, batch)

    def check(self, findings: Findings) -> None:
        """Hold the rows to the rules that need all of them; note what breaks one."""
        with _our_errors():
            check_rows(self._private, findings)
            self._private.execute("COMMIT")


class SqlStaging(SqlGathering):
    """The rows of one export beside the directory.

    Args:
        private: As above.
        target: The directory.
    """

    def __init__(self, private: sqlite3.Connection, target: Target) -> None:
        super().__init__(private)
        self._target = target

    def compare(self) -> Difference:
        """Compare with the directory as it is now.

        Raises:
            StoreError: the directory cannot be read.
        """
        with _our_errors():
            return self._target.compare()

    def apply(self, *, now: datetime) -> None:
        """Apply the difference in one transaction.

        Raises:
            StoreError: nothing was applied.
        """
        with _our_errors():
            self._target.apply(micros(now))


class SqlStagingArea:
    """Opens the staging of one import at a time.

    Args:
        engine: From :func:`garbridge.stores.sql.engine.open_engine`.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def __call__(self, tenant: TenantId) -> AbstractContextManager[Staging]:
        """Open a staging.

        Raises:
            StoreUnavailableError: another import is running, or the database is away.
        """
        return self._open(tenant)

    @contextmanager
    def _open(self, tenant: TenantId) -> Iterator[Staging]:
        if self._engine.dialect.name == "sqlite":
            with open_sqlite(self._engine, tenant) as (private, target):
                yield SqlStaging(private, target)
        else:
            with (
                closing(sqlite3.connect("", isolation_level=None)) as private,
                open_postgresql(self._engine, tenant, private) as target,
            ):
                yield SqlStaging(private, target)


@contextmanager
def private_gathering() -> Iterator[Gathering]:
    """Gather without a directory: what checks an export where there is no database.

    Raises:
        StoreUnavailableError: the disk of temporary files is full.
    """
    with _our_errors(), closing(sqlite3.connect("", isolation_level=None)) as private:
        yield SqlGathering(private)


@contextmanager
def _our_errors() -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as failed:
        raise unavailable(failed) from None
