"""The port of what people ask by their rights."""

from collections.abc import Sequence
from typing import Protocol

from garbridge.core.identifiers import PersonId
from garbridge.core.requests import RightsRequest
from garbridge.core.restrictions import Word


class RequestStore(Protocol):
    """The requests of one tenant, by number from 1 on; none is ever removed."""

    def add(self, request: RightsRequest) -> RightsRequest:
        """Keep *request* under the next number; return it with that.

        Raises:
            StoreError: it could not be kept.
        """
        ...

    def request(self, number: int) -> RightsRequest | None:
        """Return one; ``None`` where there is none."""
        ...

    def extend(self, number: int, word: Word) -> bool:
        """Note that the answer takes longer; ``False``: it was answered, or extended before."""
        ...

    def answer(self, number: int, word: Word) -> bool:
        """Note what was answered; ``False``: it was answered before, which stands."""
        ...

    def everything(self) -> Sequence[RightsRequest]:
        """Return every one, by number."""
        ...

    def of_person(self, person: PersonId) -> Sequence[RightsRequest]:
        """Return those of *person*, by number."""
        ...

    def reassign(self, person: PersonId, to: PersonId) -> int:
        """Make those of *person* those of *to*: two entries were one; return how many."""
        ...

    def hand_back(self, number: int, person: PersonId, to: PersonId) -> bool:
        """Make one of *person* one of *to*; ``False`` where it is none of *person*."""
        ...

    def blank(self, person: PersonId) -> int:
        """Forget whose they are, and every text of theirs; return how many.

        What was asked, when, and that it was answered stays.
        """
        ...
