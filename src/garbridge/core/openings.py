"""Which populations are let in under a licence of the whole school (GAR: *ETABL*): pure.

No seat is given: whoever belongs to an opened population may enter, and the number of those people
stays within the global number of the order.  Under floating licences that number is of people at
once, so any population may be let in.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime

from garbridge.core.entitlements import LicenceKind, Opening, Population
from garbridge.core.identifiers import PersonId, ResourceId, SchoolId, SubscriptionId
from garbridge.core.operations import Movement
from garbridge.core.people import is_current, public_of
from garbridge.core.planning import in_order
from garbridge.core.seats import Candidate, Impossible, Obstacle, Plan, Shortage, Stock, joined


def plan_opening(
    resource: ResourceId,
    school: SchoolId,
    stocks: Sequence[Stock],
    populations: Iterable[Population],
    members: Collection[Candidate],
    *,
    at: datetime,
) -> Plan:
    """Plan to let *populations* in under the school's licences for populations.

    A population may be empty still.  Whoever is in several of them is counted once, and only where
    the licence is for their public.

    Args:
        resource: What.
        school: Where.
        stocks: Every subscription of that school to that resource, whatever its dates.
        populations: Who.
        members: Everybody of the school.
        at: The day from which it is wanted.
    """
    usable = [stock for stock in in_order(stocks, at) if is_opened(stock)]
    plans: list[Plan] = []
    opened = {stock.subscription.id: list(stock.openings) for stock in usable}
    there = [member for member in members if is_current(member.membership, at)]
    for population in dict.fromkeys(populations):
        plan = _open(resource, school, usable, opened, population, there)
        for movement in plan.movements:
            if isinstance(movement.right, Opening):
                opened[movement.right.subscription].append(movement.right)
        plans.append(plan)
    return joined(plans)


def inside(stock: Stock, openings: Iterable[Opening], there: Iterable[Candidate]) -> set[PersonId]:
    """Return who of *there* is let in by *openings* and counted against the global number."""
    populations = [opening.population for opening in openings]
    publics = stock.subscription.publics
    return {
        one.person
        for one in there
        if public_of(one.membership.profile) in publics
        and any(population.covers(one.person, one.membership) for population in populations)
    }


def outgrown(stock: Stock, openings: Iterable[Opening], there: Iterable[Candidate]) -> bool:
    """Say whether *openings* let more people in than the order allows (GAR: RG6)."""
    limit = stock.subscription.licences.overall
    if stock.subscription.kind is not LicenceKind.ETABL or limit is None:
        return False
    return len(inside(stock, openings, there)) > limit


def is_opened(stock: Stock) -> bool:
    """Say whether the licences of *stock* are given by letting populations in."""
    return stock.subscription.kind is not LicenceKind.INDIV


def plan_closing(
    resource: ResourceId,
    school: SchoolId,
    stocks: Iterable[Stock],
    populations: Iterable[Population],
) -> Plan:
    """Plan to let exactly these *populations* in no more; a part of one is not one."""
    movements: list[Movement] = []
    impossible: list[Impossible] = []
    opened = [(stock.subscription, opening) for stock in stocks for opening in stock.openings]
    for population in dict.fromkeys(populations):
        found = [pair for pair in opened if pair[1].population == population]
        given = [opening for bought, opening in found if bought.transferable]
        movements += [Movement(opening, gives=False) for opening in given]
        if len(given) < len(found) or not found:
            why = Obstacle.NOT_TRANSFERABLE if found else Obstacle.NOT_HELD
            impossible.append(Impossible(population, resource, school, why))
    return Plan(tuple(movements), 0, tuple(impossible))


def _open(  # noqa: PLR0917 - the facts of one population
    resource: ResourceId,
    school: SchoolId,
    usable: Sequence[Stock],
    opened: Mapping[SubscriptionId, Sequence[Opening]],
    population: Population,
    there: Sequence[Candidate],
) -> Plan:
    wanted = {c.person for c in there if population.covers(c.person, c.membership)}
    short: Shortage | None = None
    for stock in usable:
        bought = stock.subscription
        if any(opening.population == population for opening in opened[bought.id]):
            return Plan(already=1)
        opening = Opening(
            subscription=bought.id, resource=resource, school=school, population=population
        )
        before = inside(stock, opened[bought.id], there)
        more = inside(stock, [opening], there) - before
        if wanted and not more and not wanted & before:
            continue
        if not more or not outgrown(stock, [*opened[bought.id], opening], there):
            return Plan((Movement(opening, gives=True),))
        left = (bought.licences.overall or 0) - len(before)
        short = short or Shortage(resource, school, len(more), max(left, 0))
    if short:
        return Plan(shortages=(short,))
    obstacle = Obstacle.PUBLIC_NOT_COVERED if usable else Obstacle.NO_SUBSCRIPTION
    return Plan(impossible=(Impossible(population, resource, school, obstacle),))
