"""The port of where people are named, and of what is removed when its period is over."""

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime
from typing import Protocol

from garbridge.core.identifiers import PersonId
from garbridge.core.retention import Kept, RetentionAct
from garbridge.core.traces import Traces


class TraceStore(Protocol):
    """Where people of one tenant are named.

    Launches that are sealed, salts, identifiers, figures and restrictions have stores that forget
    by themselves; everything else is here.
    """

    def named(self) -> AbstractSet[PersonId]:
        """Return everybody who is named anywhere.

        Also by the stores that forget by themselves, but for figures, which name nobody for
        longer than a school year.  Whoever stands for somebody who was erased is none of them.
        """
        ...

    def of_person(self, person: PersonId) -> Traces:
        """Return what is told of *person* by what no other store hands out.

        It may read whole tables: somebody asks for their own data.
        """
        ...

    def erase(self, people: Mapping[PersonId, PersonId]) -> int:
        """Let others stand for *people* where something is counted, and remove the rest.

        Who gave a licence, decided or looked stays in the journal of it until that is over.  It
        costs hardly more for a few hundred people than for one.

        Args:
            people: Who is erased, and who stands for each; no two for one.

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
