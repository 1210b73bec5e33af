"""What people marked in the médiacentre and opened there lately, in SQL."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from sqlalchemy import bindparam, delete, select

from garbridge.core.identifiers import PersonId, ResourceId, SchoolId, TenantId
from garbridge.core.marks import Mark, Marks, latest_first, too_many
from garbridge.stores.sql.claims import Claims
from garbridge.stores.sql.connections import Row
from garbridge.stores.sql.database import Database
from garbridge.stores.sql.rows import instant_of, micros
from garbridge.stores.sql.schema import mark as table
from garbridge.stores.sql.statements import HotStatement, insert_if_absent, insert_or_replace

FAVOURITE: Final = "favourite"
OPENED: Final = "opened"
SILENT: Final = "silent"
"""A row that says that nothing that the person opens is remembered."""

_theirs = (table.c.tenant == bindparam("tenant"), table.c.person == bindparam("person"))
_kind = (*_theirs, table.c.kind == bindparam("kind"))

ALL: Final = HotStatement(
    ["tenant", "person"],
    select(table.c.kind, table.c.school, table.c.resource, table.c.at).where(*_theirs),
)
OF_KIND: Final = HotStatement(
    ["tenant", "person", "kind"],
    select(table.c.kind, table.c.school, table.c.resource, table.c.at).where(*_kind),
)
KEEP: Final = insert_or_replace(table)
SAY: Final = insert_if_absent(table)
DROP: Final = HotStatement(
    ["tenant", "person", "kind", "school", "resource"],
    delete(table).where(
        *_kind,
        table.c.school == bindparam("school"),
        table.c.resource == bindparam("resource"),
    ),
    writes=True,
)
CLEAR: Final = HotStatement(["tenant", "person", "kind"], delete(table).where(*_kind), writes=True)


class SqlMarks:
    """The marks of one tenant.

    Args:
        database: Where the table is.
        tenant: Whose people.
    """

    def __init__(self, database: Database, tenant: TenantId) -> None:
        self._database = database
        self._tenant = tenant
        self._claims = Claims(database, tenant, "marks")
        self._all = database.compile(ALL)
        self._of_kind = database.compile(OF_KIND)
        self._keep = database.compile(KEEP)
        self._say = database.compile(SAY)
        self._drop = database.compile(DROP)
        self._clear = database.compile(CLEAR)

    def marks(self, person: PersonId, *, since: datetime) -> Marks:
        """Return what *person* marked, and what they opened at *since* or later."""
        rows = list(self._database.rows(self._all, self._tenant, person))
        opened = [one for one in _read(rows, OPENED) if one.at >= since]
        return Marks(
            latest_first(_read(rows, FAVOURITE)),
            latest_first(opened),
            not _read(rows, SILENT),
        )

    def add_favourite(self, person: PersonId, mark: Mark, *, most: int) -> bool:
        """Mark a resource, unless *most* others are marked.

        Raises:
            StoreError: it could not be kept.
        """
        with self._database.transaction():
            self._claims.take(person)
            rows = self._database.rows(self._of_kind, self._tenant, person, FAVOURITE)
            if sum(one.place != mark.place for one in _read(rows, FAVOURITE)) >= most:
                return False
            self._write(person, mark, FAVOURITE)
        return True

    def remove_favourite(self, person: PersonId, school: SchoolId, resource: ResourceId) -> None:
        """Remove the mark.

        Raises:
            StoreError: it is still there.
        """
        self._database.change(self._drop, self._tenant, person, FAVOURITE, school, resource)

    def note_opened(self, person: PersonId, mark: Mark, *, most: int) -> None:
        """Remember that *person* opened something, and forget the oldest.

        Raises:
            StoreError: it could not be kept.
        """
        with self._database.transaction():
            self._claims.take(person)
            rows = list(self._database.rows(self._all, self._tenant, person))
            if _read(rows, SILENT):
                return
            self._write(person, mark, OPENED)
            others = [one for one in _read(rows, OPENED) if one.place != mark.place]
            for old in too_many([mark, *others], most):
                self._database.change(
                    self._drop, self._tenant, person, OPENED, old.school, old.resource
                )

    def reassign(self, gone: PersonId, kept: PersonId) -> None:
        """Make the favourites of *gone* those of *kept*.

        Raises:
            StoreError: nothing was moved.
        """
        with self._database.transaction():
            rows = list(self._database.rows(self._all, self._tenant, gone))
            for one in _read(rows, FAVOURITE):
                row = (FAVOURITE, one.school, one.resource, micros(one.at))
                self._database.change(self._say, self._tenant, kept, *row)
            if _read(rows, SILENT):
                self.remember(kept, wanted=False)
            for kind in (FAVOURITE, OPENED, SILENT):
                self._database.change(self._clear, self._tenant, gone, kind)

    def remember(self, person: PersonId, *, wanted: bool) -> None:
        """Keep whether what *person* opens is remembered.

        Raises:
            StoreError: it stays as it was.
        """
        with self._database.transaction():
            self._claims.take(person)
            if wanted:
                self._database.change(self._clear, self._tenant, person, SILENT)
            else:
                self._database.change(self._say, self._tenant, person, SILENT, "", "", 0)
                self._database.change(self._clear, self._tenant, person, OPENED)

    def _write(self, person: PersonId, mark: Mark, kind: str) -> None:
        self._database.change(
            self._keep, self._tenant, person, kind, mark.school, mark.resource, micros(mark.at)
        )


def _read(rows: Iterable[Row], wanted: str) -> list[Mark]:
    return [
        Mark(SchoolId(school), ResourceId(resource), instant_of(at))
        for kind, school, resource, at in rows
        if kind == wanted
    ]
