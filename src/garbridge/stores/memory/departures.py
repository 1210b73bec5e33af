"""What providers are told of people who left, in memory."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from garbridge.core.departures import Acquaintance, Notice, NoticeKind
from garbridge.core.identifiers import PersonId, ProviderId
from garbridge.core.restrictions import Word
from garbridge.stores.memory.database import MemoryDatabase


class MemoryDepartures:
    """The reference of :class:`garbridge.ports.DepartureStore`.

    Args:
        database: Where it is kept.
    """

    def __init__(self, database: MemoryDatabase) -> None:
        self._database = database

    def met(self) -> int:
        """Return up to which place of the journal launches were looked at."""
        return self._database.rights.met.get("") or 0

    def meet(
        self, pairs: Iterable[tuple[PersonId, ProviderId]], *, upto: int
    ) -> Sequence[Acquaintance]:
        """Note who is known to whom, and up to where; return those that were not known."""
        known = self._database.rights.acquaintances
        with self._database.transaction():
            asked = [Acquaintance(person, provider) for person, provider in pairs]
            fresh = [one for one in asked if known.get((one.person, one.provider)) is None]
            for one in fresh:
                known.put((one.person, one.provider), one)
            self._database.rights.met.put("", upto)
        return fresh

    def acquaintances(self) -> Iterator[Acquaintance]:
        """Yield all of them, by person."""
        yield from sorted(self._database.rights.acquaintances.all().values())

    def of_person(self, person: PersonId) -> Sequence[Acquaintance]:
        """Return those of *person*, by provider."""
        return [one for one in self.acquaintances() if one.person == person]

    def people(self, provider: ProviderId | None) -> frozenset[PersonId]:
        """Return those whom *provider* knows, however long ago; ``None`` is any of them."""
        known = self._database.rights.acquaintances.all()
        return frozenset(person for person, of in known if provider in {None, of})

    def tell(self, notice: Notice, person: PersonId) -> Notice:
        """Append *notice* under the next number of its feed."""
        left = notice.kind is NoticeKind.DEPARTURE
        with self._database.transaction():
            if not left:
                for one in self._about(notice.provider, notice.subject):
                    self._put(replace(one, cancelled=True))
            told = replace(notice, number=len(self._feed(notice.provider)) + 1)
            self._put(told)
            place = person, notice.provider
            if self._database.rights.acquaintances.get(place) is not None:
                self._database.rights.acquaintances.put(
                    place, Acquaintance(*place, left, told.subject if left else "")
                )
        return told

    def is_awaited(self, provider: ProviderId, subject: str) -> bool:
        """Say whether the last word to *provider* about *subject* was that they left."""
        return any(not one.cancelled for one in self._about(provider, subject))

    def forget(self, person: PersonId) -> None:
        """Forget who knows *person*; the feeds stay."""
        with self._database.transaction():
            for one in self.of_person(person):
                self._database.rights.acquaintances.drop((one.person, one.provider))

    def notices(self, provider: ProviderId, *, after: int, limit: int) -> Sequence[Notice]:
        """Return lines of the feed with a number above *after*, by number."""
        return [one for one in self._feed(provider) if one.number > after][:limit]

    def open(self) -> Sequence[Notice]:
        """Return every departure that is neither acknowledged nor cancelled, oldest first."""
        found = [one for one in self._database.rights.notices.all().values() if one.is_open]
        return sorted(found, key=lambda one: (one.at, one.provider, one.number))

    def acknowledge(
        self, provider: ProviderId, subjects: Iterable[str], word: Word
    ) -> Sequence[str]:
        """Note that *provider* deleted *subjects*; return those of which a departure was told."""
        with self._database.transaction():
            told = [one for one in subjects if self._about(provider, one)]
            for subject in told:
                for one in self._about(provider, subject):
                    self._put(replace(one, acknowledged=one.acknowledged or word))
        return told

    def issue(self, provider: ProviderId, digest: str, word: Word) -> None:
        """Keep the digest of a token of *provider*, beside those it has."""
        self._database.rights.feed_tokens.put((provider, digest), word)

    def digests(self, provider: ProviderId) -> Sequence[str]:
        """Return the digests of the tokens of *provider*."""
        return sorted(one for of, one in self._database.rights.feed_tokens.all() if of == provider)

    def withdraw(self, provider: ProviderId) -> int:
        """Forget every token of *provider*; return how many."""
        with self._database.transaction():
            found = self.digests(provider)
            for digest in found:
                self._database.rights.feed_tokens.drop((provider, digest))
        return len(found)

    def _feed(self, provider: ProviderId) -> list[Notice]:
        kept = self._database.rights.notices.all().values()
        return sorted((one for one in kept if one.provider == provider), key=lambda one: one.number)

    def _about(self, provider: ProviderId, subject: str) -> list[Notice]:
        feed = self._feed(provider)
        return [one for one in feed if one.subject == subject and one.kind == "departure"]

    def _put(self, notice: Notice) -> None:
        self._database.rights.notices.put((notice.provider, notice.number), notice)
