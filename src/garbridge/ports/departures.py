"""The port of what providers are told of people who left."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

from garbridge.core.departures import Acquaintance, Notice
from garbridge.core.identifiers import PersonId, ProviderId
from garbridge.core.restrictions import Word


class DepartureStore(Protocol):
    """Which provider knows whom, and the feed of each, in one tenant.

    A feed names nobody, and outlives those it is about.
    """

    def met(self) -> int:
        """Return up to which place of the journal launches were looked at; 0 at the beginning."""
        ...

    def meet(
        self, pairs: Iterable[tuple[PersonId, ProviderId]], *, upto: int
    ) -> Sequence[Acquaintance]:
        """Note who is known to whom, and up to where launches were looked at, all or nothing.

        Returns those that were not known before.
        """
        ...

    def acquaintances(self) -> Iterator[Acquaintance]:
        """Yield all of them, by person."""
        ...

    def of_person(self, person: PersonId) -> Sequence[Acquaintance]:
        """Return those of *person*, by provider."""
        ...

    def people(self, provider: ProviderId | None) -> frozenset[PersonId]:
        """Return those whom *provider* knows, however long ago; ``None`` is any of them.

        As of the launches that were looked at; those that are not purged yet say the others.  It
        may read all of them.
        """
        ...

    def tell(self, notice: Notice, person: PersonId) -> Notice:
        """Append *notice* under the next number of its feed, and note where *person* stands.

        A return cancels the departures of its subject.

        Raises:
            StoreError: nothing was written.
        """
        ...

    def is_awaited(self, provider: ProviderId, subject: str) -> bool:
        """Say whether the last word to *provider* about *subject* was that they left."""
        ...

    def forget(self, person: PersonId) -> None:
        """Forget who knows *person*; the feeds stay."""
        ...

    def notices(self, provider: ProviderId, *, after: int, limit: int) -> Sequence[Notice]:
        """Return lines of the feed with a number above *after*, by number, at most *limit*."""
        ...

    def open(self) -> Sequence[Notice]:
        """Return every departure that is neither acknowledged nor cancelled, oldest first."""
        ...

    def acknowledge(
        self, provider: ProviderId, subjects: Iterable[str], word: Word
    ) -> Sequence[str]:
        """Note that *provider* deleted *subjects*; return those of which a departure was told.

        One that was acknowledged before keeps its first word.
        """
        ...

    def issue(self, provider: ProviderId, digest: str, word: Word) -> None:
        """Keep the digest of a token of *provider*, beside those it has."""
        ...

    def digests(self, provider: ProviderId) -> Sequence[str]:
        """Return the digests of the tokens of *provider*."""
        ...

    def withdraw(self, provider: ProviderId) -> int:
        """Forget every token of *provider*; return how many."""
        ...
