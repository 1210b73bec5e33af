"""What a merge brought over beside licences, as it is kept until nobody can undo the merge."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Final, TypeVar

from garbridge.core.duplicates import Stays
from garbridge.core.identifiers import PersonId, SchoolId
from garbridge.core.marks import Mark
from garbridge.core.years import Carry, Snapshot, YearPlan

T = TypeVar("T")

NOWHERE: Final = SchoolId("")
"""Where something is that is of no school."""


class BroughtKind(StrEnum):
    """What was brought over.  Values are stable."""

    PAIR = "pair"
    """Nothing but the two themselves: that all that was brought over is known."""
    ENTRY = "entry"
    """An open entry of the queue, by its number."""
    DUPLICATE = "duplicate"
    """An entry that said that they may be one person, which the merge closed, by its number."""
    PLAN = "plan"
    """What a plan of the school year said of the two, by its year."""
    FOLLOWER = "follower"
    """Somebody who had gone into the one since a plan was prepared, by its year."""
    BEFORE = "before"
    """The one had gone into somebody before, who is the one kept of it, by the year of the plan."""
    REQUEST = "request"
    """What the one asked by their rights, by its number."""
    FAVOURITE = "favourite"
    SILENT = "silent"
    """That nothing that the one opens is remembered."""
    RESTRICTION = "restriction"
    """That the one objected, or was protected: it stands for both, and never ends by itself."""


STAYS: Final = {
    BroughtKind.ENTRY: Stays.QUEUE,
    BroughtKind.DUPLICATE: Stays.QUEUE,
    BroughtKind.PLAN: Stays.YEAR_PLANS,
    BroughtKind.REQUEST: Stays.REQUESTS,
    BroughtKind.FAVOURITE: Stays.FAVOURITES,
    BroughtKind.SILENT: Stays.FAVOURITES,
    BroughtKind.RESTRICTION: Stays.RESTRICTIONS,
}
"""As what it is told; who had gone into somebody before goes with the plan."""


@dataclass(frozen=True, slots=True)
class Parted:
    """What an undo brought back, and of what something stayed with the one who was kept."""

    back: tuple[Stays, ...] = ()
    left: tuple[Stays, ...] = tuple(Stays)


@dataclass(frozen=True, slots=True)
class PlanBefore:
    """What a plan said of two people before they were merged, and when it had been prepared.

    ``carries`` are with their places among all of the plan.
    """

    at: datetime
    snapshot: Snapshot
    carries: tuple[tuple[int, Carry], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """One thing that went from *gone* to *kept*.

    ``key`` is its name: a number, or a year.  ``held`` says that *kept* had the like before.
    ``plan`` and ``mark`` are what it was, for a plan and for a favourite.
    """

    kind: BroughtKind
    gone: PersonId
    kept: PersonId
    school: SchoolId = NOWHERE
    key: str = ""
    held: bool = False
    plan: PlanBefore | None = None
    mark: Mark | None = None


def plan_before(plan: YearPlan, snapshot: Snapshot, gone: PersonId, kept: PersonId) -> PlanBefore:
    """Return what *plan* says of the two."""
    both = {gone, kept}
    every = enumerate(plan.carries)
    carries = tuple((at, one) for at, one in every if one.population.person in both)
    return PlanBefore(plan.at, _about(snapshot, both), carries)


def parted(
    plan: YearPlan,
    snapshot: Snapshot,
    before: PlanBefore,
    pair: tuple[PersonId, PersonId],
    earlier: Mapping[PersonId, PersonId],
) -> tuple[YearPlan, Snapshot] | None:
    """Return both as they are once *pair*, the one that went and the one kept, are two again.

    ``None`` where *plan* was prepared anew since, or says something else of the two than the merge
    left.  *earlier* says who had gone into whom before: of the first, and into the first.
    """
    gone, kept = pair
    both = {gone, kept}
    ours = tuple(one for one in plan.carries if one.population.person in both)
    left = tuple(dict.fromkeys(_merged(one, gone, kept) for _, one in before.carries))
    said = _about(snapshot, both)
    same = ours == left and _is_as(before.snapshot.merged(gone, kept), said)
    if plan.at != before.at or plan.merged.get(gone) != kept or not same:
        return None
    merged = {
        old: earlier.get(old, kept) if new == kept else new
        for old, new in plan.merged.items()
        if old != gone or gone in earlier
    }
    carries = _others(plan.carries, ours)
    for at, one in before.carries:
        carries.insert(at, one)
    whole = replace(
        snapshot,
        places=(*_others(snapshot.places, said.places), *before.snapshot.places),
        seats=(*_others(snapshot.seats, said.seats), *before.snapshot.seats),
        openings=(*_others(snapshot.openings, said.openings), *before.snapshot.openings),
    )
    return replace(plan, carries=tuple(carries), merged=merged), whole


def _about(snapshot: Snapshot, people: Collection[PersonId]) -> Snapshot:
    """Return what there is of *people*, each alone."""
    return Snapshot(
        tuple(one for one in snapshot.places if one.person in people),
        tuple(one for one in snapshot.seats if one.seat.person in people),
        tuple(one for one in snapshot.openings if one.population.person in people),
    )


def _is_as(one: Snapshot, other: Snapshot) -> bool:
    """Say whether both say the same, in whatever order."""
    return all(
        {*mine} == {*theirs}
        for mine, theirs in (
            (one.places, other.places),
            (one.seats, other.seats),
            (one.openings, other.openings),
        )
    )


def _others(every: Sequence[T], ours: Collection[T]) -> list[T]:
    return [one for one in every if one not in ours]


def _merged(carry: Carry, gone: PersonId, kept: PersonId) -> Carry:
    return replace(carry, population=carry.population.merged(gone, kept))
