"""Hot statements: SQLAlchemy Core compiled once, executed on the driver's own connection.

SQLAlchemy spends 16 µs on executing a statement that SQLite answers in four; a launch executes
half a dozen.  So a statement is written in Core, where both databases and the schema check it,
and is reduced once for each sort of database to its text and the order of its parameters: all
portals of a process share it.  No type is converted on the way: the tables hold text, integers
and bytes only.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from operator import itemgetter
from typing import Any

from sqlalchemy import Column, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine.interfaces import Dialect
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.dml import Insert
from sqlalchemy.sql.expression import ClauseElement

Parameters = tuple[Any, ...]
Build = Callable[[str], ClauseElement]
"""Makes the statement for a database by name, ``sqlite`` or ``postgresql``."""


@dataclass(frozen=True, slots=True)
class CompiledStatement:
    """A statement as one driver takes it.

    ``arrange`` brings the parameters into the order of the text; ``None`` where they are in it.
    ``writes`` says that a transaction must have begun before it.
    """

    sql: str
    arrange: Callable[[Parameters], Parameters] | None
    writes: bool


@dataclass(frozen=True, slots=True)
class CopyStatement:
    """A ``COPY … FROM STDIN`` of PostgreSQL, with the types of its columns."""

    sql: str
    types: tuple[str, ...]


class HotStatement:
    """A statement of Core with named parameters, given by position wherever it is executed.

    Args:
        parameters: The names of its bound parameters, in the order in which callers give them.
        statement: The statement, or a function that makes it for a database.
        writes: Whether it changes or locks rows.

    >>> from sqlalchemy import bindparam, select
    >>> from sqlalchemy.dialects.sqlite.pysqlite import dialect
    >>> from garbridge.stores.sql.schema import school
    >>> named = select(school.c.name).where(school.c.school == bindparam("uai"))
    >>> " ".join(HotStatement(["uai"], named).compile(dialect()).sql.split())
    'SELECT garbridge_school.name FROM garbridge_school WHERE garbridge_school.school = ?'
    """

    def __init__(
        self,
        parameters: Sequence[str],
        statement: ClauseElement | Build,
        *,
        writes: bool = False,
    ) -> None:
        self.parameters = tuple(parameters)
        self.writes = writes
        self._statement = statement
        self._compiled: dict[tuple[str, str, str], CompiledStatement] = {}

    def compile(self, dialect: Dialect) -> CompiledStatement:
        """Return the statement for *dialect*, whose parameters must be positional.

        Raises:
            ValueError: the statement's parameters are not exactly those that were named.
        """
        # What else a dialect learns from its server decides no statement that is written so.
        sort = dialect.name, dialect.driver, dialect.paramstyle
        if sort not in self._compiled:
            self._compiled[sort] = self._compile(dialect)
        return self._compiled[sort]

    def _compile(self, dialect: Dialect) -> CompiledStatement:
        made = self._statement
        statement = made if isinstance(made, ClauseElement) else made(dialect.name)
        keys = list(self.parameters) if isinstance(statement, Insert) else None
        compiled = statement.compile(dialect=dialect, column_keys=keys)
        order = compiled.positiontup if isinstance(compiled, SQLCompiler) else None
        if order is None:
            raise ValueError(f"no positional parameters: {compiled}")
        constants = {n: v for n, v in compiled.params.items() if n not in self.parameters}
        names = [*self.parameters, *constants]
        if None in constants.values() or not set(self.parameters) <= set(order):
            raise ValueError(f"parameters {order}, expected {self.parameters}: {compiled}")
        straight = order == list(self.parameters)
        positions = [names.index(name) for name in order]
        arrange = None if straight else _arrangement(positions, tuple(constants.values()))
        return CompiledStatement(str(compiled), arrange, self.writes)


@cache
def insert_if_absent(table: Table) -> HotStatement:
    """Return an insert that leaves a row with the same primary key as it is."""

    def build(database: str) -> ClauseElement:
        if database == "sqlite":
            return sqlite.insert(table).on_conflict_do_nothing()
        return postgresql.insert(table).on_conflict_do_nothing()

    return HotStatement(_written(table), build, writes=True)


@cache
def insert_or_replace(table: Table, key: tuple[str, ...] | None = None) -> HotStatement:
    """Return an insert that overwrites the row with the same *key*, else the same primary key."""
    elements = [column.name for column in table.primary_key] if key is None else list(key)
    others = [name for name in _written(table) if name not in elements]

    def build(database: str) -> ClauseElement:
        if database == "sqlite":
            lite = sqlite.insert(table)
            return lite.on_conflict_do_update(
                index_elements=elements, set_={name: lite.excluded[name] for name in others}
            )
        post = postgresql.insert(table)
        return post.on_conflict_do_update(
            index_elements=elements, set_={name: post.excluded[name] for name in others}
        )

    return HotStatement(_written(table), build, writes=True)


def _written(table: Table) -> list[str]:
    return [column.name for column in table.columns if not _numbered(column)]


def _numbered(column: Column[Any]) -> bool:
    return column.table.autoincrement_column is column


def _arrangement(
    positions: Sequence[int], constants: Parameters
) -> Callable[[Parameters], Parameters]:
    if len(positions) == 1:
        only = slice(positions[0], positions[0] + 1)
        return lambda parameters: (parameters + constants)[only]
    pick = itemgetter(*positions)
    return (lambda parameters: pick(parameters + constants)) if constants else pick
