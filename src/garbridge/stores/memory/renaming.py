"""Who takes the place of somebody who is forgotten, in what is kept in memory."""

from dataclasses import replace

from garbridge.core.entitlements import Opening, Population, Rule, Seat
from garbridge.core.identifiers import PersonId
from garbridge.core.operations import Movement
from garbridge.core.years import Snapshot, YearPlan


def renamed(movement: Movement, person: PersonId, instead: PersonId) -> Movement:
    """Return *movement* with *instead* in the place of *person*."""
    right = movement.right
    if isinstance(right, Seat):
        mine = right.person == person
        return replace(movement, right=replace(right, person=instead)) if mine else movement
    if right.population.person != person:
        return movement
    population = replace(right.population, person=instead)
    return replace(movement, right=_moved(right, population))


def _moved(right: Opening | Rule, population: Population) -> Opening | Rule:
    return replace(right, population=population)


def unnamed(plan: YearPlan, person: PersonId, instead: PersonId) -> YearPlan:
    """Return *plan* with *instead* in the place of *person*."""
    carries = (
        replace(one, population=one.population.merged(person, instead)) for one in plan.carries
    )
    merged = {
        instead if old == person else old: instead if new == person else new
        for old, new in plan.merged.items()
    }
    said = (replace(one, by=instead) if one.by == person else one for one in plan.said)
    return replace(plan, carries=tuple(carries), merged=merged, said=tuple(said))


def forgotten(snapshot: Snapshot, person: PersonId, instead: PersonId) -> Snapshot:
    """Return *snapshot* with *instead* in the seats of *person*, and without where they were."""
    return Snapshot(
        tuple(place for place in snapshot.places if place.person != person),
        tuple(
            replace(kept, seat=replace(kept.seat, person=instead))
            if kept.seat.person == person
            else kept
            for kept in snapshot.seats
        ),
        snapshot.openings,
    )
