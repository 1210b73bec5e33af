"""What schools put forward in their médiacentre, in memory."""

from collections.abc import Sequence
from datetime import datetime

from garbridge.core.identifiers import ResourceId, SchoolId
from garbridge.core.showcase import (
    FORGOTTEN,
    Announcement,
    LocalSection,
    SectionId,
    Showcase,
    Shown,
)
from garbridge.stores.memory.database import MemoryDatabase
from garbridge.stores.memory.dropping import drop


class MemoryShowcase:
    """The reference of :class:`garbridge.ports.ShowcaseStore`.

    Args:
        database: Where everything is kept.
    """

    def __init__(self, database: MemoryDatabase) -> None:
        self._database = database
        self._tables = database.resources.showcase

    def claim(self, school: SchoolId) -> None:
        """Do nothing: the transaction holds the lock of everything."""

    def showcase(self, school: SchoolId) -> Showcase:
        """Return everything of *school*."""
        with self._database.transaction():
            sections = [one for one in self._tables.sections.all().values() if one.school == school]
            shown = [one for one in self._tables.shown.all().values() if one.school == school]
            announced = self.announcements(school)
        return Showcase(
            sections=tuple(sorted(sections, key=lambda one: (one.position, one.id))),
            shown=tuple(sorted(shown, key=lambda one: (one.section, one.position, one.resource))),
            announcements=tuple(announced),
        )

    def announcements(self, school: SchoolId) -> Sequence[Announcement]:
        """Return those of *school* alone."""
        with self._database.transaction():
            found = self._tables.announcements.all().values()
        ours = (one for one in found if one.school == school)
        return sorted(ours, key=lambda one: (one.starts, one.id))

    def keep_section(self, section: LocalSection) -> None:
        """Keep *section*."""
        with self._database.transaction():
            self._tables.sections.put((section.school, section.id), section)

    def drop_section(self, school: SchoolId, section: SectionId) -> bool:
        """Forget a section and what stands in it."""
        with self._database.transaction():
            drop(self._tables.shown, lambda key, _: key[:2] == (school, section))
            return self._tables.sections.drop((school, section)) is not None

    def keep_shown(self, shown: Shown) -> None:
        """Keep *shown*."""
        with self._database.transaction():
            self._tables.shown.put((shown.school, shown.section, shown.resource), shown)

    def drop_shown(self, school: SchoolId, section: SectionId, resource: ResourceId) -> bool:
        """Take a resource out of a section."""
        with self._database.transaction():
            return self._tables.shown.drop((school, section, resource)) is not None

    def keep_announcement(self, announcement: Announcement, *, now: datetime) -> None:
        """Keep *announcement*, and forget those that ended long before."""
        announcements, school = self._tables.announcements, announcement.school
        with self._database.transaction():
            drop(
                announcements,
                lambda _, one: one.school == school and one.ends < now - FORGOTTEN,
            )
            announcements.put((school, announcement.id), announcement)

    def drop_announcement(self, school: SchoolId, announcement: str) -> bool:
        """Forget an announcement."""
        with self._database.transaction():
            return self._tables.announcements.drop((school, announcement)) is not None
