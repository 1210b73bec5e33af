"""What became of an operation since: which of its rights a later one moved again."""

from collections.abc import Mapping, Sequence
from typing import Final

from garbridge.core.entitlements import Opening, Rule, Seat
from garbridge.core.identifiers import OperationId, PersonId, SchoolId, SubscriptionId
from garbridge.core.operations import Movement, Operation, Right, Summary
from garbridge.ports import Ledger

_Trace = tuple[SubscriptionId, PersonId] | Opening | Rule
"""What is one and the same right, whatever gave it."""

_FIRST_LOOK: Final = 64
"""Lines of a journal that are read at first; there are seldom more in 24 hours."""


def standing(operation: Operation, ledger: Ledger) -> tuple[Movement, ...]:
    """Return the movements of *operation* that nothing came after.

    What was given, taken back and given anew was given by somebody else.  A later operation that
    was undone since counts for nothing, and its undo neither.  What was done at the very same
    instant is later where the journal has it later.
    """
    name = operation.signed.id
    acts = {_trace_of(movement.right): {name} for movement in operation.movements}
    for later in _later(operation, ledger):
        for trace in acts.keys() & {_trace_of(movement.right) for movement in later.movements}:
            if later.signed.undoes in acts[trace]:
                acts[trace].remove(later.signed.undoes)
            else:
                acts[trace].add(later.signed.id)
    return tuple(m for m in operation.movements if acts[_trace_of(m.right)] == {name})


def _trace_of(right: Right) -> _Trace:
    return (right.subscription, right.person) if isinstance(right, Seat) else right


def _later(operation: Operation, ledger: Ledger) -> list[Operation]:
    """Return what was done after *operation* with its resources at its schools.

    Every undo comes after what it undid.
    """
    found: dict[OperationId, Operation] = {}
    for school in dict.fromkeys(movement.right.school for movement in operation.movements):
        for line in _journal(operation, ledger, school):
            name = line.signed.id
            if name == operation.signed.id:
                break
            one = None if name in found else ledger.operation(name)
            if one is not None:
                found[name] = one
    return sorted(found.values(), key=lambda one: _depth(one, found))


def _depth(operation: Operation, found: Mapping[OperationId, Operation]) -> int:
    """Return how many of *found* it undoes, one through the other: it came after all of them."""
    depth = 0
    undoes = operation.signed.undoes
    while undoes is not None and undoes in found:
        depth, undoes = depth + 1, found[undoes].signed.undoes
    return depth


def _journal(operation: Operation, ledger: Ledger, school: SchoolId) -> Sequence[Summary]:
    """Return the lines of the journal of *school*, newest first, back to *operation* at least."""
    resources = {movement.right.resource for movement in operation.at_school(school)}
    limit = _FIRST_LOOK
    while True:
        lines = ledger.journal(school, limit=limit, resources=resources)
        if len(lines) < limit or any(one.signed.id == operation.signed.id for one in lines):
            return lines
        limit *= 4
