"""Which populations are let in under a licence of the whole school (GAR: *ETABL*): pure.

No seat is given: whoever belongs to an opened population may enter, and the number of those people
stays within the global number of the order.  Under floating licences that number is of people at
once, so any population may be let in.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from garbridge.core.entitlements import LicenceKind, Opening, Population, Subscription
from garbridge.core.identifiers import PersonId, ResourceId, SchoolId, SubscriptionId
from garbridge.core.operations import Movement
from garbridge.core.people import is_current, public_of
from garbridge.core.planning import in_order
from garbridge.core.seats import Candidate, Impossible, Obstacle, Plan, Shortage, Stock, joined


@dataclass(frozen=True, slots=True)
class Crowd:
    """How many people may enter under a licence of the whole school, through all its openings.

    Nobody gave a licence too many where a class grew: ``over`` tells by how many it did.
    """

    subscription: Subscription
    inside: int

    @property
    def over(self) -> int:
        """How many people are inside beyond the global number of the order; 0 within it."""
        limit = self.subscription.licences.overall
        return 0 if limit is None else max(self.inside - limit, 0)


def crowds(
    stocks: Iterable[Stock], members: Callable[[], Collection[Candidate]], at: datetime
) -> tuple[Crowd, ...]:
    """Return who is inside under each licence of the whole school, in the order of *stocks*.

    Args:
        stocks: Of one school; those of other kinds are left out.
        members: Tells everybody of that school; asked where there is an opening.
        at: The day; a licence that starts later is looked at on its first.
    """
    etabl = [stock for stock in stocks if stock.subscription.kind is LicenceKind.ETABL]
    everybody = members() if any(stock.openings for stock in etabl) else ()
    found: list[Crowd] = []
    for stock in etabl:
        there = there_for(stock.subscription, everybody, at)
        found.append(
            Crowd(stock.subscription, len(inside(stock.subscription, stock.openings, there)))
        )
    return tuple(found)


def there_for(bought: Subscription, members: Iterable[Candidate], at: datetime) -> list[Candidate]:
    """Return who of *members* is there at *at*, or when *bought* starts if that is later."""
    day = max(at, bought.starts)
    return [member for member in members if is_current(member.membership, day)]


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


def inside(
    bought: Subscription, openings: Iterable[Opening], there: Iterable[Candidate]
) -> set[PersonId]:
    """Return who of *there* is let in by *openings* and counted against the global number."""
    populations = [opening.population for opening in openings]
    return {
        one.person
        for one in there
        if public_of(one.membership.profile) in bought.publics
        and any(population.covers(one.person, one.membership) for population in populations)
    }


def outgrown(bought: Subscription, openings: Iterable[Opening], there: Iterable[Candidate]) -> bool:
    """Say whether *openings* let more people in than the order allows (GAR: RG6)."""
    limit = bought.licences.overall
    if bought.kind is not LicenceKind.ETABL or limit is None:
        return False
    return len(inside(bought, openings, there)) > limit


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
        before = inside(bought, opened[bought.id], there)
        more = inside(bought, [opening], there) - before
        if wanted and not more and not wanted & before:
            continue
        if not more or not outgrown(bought, [*opened[bought.id], opening], there):
            return Plan((Movement(opening, gives=True),))
        left = (bought.licences.overall or 0) - len(before)
        short = short or Shortage(resource, school, len(more), max(left, 0))
    if short:
        return Plan(shortages=(short,))
    obstacle = Obstacle.PUBLIC_NOT_COVERED if usable else Obstacle.NO_SUBSCRIPTION
    return Plan(impossible=(Impossible(population, resource, school, obstacle),))
