"""The journal of look-ups in memory."""

from collections.abc import Callable, Sequence
from itertools import count

from garbridge.core.identifiers import PersonId, SchoolId
from garbridge.core.lookups import Lookup
from garbridge.stores.memory.database import MemoryDatabase


class MemoryLookups:
    """The reference of :class:`garbridge.ports.LookupJournal`.

    Args:
        database: Where they are kept.
    """

    def __init__(self, database: MemoryDatabase) -> None:
        self._database = database
        self._numbers = count()

    def note(self, lookups: Sequence[Lookup]) -> None:
        """Write *lookups* down, all or nothing."""
        with self._database.transaction():
            for one in lookups:
                self._database.lookups.put(next(self._numbers), one)

    def lookups(self, school: SchoolId, *, limit: int) -> Sequence[Lookup]:
        """Return the latest lines about *school*, newest first."""
        return self._latest(lambda line: line.school == school)[:limit]

    def of_person(self, person: PersonId) -> Sequence[Lookup]:
        """Return every line about *person*, newest first."""
        return self._latest(lambda line: line.person == person)

    def _latest(self, wanted: Callable[[Lookup], bool]) -> Sequence[Lookup]:
        with self._database.transaction():
            lines = self._database.lookups.all().items()
        found = [(line.at, number, line) for number, line in lines if wanted(line)]
        return [line for *_, line in sorted(found, key=lambda one: one[:2], reverse=True)]
