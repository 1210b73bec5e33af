"""What became of an operation since: which of its rights a later one moved again."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from garbridge.core.entitlements import Opening, Rule, Seat
from garbridge.core.identifiers import OperationId, PersonId, SchoolId, SubscriptionId
from garbridge.core.operations import Movement, Operation, OperationKind, Right, Summary
from garbridge.ports import Ledger

Trace = tuple[SubscriptionId, PersonId] | Opening | Rule
"""What is one and the same right, whatever gave it."""

_FIRST_LOOK: Final = 64
"""Lines of a journal that are read at first; there are seldom more in 24 hours."""


def standing(operation: Operation, ledger: Ledger) -> tuple[Movement, ...]:
    """Return the movements of *operation* that nothing came after.

    What was given, taken back and given anew was given by somebody else.  A later operation that
    was undone since counts for nothing, and its undo neither.  What was done at the very same
    instant is later where the journal has it later.

    What a merge took is as whoever has it now was given it: where that went on, into another merge
    or back into the stock, a second licence in its place would be one too many.
    """
    name = operation.signed.id
    acts = {trace_of(movement.right): {name} for movement in operation.movements}
    for later in _later(operation, ledger):
        for trace in acts.keys() & {trace_of(movement.right) for movement in later.movements}:
            if later.signed.undoes in acts[trace]:
                acts[trace].remove(later.signed.undoes)
            else:
                acts[trace].add(later.signed.id)
    left = tuple(m for m in operation.movements if acts[trace_of(m.right)] == {name})
    if operation.signed.kind is not OperationKind.MERGE:
        return left
    after = heirs(operation.movements)
    gone_on = {trace for trace, heir in after.items() if acts[trace_of(heir)] != {name}}
    return tuple(m for m in left if m.gives or trace_of(m.right) not in gone_on)


def trace_of(right: Right) -> Trace:
    """Return what is one and the same right, whatever gave it."""
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


@dataclass(frozen=True, slots=True)
class Since:
    """What became of an operation at one school.

    ``standing`` are its movements that nothing came after, with whoever has it now where two
    entries were merged; ``given`` is what other operations gave since, and nobody took back.
    """

    standing: tuple[Movement, ...]
    given: tuple[Right, ...]


def since(
    operation: Operation, ledger: Ledger, school: SchoolId, merged: Mapping[PersonId, PersonId]
) -> Since:
    """Follow the movements of *operation* at *school*, its resources alone, up to now.

    *merged* says who somebody is now.  A merge hands a right on: it is no later act.
    """
    followed = _Followed(merged)
    for movement in operation.at_school(school):
        followed.begin(movement, operation.signed.id)
    lines = _journal(operation, ledger, school)
    names = [line.signed.id for line in lines]
    for name in reversed(names[: names.index(operation.signed.id)]):
        one = ledger.operation(name)
        if one is not None:
            followed.meet(one, school, hands_on=_is_merge(one, ledger))
    return followed.end(operation.signed.id)


def _is_merge(operation: Operation, ledger: Ledger) -> bool:
    """Say whether it merged two entries, or took a merge back, or that."""
    one: Operation | None = operation
    while one is not None and one.signed.undoes is not None:
        one = ledger.operation(one.signed.undoes)
    return one is not None and one.signed.kind is OperationKind.MERGE


class _Track:
    """One movement, what it is about now, and which operations moved that since."""

    def __init__(self, movement: Movement, name: OperationId) -> None:
        self.movement = movement
        self.right = movement.right
        self.acts = {name}


class _Followed:
    """All movements of one operation, by what they are about now."""

    def __init__(self, merged: Mapping[PersonId, PersonId]) -> None:
        self._merged = merged
        self._every: list[_Track] = []
        self._live: dict[Trace, _Track] = {}
        self._given: dict[Trace, Right] = {}
        # What an operation took that no other had given since: to give it back is nothing new.
        self._taken: set[tuple[OperationId, Trace]] = set()

    def begin(self, movement: Movement, name: OperationId) -> None:
        """Begin to follow *movement* of the operation *name*."""
        track = _Track(movement, name)
        self._every.append(track)
        self._live[trace_of(movement.right)] = track
        if not movement.gives:  # nobody holds it, so that no merge hands it on
            self._live.setdefault(trace_of(right_now(movement.right, self._merged)), track)

    def meet(self, later: Operation, school: SchoolId, *, hands_on: bool) -> None:
        """Note what *later* moved."""
        ordered = sorted(later.at_school(school), key=lambda movement: movement.gives)
        after = heirs(ordered) if hands_on else {}
        inherited = {trace_of(right) for right in after.values()}
        for movement in ordered:
            trace = trace_of(movement.right)
            heir = None if movement.gives else after.get(trace)
            if heir is not None:
                self._hand_on(trace, heir)
            elif trace not in inherited:
                self._act(trace, movement, later)

    def _hand_on(self, trace: Trace, heir: Right) -> None:
        track = self._live.pop(trace, None)
        if track is not None:
            track.right = heir
            self._live[trace_of(heir)] = track
        if trace in self._given:
            del self._given[trace]
            self._given[trace_of(heir)] = heir

    def _act(self, trace: Trace, movement: Movement, later: Operation) -> None:
        name, undoes = later.signed.id, later.signed.undoes
        track = self._live.get(trace)
        if track is not None:
            if undoes in track.acts:
                track.acts.remove(undoes)
            else:
                track.acts.add(name)
        if not movement.gives:
            if self._given.pop(trace, None) is None:
                self._taken.add((name, trace))
        elif undoes is None or (undoes, trace) not in self._taken:
            self._given[trace] = movement.right

    def end(self, name: OperationId) -> Since:
        """Return what stands of the operation *name*, and what others gave since."""
        standing = tuple(
            Movement(right_now(one.right, self._merged), one.movement.gives, one.movement.public)
            for one in self._every
            if one.acts == {name}
        )
        ours = {trace_of(movement.right) for movement in standing if movement.gives}
        return Since(standing, tuple(r for trace, r in self._given.items() if trace not in ours))


def heirs(movements: Iterable[Movement]) -> dict[Trace, Right]:
    """Return what a merge gave in the place of what it took, by that."""
    movements = list(movements)
    given = {_place_of(m.right): m.right for m in movements if m.gives}
    return {
        trace_of(m.right): given[_place_of(m.right)]
        for m in movements
        if not m.gives and _place_of(m.right) in given
    }


def _place_of(right: Right) -> tuple[type[Right], SchoolId, str]:
    name = right.resource if isinstance(right, Rule) else right.subscription
    return type(right), right.school, name


def right_now(right: Right, merged: Mapping[PersonId, PersonId]) -> Right:
    """Return *right* as of whoever has it now that *merged* people are others."""
    if isinstance(right, Seat):
        return replace(right, person=merged.get(right.person, right.person))
    who = right.population.person
    if who is None or who not in merged:
        return right
    return replace(right, population=right.population.merged(who, merged[who]))
