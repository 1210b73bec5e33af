"""Orders and natures of schools in memory."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from garbridge.core.entitlements import Subscription
from garbridge.core.identifiers import SchoolId, SubscriptionId
from garbridge.core.orders import Order, sorted_by_order
from garbridge.core.people import Public
from garbridge.core.stock import Given
from garbridge.stores.memory.database import MemoryDatabase


class MemoryOrders:
    """The reference of both ports, :class:`OrderStore` and :class:`SchoolNatures`.

    Args:
        database: Where they are kept.
    """

    def __init__(self, database: MemoryDatabase) -> None:
        self._database = database

    def claim(self, orders: Sequence[Order]) -> Mapping[SubscriptionId, Order]:
        """Keep *orders*, and return those that have their identifiers already."""
        with self._database.transaction():
            there = self.orders(order.id for order in orders)
            for order in orders:
                if order.id not in there:
                    self._database.orders.put(order.id, order)
            return there

    def replace(self, orders: Sequence[Order]) -> None:
        """Put *orders* in the place of those with their identifiers."""
        with self._database.transaction():
            for order in orders:
                self._database.orders.put(order.id, order)

    def orders(self, names: Iterable[SubscriptionId]) -> Mapping[SubscriptionId, Order]:
        """Return the orders of these *names*; those that are unknown are left out."""
        with self._database.transaction():
            found = {name: self._database.orders.get(name) for name in names}
        return {name: order for name, order in found.items() if order is not None}

    def by_nature(self, *, now: datetime) -> Sequence[Order]:
        """Return the orders for natures of schools that have not ended at *now*."""
        with self._database.transaction():
            orders = self._database.orders.all()
        return [orders[name] for name in sorted(orders) if _open(orders[name], now)]

    def of_distributor(self, distributor: str) -> Iterator[Order]:
        """Yield the orders of *distributor*, by identifier."""
        with self._database.transaction():
            orders = self._database.orders.all()
        yield from (orders[name] for name in sorted(orders) if _sold(orders[name], distributor))

    def made_of(
        self, names: Iterable[SubscriptionId]
    ) -> Mapping[SubscriptionId, Sequence[Subscription]]:
        """Return what each order of *names* became, by identifier."""
        with self._database.transaction():
            bought = self._database.subscriptions.all()
        return sorted_by_order(names, bought.values())

    def subscriptions(self, school: SchoolId | None = None) -> Iterator[Subscription]:
        """Yield all subscriptions, or those of *school*, by school, resource and identifier."""
        with self._database.transaction():
            bought = self._database.subscriptions.all().values()
        found = [one for one in bought if school in {None, one.school}]
        yield from sorted(found, key=lambda one: (one.school, one.resource, one.id))

    def given(self, school: SchoolId) -> Mapping[SubscriptionId, Given]:
        """Return how many seats of each public, and how many openings, are given at *school*."""
        with self._database.transaction():
            seats = self._database.seats.all()
            openings = self._database.openings.all()
            publics = self._database.publics.all()
        counted: dict[SubscriptionId, Counter[Public | None]] = defaultdict(Counter)
        for key, one in seats.items():
            if one.school == school:
                counted[one.subscription][publics.get(key)] += 1
        opened = Counter(one.subscription for one in openings if one.school == school)
        return {name: Given(counted[name], opened[name]) for name in {*counted, *opened}}

    def natures(self) -> Mapping[SchoolId, str]:
        """Return the nature of every school of which it was said."""
        with self._database.transaction():
            return self._database.natures.all()

    def state(self, natures: Mapping[SchoolId, str]) -> None:
        """Add or replace the natures of some schools."""
        with self._database.transaction():
            for school, nature in natures.items():
                self._database.natures.put(school, nature)


def _sold(order: Order, distributor: str) -> bool:
    return order.distributor == distributor


def _open(order: Order, now: datetime) -> bool:
    return bool(order.natures) and now < order.ends
