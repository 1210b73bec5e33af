"""The port of what was ordered, and of the nature of each school."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
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

    def claim(self, orders: Sequence[Order]) -> Mapping[SubscriptionId, Order]:
        """Inside a transaction: keep *orders*; return those that have their identifiers already.

        They stay as they are, and nobody else changes them before the transaction ends: of two
        that claim one identifier at once, one waits and is given what the other kept.  Two that
        claim the same ones in any order never block each other.  No identifier is given twice.
        """
        ...

    def replace(self, orders: Sequence[Order]) -> None:
        """Put *orders* in the place of those with their identifiers."""
        ...

    def orders(self, names: Iterable[SubscriptionId]) -> Mapping[SubscriptionId, Order]:
        """Return the orders of these *names*; those that are unknown are left out."""
        ...

    def by_nature(self, *, now: datetime) -> Sequence[Order]:
        """Return the orders for natures of schools that have not ended at *now*, by identifier."""
        ...

    def of_distributor(self, distributor: str) -> Iterator[Order]:
        """Yield the orders of *distributor*, also those that have ended, by identifier.

        The cost grows with these orders and with nothing else.
        """
        ...

    def made_of(
        self, names: Iterable[SubscriptionId]
    ) -> Mapping[SubscriptionId, Sequence[Subscription]]:
        """Return what each order of *names* became, by identifier: of one school or of several.

        Every name is there, with nothing where nothing was made.  The cost grows with these
        subscriptions and with nothing else.
        """
        ...

    def subscriptions(self, school: SchoolId | None = None) -> Iterator[Subscription]:
        """Yield all subscriptions, or those of *school*, by school, resource and identifier."""
        ...

    def given(self, school: SchoolId) -> Mapping[SubscriptionId, Given]:
        """Return how many seats of each public, and how many openings, are given at *school*.

        By subscription; one of which nothing is given may be left out.
        """
        ...


class SchoolNatures(Protocol):
    """Which nature the schools of one tenant have (GAR: *codeNatureUAI*)."""

    def natures(self) -> Mapping[SchoolId, str]:
        """Return the nature of every school of which it was said."""
        ...

    def state(self, natures: Mapping[SchoolId, str]) -> None:
        """Add or replace the natures of some schools, all or nothing."""
        ...
