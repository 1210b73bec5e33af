"""Taking an operation back: when it may be, and what that would do."""

from collections.abc import Collection, Iterable
from datetime import datetime
from enum import StrEnum

from garbridge.core.entitlements import Opening, Rule, Seat
from garbridge.core.identifiers import OperationId
from garbridge.core.operations import UNDO_WINDOW, Movement, Operation
from garbridge.core.seats import Impossible, Obstacle, Plan, Stock, joined


class NotUndone(StrEnum):
    """Why an operation was not taken back.  Values are stable."""

    UNKNOWN = "unknown_operation"
    UNDONE_BEFORE = "undone_before"
    TOO_LATE = "too_late"
    """More than 24 hours ago."""
    GIVEN_AWAY = "given_away"
    """What was taken back has gone to somebody else since, or its subscription is over."""


def why_not(
    operation: Operation | None, undone_by: OperationId | None, now: datetime
) -> NotUndone | None:
    """Say why *operation* cannot be taken back at *now*; ``None`` if it can."""
    if operation is None:
        return NotUndone.UNKNOWN
    if undone_by is not None:
        return NotUndone.UNDONE_BEFORE
    if now >= operation.signed.at + UNDO_WINDOW:
        return NotUndone.TOO_LATE
    return None


def plan_undo(
    operation: Operation, stocks: Iterable[Stock], rules: Collection[Rule], now: datetime
) -> Plan:
    """Plan the inverse of *operation* on *stocks* and *rules*, as far as it still holds."""
    by_id = {stock.subscription.id: stock for stock in stocks}
    inverse = [movement.inverse() for movement in reversed(operation.movements)]
    back = [m for m in inverse if not m.gives]
    again = [m for m in inverse if m.gives]
    taken = {name: stock.taken for name, stock in by_id.items()}
    plans: list[Plan] = []
    for movement in (*back, *again):
        right = movement.right
        if isinstance(right, Rule):
            holds = (right in rules) is not movement.gives
            plans.append(Plan((movement,)) if holds else Plan(already=1))
            continue
        stock = by_id.get(right.subscription)
        plan = _inverse(movement, stock, now)
        if plan.movements and isinstance(right, Seat) and stock is not None:
            counts = taken[right.subscription]
            counts[movement.public] += 1 if movement.gives else -1
            if movement.gives and stock.subscription.licences.overdrawn(counts):
                plan = _obstacle(movement, Obstacle.NO_LICENCE_LEFT)
        plans.append(plan)
    return joined(plans)


def _inverse(movement: Movement, stock: Stock | None, now: datetime) -> Plan:
    if stock is None:
        return _obstacle(movement, Obstacle.NO_SUBSCRIPTION)
    if _is_held(movement.right, stock) is movement.gives:
        return Plan(already=1)
    if movement.gives and stock.subscription.ends <= now:
        return _obstacle(movement, Obstacle.SUBSCRIPTION_EXPIRED)
    return Plan((movement,))


def _is_held(right: Seat | Opening | Rule, stock: Stock) -> bool:
    match right:
        case Seat():
            return right.person in stock.holders
        case Opening():
            return right in stock.openings
        case Rule():
            return False


def _obstacle(movement: Movement, obstacle: Obstacle) -> Plan:
    right = movement.right
    who = right.person if isinstance(right, Seat) else right.population
    return Plan(impossible=(Impossible(who, right.resource, right.school, obstacle),))
