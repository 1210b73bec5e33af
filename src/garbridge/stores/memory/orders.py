"""Orders and natures of schools in memory."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from garbridge.core.entitlements import Subscription
from garbridge.core.identifiers import SchoolId, SubscriptionId
from garbridge.core.orders import Order, order_id
from garbridge.core.stock import Given
from garbridge.stores.memory.database import MemoryDatabase


class MemoryOrders:
    """The reference of both ports, :class:`OrderStore` and :class:`SchoolNatures`.

    Args:
        database: Where they are kept.
    """

    def __init__(self, database: MemoryDatabase) -> None:
        self._database = database

    def claim(self, order: Order) -> Order | None:
        """Keep *order*, or return the one that has its identifier already."""
        with self._database.transaction():
            there = self._database.orders.get(order.id)
            if there is None:
                self._database.orders.put(order.id, order)
            return there

    def replace(self, order: Order) -> None:
        """Put *order* in the place of the one with its identifier."""
        with self._database.transaction():
            self._database.orders.put(order.id, order)

    def order(self, name: SubscriptionId) -> Order | None:
        """Return one order; ``None`` if unknown."""
        with self._database.transaction():
            return self._database.orders.get(name)

    def by_nature(self, *, now: datetime) -> Sequence[Order]:
        """Return the orders for natures of schools that have not ended at *now*."""
        with self._database.transaction():
            orders = self._database.orders.all()
        return [orders[name] for name in sorted(orders) if _open(orders[name], now)]

    def made_of(self, name: SubscriptionId) -> Sequence[Subscription]:
        """Return what the order *name* became, by identifier."""
        with self._database.transaction():
            bought = self._database.subscriptions.all()
        return [bought[n] for n in sorted(bought) if name in {n, order_id(bought[n])}]

    def subscriptions(self, school: SchoolId | None = None) -> Iterator[Subscription]:
        """Yield all subscriptions, or those of *school*, by school, resource and identifier."""
        with self._database.transaction():
            bought = self._database.subscriptions.all().values()
        found = [one for one in bought if school in {None, one.school}]
        yield from sorted(found, key=lambda one: (one.school, one.resource, one.id))

    def given(self, subscription: Subscription) -> Given:
        """Return how many seats of each public, and how many openings, *subscription* has."""
        with self._database.transaction():
            seats = self._database.seats.all()
            openings = self._database.openings.all()
            publics = self._database.publics.all()
        name = subscription.id
        counted = Counter(
            publics.get(key) for key, one in seats.items() if one.subscription == name
        )
        return Given(counted, sum(opening.subscription == name for opening in openings))

    def natures(self) -> Mapping[SchoolId, str]:
        """Return the nature of every school of which it was said."""
        with self._database.transaction():
            return self._database.natures.all()

    def state(self, natures: Mapping[SchoolId, str]) -> None:
        """Add or replace the natures of some schools."""
        with self._database.transaction():
            for school, nature in natures.items():
                self._database.natures.put(school, nature)


def _open(order: Order, now: datetime) -> bool:
    return bool(order.natures) and now < order.ends
