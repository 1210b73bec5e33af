"""Taking an operation back: when it may be, and what that would do."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from enum import StrEnum
from typing import Final

from garbridge.core.catalogue import Catalogue
from garbridge.core.entitlements import Opening, Population, Rule, Seat
from garbridge.core.identifiers import PersonId, ResourceId, SchoolId, SubscriptionId
from garbridge.core.openings import outgrown
from garbridge.core.operations import UNDO_WINDOW, Movement, Operation, OperationKind, Right
from garbridge.core.permissions import Actor, Denied
from garbridge.core.roles import Act
from garbridge.core.seats import Candidate, Impossible, Obstacle, Plan, Stock, joined
from garbridge.ports import Ledger
from garbridge.services.permitting import PermissionService, Place
from garbridge.services.tracing import heirs, standing, trace_of


class NotUndone(StrEnum):
    """Why an operation was not taken back.  Values are stable."""

    UNKNOWN = "unknown_operation"
    UNDONE_BEFORE = "undone_before"
    TOO_LATE = "too_late"
    """More than 24 hours ago."""
    OF_A_YEAR = "of_a_year"
    """Part of the turn of a school year: that is undone as a whole, until it is closed."""
    GIVEN_AWAY = "given_away"
    """What was taken back has gone to somebody else since, or its subscription is over."""


def undo_denied(
    permissions: PermissionService, catalogue: Catalogue, actor: Actor, operation: Operation
) -> Denied | None:
    """Say why *actor* may not take *operation* back; ``None`` if they may.

    Whoever may merge two people may make two of them again, and nobody else.
    """
    if operation.signed.kind is OperationKind.MERGE:
        act = Act.MERGE
        places: list[Place] = [(school, None) for school in operation.schools]
    else:
        known = catalogue.resources
        rights = dict.fromkeys((m.right.school, m.right.resource) for m in operation.movements)
        act = Act.UNDO
        places = [(school, known.get(resource)) for school, resource in rights]
    people = len(Plan(operation.movements).people)
    answer = permissions.permit_all(actor, act, places, people=people)
    return answer if isinstance(answer, Denied) else None


def why_not(operation: Operation, ledger: Ledger, now: datetime) -> NotUndone | None:
    """Say why *operation* cannot be taken back at *now*; ``None`` if it can."""
    if ledger.undone_by(operation.signed.id) is not None:
        return NotUndone.UNDONE_BEFORE
    if _is_of_a_year(operation, ledger):
        return NotUndone.OF_A_YEAR
    if now >= operation.signed.at + UNDO_WINDOW:
        return NotUndone.TOO_LATE
    return None


def _is_of_a_year(operation: Operation, ledger: Ledger) -> bool:
    """Say whether *operation* is part of a switch, or took part of one back."""
    one: Operation | None = operation
    while one is not None:
        if one.signed.kind is OperationKind.SWITCH:
            return True
        one = None if one.signed.undoes is None else ledger.operation(one.signed.undoes)
    return False


BLOCKING: Final = frozenset(
    {
        Obstacle.NO_SUBSCRIPTION,
        Obstacle.SUBSCRIPTION_EXPIRED,
        Obstacle.PUBLIC_NOT_COVERED,
        Obstacle.NO_LICENCE_LEFT,
    }
)
"""What stops the whole undo; somebody who has left since, or has the resource by now,
only stays without."""


def names_of(operation: Operation, ledger: Ledger) -> list[SubscriptionId]:
    """Return what is to be locked before *operation* is looked at."""
    return [
        name
        for school, resources in _places(operation).items()
        for name in ledger.names(school, resources)
    ]


def plan_back(
    operation: Operation,
    ledger: Ledger,
    now: datetime,
    members: Callable[[SchoolId], Sequence[Candidate]],
) -> Plan:
    """Plan the inverse of *operation* on what is given now, as far as nothing came after it."""
    places = _places(operation)
    stocks = [one for school, names in places.items() for one in ledger.stocks(school, names)]
    ruled = {m.right.school for m in operation.movements if isinstance(m.right, Rule)}
    rules = {one.rule for school in ruled for one in ledger.rules(school)}
    left = standing(operation, ledger)
    plan = plan_undo(replace(operation, movements=left), stocks, rules, now, members)
    if operation.signed.kind is OperationKind.MERGE:
        plan = _kept_whole(plan, operation)
    return plan + Plan(already=len(operation.movements) - len(left))


def _kept_whole(plan: Plan, merge: Operation) -> Plan:
    """Leave with the one who was kept what cannot go back: nobody would have it then.

    So where the directory dropped the one that went, as it should after a merge.
    """
    lost = {
        (one.who, one.resource, one.school)
        for one in plan.impossible
        if one.obstacle is not Obstacle.ALREADY_HELD
    }
    after = heirs(merge.movements)
    stays = {
        trace_of(after[trace_of(taken.right)])
        for taken in merge.movements
        if not taken.gives
        and trace_of(taken.right) in after
        and (_who(taken.right), taken.right.resource, taken.right.school) in lost
    }
    moved = (one for one in plan.movements if one.gives or trace_of(one.right) not in stays)
    return replace(plan, movements=tuple(moved))


def _places(operation: Operation) -> dict[SchoolId, list[ResourceId]]:
    found: dict[SchoolId, list[ResourceId]] = {}
    for movement in operation.movements:
        found.setdefault(movement.right.school, []).append(movement.right.resource)
    return {school: list(dict.fromkeys(names)) for school, names in found.items()}


def plan_undo(
    operation: Operation,
    stocks: Iterable[Stock],
    rules: Collection[Rule],
    now: datetime,
    members: Callable[[SchoolId], Sequence[Candidate]],
    *,
    also_over: bool = False,
) -> Plan:
    """Plan the inverse of *operation* on *stocks* and *rules*, as far as it still holds.

    *members* tells who is at a school: somebody who has left gets nothing back, nor does somebody
    who has the resource for those days under another subscription.  With *also_over* seats under a
    subscription that is over go back as well.
    """
    inverse = [movement.inverse() for movement in reversed(operation.movements)]
    undoing = _Undoing(stocks, rules, now, members, also_over=also_over)
    ordered = sorted(inverse, key=lambda movement: movement.gives)
    return joined(undoing.plan(movement) for movement in ordered)


class _Undoing:
    """What is given while an operation is being taken back, movement by movement."""

    def __init__(
        self,
        stocks: Iterable[Stock],
        rules: Collection[Rule],
        now: datetime,
        members: Callable[[SchoolId], Sequence[Candidate]],
        *,
        also_over: bool,
    ) -> None:
        self._stocks = {stock.subscription.id: stock for stock in stocks}
        self._taken = {name: stock.taken for name, stock in self._stocks.items()}
        self._held: set[Right] = {
            *rules,
            *(opening for stock in self._stocks.values() for opening in stock.openings),
        }
        self._holders = {name: set(stock.holders) for name, stock in self._stocks.items()}
        self._now = now
        self._also_over = also_over
        self._members = members
        self._there: dict[SchoolId, list[Candidate]] = {}
        self._known: dict[SchoolId, frozenset[PersonId]] = {}

    def plan(self, movement: Movement) -> Plan:
        """Return what becomes of one movement, and remember it."""
        right = movement.right
        if self._is_held(right) is movement.gives:
            return Plan(already=1)
        if not isinstance(right, Rule):
            stock = self._stocks.get(right.subscription)
            if stock is None:
                return _obstacle(movement, Obstacle.NO_SUBSCRIPTION)
            obstacle = self._obstacle(movement, right, stock) if movement.gives else None
            if obstacle is not None:
                return _obstacle(movement, obstacle)
            if isinstance(right, Seat) and not movement.gives:
                movement = _taken_as_it_is(stock, right.person)
        self._note(movement)
        return Plan((movement,))

    def _obstacle(self, movement: Movement, right: Seat | Opening, stock: Stock) -> Obstacle | None:
        bought = stock.subscription
        if bought.ends <= self._now and not self._also_over:
            return Obstacle.SUBSCRIPTION_EXPIRED
        if isinstance(right, Opening):
            openings = [one for one in self._held if isinstance(one, Opening)]
            ours = [one for one in openings if one.subscription == bought.id]
            too_many = outgrown(bought, [*ours, right], self._at(right.school))
            return Obstacle.NO_LICENCE_LEFT if too_many else None
        if movement.public is not None and movement.public not in bought.publics:
            return Obstacle.PUBLIC_NOT_COVERED
        if right.person not in self._names(right.school):
            return Obstacle.NOT_THERE_THEN
        if self._has_another(right):
            return Obstacle.ALREADY_HELD
        counts = self._taken[bought.id].copy()
        counts[movement.public] += 1
        return Obstacle.NO_LICENCE_LEFT if bought.licences.overdrawn(counts) else None

    def _has_another(self, seat: Seat) -> bool:
        """Say whether they have the resource on days of *seat* to come, from elsewhere."""
        bought = self._stocks[seat.subscription].subscription
        return any(
            seat.person in self._holders[name]
            and (stock.subscription.resource, stock.subscription.school)
            == (bought.resource, bought.school)
            and max(self._now, bought.starts, stock.subscription.starts)
            < min(bought.ends, stock.subscription.ends)
            for name, stock in self._stocks.items()
            if name != bought.id
        )

    def _at(self, school: SchoolId) -> list[Candidate]:
        if school not in self._there:
            self._there[school] = [
                one
                for one in self._members(school)
                if one.membership.ends is None or self._now < one.membership.ends
            ]
        return self._there[school]

    def _names(self, school: SchoolId) -> frozenset[PersonId]:
        if school not in self._known:
            self._known[school] = frozenset(one.person for one in self._at(school))
        return self._known[school]

    def _is_held(self, right: Right) -> bool:
        if isinstance(right, Seat):
            return right.person in self._holders.get(right.subscription, ())
        return right in self._held

    def _note(self, movement: Movement) -> None:
        right = movement.right
        if isinstance(right, Seat):
            holders = self._holders[right.subscription]
            (holders.add if movement.gives else holders.discard)(right.person)
            self._taken[right.subscription][movement.public] += 1 if movement.gives else -1
        elif movement.gives:
            self._held.add(right)
        else:
            self._held.discard(right)


def _taken_as_it_is(stock: Stock, person: PersonId) -> Movement:
    """Return what takes the seat of *person* back, counted as the row is now."""
    return Movement(stock.seat_of(person), gives=False, public=stock.holders[person].public)


def _obstacle(movement: Movement, obstacle: Obstacle) -> Plan:
    right = movement.right
    return Plan(impossible=(Impossible(_who(right), right.resource, right.school, obstacle),))


def _who(right: Right) -> PersonId | Population:
    return right.person if isinstance(right, Seat) else right.population
