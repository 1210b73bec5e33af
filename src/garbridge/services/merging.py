"""Duplicates of the directory: listed, and merged where somebody says that they are one person."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from garbridge.core.duplicates import Duplicate, duplicates, plan_merge
from garbridge.core.identifiers import OperationId, PersonId, ProviderId, SchoolId
from garbridge.core.merges import STAYS, Brought, BroughtKind
from garbridge.core.operations import Movement, Operation, OperationKind, Signature
from garbridge.core.people import Person
from garbridge.core.permissions import EVERYWHERE, OPERATOR, Actor, Denied
from garbridge.core.queue import EntryState
from garbridge.core.roles import Act
from garbridge.errors import GarbridgeError, ValueRefusedError
from garbridge.ports import (
    Clock,
    Directory,
    LaunchTrail,
    Ledger,
    MarkStore,
    QueueStore,
    RequestStore,
    RestrictionStore,
    RollStore,
    TokenSource,
    Transaction,
    YearPlans,
)
from garbridge.services.feeding import FeedingService, everybody, may_merge
from garbridge.services.parting import Parting
from garbridge.services.permitting import PermissionService
from garbridge.services.reasons import require_reason


class _OutdatedError(GarbridgeError):
    """Passes through a transaction so that it is undone; never leaves this module."""

    def __init__(self, movements: tuple[Movement, ...]) -> None:
        super().__init__("outdated")
        self.movements = movements


@dataclass(frozen=True, slots=True)
class Merged:
    """What a merge moves, and which providers know which of the two.

    An identifier differs from person to person at every provider: those that know only the one
    that goes will see a new account, and what was kept there under the old one stays with it.
    ``operation`` is ``None`` where there was nothing to bring over, or nothing was written.
    ``token`` stands for what is moved; ``stale`` says that this is no longer what was shown, and
    that nothing was written.
    """

    movements: tuple[Movement, ...]
    know_gone: tuple[ProviderId, ...]
    know_kept: tuple[ProviderId, ...]
    operation: OperationId | None = None
    token: str = ""
    stale: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class MergingService:
    """Tells duplicates, and merges what is given to two entries.

    The directory itself is the export's: there the entry that goes has to go too.  ``parting``
    notes what is brought over beside licences, so that an undo brings it back.
    """

    directory: Directory
    ledger: Ledger
    queue: QueueStore
    years: YearPlans
    trail: LaunchTrail
    restrictions: RestrictionStore
    requests: RequestStore
    marks: MarkStore
    permissions: PermissionService
    transaction: Transaction
    clock: Clock
    parting: Parting
    tokens: TokenSource = field(repr=False)
    rolls: RollStore | None = None

    @property
    def feeding(self) -> FeedingService:
        """What lets duplicates wait in the queue, and with ``rolls`` what happened at schools."""
        return FeedingService(
            directory=self.directory,
            queue=self.queue,
            permissions=self.permissions,
            transaction=self.transaction,
            clock=self.clock,
            rolls=self.rolls,
        )

    def duplicates(
        self, actor: Actor, school: SchoolId | None = None
    ) -> tuple[Duplicate, ...] | Denied:
        """Return entries that may be one person: of the tenant, or with somebody at *school*.

        Whoever may merge at some schools only is told of those who are at these alone.
        """
        schools = self._where(actor) if school else self._everywhere()
        denied = self._denied(actor, [school] if school else schools)
        if denied:
            return denied
        found = duplicates(everybody(self.directory, schools))
        return tuple(
            one
            for one in found
            if (school is None or school in one.schools)
            and may_merge(self.permissions, actor, one.people)
        )

    def merge(
        self,
        actor: Actor,
        gone: PersonId,
        kept: PersonId,
        *,
        reason: str = "",
        rehearse: bool = False,
        token: str | None = None,
    ) -> Merged | Denied:
        """Bring seats, rules, open entries of the queue and plans of a year from *gone* to *kept*.

        With the *token* of a rehearsal it is done if it moves the same still, and else nothing is.
        What *gone* objects to, and a protection, stand for *kept* too from then on; favourites
        move.

        Of a resource that both hold at a school for the same days, one licence comes back.  The
        journal keeps what either was given before; the merge is undone like every operation, also
        where it moves no licence.  Of two people of no school it is none: no journal has it.

        Whoever may not merge everywhere is answered about somebody unknown as about somebody of a
        school that is not theirs.

        Raises:
            ValueRefusedError: one of them is unknown, both are the same, or *reason* is too long.
            StoreError: nothing was written.
        """
        require_reason(reason)
        if gone == kept:
            raise ValueRefusedError("person", None, "two people")
        places = [self._places(one) for one in (gone, kept)]
        denied = self._denied(actor, [school for place in places for school in place])
        if denied:
            return denied
        first, second = self._known(gone), self._known(kept)
        schools = tuple(dict.fromkeys(first.schools() + second.schools()))
        known = self._providers(gone), self._providers(kept)
        if rehearse:
            planned = self._plan(schools, first, second)
            return Merged(planned, *known, token=_token(gone, kept, planned))
        try:
            with self.transaction():
                moved, done = self._merged(actor, (first, second), schools, reason, token)
        except _OutdatedError as outdated:
            now_it_is = _token(gone, kept, outdated.movements)
            return Merged(outdated.movements, *known, token=now_it_is, stale=True)
        return Merged(moved, *known, done, _token(gone, kept, moved))

    def _merged(
        self,
        actor: Actor,
        both: tuple[Person, Person],
        schools: Sequence[SchoolId],
        reason: str,
        token: str | None,
    ) -> tuple[tuple[Movement, ...], OperationId | None]:
        """Inside a transaction: merge, unless what is moved is not what *token* stands for."""
        gone, kept = (one.id for one in both)
        # Plans come before licences, as in a switch: so neither waits for the other for ever.
        brought = self.parting.of_plans(schools, gone, kept)
        for school in sorted(schools):
            self.years.reassign(school, gone, kept)
        names = [s.subscription.id for one in schools for s in self.ledger.stocks(one)]
        self.ledger.lock(names)
        movements = self._plan(schools, *both)
        if token not in {None, _token(gone, kept, movements)}:
            raise _OutdatedError(movements)
        brought += self.parting.of_rest(schools, gone, kept)
        for one in self.restrictions.of_person(gone):
            if one.stands and self.restrictions.record(replace(one, person=kept)):
                kind = BroughtKind.RESTRICTION
                brought.append(Brought(kind=kind, gone=gone, kept=kept, key=one.resource or ""))
        self.requests.reassign(gone, kept)
        self.marks.reassign(gone, kept)
        now = self.clock()
        self._close(actor, brought, now)
        for school in schools:
            self.queue.reassign(school, gone, kept)
        if not schools or not (movements or any(one.kind in STAYS for one in brought)):
            return movements, None
        signed = Signature(
            id=OperationId(self.tokens()),
            kind=OperationKind.MERGE,
            actor=actor.text,
            at=now,
            reason=reason,
        )
        self.ledger.commit(Operation(signed, movements, tuple(schools)))
        self.parting.note(signed.id, brought)
        return movements, signed.id

    def _plan(
        self, schools: Sequence[SchoolId], gone: Person, kept: Person
    ) -> tuple[Movement, ...]:
        movements: tuple[Movement, ...] = ()
        for school in schools:
            rules = [one.rule for one in self.ledger.rules(school)]
            stocks = self.ledger.stocks(school)
            movements += plan_merge(stocks, rules, gone.id, kept, self.clock())
        return movements

    def _close(self, actor: Actor, brought: Sequence[Brought], now: datetime) -> None:
        """Close the entries of the queue that say that both may be one person."""
        for one in brought:
            if one.kind is BroughtKind.DUPLICATE:
                accepted = EntryState.ACCEPTED
                self.queue.decide(one.school, int(one.key), accepted, by=actor, at=now)

    def _where(self, actor: Actor) -> Sequence[SchoolId]:
        """Return the schools that are looked through: who is elsewhere too is nobody's to merge."""
        sight = self.permissions.sight(actor, Act.MERGE, {})
        if isinstance(sight, Denied) or sight.schools is None:
            return self._everywhere()
        return sight.schools

    def _everywhere(self) -> Sequence[SchoolId]:
        return [one.id for one in self.directory.schools()]

    def _providers(self, person: PersonId) -> tuple[ProviderId, ...]:
        return tuple(sorted(self.trail.providers(person)))

    def _places(self, person: PersonId) -> tuple[SchoolId, ...]:
        """Return where *person* is; somebody of no school is as if at one that is nobody's."""
        found = self.directory.person(person)
        return (found.schools() if found else ()) or (EVERYWHERE,)

    def _known(self, person: PersonId) -> Person:
        found = self.directory.person(person)
        if found is None:
            raise ValueRefusedError("person", None, "somebody of the directory")
        return found

    def _denied(self, actor: Actor, schools: Sequence[SchoolId]) -> Denied | None:
        if actor == OPERATOR:
            return None
        places = [(school, None) for school in schools]
        answer = self.permissions.permit_all(actor, Act.MERGE, places)
        return answer if isinstance(answer, Denied) else None


def _token(gone: PersonId, kept: PersonId, movements: tuple[Movement, ...]) -> str:
    """Return what stands for the merge of *gone* into *kept*, and all that it moves."""
    return hashlib.sha256(repr((gone, kept, movements)).encode()).hexdigest()[:32]
