"""``database`` and ``[state]``: where things are kept, and where what waits a moment is."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from garbridge.config.tables import ENVIRONMENT, Table

_SCHEMES: Final = ("redis://", "rediss://", "unix://")


def read_database(top: Table, folder: Path) -> str:
    """Return the address of the database; a file of SQLite is relative to *folder*."""
    address = top.text("database", "sqlite:///garbridge.sqlite")
    prefix = "sqlite:///"
    name = address.removeprefix(prefix)
    if address.startswith(prefix) and name and name[0] != ":":
        return prefix + str(folder / name)
    if not address.startswith("postgresql+psycopg://"):
        top.problem("database", "must be sqlite:///FILE or postgresql+psycopg://…")
    return address


def read_redis(top: Table, environment: Mapping[str, str]) -> str:
    """Return the address of the Redis that ``[state]`` names; empty where it names none.

    ``env:NAME`` takes it out of the environment, where a password belongs.
    """
    table = top.table("state")
    if table is None:
        return ""
    named = table.text("redis")
    address = named
    if named.startswith(ENVIRONMENT):
        address = environment.get(named.removeprefix(ENVIRONMENT), "")
    if named and not address.startswith(_SCHEMES):
        table.problem("redis", f"must be env:NAME or begin with {', '.join(_SCHEMES)}")
    table.finish()
    return address
