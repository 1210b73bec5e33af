"""Accepting entries of the queue: all of a school from one look at it, one after the other.

What an entry gives or takes is counted before the next one is looked at, as if each had been
accepted by itself; each is an operation of its own, and undone by itself.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from garbridge.core.entitlements import Population, Seat
from garbridge.core.gathering import Gathered
from garbridge.core.identifiers import OperationId, PersonId, ResourceId, SchoolId
from garbridge.core.openings import inside, is_opened
from garbridge.core.operations import Movement, OperationKind
from garbridge.core.people import is_current
from garbridge.core.proposing import Proposal, SchoolNow
from garbridge.core.queue import Entry, EntryKind
from garbridge.core.seats import Candidate, Plan, Stock
from garbridge.services.planning import after, plan_of
from garbridge.services.selecting import People, Request

KINDS = {
    EntryKind.ARRIVAL: OperationKind.ASSIGN,
    EntryKind.DEPARTURE: OperationKind.RECLAIM,
    EntryKind.MOVE: OperationKind.ASSIGN,
    EntryKind.PROFILE: OperationKind.ASSIGN,
    EntryKind.DUPLICATE: OperationKind.MERGE,
    EntryKind.LACK: OperationKind.ASSIGN,
}
"""What an entry that is accepted is in the journal."""


@dataclass(frozen=True, slots=True)
class Handled:
    """What became of one entry.

    ``closed`` is false where it still waits: licences are missing, its day has not come, its
    person is not known yet, or two accounts are to be merged; *plan* says which.  ``operation`` is
    ``None`` where nothing had to change hands.
    """

    entry: Entry
    plan: Plan
    closed: bool
    operation: OperationId | None = None


class Desk:
    """A school while its entries are handled.

    Args:
        school: Which.
        stocks: All that it has.
        people: Its people.
        at: When.
    """

    def __init__(
        self, school: SchoolId, stocks: Sequence[Stock], people: People, at: datetime
    ) -> None:
        self._school = school
        self._people = people
        self._at = at
        self._stocks: dict[ResourceId, list[Stock]] = {}
        self._holders: dict[ResourceId, set[PersonId]] = {}
        locked: set[tuple[ResourceId, PersonId]] = set()
        for stock in stocks:
            bought = stock.subscription
            self._stocks.setdefault(bought.resource, []).append(stock)
            if bought.ends <= at:
                continue
            self._holders.setdefault(bought.resource, set()).update(stock.holders)
            if not bought.transferable:
                locked.update((bought.resource, person) for person in stock.holders)
        members = people.members()
        self._known = {one.person for one in members}
        there = Gathered(one for one in members if is_current(one.membership, at))
        self._locked = locked
        self._now = SchoolNow(members=there, holders=self._holders, locked=locked)

    def propose(self, entry: Entry) -> Proposal:
        """Return what could be done about *entry* now."""
        found = self._now.propose(entry)
        if entry.kind is not EntryKind.LACK:
            return found
        return replace(found, give=tuple(one for one in found.give if not self._is_in(entry, one)))

    def _is_in(self, entry: Entry, resource: ResourceId) -> bool:
        """Say whether who is to be given *resource* may enter it by now, as one of a population."""
        place = self._now.members.place(entry.person)
        me = [] if place is None else [Candidate(entry.person, place)]
        stocks = [s for s in self._stocks[resource] if self._at < s.subscription.ends]
        return any(inside(stock.subscription, stock.openings, me) for stock in stocks)

    def handle(self, entry: Entry) -> Handled:
        """Plan what *entry* proposes, and count it as done where it can be."""
        if entry.due is not None and self._at < entry.due:
            return Handled(entry, Plan(), closed=False)
        plan = self._plan(entry, self.propose(entry))
        if plan.shortages or plan.impossible or not self._is_decided_here(entry):
            return Handled(entry, plan, closed=False)
        self._count(plan.movements)
        return Handled(entry, plan, closed=True)

    def _is_decided_here(self, entry: Entry) -> bool:
        if entry.kind is EntryKind.DUPLICATE:
            return False
        return entry.kind is EntryKind.DEPARTURE or entry.person in self._known

    def _plan(self, entry: Entry, proposal: Proposal) -> Plan:
        plan = Plan()
        for kind, resources in (
            (OperationKind.WITHDRAW, proposal.back),
            (OperationKind.ASSIGN, proposal.give),
        ):
            if resources:
                request = self._request(entry, kind, resources)
                stocks = [stock for one in resources for stock in self._stocks[one]]
                plan += plan_of(request, self._school, stocks, self._people, self._at)
        return plan

    def _request(
        self, entry: Entry, kind: OperationKind, resources: tuple[ResourceId, ...]
    ) -> Request:
        """Return what is done for the person of *entry*: alone let in where nobody is named."""
        asked = Request(kind=kind, schools=(self._school,), resources=resources)
        stocks = [stock for one in resources for stock in self._stocks[one]]
        runs = [stock for stock in stocks if self._at < stock.subscription.ends]
        if entry.kind is EntryKind.LACK and runs and all(map(is_opened, runs)):
            return replace(asked, populations=(Population(person=entry.person),))
        return replace(asked, people=(entry.person,))

    def _count(self, movements: Sequence[Movement]) -> None:
        for resource in {movement.right.resource for movement in movements}:
            self._stocks[resource] = after(self._stocks[resource], movements)
        for movement in movements:
            right = movement.right
            if isinstance(right, Seat):
                self._recount(right)

    def _recount(self, seat: Seat) -> None:
        held = [
            stock.subscription
            for stock in self._stocks[seat.resource]
            if self._at < stock.subscription.ends and seat.person in stock.holders
        ]
        change = self._holders[seat.resource].add if held else self._holders[seat.resource].discard
        change(seat.person)
        if any(not bought.transferable for bought in held):
            self._locked.add((seat.resource, seat.person))


def waits(one: Handled) -> Handled:
    """Return *one* as it is where nothing was done about it."""
    return replace(one, closed=False)
