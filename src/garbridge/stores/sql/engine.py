"""Opens a database from its address: SQLite in one file, or PostgreSQL.

SQLAlchemy pools nothing here (``NullPool``): what is held open is held by
:class:`garbridge.stores.sql.database.Database`, which knows when a process forks.
"""

import shutil
import sqlite3
from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, cast

from sqlalchemy import Engine, NullPool, create_engine, event, make_url
from sqlalchemy.engine import URL
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError, DBAPIError

from garbridge.errors import ConfigError, StoreError, StoreUnavailableError
from garbridge.stores.sql.patience import Waiting, bounded, opened, patient

LOCK_SECONDS: Final = 5.0
"""How long a statement waits for another writer before the store counts as unavailable.

Whoever serves a person waits for less (:mod:`.patience`).
"""

_BOUNDS: Final = {"connect_timeout": 5, "tcp_user_timeout": 5000}
"""Where the address says nothing else: seconds to connect, and milliseconds until what was sent
must have arrived.  Whoever serves a person waits for less (:mod:`.patience`)."""
_LEFT: Final = (
    "SELECT set_config(name, '1000', false) FROM pg_settings"
    " WHERE name = 'client_connection_check_interval'"  # from PostgreSQL 14 on
)
"""Let the server look each second whether who asked is still there: what was left, or was killed,
must not go on there, and hold locks, as long as it takes."""
_CHANGES_NOTHING: Final = frozenset({"25006"})
"""What a server says that only reads: the other one of a pair, after the two changed places."""
_ENDED: Final = frozenset({"25P03", "25P04"})
"""What it says where it ended a transaction because of the time it took."""
_PRAGMAS: Final = (
    "PRAGMA journal_mode=WAL",  # readers and the writer do not wait for one another
    "PRAGMA synchronous=FULL",  # what was committed survives a power cut
    "PRAGMA wal_autocheckpoint=4000",  # 16 MB of log before a launch pays for copying it back
    "PRAGMA foreign_keys=ON",
    "PRAGMA secure_delete=ON",  # what was forgotten is overwritten
    "PRAGMA temp_store=MEMORY",  # no personal data in temporary files
    "PRAGMA mmap_size=1073741824",  # pages are read in place instead of copied
)


def open_engine(url: str, *, lock_seconds: float = LOCK_SECONDS) -> Engine:
    """Return an engine for *url*; nothing is opened before its first use.

    A new SQLite file is readable by its owner only.

    Args:
        url: ``sqlite:///FILE`` or ``postgresql+psycopg://…``.
        lock_seconds: How long to wait for another writer.

    Raises:
        ConfigError: *url* is neither, or its driver is not installed.
    """
    try:
        parsed = make_url(url)
        name = parsed.get_backend_name()
        if name == "sqlite" and parsed.database not in {None, "", ":memory:"}:
            return _sqlite(parsed, lock_seconds)
        if name == "postgresql" and parsed.get_driver_name() == "psycopg":
            return _postgresql(parsed, lock_seconds)
    except (ArgumentError, ModuleNotFoundError) as wrong:
        raise ConfigError([f"database: {type(wrong).__name__}: {wrong}"]) from wrong
    raise ConfigError(["database: must be sqlite:///FILE or postgresql+psycopg://…"])


