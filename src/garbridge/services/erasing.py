"""Forgets: the oldest segment of the ledger, or who somebody was who is gone.

Both count first what is not counted yet: figures outlive the launches they came from.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from garbridge.core.departures import has_departed
from garbridge.core.identifiers import PersonId, SchoolId, TenantId
from garbridge.core.ledger_acts import LedgerAct, LedgerActKind
from garbridge.core.permissions import OPERATOR, Actor, Denial, Denied
from garbridge.core.receipts import Checkpoint, LedgerKey, PurgeMark, signed_purge
from garbridge.core.restrictions import Word
from garbridge.core.retention import Kept, nobody
from garbridge.core.statistics.tallies import stand_in
from garbridge.errors import ValueRefusedError
from garbridge.ports import (
    Clock,
    Directory,
    IdentifierStore,
    KeptLists,
    ReceiptStore,
    RequestStore,
    RestrictionStore,
    TallyStore,
    TokenSource,
    TraceStore,
    Transaction,
    TurnStore,
)
from garbridge.services.departing import DepartingService
from garbridge.services.reasons import require_why
from garbridge.services.requesting import answer_erased
from garbridge.services.sealing import Busy, required
from garbridge.services.tallying import TallyingService

AT_ONCE: Final = 200
"""People who are erased in one transaction."""


@dataclass(frozen=True, slots=True)
class StillThere:
    """The directory has this person at *schools*: nobody is erased who is a member."""

    schools: tuple[SchoolId, ...]


@dataclass(frozen=True, slots=True)
class Erased:
    """How many records lost their person."""

    records: int


@dataclass(frozen=True, slots=True)
class Purged:
    """The records up to *checkpoint* that a purge removes; ``None`` where there is nothing."""

    records: int
    checkpoint: Checkpoint | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ErasingService:
    """For the operator alone, with a reason, and never at the same time as a seal."""

    tenant: TenantId
    receipts: ReceiptStore
    identifiers: IdentifierStore
    tallies: TallyStore
    tallying: TallyingService
    restrictions: RestrictionStore
    requests: RequestStore
    turns: TurnStore
    lists: KeptLists
    departing: DepartingService
    traces: TraceStore
    directory: Directory
    transaction: Transaction
    key: LedgerKey | None = field(repr=False)
    clock: Clock
    tokens: TokenSource = field(repr=False)

    def erase(
        self, actor: Actor, person: PersonId, *, reason: str
    ) -> Erased | StillThere | Busy | Denied:
        """Destroy the salt of *person* and blank them in every record of a launch.

        What is left says that somebody opened it, and nobody can say or show who; in figures they
        stay one person.  What was held of their identifiers goes too; those that ended stay, as
        nobody's.  What they objected to goes, that they were protected, and what the GAR last
        listed for them.  A licence they still hold stays counted under a name that is nobody's.
        Providers are told that they left, and what they asked and is open is answered by it.  The
        journal keeps that it was done, and for what reason, but not about whom.

        Raises:
            ValueRefusedError: *reason* is missing, too long, or names the person.
            StoreError: nothing was erased.
        """
        require_why(reason)
        if person in reason:
            raise ValueRefusedError("reason", None, "a reason that does not name the person")
        if actor != OPERATOR:
            return Denied(Denial.NO_ROLE)
        known = self.directory.person(person)
        if known is not None and not has_departed(known, self.clock()):
            return StillThere(known.schools())
        done = self.forget(actor, (person,), reason=reason)
        return done if isinstance(done, Busy) else Erased(done)

    def forget(
        self,
        actor: Actor,
        people: Iterable[PersonId],
        *,
        reason: str,
        note: Callable[[int], None] = lambda _: None,
    ) -> int | Busy:
        """Do so for each of *people*, whoever they are, and return how many records named them.

        Some hundred people at a time are all or nothing, with a line of the journal for them: a
        launch that wants to write waits no longer than that takes.  *note* is told, with each of
        them and in its transaction, how many people they were.
        """
        names = tuple(people)
        if not names:
            return 0
        with self.receipts.alone() as mine:
            if not mine:
                return Busy()
            self.tallying.count_all()
            self.departing.meet()
            done = 0
            for start in range(0, len(names), AT_ONCE):
                with self.transaction():
                    some = names[start : start + AT_ONCE]
                    records = self._forget(some, actor)
                    note(len(some))
                    self.receipts.note(self._act(LedgerActKind.ERASE, actor, reason, records))
                done += records
        return done

    def _forget(self, people: Sequence[PersonId], actor: Actor) -> int:
        for person in people:
            self.departing.tell_of(person)
            self.identifiers.forget(person, at=self.clock())
            self.restrictions.erase(person)
            answer_erased(self.requests, person, Word(actor, self.clock()))
            self.turns.forget(person)
            self.lists.forget(person)
        self.tallies.erase({person: stand_in(self.tokens()) for person in people})
        self.traces.erase({person: nobody(self.tokens()) for person in people})
        return self.receipts.erase(*people)

    def drop_unsealed(
        self, before: datetime, *, note: Callable[[int], None] = lambda _: None
    ) -> int | Busy:
        """Remove launches from before *before* that are in no ledger, and exchanges of tickets.

        Figures count them first, and who is known to which provider is noted.  *note* is told how
        many they were, in the transaction that removes them.
        """
        with self.receipts.alone() as mine:
            if not mine:
                return Busy()
            self.tallying.count_all()
            self.departing.meet()
            with self.transaction():
                records = self.traces.remove(Kept.LAUNCHES, before)
                note(records)
                self.receipts.follow()
        return records

    def purge(
        self, actor: Actor, before: datetime, *, reason: str, rehearse: bool = False
    ) -> Purged | Busy | Denied:
        """Remove the batches that were sealed before *before*, oldest first, and their launches.

        A batch that was sealed then holds nothing younger.  The checkpoints stay, and a signed
        mark says up to where it was: the check goes on from there.

        Raises:
            ConfigError: the portal has no key for its ledger.
            ValueRefusedError: *reason* is missing or too long.
            StoreError: nothing was removed.
        """
        require_why(reason)
        key = required(self.key)
        if actor != OPERATOR:
            return Denied(Denial.NO_ROLE)
        with self.receipts.alone() as mine:
            if not mine:
                return Busy()
            before_this = self.receipts.purged()
            start = 0 if before_this is None else before_this.last
            ended = [one for one in self.receipts.checkpoints() if one.at < before]
            if not ended or ended[-1].last <= start:
                return Purged(0, None)
            last = ended[-1]
            if rehearse:
                return Purged(last.last - start, last)
            self.tallying.count_all()
            self.departing.meet()
            if self.tallies.missed(last.last):
                return Busy()  # a launch of this moment keeps the count from passing it
            unsigned = PurgeMark(
                tenant=self.tenant, batch=last.batch, last=last.last, at=self.clock(), key=key.id
            )
            mark = signed_purge(unsigned, key)
            with self.transaction():
                records = self.receipts.purge(mark)
                act = self._act(LedgerActKind.PURGE, actor, reason, records, mark)
                self.receipts.note(act)
        return Purged(records, last)

    def _act(
        self,
        kind: LedgerActKind,
        actor: Actor,
        reason: str,
        records: int,
        mark: PurgeMark | None = None,
    ) -> LedgerAct:
        at = self.clock() if mark is None else mark.at
        return LedgerAct(kind=kind, by=actor, at=at, reason=reason, records=records, purged=mark)
