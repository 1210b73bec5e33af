"""Many rows of one table at once: as fast as each database takes them.

SQLite executes one statement for each row and is quick at it.  PostgreSQL takes new rows by
``COPY``, and whole columns of keys as arrays: a tenth of the cost of a row by itself.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import islice
from typing import Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Integer,
    LargeBinary,
    Table,
    bindparam,
    delete,
)

from garbridge.stores.sql.database import Database
from garbridge.stores.sql.statements import (
    CompiledStatement,
    CopyStatement,
    HotStatement,
    Parameters,
    insert_if_absent,
)

_AT_ONCE: Final = 10_000


class BulkTable:
    """Inserts and deletes rows of *table*.

    Args:
        database: Where it is.
        table: All its columns are given in each row to be inserted, in their order; those of the
            primary key, in its order, in each row to be deleted.
    """

    def __init__(self, database: Database, table: Table) -> None:
        self._database = database
        self._arrays = database.engine.dialect.name == "postgresql"
        keys = list(table.primary_key)
        if self._arrays:
            self._copy = _copy(table)
            self._delete = _delete_arrays(table, keys)
        else:
            self._insert = database.compile(insert_if_absent(table))
            self._delete = database.compile(_delete(table))

    def insert(self, rows: Iterable[Parameters]) -> int:
        """Add *rows*; return how many were not there before.

        Raises:
            StoreError: nothing was added; on PostgreSQL also when one was there before.
        """
        if self._arrays:
            return self._database.copy_in(self._copy, rows)
        return self._database.change_many(self._insert, rows)

    def delete(self, keys: Iterable[Parameters]) -> int:
        """Remove the rows of *keys*; return how many there were.

        Raises:
            StoreError: nothing was removed.
        """
        if not self._arrays:
            return self._database.change_many(self._delete, keys)
        with self._database.transaction():
            return sum(self._database.change(self._delete, *part) for part in columns_of(keys))


def columns_of(rows: Iterable[Parameters]) -> Iterator[list[list[object]]]:
    """Yield some thousand rows at a time, as columns."""
    source = iter(rows)
    while part := list(islice(source, _AT_ONCE)):
        yield [list(column) for column in zip(*part, strict=True)]


@cache
def _delete(table: Table) -> HotStatement:
    keys = list(table.primary_key)
    where = [column == bindparam(column.name) for column in keys]
    return HotStatement([column.name for column in keys], delete(table).where(*where), writes=True)


def _copy(table: Table) -> CopyStatement:
    names = ", ".join(column.name for column in table.columns)
    types = tuple(_type_of(column) for column in table.columns)
    return CopyStatement(f"COPY {table.name} ({names}) FROM STDIN", types)


def _delete_arrays(table: Table, keys: Sequence[Column[object]]) -> CompiledStatement:
    names = ", ".join(column.name for column in keys)
    same = " AND ".join(f"held.{column.name} = gone.{column.name}" for column in keys)
    sql = (
        f"DELETE FROM {table.name} AS held USING unnest({arrays_of(keys)}) AS gone ({names})"  # noqa: S608 - names of ours
        f" WHERE {same}"
    )
    return CompiledStatement(sql, None, writes=True)


def arrays_of(columns: Sequence[Column[object]]) -> str:
    """Return the parameters that take *columns* as arrays of PostgreSQL."""
    return ", ".join(f"%s::{_type_of(column)}[]" for column in columns)


def _type_of(column: Column[object]) -> str:
    match column.type:
        case Boolean():
            return "boolean"
        case BigInteger():
            return "bigint"
        case Integer():
            return "integer"
        case LargeBinary():
            return "bytea"
        case _:
            return "text"
