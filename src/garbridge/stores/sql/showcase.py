"""What schools put forward in their médiacentre, in SQL."""

from collections.abc import Sequence
from datetime import datetime
from operator import itemgetter
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Select,
    Table,
    bindparam,
    delete,
    literal_column,
    null,
    select,
    union_all,
)

from garbridge.core.identifiers import ResourceId, SchoolId, TenantId
from garbridge.core.showcase import (
    FORGOTTEN,
    Announcement,
    LocalSection,
    SectionId,
    Showcase,
    Shown,
)
from garbridge.stores.sql import schema
from garbridge.stores.sql.claims import Claims
from garbridge.stores.sql.database import Database
from garbridge.stores.sql.rows import instant_of, micros, population_columns, population_of
from garbridge.stores.sql.statements import HotStatement, insert_or_replace

_TOLD: Final = "announcement"
_SHOWN: Final = "shown"
_SECTION: Final = "section"


def _of_school(table: Table) -> HotStatement:
    columns = [column for column in table.columns if column.name not in {"tenant", "school"}]
    return HotStatement(
        ["tenant", "school"],
        select(*columns).where(
            table.c.tenant == bindparam("tenant"), table.c.school == bindparam("school")
        ),
    )


def _drop(table: Table, names: Sequence[str]) -> HotStatement:
    named = ["tenant", "school", *names]
    conditions = (table.c[name] == bindparam(name) for name in named)
    return HotStatement(named, delete(table).where(*conditions), writes=True)


def _part(name: str, table: Table, *columns: ColumnElement[Any]) -> Select[Any]:
    return select(literal_column(f"'{name}'").label("part"), *columns).where(
        table.c.tenant == bindparam("tenant"), table.c.school == bindparam("school")
    )


def _everything() -> HotStatement:
    """Return what reads all three tables at once: every médiacentre that is shown asks for it.

    The announcements come first: PostgreSQL takes the types of the columns from there.
    """
    told, shown, section, no = schema.announcement, schema.shown, schema.section, null()
    return HotStatement(
        ["tenant", "school"],
        union_all(
            _part(_TOLD, told, told.c.id, told.c.text, no, no, no, told.c.starts, told.c.ends),
            _part(
                *(_SHOWN, shown, shown.c.section, shown.c.resource),
                *(shown.c.profile, shown.c.kind, shown.c.code, shown.c.position, no),
            ),
            _part(
                *(_SECTION, section, section.c.id, section.c.title),
                *(no, no, no, section.c.position, no),
            ),
        ),
    )


EVERYTHING: Final = _everything()
ANNOUNCEMENTS: Final = _of_school(schema.announcement)
KEEP_SECTION: Final = insert_or_replace(schema.section)
KEEP_SHOWN: Final = insert_or_replace(schema.shown)
KEEP_ANNOUNCEMENT: Final = insert_or_replace(schema.announcement)
DROP_SECTION: Final = _drop(schema.section, ["id"])
EMPTY_SECTION: Final = _drop(schema.shown, ["section"])
DROP_SHOWN: Final = _drop(schema.shown, ["section", "resource"])
DROP_ANNOUNCEMENT: Final = _drop(schema.announcement, ["id"])
FORGET: Final = HotStatement(
    ["tenant", "school", "before"],
    delete(schema.announcement).where(
        schema.announcement.c.tenant == bindparam("tenant"),
        schema.announcement.c.school == bindparam("school"),
        schema.announcement.c.ends < bindparam("before"),
    ),
    writes=True,
)


class SqlShowcase:
    """What the schools of one tenant put forward.

    Args:
        database: Where the tables are.
        tenant: Whose schools.
    """

    def __init__(self, database: Database, tenant: TenantId) -> None:
        self._database = database
        self._tenant = tenant
        self._claims = Claims(database, tenant, "showcase")
        self._everything = database.compile(EVERYTHING)
        self._announced = database.compile(ANNOUNCEMENTS)

    def claim(self, school: SchoolId) -> None:
        """Let whoever else claims *school* wait."""
        self._claims.take(school)

    def showcase(self, school: SchoolId) -> Showcase:
        """Return everything of *school*."""
        rows = self._database.rows(self._everything, self._tenant, school)
        if not rows:
            return Showcase()
        told, shown, sections = (
            [row[1:] for row in rows if row[0] == part] for part in (_TOLD, _SHOWN, _SECTION)
        )
        return Showcase(
            sections=tuple(
                LocalSection(school=school, id=SectionId(name), title=title, position=position)
                for name, title, *_, position, _ in sorted(sections, key=itemgetter(5, 0))
            ),
            shown=tuple(
                Shown(
                    school=school,
                    section=SectionId(name),
                    resource=ResourceId(resource),
                    population=population_of(*who),
                    position=position,
                )
                for name, resource, *who, position, _ in sorted(shown, key=itemgetter(0, 5, 1))
            ),
            announcements=tuple(
                _announcement(school, name, text, starts, ends)
                for name, text, *_, starts, ends in sorted(told, key=itemgetter(5, 0))
            ),
        )

    def announcements(self, school: SchoolId) -> Sequence[Announcement]:
        """Return those of *school* alone."""
        rows = self._database.rows(self._announced, self._tenant, school)
        return [_announcement(school, *row) for row in sorted(rows, key=itemgetter(2, 0))]

    def keep_section(self, section: LocalSection) -> None:
        """Keep *section*.

        Raises:
            StoreError: it could not be kept.
        """
        self._change(KEEP_SECTION, section.school, section.id, section.title, section.position)

    def drop_section(self, school: SchoolId, section: SectionId) -> bool:
        """Forget a section and what stands in it."""
        with self._database.transaction():
            self._change(EMPTY_SECTION, school, section)
            return self._change(DROP_SECTION, school, section) > 0

    def keep_shown(self, shown: Shown) -> None:
        """Keep *shown*.

        Raises:
            StoreError: it could not be kept.
        """
        self._change(
            KEEP_SHOWN,
            *(shown.school, shown.section, shown.resource),
            *population_columns(shown.population),
            shown.position,
        )

    def drop_shown(self, school: SchoolId, section: SectionId, resource: ResourceId) -> bool:
        """Take a resource out of a section."""
        return self._change(DROP_SHOWN, school, section, resource) > 0

    def keep_announcement(self, announcement: Announcement, *, now: datetime) -> None:
        """Keep *announcement*, and forget those that ended long before.

        Raises:
            StoreError: it could not be kept.
        """
        one = announcement
        with self._database.transaction():
            self._change(FORGET, one.school, micros(now - FORGOTTEN))
            self._change(
                KEEP_ANNOUNCEMENT,
                *(one.school, one.id, one.text, micros(one.starts), micros(one.ends)),
            )

    def drop_announcement(self, school: SchoolId, announcement: str) -> bool:
        """Forget an announcement."""
        return self._change(DROP_ANNOUNCEMENT, school, announcement) > 0

    def _change(self, statement: HotStatement, *values: object) -> int:
        # Compiled when it is asked for, and once a process: a school changes little.
        return self._database.change(self._database.compile(statement), self._tenant, *values)


def _announcement(school: SchoolId, name: str, text: str, starts: int, ends: int) -> Announcement:
    return Announcement(
        school=school, id=name, text=text, starts=instant_of(starts), ends=instant_of(ends)
    )
