"""The tables of one school and period, before anything is hidden: they never leave as they are."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from garbridge.core.access import Entitlements
from garbridge.core.catalogue import Resource
from garbridge.core.disclosure.lattice import Cell, Contributions, Dimension, Lattice
from garbridge.core.entitlements import LicenceKind
from garbridge.core.identifiers import PersonId, ResourceId, SchoolId
from garbridge.core.people import Membership
from garbridge.core.statistics.nodes import (
    months,
    people,
    person_node,
    provider_node,
    providers,
    reason_node,
    reasons,
    resource_node,
    resources,
)
from garbridge.core.statistics.periods import Period
from garbridge.core.statistics.tallies import Tally, standing_of

Counted = tuple[Cell, str, int]


class Measure(StrEnum):
    """What a table counts.  Values are stable: files carry them."""

    ACCESSES = "acces"
    """Launches that were granted (*accès*)."""
    USERS = "utilisateurs"
    """Distinct people who opened at least one resource; not a figure of the open data."""
    FAILURES = "echecs"
    """Launches that were refused, by step, reason and provider: the quality of service."""
    ASSIGNMENTS = "affectations"
    """Links between a licence and a person (*affectations*), when the figures were made."""
    REACHED = "accedants"
    """Distinct people with at least one of them (*accédants*), when the figures were made."""


@dataclass(frozen=True, slots=True)
class Figures:
    """One table with all its margins: what is counted, and what each person makes of each cell."""

    measure: Measure
    lattice: Lattice
    contributions: Contributions


def use(
    tallies: Iterable[Tally], period: Period, catalogue: Mapping[ResourceId, Resource]
) -> tuple[Figures, ...]:
    """Return the figures of launches: accès, people who opened something, failures.

    *tallies* are those of one school and of the months of *period*.
    """
    granted: list[Tally] = []
    refused: list[Tally] = []
    for tally in tallies:
        (granted if tally.refusal is None else refused).append(tally)
    when = months(period.months())
    who = people(tally.standing for tally in granted)
    what = resources((tally.resource for tally in granted), catalogue)
    why = reasons(tally.refusal for tally in refused if tally.refusal is not None)
    by = providers(tally.provider for tally in refused)
    return (
        _figures(Measure.ACCESSES, (who, when, what), _accesses(granted)),
        _figures(Measure.USERS, (who,), _users(granted)),
        _figures(Measure.FAILURES, (when, why, by), _failures(refused)),
    )


def deployment(
    members: Iterable[tuple[PersonId, Membership]],
    school: SchoolId,
    given: Entitlements,
    catalogue: Mapping[ResourceId, Resource],
    now: datetime,
) -> tuple[Figures, ...]:
    """Return the figures of what is given out: affectations, and the people who have any.

    *members* are those who are at *school* at *now*; subscriptions count while they
    run.  Two subscriptions for one resource are two links; a seat of somebody who has left is none.
    Affectations are not crossed, as in the open data: where all pupils have a resource, what they
    have and the total would give what the two librarians have.
    """
    placed = dict(members)
    linked = list(_links(placed, school, given, now))
    who = people(standing_of(placed[person]) for person, _ in linked)
    what = resources((resource for _, resource in linked), catalogue)
    nodes = {person: person_node(standing_of(placed[person])) for person, _ in linked}
    assigned = (((nodes[one], resource_node(name)), one, 1) for one, name in linked)
    reached = (((node,), person, 1) for person, node in nodes.items())
    return (
        _figures(Measure.ASSIGNMENTS, (who, what), assigned, depth=1),
        _figures(Measure.REACHED, (who,), reached),
    )


def _figures(
    measure: Measure, dimensions: tuple[Dimension, ...], counted: Iterable[Counted], depth: int = 2
) -> Figures:
    lattice = Lattice(dimensions, depth)
    return Figures(measure, lattice, lattice.contributions(counted))


def _accesses(granted: Iterable[Tally]) -> Iterator[Counted]:
    for one in granted:
        leaf = (person_node(one.standing), one.month, resource_node(one.resource))
        yield leaf, one.person, one.times


def _users(granted: Iterable[Tally]) -> Iterator[Counted]:
    """Yield each person once, under what they were last counted as; nobody for who was erased."""
    latest: dict[PersonId, Tally] = {}
    for one in granted:
        known = latest.get(one.person)
        if one.person and (known is None or known.month <= one.month):
            latest[one.person] = one
    for person, last in latest.items():
        yield (person_node(last.standing),), person, 1


def _failures(refused: Iterable[Tally]) -> Iterator[Counted]:
    for one in refused:
        if one.refusal is not None:
            leaf = (one.month, reason_node(one.refusal), provider_node(one.provider))
            yield leaf, one.person, one.times


def _links(
    placed: Mapping[PersonId, Membership], school: SchoolId, given: Entitlements, now: datetime
) -> Iterator[tuple[PersonId, ResourceId]]:
    kinds = {
        one.id: one.kind
        for one in given.subscriptions
        if one.school == school and one.starts <= now < one.ends
    }
    for seat in given.seats:
        if seat.person in placed and kinds.get(seat.subscription) is LicenceKind.INDIV:
            yield seat.person, seat.resource
    open_to: dict[tuple[str, ResourceId], set[PersonId]] = {}
    for opening in given.openings:
        if kinds.get(opening.subscription, LicenceKind.INDIV) is not LicenceKind.INDIV:
            inside = {p for p, m in placed.items() if opening.population.covers(p, m)}
            open_to.setdefault((opening.subscription, opening.resource), set()).update(inside)
    for (_, resource), persons in open_to.items():
        yield from ((person, resource) for person in sorted(persons))
