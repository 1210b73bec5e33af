"""Tells providers who left, by the identifier they know, and hears that they deleted.

Made for a timer, every night after the import: it learns from new launches which provider knows
whom, and asks the directory about those people.  Nobody who never opened a provider's resource is
told of to it.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from typing import Final

from garbridge.core.departures import (
    Acquaintance,
    Notice,
    NoticeKind,
    has_departed,
    is_alarming,
    last_day,
    overdue,
)
from garbridge.core.identifiers import PersonId, ProviderId
from garbridge.core.permissions import OPERATOR, Actor, Denial, Denied
from garbridge.core.restrictions import Word
from garbridge.ports import Clock, DepartureStore, Directory, ReceiptStore, TallyStore, Transaction
from garbridge.services.reasons import require_why
from garbridge.services.sealing import Busy

CHUNK: Final = 20_000
"""Launches that are looked at in one transaction."""


@dataclass(frozen=True, slots=True)
class Collected:
    """How many lines were added to feeds."""

    departures: int
    returns: int


@dataclass(frozen=True, slots=True)
class TooMany:
    """Nothing was told: *departing* of *known* people would have left at once."""

    departing: int
    known: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DepartingService:
    """For the operator; ``days`` is how long a provider has to delete.

    ``anonymous`` are the providers that know nobody: there is nothing they could delete.
    """

    departures: DepartureStore
    launches: TallyStore
    receipts: ReceiptStore
    directory: Directory
    subject_at: Callable[[ProviderId, PersonId], str]
    transaction: Transaction
    zone: tzinfo
    days: int
    clock: Clock
    anonymous: Callable[[], Collection[ProviderId]] = frozenset

    def collect(self, *, accept_many: bool = False) -> Collected | TooMany | Busy:
        """Tell of everybody who left, or came back, since the last time.

        Where more than half of the people whom providers know left at once nothing is told, unless
        *accept_many* says that it is so.

        Raises:
            StoreError: what could not be told is told the next time.
        """
        with self.receipts.alone() as mine:
            if not mine:
                return Busy()
            returns = self.meet()
            now = self.clock()
            known = leaving = 0
            changed: list[Acquaintance] = []
            gone: dict[PersonId, bool] = {}
            for one in self.departures.acquaintances():
                if one.person not in gone:
                    gone = {one.person: has_departed(self.directory.person(one.person), now)}
                    known += not one.departed
                    leaving += gone[one.person] and not one.departed
                if gone[one.person] is not one.departed:
                    changed.append(one)
            if is_alarming(leaving, known) and not accept_many:
                return TooMany(leaving, known)
            done = self._tell(changed, now)
            return replace(done, returns=done.returns + returns)

    def meet(self) -> int:
        """Learn from launches who knows whom; return how many who were gone are there again.

        For whoever works on the ledger alone (:meth:`garbridge.ports.ReceiptStore.alone`), before
        launches are purged.
        """
        upto, place, returns = self.receipts.settled(), self.departures.met(), 0
        unknowing = self.anonymous()
        while found := self.launches.launches(after=place, upto=upto, limit=CHUNK):
            place = found[-1].place
            pairs = {
                (one.person, one.provider)
                for one in found
                if one.person and one.provider and one.resource and one.refusal is None
                if one.provider not in unknowing
            }
            fresh = self.departures.meet(sorted(pairs), upto=place)
            returns += self._welcome(fresh)
        return returns

    def tell_of(self, person: PersonId) -> None:
        """Tell providers that *person* left, and forget who knows them: they are to be erased.

        For whoever works on the ledger alone, after :meth:`meet`, in one transaction with the
        erasure.
        """
        there = [one for one in self.departures.of_person(person) if not one.departed]
        self._tell(there, self.clock())
        self.departures.forget(person)

    def overdue(self, provider: ProviderId | None = None) -> Sequence[Notice]:
        """Return the departures that were not acknowledged in time, oldest first."""
        late = overdue(self.departures.open(), self.days, self.clock(), self.zone)
        return [one for one in late if provider in {None, one.provider}]

    def acknowledge(
        self, actor: Actor, provider: ProviderId, subjects: Iterable[str], *, reason: str
    ) -> Sequence[str] | Denied:
        """Note, for a provider that answered otherwise, that it deleted *subjects*.

        Raises:
            ValueRefusedError: *reason* is missing or too long.
            StoreError: nothing was written.
        """
        require_why(reason)
        if actor != OPERATOR:
            return Denied(Denial.NO_ROLE)
        word = Word(actor, self.clock(), reason.strip())
        with self.transaction():
            return self.departures.acknowledge(provider, subjects, word)

    def _welcome(self, fresh: Iterable[Acquaintance]) -> int:
        """Tell of those who were erased, opened something again, and are awaited to be deleted."""
        count, now = 0, self.clock()
        for one in fresh:
            subject = self.subject_at(one.provider, one.person)
            if self.departures.is_awaited(one.provider, subject):
                self.departures.tell(self._notice(one, NoticeKind.RETURN, subject, now), one.person)
                count += 1
        return count

    def _tell(self, changed: Iterable[Acquaintance], now: datetime) -> Collected:
        counts = {NoticeKind.DEPARTURE: 0, NoticeKind.RETURN: 0}
        for one in changed:
            kind = NoticeKind.RETURN if one.departed else NoticeKind.DEPARTURE
            subject = one.subject or self.subject_at(one.provider, one.person)
            self.departures.tell(self._notice(one, kind, subject, now), one.person)
            counts[kind] += 1
        return Collected(counts[NoticeKind.DEPARTURE], counts[NoticeKind.RETURN])

    def _notice(self, one: Acquaintance, kind: NoticeKind, subject: str, now: datetime) -> Notice:
        left = kind is NoticeKind.DEPARTURE
        when = last_day(self.directory.person(one.person), now) if left else now
        return Notice(
            provider=one.provider,
            number=0,
            kind=kind,
            subject=subject,
            on=when.astimezone(self.zone).date(),
            at=now,
        )
