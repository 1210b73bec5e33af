"""The port of where people are named, and of what is removed when its period is over."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from garbridge.core.identifiers import PersonId
from garbridge.core.retention import Kept, RetentionAct


class TraceStore(Protocol):
    """Where people of one tenant are named.

    Launches that are sealed, salts, identifiers, figures and restrictions have stores that forget
    by themselves; everything else is here.
    """

    def named(self, *, after: PersonId, limit: int) -> Sequence[PersonId]:
        """Return people who are named anywhere, beyond *after*, in order, at most *limit*.

        Also by the stores that forget by themselves, but for figures, which name nobody for
        longer than a school year.  Whoever stands for somebody who was erased is none of them.
        """
        ...

    def erase(self, person: PersonId, instead: PersonId) -> int:
        """Let *instead* stand for *person* where something is counted, and remove the rest.

        Who gave a licence, decided or looked stays in the journal of it until that is over.

        Returns:
            How many records there were.
        """
        ...

    def over(self, kept: Kept, before: datetime) -> int:
        """Return how many records of *kept* are from before *before*, exclusive.

        Launches that are sealed are not among them, nor people who departed.
        """
        ...

    def remove(self, kept: Kept, before: datetime) -> int:
        """Remove them, and return how many they were."""
        ...

    def missing(self) -> Mapping[PersonId, datetime]:
        """Return who was noted as missing from the directory, and since when."""
        ...

    def note_missing(self, people: Iterable[PersonId], *, since: datetime) -> None:
        """Note that *people* are missing; who is noted already stays as noted."""
        ...

    def note_found(self, people: Iterable[PersonId]) -> None:
        """Forget that *people* were missing."""
        ...

    def note(self, acts: Sequence[RetentionAct]) -> None:
        """Write *acts* down."""
        ...

    def acts(self, *, limit: int) -> Sequence[RetentionAct]:
        """Return what was removed last, newest first, at most *limit*."""
        ...
