"""Which populations are let in under a licence of the whole school (GAR: *ETABL*): pure.

No seat is given: whoever belongs to an opened population may enter, and the number of those people
stays within the global number of the order.  Under floating licences that number is of people at
once, so any population may be let in.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime

from garbridge.core.entitlements import LicenceKind, Opening, Population
from garbridge.core.identifiers import ResourceId, SchoolId, SubscriptionId
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
    opened = [opening for stock in stocks for opening in stock.openings]
    for population in dict.fromkeys(populations):
        found = [opening for opening in opened if opening.population == population]
        movements += [Movement(opening, gives=False) for opening in found]
        if not found:
            impossible.append(Impossible(population, resource, school, Obstacle.NOT_HELD))
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
        for_them = {c.person for c in there if public_of(c.membership.profile) in bought.publics}
        if wanted and not wanted & for_them:
            continue
        inside = {
            c.person
            for c in there
            if any(
                opening.population.covers(c.person, c.membership) for opening in opened[bought.id]
            )
        }
        at_once = bought.kind is LicenceKind.FLOATING
        limit = None if at_once else bought.licences.overall
        used = len(inside & for_them)
        more = wanted & for_them - inside
        if limit is None or used + len(more) <= limit:
            opening = Opening(
                subscription=bought.id, resource=resource, school=school, population=population
            )
            return Plan((Movement(opening, gives=True),))
        short = short or Shortage(resource, school, len(more), max(limit - used, 0))
    if short:
        return Plan(shortages=(short,))
    obstacle = Obstacle.PUBLIC_NOT_COVERED if usable else Obstacle.NO_SUBSCRIPTION
    return Plan(impossible=(Impossible(population, resource, school, obstacle),))
