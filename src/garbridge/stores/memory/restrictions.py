"""Objections and protections in memory."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from itertools import count

from garbridge.core.identifiers import PersonId, ResourceId
from garbridge.core.restrictions import Ending, Restriction, Word
from garbridge.stores.memory.database import MemoryDatabase


class MemoryRestrictions:
    """The reference of :class:`garbridge.ports.RestrictionStore`.

    Args:
        database: Where they are kept.
    """

    def __init__(self, database: MemoryDatabase) -> None:
        self._database = database
        self._numbers = count()

    def record(self, restriction: Restriction) -> bool:
        """Keep *restriction*; ``False``: one stands already, and stays."""
        with self._database.transaction():
            if self._standing(restriction.person, restriction.resource) is not None:
                return False
            self._database.rights.restrictions.put(next(self._numbers), restriction)
            return True

    def answer(self, person: PersonId, resource: ResourceId | None, answer: Word) -> bool:
        """Keep what was answered to the one that stands; ``False`` where none does."""
        return self._change(person, resource, answer, None)

    def end(self, person: PersonId, resource: ResourceId | None, end: Word, ending: Ending) -> bool:
        """End the one that stands; ``False`` where none does."""
        return self._change(person, resource, end, ending)

    def any_since(self, instant: datetime) -> bool:
        """Say whether anybody objected, or was protected, at *instant* or after."""
        return any(instant <= one.recorded.at for one in self.everything())

    def of_person(self, person: PersonId) -> Sequence[Restriction]:
        """Return every one of *person*, those that ended too, oldest first."""
        return [one for one in self.everything() if one.person == person]

    def everything(self) -> Sequence[Restriction]:
        """Return every one of the tenant, those that ended too, oldest first."""
        with self._database.transaction():
            kept = self._database.rights.restrictions.all().values()
        return sorted(kept, key=lambda one: (one.recorded.at, one.person, one.resource or ""))

    def erase(self, person: PersonId) -> int:
        """Remove all of *person*; return how many."""
        with self._database.transaction():
            kept = self._database.rights.restrictions.all().items()
            theirs = [number for number, one in kept if one.person == person]
            for number in theirs:
                self._database.rights.restrictions.drop(number)
        return len(theirs)

    def _standing(self, person: PersonId, resource: ResourceId | None) -> int | None:
        for number, one in self._database.rights.restrictions.all().items():
            if (one.person, one.resource) == (person, resource) and one.stands:
                return number
        return None

    def _change(
        self, person: PersonId, resource: ResourceId | None, word: Word, ending: Ending | None
    ) -> bool:
        with self._database.transaction():
            number = self._standing(person, resource)
            before = None if number is None else self._database.rights.restrictions.get(number)
            if number is None or before is None:
                return False
            after = (
                replace(before, answer=word)
                if ending is None
                else replace(before, end=word, ending=ending)
            )
            self._database.rights.restrictions.put(number, after)
            return True
