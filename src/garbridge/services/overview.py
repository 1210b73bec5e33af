"""What schools have bought, as somebody who orders looks at it: stock, state, what will end."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from typing import Final

from garbridge.core.days import last_day
from garbridge.core.entitlements import Subscription
from garbridge.core.identifiers import ResourceId, SchoolId, SubscriptionId
from garbridge.core.orders import Order, State, order_id, order_of, renewed, state_of
from garbridge.core.school_years import first_instant, last_school_year
from garbridge.core.stock import Given
from garbridge.ports import Clock, OrderStore

THRESHOLDS: Final = (60, 30, 7)
"""Days before an end at which somebody should know, the first warning first."""


@dataclass(frozen=True, slots=True)
class Bought:
    """A subscription with its order, where it stands, and how much of it is given."""

    subscription: Subscription
    order: Order
    state: State
    last_day: date
    given: Given


@dataclass(frozen=True, slots=True)
class Ending:
    """What ends on one day: an order, or the rest of it, at *schools*.

    ``name`` is that of the order, or of the one subscription that was asked for.
    """

    name: SubscriptionId
    order: Order
    schools: tuple[SchoolId, ...]
    last_day: date
    days_left: int

    @property
    def thresholds(self) -> tuple[int, ...]:
        """The thresholds that are reached; the last one is the closest."""
        return tuple(days for days in THRESHOLDS if self.days_left <= days)


@dataclass(frozen=True, slots=True, kw_only=True)
class OverviewService:
    """Looks at what was bought; changes nothing."""

    orders: OrderStore
    clock: Clock
    zone: tzinfo

    def bought(
        self,
        *,
        school: SchoolId | None = None,
        resource: ResourceId | None = None,
        at: datetime | None = None,
    ) -> Iterator[Bought]:
        """Yield what was bought, by school, resource and name, as it stands at *at*, or now."""
        now = at or self.clock()
        known: dict[SubscriptionId, Order] = {}
        for one in self.orders.subscriptions(school):
            if resource in {None, one.resource}:
                order = self._order(one, known)
                given = self.orders.given(one)
                yield Bought(one, order, state_of(one, now), last_day(one.ends, self.zone), given)

    def ends(self, school: SchoolId | None = None) -> Sequence[Ending]:
        """Return every end that is still to come, by day and name: of a school, or of all.

        What was already renewed is left out.
        """
        now = self.clock()
        known: dict[SubscriptionId, Order] = {}
        found: dict[tuple[datetime, SubscriptionId], list[Subscription]] = {}
        for one in self.orders.subscriptions(school):
            if state_of(one, now) is not State.ENDED:
                name = order_id(one) if school is None else one.id
                self._order(one, known)
                found.setdefault((one.ends, name), []).append(one)
        followed = {name for name, order in known.items() if self._followed(order)}
        return [
            self._ending(name, known[order_id(made[0])], made, now)
            for (_, name), made in sorted(found.items(), key=lambda item: item[0])
            if order_id(made[0]) not in followed
        ]

    def alerts(self, school: SchoolId | None = None) -> Sequence[Ending]:
        """Return the ends of the next 60 days, the first one first."""
        return [one for one in self.ends(school) if one.thresholds]

    def _ending(
        self, name: SubscriptionId, order: Order, made: Sequence[Subscription], now: datetime
    ) -> Ending:
        last = last_day(made[0].ends, self.zone)
        left = (last - now.astimezone(self.zone).date()).days
        return Ending(name, order, tuple(sorted(one.school for one in made)), last, left)

    def _order(self, one: Subscription, known: dict[SubscriptionId, Order]) -> Order:
        name = order_id(one)
        if name not in known:
            known[name] = self.orders.order(name) or order_of(one)
        return known[name]

    def _followed(self, order: Order) -> bool:
        year = last_school_year(order.ends, self.zone) + 1
        starts = first_instant(year, self.zone)
        following = self.orders.order(renewed(order, year=year, starts=starts, ends=starts).id)
        return following is not None and following.follows == order.id
