"""The portal of a launch benchmark, in SQLite or on PostgreSQL with Redis."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import rsa
from sqlalchemy import text
from tests.stores.postgresql import running_postgresql
from tests.stores.redis_server import running_redis

from benchmarks.world import SAML, write_world
from garbridge.wiring import open_engine

PEOPLE = 100_000
SEATS = 1_000_000
MORE_ON_SERVERS = 1.0
"""What a launch may cost more on PostgreSQL with Redis, in signatures."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A portal that is written: its folder, the key of its provider, and its database."""

    folder: Path
    key: rsa.RSAPrivateKey
    database: str

    def written(self, name: str, lines: Iterator[str] | list[str]) -> str:
        """Return a file of *lines* for wrk."""
        file = self.folder / name
        file.write_text("\n".join(lines), encoding="ascii")
        return str(file)

    def count(self, rows: str) -> int:
        """Return how many of *rows* there are: a table, and which of it."""
        engine = open_engine(self.database)
        with engine.connect() as connection:
            found = connection.execute(text(f"SELECT count(*) FROM {rows}")).scalar_one()  # noqa: S608 - our own benchmarks ask
        engine.dispose()
        return int(found)


@contextmanager
def standing(section: str = SAML, *, servers: bool = False) -> Iterator[Standing]:
    """Write a portal whose provider speaks *section*; it is gone with the block.

    *servers*: on PostgreSQL with Redis, which run as long.  Their own CPU is not the portal's and
    is not counted; what it costs to ask them is.
    """
    with ExitStack() as opened:
        folder = Path(opened.enter_context(tempfile.TemporaryDirectory()))
        database = opened.enter_context(running_postgresql()) if servers else None
        key = write_world(folder, people=PEOPLE, seats=SEATS, database=database, section=section)
        file = folder / "garbridge.toml"
        if servers:
            scratch = Path(opened.enter_context(tempfile.TemporaryDirectory()))
            redis = opened.enter_context(running_redis(scratch))
            with file.open("a", encoding="utf-8") as more:
                more.write(f'\n[state]\nredis = "{redis}"\n')
        os.environ["GARBRIDGE_CONFIG"] = str(file)
        yield Standing(folder, key, database or f"sqlite:///{folder / 'garbridge.sqlite'}")


def named(name: str, *, servers: bool) -> str:
    """Return what a figure is called where the portal stands on servers."""
    return f"{name}-servers" if servers else name


def bar(of: float, *, servers: bool) -> float:
    """Return the bar of a launch where the portal stands on servers."""
    return of + MORE_ON_SERVERS if servers else of
