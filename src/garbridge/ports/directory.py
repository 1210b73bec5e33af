"""The port of the people and schools of one tenant."""

from collections.abc import Iterator
from datetime import datetime
from typing import Protocol

from garbridge.core.identifiers import PersonId, SchoolId
from garbridge.core.people import Person, School


class Directory(Protocol):
    """The people and schools of one tenant, from garbridge's tables or the portal's own.

    A portal that implements this runs ``garbridge.testing.DirectoryContract`` on it.
    """

    def person(self, person: PersonId) -> Person | None:
        """Return one person with all memberships, past and future ones too; ``None`` if unknown.

        Asked once in each launch: it must not cost more when there are more people.
        """
        ...

    def members(self, school: SchoolId) -> Iterator[Person]:
        """Yield everybody with a membership at *school*, by identifier; nobody if unknown."""
        ...

    def school(self, school: SchoolId) -> School | None:
        """Return one school; ``None`` if unknown.

        Asked for each school that a page names: it must not cost more when there are more schools.
        """
        ...

    def schools(self) -> Iterator[School]:
        """Yield every school, by UAI."""
        ...

    def changed_since(self, instant: datetime) -> Iterator[PersonId]:
        """Yield those who were added, changed or removed at or after *instant*, each once.

        A directory that cannot tell yields everybody: more work, never a missed change.
        """
        ...
