"""What schools put forward in their médiacentre, in SQL."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import Table, bindparam, delete, select

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
from garbridge.stores.sql.database import Database
from garbridge.stores.sql.rows import instant_of, micros, population_columns, population_of
from garbridge.stores.sql.statements import HotStatement, insert_or_replace


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


SECTIONS: Final = _of_school(schema.section)
SHOWN: Final = _of_school(schema.shown)
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
        self._sections, self._shown = database.compile(SECTIONS), database.compile(SHOWN)
        self._announced = database.compile(ANNOUNCEMENTS)

    def showcase(self, school: SchoolId) -> Showcase:
        """Return everything of *school*."""
        sections = self._database.rows(self._sections, self._tenant, school)
        shown = self._database.rows(self._shown, self._tenant, school)
        return Showcase(
            sections=tuple(
                LocalSection(school=school, id=SectionId(name), title=title, position=position)
                for name, title, position in sorted(sections, key=lambda row: (row[2], row[0]))
            ),
            shown=tuple(
                Shown(
                    school=school,
                    section=SectionId(name),
                    resource=ResourceId(resource),
                    population=population_of(*who),
                    position=position,
                )
                for name, resource, *who, position in sorted(
                    shown, key=lambda row: (row[0], row[-1], row[1])
                )
            ),
            announcements=tuple(self.announcements(school)),
        )

    def announcements(self, school: SchoolId) -> Sequence[Announcement]:
        """Return those of *school* alone."""
        rows = self._database.rows(self._announced, self._tenant, school)
        return [
            Announcement(
                school=school, id=name, text=text, starts=instant_of(starts), ends=instant_of(ends)
            )
            for name, text, starts, ends in sorted(rows, key=lambda row: (row[2], row[0]))
        ]

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
