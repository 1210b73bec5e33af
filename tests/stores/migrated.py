"""A new SQLite database with our tables: made by the migrations once in a process, then copied."""

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import make_url

from garbridge.stores.sql.engine import open_engine
from garbridge.stores.sql.migrating import upgrade


@cache
def _migrated() -> bytes:
    with TemporaryDirectory() as folder:
        file = Path(folder) / "migrated.sqlite"
        upgrade(open_engine(f"sqlite:///{file}"))
        return file.read_bytes()


def new_database(url: str) -> None:
    """Make the SQLite database at *url*, which is not there yet, as ``garbridge db upgrade`` would.

    ``tests/stores/test_migrating.py`` holds what that is.
    """
    file = Path(make_url(url).database or "")
    file.touch(mode=0o600, exist_ok=False)
    file.write_bytes(_migrated())
