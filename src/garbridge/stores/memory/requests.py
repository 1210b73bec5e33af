"""What people ask by their rights, in memory."""

from collections.abc import Sequence
from dataclasses import replace

from garbridge.core.identifiers import PersonId
from garbridge.core.permissions import OPERATOR
from garbridge.core.requests import RightsRequest
from garbridge.core.restrictions import Word
from garbridge.stores.memory.database import MemoryDatabase


class MemoryRequests:
    """The reference of :class:`garbridge.ports.RequestStore`.

    Args:
        database: Where they are kept.
    """

    def __init__(self, database: MemoryDatabase) -> None:
        self._database = database
        self._kept = database.rights.requests

    def add(self, request: RightsRequest) -> RightsRequest:
        """Keep *request* under the next number; return it with that."""
        with self._database.transaction():
            numbered = replace(request, number=len(self._kept.all()) + 1)
            self._kept.put(numbered.number, numbered)
        return numbered

    def request(self, number: int) -> RightsRequest | None:
        """Return one; ``None`` where there is none."""
        return self._kept.get(number)

    def extend(self, number: int, word: Word) -> bool:
        """Note that the answer takes longer; ``False``: it was answered, or extended before."""
        with self._database.transaction():
            found = self._kept.get(number)
            if found is None or found.extension is not None or found.answer is not None:
                return False
            self._kept.put(number, replace(found, extension=word))
        return True

    def answer(self, number: int, word: Word) -> bool:
        """Note what was answered; ``False``: it was answered before, which stands."""
        with self._database.transaction():
            found = self._kept.get(number)
            if found is None or found.answer is not None:
                return False
            self._kept.put(number, replace(found, answer=word))
        return True

    def everything(self) -> Sequence[RightsRequest]:
        """Return every one, by number."""
        return [one for _, one in sorted(self._kept.all().items())]

    def of_person(self, person: PersonId) -> Sequence[RightsRequest]:
        """Return those of *person*, by number."""
        return [one for one in self.everything() if one.person == person]

    def reassign(self, person: PersonId, to: PersonId) -> int:
        """Make those of *person* those of *to*; return how many."""
        with self._database.transaction():
            theirs = self.of_person(person)
            for one in theirs:
                self._kept.put(one.number, replace(one, person=to))
        return len(theirs)

    def hand_back(self, number: int, person: PersonId, to: PersonId) -> bool:
        """Make one of *person* one of *to*."""
        with self._database.transaction():
            found = self._kept.get(number)
            if found is None or found.person != person:
                return False
            self._kept.put(number, replace(found, person=to))
        return True

    def blank(self, person: PersonId) -> int:
        """Forget whose they are, and every text of theirs; return how many."""
        with self._database.transaction():
            theirs = self.of_person(person)
            for one in theirs:
                blanked = replace(
                    one,
                    person=PersonId(""),
                    recorded=_blanked(one.recorded, person),
                    extension=None if one.extension is None else _blanked(one.extension, person),
                    answer=None if one.answer is None else _blanked(one.answer, person),
                )
                self._kept.put(one.number, blanked)
        return len(theirs)


def _blanked(word: Word, person: PersonId) -> Word:
    return replace(word, by=OPERATOR if word.by.person == person else word.by, text="")
