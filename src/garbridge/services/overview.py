"""What schools have bought, as somebody who orders looks at it: stock, state, what will end."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from itertools import chain, groupby
from operator import attrgetter
from typing import Final

from garbridge.core.catalogue import Catalogue
from garbridge.core.days import last_day
from garbridge.core.entitlements import Subscription
from garbridge.core.identifiers import ResourceId, SchoolId, SubscriptionId
from garbridge.core.orders import Order, State, order_id, order_of, renewal_names, state_of
from garbridge.core.permissions import Actor, Denied
from garbridge.core.roles import Act
from garbridge.core.school_years import last_school_year
from garbridge.core.stock import Given
from garbridge.ports import Clock, OrderStore
from garbridge.services.permitting import PermissionService, Sight

THRESHOLDS: Final = (60, 30, 7)
"""Days before an end at which somebody should know, the first warning first."""
_PAGE: Final = 500
"""Subscriptions whose orders are read together."""


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
    """Looks at what was bought; changes nothing.

    Whoever may see some schools or resources only sees those; denied is who may see none.
    """

    orders: OrderStore
    permissions: PermissionService
    catalogue: Callable[[], Catalogue]
    clock: Clock
    zone: tzinfo

    def bought(
        self,
        actor: Actor,
        *,
        school: SchoolId | None = None,
        resource: ResourceId | None = None,
        at: datetime | None = None,
    ) -> Iterator[Bought] | Denied:
        """Return what was bought, by school, resource and name, as it stands at *at*, or now."""
        sight = self._sight(actor, school)
        if isinstance(sight, Denied):
            return sight
        return self._bought(sight, resource, at or self.clock())

    def ends(self, actor: Actor, school: SchoolId | None = None) -> Sequence[Ending] | Denied:
        """Return every end that is still to come, by day and name: of a school, or of all.

        What was already renewed is left out.
        """
        sight = self._sight(actor, school)
        if isinstance(sight, Denied):
            return sight
        now = self.clock()
        found: dict[tuple[datetime, SubscriptionId], list[Subscription]] = {}
        for _, together in self._seen(sight):
            for one in together:
                if state_of(one, now) is not State.ENDED:
                    name = order_id(one) if school is None else one.id
                    found.setdefault((one.ends, name), []).append(one)
        known = self._known(one for made in found.values() for one in made)
        followed = self._followed(known.values())
        return [
            self._ending(name, known[order_id(made[0])], made, now)
            for (_, name), made in sorted(found.items(), key=lambda item: item[0])
            if order_id(made[0]) not in followed
        ]

    def alerts(self, actor: Actor, school: SchoolId | None = None) -> Sequence[Ending] | Denied:
        """Return the ends of the next 60 days, the first one first."""
        ends = self.ends(actor, school)
        return ends if isinstance(ends, Denied) else [one for one in ends if one.thresholds]

    def _sight(self, actor: Actor, school: SchoolId | None) -> Sight | Denied:
        known = self.catalogue().resources
        return self.permissions.sight(actor, Act.SEE_STOCK, known, school)

    def _seen(self, sight: Sight) -> Iterator[tuple[SchoolId, list[Subscription]]]:
        """Yield what was bought at each school, as far as it is seen."""
        places = (None,) if sight.schools is None else sight.schools
        found = chain.from_iterable(map(self.orders.subscriptions, places))
        for school, together in groupby(found, key=attrgetter("school")):
            yield school, [one for one in together if sight.sees(school, one.resource)]

    def _bought(self, sight: Sight, resource: ResourceId | None, now: datetime) -> Iterator[Bought]:
        page: dict[SchoolId, list[Subscription]] = {}
        for school, together in self._seen(sight):
            wanted = [one for one in together if resource in {None, one.resource}]
            if wanted:
                page[school] = wanted
            if sum(map(len, page.values())) >= _PAGE:
                yield from self._told(page, now)
                page = {}
        yield from self._told(page, now)

    def _told(
        self, page: Mapping[SchoolId, Sequence[Subscription]], now: datetime
    ) -> Iterator[Bought]:
        known = self._known(chain.from_iterable(page.values()))
        for school, together in page.items():
            given = self.orders.given(school)
            for one in together:
                state, last = state_of(one, now), last_day(one.ends, self.zone)
                yield Bought(one, known[order_id(one)], state, last, given.get(one.id, Given()))

    def _ending(
        self, name: SubscriptionId, order: Order, made: Sequence[Subscription], now: datetime
    ) -> Ending:
        last = last_day(made[0].ends, self.zone)
        left = (last - now.astimezone(self.zone).date()).days
        return Ending(name, order, tuple(sorted(one.school for one in made)), last, left)

    def _known(self, made: Iterable[Subscription]) -> dict[SubscriptionId, Order]:
        """Return the orders that *made* come from; what was written without one stands alone."""
        alone = {order_id(one): order_of(one) for one in made}
        return alone | dict(self.orders.orders(alone))

    def _followed(self, orders: Iterable[Order]) -> set[SubscriptionId]:
        following = {
            order.id: renewal_names(order, last_school_year(order.ends, self.zone) + 1)
            for order in orders
        }
        there = self.orders.orders(chain.from_iterable(following.values()))
        return {
            name
            for name, names in following.items()
            if any(after in there and there[after].follows == name for after in names)
        }
