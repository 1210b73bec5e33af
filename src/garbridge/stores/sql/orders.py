"""Orders, what they became, and the natures of schools."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import Text, bindparam, column, func, select, true, tuple_
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.sql.elements import ClauseElement
from sqlalchemy.sql.functions import count

from garbridge.core.entitlements import Subscription
from garbridge.core.identifiers import SchoolId, SubscriptionId, TenantId
from garbridge.core.orders import Order, sorted_by_order
from garbridge.core.people import Public
from garbridge.core.stock import Given
from garbridge.stores.sql import schema
from garbridge.stores.sql.bulk import columns_of
from garbridge.stores.sql.database import Database
from garbridge.stores.sql.entitlements import SUBSCRIPTIONS
from garbridge.stores.sql.naming import NamedTable, by_name, rows_by_name, takes_arrays
from garbridge.stores.sql.order_rows import order_of_row, order_row
from garbridge.stores.sql.rows import micros, subscription_of
from garbridge.stores.sql.statements import (
    HotStatement,
    insert_or_replace,
)

_ordered, _bought, _nature = schema.order, schema.subscription, schema.nature
_given, _opened = schema.seat, schema.opening
_ORDER: Final = [column for column in _ordered.columns if column.name != "tenant"]
_SUBSCRIPTION: Final = [column for column in _bought.columns if column.name != "tenant"]
_PAGE: Final = 500
_AFTER_AT: Final = "A"
"""The sign that follows ``@``: what begins with a name and ``@`` ends before the name and this."""

ORDERS: Final = by_name(_ordered, "subscription")
LOCK: Final = by_name(_ordered, "subscription", lock=True)
BY_NATURE: Final = HotStatement(
    ["tenant", "now"],
    select(*_ORDER).where(
        _ordered.c.tenant == bindparam("tenant"),
        _ordered.c.by_nature == true(),
        _ordered.c.ends > bindparam("now"),
    ),
)

BY_DISTRIBUTOR: Final = HotStatement(
    ["tenant", "distributor", "after"],
    select(*_ORDER)
    .where(
        _ordered.c.tenant == bindparam("tenant"),
        _ordered.c.distributor == bindparam("distributor"),
        _ordered.c.subscription > bindparam("after"),
    )
    .order_by(_ordered.c.subscription)
    .limit(_PAGE),
)


def _made_of(database: str) -> ClauseElement:
    found = select(*_SUBSCRIPTION).where(_bought.c.tenant == bindparam("tenant"))
    if database == "sqlite":
        return found.where(
            _bought.c.subscription >= bindparam("first"),
            _bought.c.subscription < bindparam("last"),
        )
    many = ARRAY(Text)
    asked = (
        func.unnest(bindparam("first", type_=many), bindparam("last", type_=many))
        .table_valued(column("first", Text), column("last", Text), name="asked")
        .render_derived()
    )
    made = found.where(
        _bought.c.subscription >= asked.c.first, _bought.c.subscription < asked.c.last
    )
    # An offset keeps the planner from joining all names with all subscriptions.
    each = made.offset(0).lateral("made")
    return select(*each.columns).select_from(asked.join(each, true()))


MADE: Final = HotStatement(["tenant", "first", "last"], _made_of)
SINGLE: Final = by_name(_bought, "subscription")
_IN_ORDER: Final = (_bought.c.school, _bought.c.resource, _bought.c.subscription)
BOUGHT: Final = HotStatement(
    ["tenant", "school", "resource", "subscription"],
    select(*_SUBSCRIPTION)
    .where(
        _bought.c.tenant == bindparam("tenant"),
        tuple_(*_IN_ORDER)
        > tuple_(bindparam("school"), bindparam("resource"), bindparam("subscription")),
    )
    .order_by(*_IN_ORDER)
    .limit(_PAGE),
)
GIVEN: Final = HotStatement(
    ["tenant", "school"],
    select(_bought.c.subscription, _given.c.public, count())
    .where(
        _bought.c.tenant == bindparam("tenant"),
        _bought.c.school == bindparam("school"),
        _given.c.tenant == bindparam("tenant"),
        _given.c.subscription == _bought.c.subscription,
    )
    # In the order of the two indexes: nothing has to be sorted.
    .group_by(_bought.c.resource, _bought.c.subscription, _given.c.public),
)
OPENED: Final = HotStatement(
    ["tenant", "school"],
    select(_opened.c.subscription, count())
    .where(_opened.c.tenant == bindparam("tenant"), _opened.c.school == bindparam("school"))
    .group_by(_opened.c.resource, _opened.c.subscription),
)
NATURES: Final = HotStatement(
    ["tenant"],
    select(_nature.c.school, _nature.c.nature).where(_nature.c.tenant == bindparam("tenant")),
)
STATE_NATURE: Final = insert_or_replace(_nature)


class SqlOrders:
    """Orders and natures of one tenant.

    Args:
        database: Where the tables are.
        tenant: Whose.
    """

    def __init__(self, database: Database, tenant: TenantId) -> None:
        self._database = database
        self._tenant = tenant
        self._named = NamedTable(database, _ordered, "subscription", LOCK)
        self._orders = database.compile(ORDERS)
        self._by_nature = database.compile(BY_NATURE)
        self._by_distributor = database.compile(BY_DISTRIBUTOR)
        self._made = database.compile(MADE)
        self._single = database.compile(SINGLE)
        self._bought = database.compile(BOUGHT)
        self._of_school = database.compile(SUBSCRIPTIONS)
        self._given = database.compile(GIVEN)
        self._opened = database.compile(OPENED)
        self._natures = database.compile(NATURES)
        self._state = database.compile(STATE_NATURE)

    def claim(self, orders: Sequence[Order]) -> Mapping[SubscriptionId, Order]:
        """Keep *orders*, and return those that have their identifiers already, locked."""
        rows = {order.id: order_row(self._tenant, order) for order in orders}
        there = self._named.claim(self._tenant, rows)
        return {SubscriptionId(name): order_of_row(*row) for name, row in there.items()}

    def replace(self, orders: Sequence[Order]) -> None:
        """Put *orders* in the place of those with their identifiers."""
        self._named.replace(order_row(self._tenant, order) for order in orders)

    def orders(self, names: Iterable[SubscriptionId]) -> Mapping[SubscriptionId, Order]:
        """Return the orders of these *names*; those that are unknown are left out."""
        rows = rows_by_name(self._database, self._orders, self._tenant, names)
        return {order.id: order for order in (order_of_row(*row) for row in rows)}

    def by_nature(self, *, now: datetime) -> Sequence[Order]:
        """Return the orders for natures of schools that have not ended at *now*."""
        rows = self._database.rows(self._by_nature, self._tenant, micros(now))
        return sorted((order_of_row(*row) for row in rows), key=lambda order: order.id)

    def of_distributor(self, distributor: str) -> Iterator[Order]:
        """Yield the orders of *distributor*, by identifier."""
        after = ""
        while rows := self._database.rows(self._by_distributor, self._tenant, distributor, after):
            for row in rows:
                found = order_of_row(*row)
                yield found
                after = found.id

    def made_of(
        self, names: Iterable[SubscriptionId]
    ) -> Mapping[SubscriptionId, Sequence[Subscription]]:
        """Return what each order of *names* became, by identifier."""
        asked = list(dict.fromkeys(names))
        rows = [*rows_by_name(self._database, self._single, self._tenant, asked)]
        bounds = [(f"{name}@", f"{name}{_AFTER_AT}") for name in asked]
        if takes_arrays(self._database):
            for part in columns_of(bounds):
                rows += self._database.rows(self._made, self._tenant, *part)
        else:
            for pair in bounds:
                rows += self._database.rows(self._made, self._tenant, *pair)
        return sorted_by_order(asked, {subscription_of(*row) for row in rows})

    def subscriptions(self, school: SchoolId | None = None) -> Iterator[Subscription]:
        """Yield all subscriptions, or those of *school*, by school, resource and identifier."""
        if school is not None:
            rows = self._database.rows(self._of_school, self._tenant, school)
            yield from sorted((subscription_of(*row) for row in rows), key=_where)
            return
        after = ("", "", "")
        while rows := self._database.rows(self._bought, self._tenant, *after):
            for row in rows:
                found = subscription_of(*row)
                yield found
                after = _where(found)

    def given(self, school: SchoolId) -> Mapping[SubscriptionId, Given]:
        """Return how many seats of each public, and how many openings, are given at *school*."""
        seats: dict[str, dict[Public | None, int]] = defaultdict(dict)
        for name, public, number in self._database.rows(self._given, self._tenant, school):
            seats[name][Public(public) if public else None] = number
        opened: dict[str, int] = dict(self._database.rows(self._opened, self._tenant, school))
        return {
            SubscriptionId(name): Given(seats.get(name, {}), opened.get(name, 0))
            for name in {*seats, *opened}
        }

    def natures(self) -> Mapping[SchoolId, str]:
        """Return the nature of every school of which it was said."""
        rows = self._database.rows(self._natures, self._tenant)
        return {SchoolId(school): nature for school, nature in rows}

    def state(self, natures: Mapping[SchoolId, str]) -> None:
        """Add or replace the natures of some schools, all or nothing."""
        rows = ((self._tenant, school, nature) for school, nature in natures.items())
        self._database.change_many(self._state, rows)


def _where(subscription: Subscription) -> tuple[str, str, str]:
    return subscription.school, subscription.resource, subscription.id
