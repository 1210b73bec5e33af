"""The queue of arrivals and departures: read, accepted, dismissed; and signalled by people.

::

    import, or somebody     an entry waits                       the school's people are told
    read                    with a proposal, computed then
    accept                  lock, propose again, plan, commit    journalled, undone for 24 hours
    dismiss                 nothing is done

An entry is closed in the transaction that does what it proposes.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from garbridge.core.identifiers import OperationId, PersonId, ResourceId, SchoolId
from garbridge.core.operations import Operation, OperationKind, Signature
from garbridge.core.people import Profile, is_current
from garbridge.core.permissions import Actor, Denied
from garbridge.core.proposing import Proposal, SchoolNow
from garbridge.core.queue import Entry, EntryKind, EntryState, Notification
from garbridge.core.roles import Act, Role
from garbridge.core.seats import Plan, Shortage
from garbridge.errors import ValueRefusedError
from garbridge.ports import (
    Clock,
    Ledger,
    NotificationLog,
    Notifier,
    QueueStore,
    TokenSource,
    Transaction,
)
from garbridge.services.permitting import PermissionService
from garbridge.services.planning import plan_of
from garbridge.services.selecting import People, Request
from garbridge.services.serving import ServingService

_KINDS = {
    EntryKind.ARRIVAL: OperationKind.ASSIGN,
    EntryKind.DEPARTURE: OperationKind.RECLAIM,
    EntryKind.MOVE: OperationKind.ASSIGN,
    EntryKind.PROFILE: OperationKind.ASSIGN,
}
_TOLD = frozenset({Role.MANAGER, Role.LIBRARIAN, Role.ENT_ADMINISTRATOR})
"""Roles whose holders hear of what somebody signals."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """An entry, and what could be done about it now."""

    entry: Entry
    proposal: Proposal


@dataclass(frozen=True, slots=True)
class Queue:
    """What waits at a school, and the rules that have too few licences there now."""

    waiting: tuple[Waiting, ...]
    shortages: tuple[Shortage, ...]


@dataclass(frozen=True, slots=True)
class Handled:
    """What became of one entry.

    ``closed`` is false where it still waits: licences are missing, its day has not come, or its
    person is not known yet; *plan* says which.  ``operation`` is ``None`` where nothing had to
    change hands.
    """

    entry: Entry
    plan: Plan
    closed: bool
    operation: OperationId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueService:
    """Keeps the queue of every school.

    ``notifier`` is the portal's own way to tell people; without it *notifications* keeps what they
    are to be told.
    """

    queue: QueueStore
    ledger: Ledger
    permissions: PermissionService
    serving: ServingService
    notifications: NotificationLog
    notifier: Notifier | None
    transaction: Transaction
    clock: Clock
    tokens: TokenSource = field(repr=False)

    def listing(self, actor: Actor, school: SchoolId) -> Queue | Denied:
        """Return what waits at *school*, in the order in which it came."""
        denied = self._denied(actor, Act.READ_QUEUE, school)
        if denied:
            return denied
        entries = self.queue.waiting(school)
        now = self._now(school) if entries else None
        waiting = tuple(Waiting(one, now.propose(one)) for one in entries) if now else ()
        roster, rules = self.serving.roster(school), self.ledger.rules(school)
        shortages = self.serving.look(roster, rules, self.clock()).plan.shortages
        return Queue(waiting, shortages)

    def accept(
        self,
        actor: Actor,
        school: SchoolId,
        numbers: Collection[int] | None = None,
        *,
        rehearse: bool = False,
    ) -> tuple[Handled, ...] | Denied:
        """Do what is proposed for some entries that wait at *school*, or for all of them.

        Each is done by itself; those that cannot be go on waiting.  Numbers of entries that do not
        wait are left out.

        Raises:
            StoreError: entries that come later go on waiting.
        """
        entries = self._chosen(school, numbers)
        now = self._now(school)
        about = {one for entry in entries for one in _resources(now.propose(entry))}
        denied = self._denied(actor, Act.ACCEPT_QUEUE, school, about, people=len(entries))
        if denied:
            return denied
        return tuple(self._accept(actor, entry, rehearse=rehearse) for entry in entries)

    def dismiss(
        self, actor: Actor, school: SchoolId, numbers: Collection[int]
    ) -> tuple[Entry, ...] | Denied:
        """Close entries of *school* without doing anything; return those that waited."""
        denied = self._denied(actor, Act.ACCEPT_QUEUE, school)
        if denied:
            return denied
        at = self.clock()
        return tuple(
            entry
            for entry in self._chosen(school, numbers)
            if self.queue.decide(school, entry.number, EntryState.DISMISSED, by=actor, at=at)
        )

    def signal(
        self,
        actor: Actor,
        school: SchoolId,
        kind: EntryKind,
        person: PersonId,
        *,
        due: datetime | None = None,
        classes: Sequence[str] = (),
    ) -> Entry | Denied:
        """Tell that *person* arrives at *school* or leaves it, before the directory does.

        An arrival may name somebody nobody knows yet: it waits until the directory does.
        Documentalistes, gestionnaires and administrators of the ENT at the school are told.

        Args:
            actor: Who tells it.
            school: Where.
            kind: An arrival or a departure.
            person: Who, by the identifier of the directory.
            due: From when on, where that is not now.
            classes: Codes such as ``division:6A`` that they come to, where somebody knows.

        Raises:
            ValueRefusedError: it is another kind, or who is to leave is not at the school.
            StoreError: nothing was kept.
        """
        denied = self._denied(actor, Act.SIGNAL, school)
        if denied:
            return denied
        if kind not in {EntryKind.ARRIVAL, EntryKind.DEPARTURE}:
            raise ValueRefusedError("kind", kind, "arrival or departure")
        known = self.permissions.directory.person(person)
        if kind is EntryKind.DEPARTURE and (known is None or known.at(school) is None):
            raise ValueRefusedError("person", None, "somebody of the school")
        at = self.clock()
        entry = Entry(
            school=school,
            kind=kind,
            person=person,
            at=at,
            due=due,
            come=tuple(classes),
            told_by=actor.text,
        )
        with self.transaction():
            self.queue.add([entry])
            kept = self.queue.of_person(school, person)[-1]
        for recipient in self._recipients(school, at):
            if recipient != actor.person:
                (self.notifier or self.notifications).tell(
                    Notification(
                        school=school, recipient=recipient, kind=kind, person=person, at=at
                    )
                )
        return kept

    def _accept(self, actor: Actor, entry: Entry, *, rehearse: bool) -> Handled:
        school, at = entry.school, self.clock()
        if entry.due is not None and at < entry.due:
            return Handled(entry, Plan(), closed=False)
        with self.transaction():
            if not rehearse:
                self.ledger.lock([one.subscription.id for one in self.ledger.stocks(school)])
            plan = self._plan(entry, self._now(school).propose(entry), at)
            if plan.shortages or plan.impossible or rehearse or self._is_unknown(entry):
                return Handled(entry, plan, closed=False)
            if not self.queue.decide(school, entry.number, EntryState.ACCEPTED, by=actor, at=at):
                return Handled(entry, Plan(), closed=False)
            done = self._commit(actor, entry, plan, at)
        return Handled(entry, plan, closed=True, operation=done)

    def _plan(self, entry: Entry, proposal: Proposal, at: datetime) -> Plan:
        school, plan = entry.school, Plan()
        people = People(self.permissions.directory, school)
        for kind, resources in (
            (OperationKind.WITHDRAW, proposal.back),
            (OperationKind.ASSIGN, proposal.give),
        ):
            if resources:
                request = Request(
                    kind=kind, schools=(school,), resources=resources, people=(entry.person,)
                )
                stocks = self.ledger.stocks(school, resources)
                plan += plan_of(request, school, stocks, people, at)
        return plan

    def _commit(self, actor: Actor, entry: Entry, plan: Plan, at: datetime) -> OperationId | None:
        if not plan.movements:
            return None
        signed = Signature(
            id=OperationId(self.tokens()), kind=_KINDS[entry.kind], actor=actor.text, at=at
        )
        self.ledger.commit(Operation(signed, plan.movements))
        return signed.id

    def _now(self, school: SchoolId) -> SchoolNow:
        holders: dict[ResourceId, set[PersonId]] = {}
        locked: set[tuple[ResourceId, PersonId]] = set()
        at = self.clock()
        for stock in self.ledger.stocks(school):
            bought = stock.subscription
            if bought.ends <= at:
                continue
            holders.setdefault(bought.resource, set()).update(stock.holders)
            if not bought.transferable:
                locked.update((bought.resource, person) for person in stock.holders)
        members = People(self.permissions.directory, school).members()
        there = [one for one in members if is_current(one.membership, at)]
        return SchoolNow(members=there, holders=holders, locked=locked)

    def _is_unknown(self, entry: Entry) -> bool:
        if entry.kind is EntryKind.DEPARTURE:
            return False
        person = self.permissions.directory.person(entry.person)
        return person is None or person.at(entry.school) is None

    def _chosen(self, school: SchoolId, numbers: Collection[int] | None) -> list[Entry]:
        waiting = self.queue.waiting(school)
        return [one for one in waiting if numbers is None or one.number in numbers]

    def _recipients(self, school: SchoolId, at: datetime) -> Iterable[PersonId]:
        stated = {
            grant.person
            for grant in self.permissions.stated
            if grant.role in _TOLD
            and grant.is_at(school)
            and (grant.starts is None or grant.starts <= at)
            and (grant.ends is None or at < grant.ends)
        }
        for one in People(self.permissions.directory, school).members():
            if one.membership.profile is Profile.LIBRARIAN and is_current(one.membership, at):
                stated.add(one.person)
        return sorted(stated)

    def _denied(
        self,
        actor: Actor,
        act: Act,
        school: SchoolId,
        resources: Iterable[ResourceId] = (),
        *,
        people: int = 0,
    ) -> Denied | None:
        known = self.serving.catalogue().resources
        places = [(school, known.get(one)) for one in resources] or [(school, None)]
        answer = self.permissions.permit_all(actor, act, places, people=people)
        return answer if isinstance(answer, Denied) else None


def _resources(proposal: Proposal) -> tuple[ResourceId, ...]:
    return proposal.give + proposal.back
