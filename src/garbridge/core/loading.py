"""What becomes of the rows of a file that gives licences: as if somebody assigned each by hand.

A row names its subscription.  It is held to what an assignment is held to, row after row in the
order of the file, on the day on which it would open: now, or when the subscription starts.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from garbridge.core.entitlements import Opening, Population, Seat, Subscription
from garbridge.core.identifiers import PersonId, ResourceId, SchoolId, SubscriptionId
from garbridge.core.openings import plan_opening
from garbridge.core.operations import Movement
from garbridge.core.people import public_of
from garbridge.core.planning import Giving
from garbridge.core.seats import Candidate, Obstacle, Shortage, Stock

Members = Callable[[SchoolId], Mapping[PersonId, Candidate]]
"""Tells who has a place at a school, past and future ones too."""


@dataclass(frozen=True, slots=True)
class Row:
    """What becomes of one row: given, not possible and why, or neither: it was given before.

    ``shortage`` tells how many people more an opening would let in, and for how many is room.
    """

    right: Seat | Opening
    movement: Movement | None = None
    obstacle: Obstacle | None = None
    shortage: Shortage | None = None


class Rows:
    """Plans row after row; what one gives, the next ones know of.

    Args:
        stocks: Every subscription of the schools to the resources, whatever its dates.
        members: Who is at a school.
        is_known: Says whether the directory knows somebody.
        now: The day.
    """

    def __init__(
        self,
        stocks: Iterable[Stock],
        members: Members,
        is_known: Callable[[PersonId], bool],
        now: datetime,
    ) -> None:
        self._stocks = {stock.subscription.id: stock for stock in stocks}
        self._members = members
        self._is_known = is_known
        self._now = now
        self._giving: dict[SubscriptionId, Giving] = {}
        self._had: defaultdict[_Had, set[SubscriptionId]] = defaultdict(set)
        for name, stock in self._stocks.items():
            place = stock.subscription.school, stock.subscription.resource
            for person in stock.holders:
                self._had[(*place, person)].add(name)
            for opening in stock.openings:
                self._had[(*place, opening.population)].add(name)

    def plan(self, right: Seat | Opening) -> Row:
        """Return what becomes of *right*, whose subscription is one of those there are."""
        bought = self._stocks[right.subscription].subscription
        who = right.person if isinstance(right, Seat) else right.population
        had = self._had[right.school, right.resource, who]
        if bought.id in had:
            return Row(right)
        if bought.ends <= self._now:
            return Row(right, obstacle=Obstacle.SUBSCRIPTION_EXPIRED)
        if any(self._overlap(bought, self._stocks[name].subscription) for name in had):
            return Row(right, obstacle=Obstacle.ALREADY_HELD)
        row = self._seat(right) if isinstance(right, Seat) else self._opening(right)
        if row.movement is not None:
            had.add(bought.id)
        return row

    def _seat(self, seat: Seat) -> Row:
        candidate = self._members(seat.school).get(seat.person)
        if candidate is None:
            stranger = self._is_known(seat.person)
            why = Obstacle.NOT_A_MEMBER if stranger else Obstacle.UNKNOWN_PERSON
            return Row(seat, obstacle=why)
        obstacle = self._giving_of(seat.subscription).give(candidate)
        if obstacle is not None:
            return Row(seat, obstacle=obstacle)
        public = public_of(candidate.membership.profile)
        return Row(seat, Movement(seat, gives=True, public=public))

    def _opening(self, opening: Opening) -> Row:
        stock, members = self._stocks[opening.subscription], self._members(opening.school)
        plan = plan_opening(
            opening.resource,
            opening.school,
            [stock],
            [opening.population],
            members.values(),
            at=self._day(stock.subscription),
        )
        if plan.shortages:
            return Row(opening, obstacle=Obstacle.NO_LICENCE_LEFT, shortage=plan.shortages[0])
        if plan.impossible:
            return Row(opening, obstacle=plan.impossible[0].obstacle)
        self._stocks[opening.subscription] = replace(stock, openings=(*stock.openings, opening))
        return Row(opening, Movement(opening, gives=True))

    def _giving_of(self, name: SubscriptionId) -> Giving:
        if name not in self._giving:
            stock = self._stocks[name]
            bought = stock.subscription
            self._giving[name] = Giving(
                bought.resource, bought.school, [stock], at=self._day(bought)
            )
        return self._giving[name]

    def _day(self, bought: Subscription) -> datetime:
        return max(self._now, bought.starts)

    def _overlap(self, one: Subscription, other: Subscription) -> bool:
        """Say whether both run on some day from now on."""
        return max(one.starts, other.starts, self._now) < min(one.ends, other.ends)


_Had = tuple[SchoolId, ResourceId, PersonId | Population]
"""What somebody, or a population, was given where."""
