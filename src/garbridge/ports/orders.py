"""The port of what was ordered, and of the nature of each school."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from garbridge.core.entitlements import Subscription
from garbridge.core.identifiers import SchoolId, SubscriptionId
from garbridge.core.orders import Order
from garbridge.core.stock import Given


class OrderStore(Protocol):
    """The orders of one tenant, and what they became.

    Subscriptions themselves are written through :class:`garbridge.ports.EntitlementWriter`.
    """

    def claim(self, order: Order) -> Order | None:
        """Inside a transaction: keep *order*, or return the one that has its identifier already.

        That one stays as it is, and nobody else changes it before the transaction ends: of two
        that claim one identifier at once, one waits and is given what the other kept.
        """
        ...

    def replace(self, order: Order) -> None:
        """Put *order* in the place of the one with its identifier."""
        ...

    def order(self, name: SubscriptionId) -> Order | None:
        """Return one order; ``None`` if unknown."""
        ...

    def by_nature(self, *, now: datetime) -> Sequence[Order]:
        """Return the orders for natures of schools that have not ended at *now*, by identifier."""
        ...

    def made_of(self, name: SubscriptionId) -> Sequence[Subscription]:
        """Return what the order *name* became, by identifier: of one school or of several.

        The cost grows with these subscriptions and with nothing else.
        """
        ...

    def subscriptions(self, school: SchoolId | None = None) -> Iterator[Subscription]:
        """Yield all subscriptions, or those of *school*, by school, resource and identifier."""
        ...

    def given(self, subscription: Subscription) -> Given:
        """Return how many seats of each public, and how many openings, *subscription* has."""
        ...


class SchoolNatures(Protocol):
    """Which nature the schools of one tenant have (GAR: *codeNatureUAI*)."""

    def natures(self) -> Mapping[SchoolId, str]:
        """Return the nature of every school of which it was said."""
        ...

    def state(self, natures: Mapping[SchoolId, str]) -> None:
        """Add or replace the natures of some schools, all or nothing."""
        ...
