"""Removes what is kept no longer: each kind of data when its period is over, and who departed."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from garbridge.core.departures import has_departed, is_alarming, last_day
from garbridge.core.identifiers import PersonId
from garbridge.core.people import Person
from garbridge.core.permissions import OPERATOR, Actor, Denial, Denied
from garbridge.core.requests import RequestKind
from garbridge.core.retention import Kept, Over, Retention, RetentionAct
from garbridge.ports import Clock, Directory, MergeStore, TraceStore, Transaction
from garbridge.services.departing import TooMany
from garbridge.services.erasing import ErasingService, Purged
from garbridge.services.sealing import Busy

BELIEVED: Final = timedelta(days=7)
"""For so long a directory has to say that somebody's places have ended."""


@dataclass(frozen=True, slots=True)
class _Gone:
    """Whom the directory no longer has: for long enough, since now, and no longer so.

    ``known`` is how many people are named at all.
    """

    over: tuple[PersonId, ...]
    missing: tuple[PersonId, ...]
    found: tuple[PersonId, ...]
    known: int


@dataclass(frozen=True, slots=True)
class Stopped:
    """Why a purge stopped, and what it had removed by then."""

    why: Busy | TooMany
    done: tuple[Over, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RetentionService:
    """Shows what is over, and removes it.  Made for a timer, once a night.

    Somebody departed when every membership has ended, or when the directory does not know them.
    Both have to be so for some time after a run that noted it: one night with a directory that is
    wrong or away erases nobody.
    """

    retention: Retention
    traces: TraceStore
    merges: MergeStore
    erasing: ErasingService
    directory: Directory
    transaction: Transaction
    clock: Clock

    def look(self) -> Sequence[Over] | Busy:
        """Return what is over, of every kind, and change nothing."""
        now = self.clock()
        found: list[Over] = []
        for kept in Kept:
            before = self.retention.before(kept, now)
            records = self.traces.over(kept, before)
            if kept is Kept.DEPARTED:
                records = len(self._gone(before).over)
            if kept is Kept.LAUNCHES:
                sealed = self._purged(OPERATOR, before, rehearse=True)
                if isinstance(sealed, Busy):
                    return sealed
                records += sealed
            found.append(Over(kept=kept, before=before, records=records))
        return found

    def purge(
        self, actor: Actor, *, accept_many: bool = False
    ) -> Sequence[Over] | Stopped | Denied:
        """Remove it, kind by kind, and write down how much; counters and figures stay.

        What was brought over by merges that nobody can undo any more goes with it, uncounted.
        What was removed before it stopped stays removed, and is written down.  Whoever waits for
        an answer to a request stays until they have it.  Where more than half of the people would
        be erased at once, nobody is, unless *accept_many* says that it is so.

        Raises:
            StoreError: a kind could not be removed; nothing of it was.
        """
        if actor != OPERATOR:
            return Denied(Denial.NO_ROLE)
        now = self.clock()
        self.merges.expire(now=now)
        done: list[Over] = []
        for kept in (Kept.DEPARTED, *(one for one in Kept if one is not Kept.DEPARTED)):
            before = self.retention.before(kept, now)
            records = self._remove(kept, before, actor, accept_many=accept_many)
            if not isinstance(records, int):
                return Stopped(records, tuple(done))
            done.append(Over(kept=kept, before=before, records=records))
        return done

    def _remove(
        self, kept: Kept, before: datetime, actor: Actor, *, accept_many: bool
    ) -> int | Busy | TooMany:
        if kept is Kept.DEPARTED:
            return self._erase_departed(before, actor, accept_many=accept_many)
        if kept is Kept.LAUNCHES:
            sealed = self._purged(actor, before, rehearse=False)
            if isinstance(sealed, Busy):
                return sealed
            self._note(actor, kept, before, sealed)
            others = self.erasing.drop_unsealed(
                before, note=lambda records: self._note(actor, kept, before, records)
            )
            return others if isinstance(others, Busy) else sealed + others
        with self.transaction():
            records = self.traces.remove(kept, before)
            self._note(actor, kept, before, records)
        return records

    def _purged(self, actor: Actor, before: datetime, *, rehearse: bool) -> int | Busy:
        """Purge the sealed launches; a portal without a key for its ledger has none."""
        if self.erasing.key is None:
            return 0
        done = self.erasing.purge(actor, before, reason="durée de conservation", rehearse=rehearse)
        return done.records if isinstance(done, Purged) else Busy()

    def _erase_departed(
        self, before: datetime, actor: Actor, *, accept_many: bool
    ) -> int | Busy | TooMany:
        gone = self._gone(before)
        if is_alarming(len(gone.over), gone.known) and not accept_many:
            return TooMany(len(gone.over), gone.known)
        with self.transaction():
            self.traces.note_missing(gone.missing, since=self.clock())
            self.traces.note_found(gone.found)
        erased = self.erasing.forget(
            actor,
            gone.over,
            reason="durée de conservation",
            note=lambda people: self._note(actor, Kept.DEPARTED, before, people),
        )
        return erased if isinstance(erased, Busy) else len(gone.over)

    def _note(self, actor: Actor, kept: Kept, before: datetime, records: int) -> None:
        over = Over(kept=kept, before=before, records=records)
        if records:
            self.traces.note([RetentionAct(by=actor.text, at=self.clock(), over=over)])

    def _gone(self, before: datetime) -> _Gone:
        named, noted, now = self.traces.named(), self.traces.missing(), self.clock()
        there = self._present(now)
        over: list[PersonId] = []
        missing: list[PersonId] = []
        for name in sorted(named - there):
            person = self.directory.person(name)
            if not has_departed(person, now):
                continue
            seen = noted.get(name)
            if seen is None:
                missing.append(name)
            elif self._since(person, seen, now) < before and not self._asks(name):
                over.append(name)
        return _Gone(tuple(over), tuple(missing), tuple(sorted(noted.keys() & there)), len(named))

    @staticmethod
    def _since(person: Person | None, seen: datetime, now: datetime) -> datetime:
        """Return since when *person* has been gone; *now* where that was seen too lately.

        A directory that knows when they left is believed once it has said so for some days.
        """
        if person is None or not person.memberships:
            return seen
        return last_day(person, now) if seen <= now - BELIEVED else now

    def _present(self, now: datetime) -> AbstractSet[PersonId]:
        """Return everybody with a place, now or to come: whole schools at a time."""
        return {
            person.id
            for school in self.directory.schools()
            for person in self.directory.members(school.id)
            if not has_departed(person, now)
        }

    def _asks(self, person: PersonId) -> bool:
        """Say whether *person* waits for an answer, and not for being erased."""
        return any(
            one.answer is None and one.kind is not RequestKind.ERASURE
            for one in self.erasing.requests.of_person(person)
        )
