"""One process at a time seals, purges or erases; whoever comes second is told, and waits for none.

Both locks end with the process that holds them, ``kill -9`` included.
"""

import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from sqlalchemy import Engine

from garbridge.core.identifiers import TenantId
from garbridge.stores.sql.engine import store_errors, unavailable

_SUFFIX: Final = "-ledger-{}"
_NAME: Final = b"garbridge ledger\n"


@contextmanager
def sealing_lock(engine: Engine, tenant: TenantId) -> Iterator[bool]:
    """Hold the lock of *tenant* for the block; ``False``: another process, or thread, has it.

    Raises:
        StoreError: it could not be asked for.
    """
    held = _sqlite if engine.dialect.name == "sqlite" else _postgresql
    with held(engine, tenant) as mine:
        yield mine


@contextmanager
def _postgresql(engine: Engine, tenant: TenantId) -> Iterator[bool]:
    digest = hashlib.sha256(_NAME + tenant.encode()).digest()
    number = int.from_bytes(digest[:8], signed=True)
    # Of the transaction, so that it works behind a pool of transactions too.
    with store_errors(), engine.connect() as connection, connection.begin():
        mine = connection.exec_driver_sql(f"SELECT pg_try_advisory_xact_lock({number})").scalar()
        yield bool(mine)


@contextmanager
def _sqlite(engine: Engine, tenant: TenantId) -> Iterator[bool]:
    # An empty database beside the portal's: its write lock keeps no launch waiting.
    file = Path(f"{engine.url.database}{_SUFFIX.format(tenant)}")
    try:
        file.touch(mode=0o600)
        connection = sqlite3.connect(file, timeout=0, isolation_level=None)
    except (OSError, sqlite3.Error) as failed:
        raise unavailable(failed) from None
    try:
        yield _exclusive(connection)
    finally:
        connection.close()


def _exclusive(connection: sqlite3.Connection) -> bool:
    try:
        connection.execute("BEGIN EXCLUSIVE")
    except sqlite3.OperationalError as failed:
        if failed.sqlite_errorcode == sqlite3.SQLITE_BUSY:
            return False
        raise unavailable(failed) from None
    return True
