"""The port of what schools put forward in their médiacentre."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from garbridge.core.identifiers import ResourceId, SchoolId
from garbridge.core.showcase import Announcement, LocalSection, SectionId, Showcase, Shown


class ShowcaseStore(Protocol):
    """What each school of one tenant puts forward; one thing is changed at a time."""

    def claim(self, school: SchoolId) -> None:
        """Inside a transaction: let whoever else claims *school* wait until its end.

        What is read after it nobody changes who claims first, too.

        Raises:
            StoreError: somebody else held it for too long.
        """
        ...

    def showcase(self, school: SchoolId) -> Showcase:
        """Return everything of *school*: sections and resources by position, then by name.

        Announcements come by their start.  Those of every school are asked for by themselves.
        """
        ...

    def announcements(self, school: SchoolId) -> Sequence[Announcement]:
        """Return those of *school* alone, by their start."""
        ...

    def keep_section(self, section: LocalSection) -> None:
        """Keep *section* in the place of what was kept under its school and name.

        Raises:
            StoreError: it could not be kept.
        """
        ...

    def drop_section(self, school: SchoolId, section: SectionId) -> bool:
        """Forget a section and that anything stands in it; false where there is none."""
        ...

    def keep_shown(self, shown: Shown) -> None:
        """Keep *shown* in the place of what was kept for its resource in its section.

        Raises:
            StoreError: it could not be kept.
        """
        ...

    def drop_shown(self, school: SchoolId, section: SectionId, resource: ResourceId) -> bool:
        """Take a resource out of a section; false where it is not in it."""
        ...

    def keep_announcement(self, announcement: Announcement, *, now: datetime) -> None:
        """Keep *announcement* in the place of what was kept under its school and name.

        Those of the school that ended longer than :data:`garbridge.core.showcase.FORGOTTEN`
        before *now* are forgotten.

        Raises:
            StoreError: it could not be kept.
        """
        ...

    def drop_announcement(self, school: SchoolId, announcement: str) -> bool:
        """Forget an announcement; false where there is none."""
        ...
