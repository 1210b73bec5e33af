"""The private tables in which one export is gathered, in SQLite whatever the store is.

They lie in SQLite's ``temp`` schema: a file without a name, mode 0600, that is gone when the
process ends, however it ends.  Nothing is synchronised or journalled; if it breaks, the import
starts again.

``school`` … ``fact`` take the rows as they come, with their places.  ``want_…`` hold what the
directory should be, sorted by the keys of the directory's own tables.
"""

import sqlite3
from collections.abc import Mapping
from itertools import chain
from types import MappingProxyType
from typing import Final

from garbridge.ports import Batch, RowKind

CACHE_KIBIBYTES: Final = 8 * 1024
"""Pages kept in memory, of the staged rows and of the directory each; sorting takes as much again.

Twice as much made the import of half a million people no faster.
"""

PRAGMAS: Final = (
    "PRAGMA temp_store=FILE",
    "PRAGMA temp.journal_mode=OFF",
    "PRAGMA temp.secure_delete=OFF",
    f"PRAGMA temp.cache_size=-{CACHE_KIBIBYTES}",
    # Mapped pages would count as memory; an import reads everything once.
    "PRAGMA mmap_size=0",
)

_ROWS: Final = """
CREATE TEMP TABLE school (school TEXT, name TEXT, degree INTEGER, place INTEGER);
CREATE TEMP TABLE person (
    person TEXT, family_name TEXT, given_name TEXT, civility TEXT, email TEXT,
    kept INTEGER, place INTEGER
);
CREATE TEMP TABLE membership (person TEXT, school TEXT, profile TEXT, place INTEGER);
CREATE TEMP TABLE population (
    school TEXT, kind TEXT, code TEXT, label TEXT, parents TEXT, statistical TEXT, place INTEGER
);
CREATE TEMP TABLE reference (
    number INTEGER PRIMARY KEY, form TEXT, school TEXT, code TEXT, place INTEGER
);
CREATE TEMP TABLE fact (person TEXT, number INTEGER, place INTEGER);
CREATE TEMP TABLE delegate (person TEXT, school TEXT, email TEXT, place INTEGER);
"""

_WANTED: Final = """
CREATE TEMP TABLE want_school (
    school TEXT PRIMARY KEY, name TEXT, degree INTEGER
) WITHOUT ROWID;
CREATE TEMP TABLE want_person (
    person TEXT PRIMARY KEY, family_name TEXT, given_name TEXT, civility TEXT, email TEXT,
    kept INTEGER
) WITHOUT ROWID;
CREATE TEMP TABLE want_membership (
    person TEXT, school TEXT, profile TEXT, PRIMARY KEY (person, school)
) WITHOUT ROWID;
CREATE TEMP TABLE want_population (
    rank INTEGER PRIMARY KEY,
    school TEXT, kind TEXT, code TEXT, label TEXT, parents TEXT, statistical TEXT,
    UNIQUE (school, kind, code)
);
CREATE TEMP TABLE want_belonging (
    person TEXT, school TEXT, kind TEXT, code TEXT, flaw INTEGER,
    PRIMARY KEY (person, school, kind, code)
) WITHOUT ROWID;
CREATE TEMP TABLE want_delegate (
    school TEXT, person TEXT, email TEXT, PRIMARY KEY (school, person)
) WITHOUT ROWID;
"""

_RESOLVING: Final = """
CREATE TEMP TABLE form (form TEXT PRIMARY KEY, kind TEXT, other TEXT, once INTEGER, also INTEGER)
    WITHOUT ROWID;
INSERT INTO form VALUES
    ('mef', 'level', 'level', 1, 0),
    ('mefstat4', 'level', 'level', 1, 0),
    ('followed', 'subject', 'subject', 1, 0),
    ('taught', 'subject', 'subject', 0, 0),
    ('member', 'division', 'group', 1, 0),
    ('teaches_group', 'group', 'group', 0, 1),
    ('teaches_division', 'division', 'division', 0, 1),
    ('parent', 'division', 'division', 0, 0);
CREATE TEMP TABLE resolved (number INTEGER PRIMARY KEY, rank INTEGER, once INTEGER, also INTEGER);
"""
"""``once`` and ``also`` count the two ways of naming a population that may stand once each for
one person: as a member, and as a teacher of it.  A taught subject may be named again and again."""

ROWS_AT_ONCE: Final = 100
"""Rows in one statement: the driver's work for each statement costs more than the row itself.

The widest come to 700 parameters; SQLite before 3.32 takes 999.
"""

_COLUMNS: Final[Mapping[RowKind, int]] = MappingProxyType(
    {
        RowKind.SCHOOL: 4,
        RowKind.PERSON: 7,
        RowKind.MEMBERSHIP: 4,
        RowKind.POPULATION: 7,
        RowKind.REFERENCE: 5,
        RowKind.FACT: 3,
        RowKind.DELEGATE: 4,
    }
)


def _insert(kind: RowKind, rows: int) -> str:
    row = f"({', '.join('?' * _COLUMNS[kind])})"
    return f"INSERT INTO temp.{kind.value} VALUES {', '.join([row] * rows)}"  # noqa: S608 - our own names


_ONE: Final = {kind: _insert(kind, 1) for kind in RowKind}
_MANY: Final = {kind: _insert(kind, ROWS_AT_ONCE) for kind in RowKind}


def create_tables(connection: sqlite3.Connection) -> None:
    """Make the private tables of *connection*, which must not hold any yet."""
    for pragma in PRAGMAS:
        connection.execute(pragma)
    connection.executescript(_ROWS + _WANTED + _RESOLVING)


def add_rows(connection: sqlite3.Connection, batch: Batch) -> None:
    """Take the rows of *batch* as they are."""
    rows, first = batch.rows, 0
    while len(rows) - first >= ROWS_AT_ONCE:
        values = chain.from_iterable(rows[first : first + ROWS_AT_ONCE])
        connection.execute(_MANY[batch.kind], list(values))
        first += ROWS_AT_ONCE
    connection.executemany(_ONE[batch.kind], rows[first:])
