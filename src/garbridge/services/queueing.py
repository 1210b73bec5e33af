"""The queue of arrivals and departures: read, accepted, dismissed; and signalled by people.

::

    import, or somebody     an entry waits                       the school's people are told
    read                    with a proposal, computed then
    accept                  lock, look once, plan each, commit   journalled, undone for 24 hours
    dismiss                 nothing is done

An entry is closed in the transaction that does what it proposes.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from garbridge.core.identifiers import OperationId, PersonId, ResourceId, SchoolId
from garbridge.core.operations import Operation, Signature
from garbridge.core.people import Profile, is_current
from garbridge.core.permissions import Actor, Denied
from garbridge.core.queue import Entry, EntryKind, EntryState, Notification
from garbridge.core.roles import Act, Role
from garbridge.core.seats import Plan, Shortage, Stock
from garbridge.core.texts import require_code
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
from garbridge.services.accepting import KINDS, Desk, Handled, waits
from garbridge.services.feeding import may_merge
from garbridge.services.permitting import PermissionService
from garbridge.services.queue_answers import Counts, Queue, Waiting
from garbridge.services.selecting import People
from garbridge.services.serving import Roster, ServingService

_TOLD = frozenset({Role.MANAGER, Role.LIBRARIAN, Role.ENT_ADMINISTRATOR})
"""Roles whose holders hear of what somebody signals."""


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
        """Return what waits at *school*, in the order in which it came.

        Whoever may see some resources only is told of those, and of what others hold no more.
        """
        denied = self._denied(actor, Act.READ_QUEUE, school)
        if denied:
            return denied
        only = self._seen(actor, school)
        entries = self._visible(actor, self.queue.waiting(school))
        roster, stocks = self.serving.roster(school), self.ledger.stocks(school)
        desk = Desk(school, stocks, roster.people, self.clock())
        waiting = tuple(Waiting(one, desk.propose(one).among(only)) for one in entries)
        return Queue(waiting, self._short(school, only, roster, stocks))

    def counts(self, actor: Actor, school: SchoolId) -> Counts | Denied:
        """Return how much of it there is: nothing is proposed, and nobody read without a rule."""
        denied = self._denied(actor, Act.READ_QUEUE, school)
        if denied:
            return denied
        entries = self._visible(actor, self.queue.waiting(school))
        short = self._short(school, self._seen(actor, school))
        return Counts(Counter(one.kind for one in entries), short)

    def _short(
        self,
        school: SchoolId,
        only: frozenset[ResourceId] | None,
        roster: Roster | None = None,
        stocks: Sequence[Stock] | None = None,
    ) -> tuple[Shortage, ...]:
        rules = self.ledger.rules(school)
        if not rules:
            return ()
        roster = roster or self.serving.roster(school)
        short = self.serving.look(roster, rules, self.clock(), stocks).plan.shortages
        return tuple(one for one in short if only is None or one.resource in only)

    def accept(
        self,
        actor: Actor,
        school: SchoolId,
        numbers: Collection[int] | None = None,
        *,
        rehearse: bool = False,
    ) -> tuple[Handled, ...] | Denied:
        """Do what is proposed for some entries that wait at *school*, or for all of them.

        Each is done and journalled by itself, in the order in which they came, and all of them
        together are kept or none; those that cannot be done go on waiting.  Numbers of entries that
        do not wait are left out; so are duplicates, unless their number is given.

        Raises:
            StoreError: all of them go on waiting.
        """
        known = self.serving.catalogue().resources
        sight = self.permissions.sight(actor, Act.ACCEPT_QUEUE, known, school)
        if isinstance(sight, Denied):
            return sight
        everywhere = self.permissions.is_everywhere(actor, Act.ACCEPT_QUEUE)
        people = People(self.permissions.directory, school, tells_unknown=everywhere)
        people.members()
        with self.transaction():
            if not rehearse:
                self.ledger.lock(sorted(self.ledger.names(school)))
            at = self.clock()
            entries = self._visible(actor, self._chosen(school, numbers))
            desk = Desk(school, self.ledger.stocks(school), people, at)
            handled = [desk.handle(entry) for entry in entries]
            about = {m.right.resource for one in handled for m in one.plan.movements}
            about |= {i.resource for one in handled for i in one.plan.impossible}
            about |= {short.resource for one in handled for short in one.plan.shortages}
            denied = self._denied(actor, Act.ACCEPT_QUEUE, school, about, people=len(entries))
            if denied:
                return denied
            return tuple(map(waits, handled) if rehearse else self._closed(actor, handled, at))

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
            for entry in self._visible(actor, self._chosen(school, numbers))
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
            ValueRefusedError: another kind, no code of a class, or who is to leave is not there.
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
            come=tuple(require_code("class", one) for one in classes),
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

    def _closed(self, actor: Actor, handled: Sequence[Handled], at: datetime) -> Iterator[Handled]:
        """Close and journal those that can be, as long as nobody else closes one meanwhile."""
        alone = True
        for one in handled:
            entry = one.entry
            if not one.closed or not alone:
                yield waits(one)
                continue
            alone = self.queue.decide(
                entry.school, entry.number, EntryState.ACCEPTED, by=actor, at=at
            )
            if not alone:
                # The plans of those that follow count on this one.
                yield Handled(entry, Plan(), closed=False)
                continue
            yield replace(one, operation=self._commit(actor, entry, one.plan, at))

    def _commit(self, actor: Actor, entry: Entry, plan: Plan, at: datetime) -> OperationId | None:
        if not plan.movements:
            return None
        signed = Signature(
            id=OperationId(self.tokens()), kind=KINDS[entry.kind], actor=actor.text, at=at
        )
        self.ledger.commit(Operation(signed, plan.movements))
        return signed.id

    def _visible(self, actor: Actor, entries: Iterable[Entry]) -> list[Entry]:
        """Return *entries* but for what is not for *actor*.

        Who else may be one person, and where, is for nobody but those who may merge all of them;
        what a teacher asks for, for whoever may see that resource.
        """
        waiting = list(entries)
        asked = {one.school for one in waiting if one.kind is EntryKind.LACK}
        seen = {one: self._seen(actor, one) for one in asked}
        return [one for one in waiting if self._is_visible(actor, one, seen)]

    def _seen(self, actor: Actor, school: SchoolId) -> frozenset[ResourceId] | None:
        known = self.serving.catalogue().resources
        sight = self.permissions.sight(actor, Act.SEE_STOCK, known, school)
        return frozenset[ResourceId]() if isinstance(sight, Denied) else sight.only(school)

    def _is_visible(
        self, actor: Actor, entry: Entry, seen: Mapping[SchoolId, frozenset[ResourceId] | None]
    ) -> bool:
        match entry.kind:
            case EntryKind.DUPLICATE:
                people = [entry.person, *map(PersonId, entry.come)]
                return may_merge(self.permissions, actor, people)
            case EntryKind.LACK:
                return (only := seen[entry.school]) is None or only.issuperset(entry.come)
            case EntryKind.ARRIVAL | EntryKind.DEPARTURE | EntryKind.MOVE | EntryKind.PROFILE:
                return True

    def _chosen(self, school: SchoolId, numbers: Collection[int] | None) -> list[Entry]:
        waiting = self.queue.waiting(school)
        if numbers is None:
            return [one for one in waiting if one.kind is not EntryKind.DUPLICATE]
        return [one for one in waiting if one.number in numbers]

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
