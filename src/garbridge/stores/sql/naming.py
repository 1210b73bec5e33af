"""Rows of one table by many names at once: read, claimed, locked, replaced.

SQLite executes one statement for each name and is quick at it.  PostgreSQL takes all names, and
whole columns of new rows, as arrays: one round trip for thousands.  It locks in the order of the
names, and adds in that order before it locks, so that two that claim the same ones at once wait
for one another and never cross.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, Final, TypeVar

from sqlalchemy import Column, Table, Text, any_, bindparam, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.sql.elements import ClauseElement

from garbridge.stores.sql.bulk import arrays_of, columns_of
from garbridge.stores.sql.connections import Row
from garbridge.stores.sql.database import Database
from garbridge.stores.sql.statements import (
    CompiledStatement,
    HotStatement,
    Parameters,
    insert_if_absent,
    insert_or_replace,
)

Name = TypeVar("Name", bound=str)

AT_ONCE: Final = 10_000
"""Names that PostgreSQL is given in one statement."""


def by_name(
    table: Table,
    name: str,
    columns: Sequence[Column[Any]] | None = None,
    *,
    lock: bool = False,
) -> HotStatement:
    """Return the statement for the rows of *table* by the column *name*.

    *columns* ``None`` are all but the tenant.
    """
    wanted = columns or [column for column in table.columns if column.name != "tenant"]

    def build(database: str) -> ClauseElement:
        names = bindparam("names", type_=ARRAY(Text) if database == "postgresql" else Text)
        same = table.c[name] == (any_(names) if database == "postgresql" else names)
        found = select(*wanted).where(table.c.tenant == bindparam("tenant"), same)
        return found.order_by(table.c[name]).with_for_update() if lock else found

    return HotStatement(["tenant", "names"], build, writes=lock)


def takes_arrays(database: Database) -> bool:
    """Say whether one execution takes many names."""
    return database.engine.dialect.name == "postgresql"


def rows_by_name(
    database: Database, statement: CompiledStatement, tenant: str, names: Iterable[str]
) -> Iterator[Row]:
    """Yield the rows of *statement*, from :func:`by_name`, for *names*."""
    if takes_arrays(database):
        for part in _parts(names):
            yield from database.rows(statement, tenant, part)
        return
    for name in names:
        yield from database.rows(statement, tenant, name)


class NamedTable:
    """Rows that writers claim by name.

    Args:
        database: Where they are.
        table: The table.
        name: Its column that is unique in the tenant.
        locking: The statement that locks them, from :func:`by_name`.
    """

    def __init__(self, database: Database, table: Table, name: str, locking: HotStatement) -> None:
        self._database = database
        self._arrays = takes_arrays(database)
        self._place = [column.name for column in table.columns].index(name) - 1
        self._lock = database.compile(locking)
        if self._arrays:
            self._add = _add(table, name)
            self._replace = _replace(table, name)
        else:
            self._add = database.compile(insert_if_absent(table))
            self._replace = database.compile(insert_or_replace(table, ("tenant", name)))

    def claim(
        self, tenant: str, rows: Mapping[Name, Parameters], beside: Iterable[str] = ()
    ) -> dict[str, Row]:
        """Add *rows*; return those that were there under their names, locked and as they are.

        So are those of the names *beside*.
        """
        names = sorted(rows)
        if self._arrays:
            parts = columns_of([rows[name] for name in names])
            added = {row[0] for part in parts for row in self._database.rows(self._add, *part)}
        else:
            added = {name for name in names if self._database.change(self._add, *rows[name])}
        return self.lock(tenant, [*(name for name in names if name not in added), *beside])

    def lock(self, tenant: str, names: Iterable[str]) -> dict[str, Row]:
        """Lock the rows of *names*, without the tenant; a name that is not there is left out."""
        found = rows_by_name(self._database, self._lock, tenant, sorted(set(names)))
        return {row[self._place]: row for row in found}

    def replace(self, rows: Iterable[Parameters]) -> None:
        """Put *rows*, each of another name, in the place of those that are there."""
        if not self._arrays:
            self._database.change_many(self._replace, rows)
            return
        for part in columns_of(rows):
            self._database.change(self._replace, *part)


def _parts(names: Iterable[str]) -> Iterator[list[str]]:
    source = iter(names)
    while part := list(islice(source, AT_ONCE)):
        yield part


def _add(table: Table, name: str) -> CompiledStatement:
    sql = f"{_insert(table, name)} ON CONFLICT DO NOTHING RETURNING {name}"
    return CompiledStatement(sql, None, writes=True)


def _replace(table: Table, name: str) -> CompiledStatement:
    others = [column.name for column in table.columns if column.name not in {"tenant", name}]
    changes = ", ".join(f"{other} = excluded.{other}" for other in others)
    sql = f"{_insert(table, name)} ON CONFLICT (tenant, {name}) DO UPDATE SET {changes}"
    return CompiledStatement(sql, None, writes=True)


def _insert(table: Table, name: str) -> str:
    columns = list(table.columns)
    names = ", ".join(column.name for column in columns)
    return (
        f"INSERT INTO {table.name} ({names})"  # noqa: S608 - names of ours
        f" SELECT * FROM unnest({arrays_of(columns)}) AS fresh ({names})"
        f' ORDER BY fresh.{name} COLLATE "C"'
    )
