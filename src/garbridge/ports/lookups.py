"""The port of the journal of look-ups of one person."""

from collections.abc import Sequence
from typing import Protocol

from garbridge.core.identifiers import PersonId, SchoolId
from garbridge.core.lookups import Lookup


class LookupJournal(Protocol):
    """Who looked up whom, in one tenant.  Nothing is ever changed in it."""

    def note(self, lookups: Sequence[Lookup]) -> None:
        """Write *lookups* down, all or nothing.

        Raises:
            StoreError: nothing was written, and nobody may be answered.
        """
        ...

    def lookups(self, school: SchoolId, *, limit: int) -> Sequence[Lookup]:
        """Return the latest lines about *school*, newest first, at most *limit*."""
        ...

    def of_person(self, person: PersonId) -> Sequence[Lookup]:
        """Return every line about *person*, at whichever school, newest first."""
        ...