def room(url: str) -> int | None:
    """Return how many bytes can still be written beside the database at *url*.

    ``None`` where it is no file, or its folder cannot be looked at.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite" or not parsed.database:
        return None
    try:
        return shutil.disk_usage(Path(parsed.database).parent).free
    except OSError:
        return None


def reopen_unmapped(engine: Engine) -> Engine:
    """Return another engine for the database of *engine*, which maps no pages of it.

    For whoever reads all of it once: mapped pages stay, and count as memory of the process.
    """
    again = open_engine(engine.url.render_as_string(hide_password=False))
    if again.dialect.name == "sqlite":
        event.listen(again, "connect", _unmap)
    return again


def unavailable(error: BaseException) -> StoreError:
    """Return what is raised in place of a driver's *error*.

    The driver's own text is left out: PostgreSQL puts the values of a refused row into it.
    """
    code = _code(error)
    facts = f"{type(error).__name__} {code or 'without a code'}"
    operational = any(kind.__name__ == "OperationalError" for kind in type(error).__mro__)
    # SQLite also calls it operational when a table is missing.
    operational = operational and code != "SQLITE_ERROR"
    if isinstance(error, OSError) or operational or code in _CHANGES_NOTHING | _ENDED:
        return StoreUnavailableError(facts)
    return StoreError(facts)


def is_moved(error: BaseException) -> bool:
    """Say whether *error* means that whoever is to be written to may be elsewhere by now."""
    return _code(error) in _CHANGES_NOTHING


def is_busy(error: BaseException) -> bool:
    """Say whether *error* means that another writer of SQLite was waited for in vain."""
    return _code(error).startswith("SQLITE_BUSY")


def _code(error: BaseException) -> str:
    code = getattr(error, "sqlstate", None) or getattr(error, "sqlite_errorname", None)
    return str(code or "")


@contextmanager
def store_errors() -> Iterator[None]:
    """Turn the errors of SQLAlchemy, the driver and the file system into ours.

    Raises:
        StoreUnavailableError: the database is away, locked, full or not writable.
        StoreError: it refused the statement.
    """
    try:
        yield
    except DBAPIError as failed:
        raise unavailable(failed.orig or failed) from None
    except OSError as failed:
        raise unavailable(failed) from None


def _sqlite(url: URL, lock_seconds: float) -> Engine:
    def create(
        _dialect: object, _record: object, arguments: list[str], named: MutableMapping[str, Any]
    ) -> None:
        _create_for_owner(Path(arguments[0]))
        named["timeout"] = bounded(lock_seconds)

    def begin(connection: DBAPIConnection, _record: object) -> None:
        waiting = cast("Waiting", connection)
        waiting.most, waiting.waits = lock_seconds, bounded(lock_seconds)
        _set_pragmas(connection)

    engine = create_engine(url, poolclass=NullPool, connect_args={"factory": Waiting})
    event.listen(engine, "do_connect", create)
    event.listen(engine, "connect", begin)
    return engine


def _postgresql(url: URL, lock_seconds: float) -> Engine:
    # Positional parameters, so that one prepared tuple serves both databases.
    engine = create_engine(url, poolclass=NullPool, paramstyle="format")
    milliseconds = int(lock_seconds * 1000)
    driver = engine.dialect.loaded_dbapi
    kind = patient(driver.Connection, driver.OperationalError)

    def connect(
        _dialect: object, _record: object, arguments: list[str], named: MutableMapping[str, Any]
    ) -> DBAPIConnection:
        bounded = {**_BOUNDS, **named}
        return opened(lambda: cast("DBAPIConnection", kind.connect(*arguments, **bounded)))

    def limit_waiting(connection: DBAPIConnection, _record: object) -> None:
        cursor = connection.cursor()
        cursor.execute(f"SET lock_timeout = {milliseconds}")
        connection.commit()
        try:
            cursor.execute(_LEFT)
        except driver.Error:  # its system cannot tell
            connection.rollback()
        cursor.close()
        connection.commit()

    event.listen(engine, "do_connect", connect)
    event.listen(engine, "connect", limit_waiting)
    return engine


def _create_for_owner(file: Path) -> None:
    # Only where there is none: closing a file that SQLite has locked would drop the lock.
    if not file.exists():
        file.touch(mode=0o600)


def _unmap(connection: DBAPIConnection, _record: object) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA mmap_size=0")
    cursor.close()


def _set_pragmas(connection: DBAPIConnection) -> None:
    cursor = connection.cursor()
    try:
        for pragma in _PRAGMAS:
            cursor.execute(pragma)
    except sqlite3.Error as failed:  # SQLAlchemy hands on what a listener raises as it is
        raise unavailable(failed) from None
    finally:
        cursor.close()
