"""Undoing one portion of a switch."""

from collections.abc import Mapping
from dataclasses import replace

from garbridge.core.entitlements import Seat
from garbridge.core.identifiers import PersonId
from garbridge.core.operations import Operation, Right, Signature
from garbridge.core.seats import Impossible
from garbridge.core.years import Portion, YearPlan
from garbridge.services.selecting import People
from garbridge.services.undoing import plan_undo
from garbridge.services.year_desk import YearDesk


def undo_portion(
    desk: YearDesk, plan: YearPlan, portion: Portion, signed: Signature
) -> tuple[Impossible, ...]:
    """Take *portion* back, as far as licences are free; return what could not be.

    Inside a transaction, with *plan* claimed.  Seats under a subscription that is over go back as
    well: they open nothing, but were there.  What somebody else undid already counts as undone.
    """
    left = {one.number: one for one in desk.years.portions(plan.school, plan.year)}
    if left.get(portion.number) != portion:
        return ()
    lost: tuple[Impossible, ...] = ()
    found = None if portion.operation is None else desk.ledger.operation(portion.operation)
    if found is not None and desk.ledger.undone_by(found.signed.id) is None:
        desk.ledger.lock(sorted(desk.ledger.names(plan.school, [portion.resource])))
        stocks = desk.ledger.stocks(plan.school, [portion.resource])
        members = People(desk.directory, plan.school).members()
        rules = [one.rule for one in desk.ledger.rules(plan.school)]
        merged = _now(found, plan.merged)
        back = plan_undo(merged, stocks, rules, signed.at, lambda _: members, also_over=True)
        lost = back.impossible
        if back.movements:
            again = Operation(replace(signed, undoes=found.signed.id), back.movements)
            desk.ledger.commit(again)
    desk.years.settle(plan.school, plan.year, replace(portion, undone=True))
    return lost


def _now(operation: Operation, merged: Mapping[PersonId, PersonId]) -> Operation:
    """Return *operation* as if everybody had always been who they are now."""
    moved = tuple(
        replace(movement, right=_right_now(movement.right, merged))
        for movement in operation.movements
    )
    return replace(operation, movements=moved)


def _right_now(right: Right, merged: Mapping[PersonId, PersonId]) -> Right:
    if isinstance(right, Seat):
        return replace(right, person=merged.get(right.person, right.person))
    who = right.population.person
    if who is None or who not in merged:
        return right
    return replace(right, population=right.population.merged(who, merged[who]))
