"""Undoing a switch: portion by portion, or all of it for a look that writes nothing."""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import replace

from garbridge.core.identifiers import ResourceId
from garbridge.core.operations import Operation, OperationKind, Signature
from garbridge.core.permissions import Actor
from garbridge.core.years import NotTurned, Portion, YearPlan, YearState, YearStep
from garbridge.errors import GarbridgeError
from garbridge.services.selecting import People
from garbridge.services.tracing import since
from garbridge.services.undoing import plan_undo
from garbridge.services.year_answers import Unswitched
from garbridge.services.year_desk import YearDesk


class _RehearsedError(GarbridgeError):
    """Passes through a transaction so that it is undone; never leaves this module."""


def rehearse_undo(
    desk: YearDesk, actor: Actor, plan: YearPlan, portions: Sequence[Portion]
) -> tuple[Unswitched, ...]:
    """Return what undoing *portions*, one after the other, would come to; nothing is written."""
    found: list[Unswitched] = []
    with suppress(_RehearsedError), desk.transaction():
        claimed = desk.years.claim(plan.school, plan.year) or plan
        for portion in portions:
            signed = desk.signed(actor, OperationKind.UNDO, claimed, "")
            found += undo_portion(desk, claimed, portion, signed)
        raise _RehearsedError("rehearsed")
    return by_resource(found)


def undo_portions(
    desk: YearDesk, actor: Actor, plan: YearPlan, portions: Iterable[Portion], reason: str
) -> tuple[Unswitched, ...] | NotTurned:
    """Undo *portions*, each in a transaction of its own; return what that came to."""
    found: list[Unswitched] = []
    for portion in portions:
        with desk.transaction():
            claimed = desk.claimed(plan.school, plan.year)
            if isinstance(claimed, NotTurned):
                return claimed
            signed = desk.signed(actor, OperationKind.UNDO, claimed, reason)
            found += undo_portion(desk, claimed, portion, signed)
            undoing = replace(claimed, state=YearState.UNDOING, step=YearStep.RECLAIM)
            desk.years.keep(undoing)
    return by_resource(found)


def finish_undo(desk: YearDesk, plan: YearPlan) -> None:
    """Write down that nothing of *plan* is switched any more, if that is so."""
    with desk.transaction():
        claimed = desk.claimed(plan.school, plan.year)
        # Somebody may have switched since what stands was read.
        left = any(one.stands for one in desk.years.portions(plan.school, plan.year))
        if isinstance(claimed, YearPlan) and not (left or claimed.state is YearState.PREPARED):
            desk.years.expect(plan.school, plan.year, [])
            undone = replace(claimed, state=YearState.UNDONE, step=YearStep.CARRY_OVER)
            desk.years.keep(replace(undone, token="", begun=None))


def by_resource(found: Iterable[Unswitched]) -> tuple[Unswitched, ...]:
    """Return one line a resource; what was given since is what the last one, the oldest, found."""
    lines: dict[ResourceId, Unswitched] = {}
    for one in found:
        before = lines.get(one.resource, Unswitched(resource=one.resource))
        lines[one.resource] = replace(
            one,
            returned=before.returned + one.returned,
            restored=before.restored + one.restored,
            lost=before.lost + one.lost,
        )
    return tuple(lines.values())


def undo_portion(
    desk: YearDesk, plan: YearPlan, portion: Portion, signed: Signature
) -> tuple[Unswitched, ...]:
    """Take *portion* back, as far as licences are free; return what that came to.

    Inside a transaction, with *plan* claimed.  Seats under a subscription that is over go back as
    well: they open nothing, but were there.  What somebody took back or gave anew since is left as
    it is, and what somebody else undid already counts as undone.
    """
    left = {one.number: one for one in desk.years.portions(plan.school, plan.year)}
    if left.get(portion.number) != portion:
        return ()
    done: tuple[Unswitched, ...] = ()
    found = None if portion.operation is None else desk.ledger.operation(portion.operation)
    if found is not None and desk.ledger.undone_by(found.signed.id) is None:
        desk.ledger.lock(sorted(desk.ledger.names(plan.school, [portion.resource])))
        done = (_taken_back(desk, plan, portion.resource, found, signed),)
    desk.years.settle(plan.school, plan.year, replace(portion, undone=True))
    return done


def _taken_back(
    desk: YearDesk, plan: YearPlan, resource: ResourceId, found: Operation, signed: Signature
) -> Unswitched:
    stocks = desk.ledger.stocks(plan.school, [resource])
    members = People(desk.directory, plan.school).members()
    rules = [one.rule for one in desk.ledger.rules(plan.school)]
    after = since(found, desk.ledger, plan.school, plan.merged)
    mine = replace(found, movements=after.standing)
    back = plan_undo(mine, stocks, rules, signed.at, lambda _: members, also_over=True)
    if back.movements:
        desk.ledger.commit(Operation(replace(signed, undoes=found.signed.id), back.movements))
    restored = sum(movement.gives for movement in back.movements)
    return Unswitched(
        resource=resource,
        returned=len(back.movements) - restored,
        restored=restored,
        left=len(after.given),
        lost=back.impossible,
    )
