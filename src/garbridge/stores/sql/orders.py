"""Orders, what they became, and the natures of schools."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import bindparam, select, true, tuple_
from sqlalchemy.sql.functions import count

from garbridge.core.entitlements import LicenceKind, Subscription
from garbridge.core.identifiers import ResourceId, SchoolId, SubscriptionId, TenantId
from garbridge.core.orders import Order, Periodicity, order_id
from garbridge.core.people import Public
from garbridge.core.stock import Given
from garbridge.stores.sql import schema
from garbridge.stores.sql.database import Database
from garbridge.stores.sql.entitlements import SUBSCRIPTIONS
from garbridge.stores.sql.rows import (
    instant_of,
    licences_of,
    licences_text,
    micros,
    subscription_of,
)
from garbridge.stores.sql.statements import (
    HotStatement,
    Parameters,
    insert_if_absent,
    insert_or_replace,
)

_ordered, _bought, _nature = schema.order, schema.subscription, schema.nature
_given, _opened = schema.seat, schema.opening
_ORDER: Final = [column for column in _ordered.columns if column.name != "tenant"]
_SUBSCRIPTION: Final = [column for column in _bought.columns if column.name != "tenant"]
_PAGE: Final = 500
_AFTER_AT: Final = "A"
"""The sign that follows ``@``: what begins with a name and ``@`` ends before the name and this."""

CLAIM: Final = insert_if_absent(_ordered)
REPLACE: Final = insert_or_replace(_ordered)
_NAMED: Final = select(*_ORDER).where(
    _ordered.c.tenant == bindparam("tenant"),
    _ordered.c.subscription == bindparam("subscription"),
)
ORDER: Final = HotStatement(["tenant", "subscription"], _NAMED)
LOCK: Final = HotStatement(["tenant", "subscription"], _NAMED.with_for_update(), writes=True)
BY_NATURE: Final = HotStatement(
    ["tenant", "now"],
    select(*_ORDER).where(
        _ordered.c.tenant == bindparam("tenant"),
        _ordered.c.by_nature == true(),
        _ordered.c.ends > bindparam("now"),
    ),
)
MADE: Final = HotStatement(
    ["tenant", "first", "last"],
    select(*_SUBSCRIPTION)
    .where(
        _bought.c.tenant == bindparam("tenant"),
        _bought.c.subscription >= bindparam("first"),
        _bought.c.subscription < bindparam("last"),
    )
    .order_by(_bought.c.subscription),
)
SINGLE: Final = HotStatement(
    ["tenant", "subscription"],
    select(*_SUBSCRIPTION).where(
        _bought.c.tenant == bindparam("tenant"),
        _bought.c.subscription == bindparam("subscription"),
    ),
)
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
    ["tenant", "subscription"],
    select(_given.c.public, count())
    .where(
        _given.c.tenant == bindparam("tenant"),
        _given.c.subscription == bindparam("subscription"),
    )
    .group_by(_given.c.public),
)
OPENED: Final = HotStatement(
    ["tenant", "school", "resource", "subscription"],
    select(_opened.c.code).where(
        _opened.c.tenant == bindparam("tenant"),
        _opened.c.school == bindparam("school"),
        _opened.c.resource == bindparam("resource"),
        _opened.c.subscription == bindparam("subscription"),
    ),
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
        self._claim = database.compile(CLAIM)
        self._replace = database.compile(REPLACE)
        self._order = database.compile(ORDER)
        self._lock = database.compile(LOCK)
        self._by_nature = database.compile(BY_NATURE)
        self._made = database.compile(MADE)
        self._single = database.compile(SINGLE)
        self._bought = database.compile(BOUGHT)
        self._of_school = database.compile(SUBSCRIPTIONS)
        self._given = database.compile(GIVEN)
        self._opened = database.compile(OPENED)
        self._natures = database.compile(NATURES)
        self._state = database.compile(STATE_NATURE)

    def claim(self, order: Order) -> Order | None:
        """Keep *order*, or return the one that has its identifier already, locked."""
        if self._database.change(self._claim, *_row(self._tenant, order)):
            return None
        (row,) = self._database.rows(self._lock, self._tenant, order.id)
        return _order(*row)

    def replace(self, order: Order) -> None:
        """Put *order* in the place of the one with its identifier."""
        self._database.change(self._replace, *_row(self._tenant, order))

    def order(self, name: SubscriptionId) -> Order | None:
        """Return one order; ``None`` if unknown."""
        for row in self._database.rows(self._order, self._tenant, name):
            return _order(*row)
        return None

    def by_nature(self, *, now: datetime) -> Sequence[Order]:
        """Return the orders for natures of schools that have not ended at *now*."""
        rows = self._database.rows(self._by_nature, self._tenant, micros(now))
        return sorted((_order(*row) for row in rows), key=lambda order: order.id)

    def made_of(self, name: SubscriptionId) -> Sequence[Subscription]:
        """Return what the order *name* became, by identifier."""
        rows = self._database.rows(self._single, self._tenant, name)
        bounds = (f"{name}@", f"{name}{_AFTER_AT}")
        rows += self._database.rows(self._made, self._tenant, *bounds)
        made = [subscription_of(*row) for row in rows]
        # An order may itself be called as another one and « @ »: what it became is not ours.
        return [one for one in made if name in {one.id, order_id(one)}]

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

    def given(self, subscription: Subscription) -> Given:
        """Return how many seats of each public, and how many openings, *subscription* has."""
        tenant, one = self._tenant, subscription
        match one.kind:
            case LicenceKind.INDIV:
                counts = self._database.rows(self._given, tenant, one.id)
                return Given({Public(name) if name else None: n for name, n in counts})
            case LicenceKind.ETABL | LicenceKind.FLOATING:
                place = (one.school, one.resource, one.id)
                return Given(openings=len(self._database.rows(self._opened, tenant, *place)))

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


def _row(tenant: TenantId, order: Order) -> Parameters:
    """Return a row of the table ``order``, in the order of its columns."""
    return (
        tenant,
        order.id,
        order.resource,
        order.kind.value,
        ",".join(sorted(order.publics)),
        licences_text(order.licences),
        ",".join(order.schools),
        ",".join(order.natures),
        bool(order.natures),
        micros(order.starts),
        micros(order.ends),
        order.year,
        order.transferable,
        order.comment,
        order.distributor,
        order.title,
        order.project,
        order.periodicity.value if order.periodicity else "",
        None if order.ended is None else micros(order.ended),
        order.follows,
    )


def _order(  # noqa: PLR0913, PLR0917  # one for each column
    subscription: str,
    resource: str,
    kind: str,
    publics: str,
    licences: str,
    schools: str,
    natures: str,
    _by_nature: int,
    starts: int,
    ends: int,
    year: int | None,
    transferable: int,
    comment: str,
    distributor: str,
    title: str,
    project: str,
    periodicity: str,
    ended: int | None,
    follows: str | None,
) -> Order:
    """Return an order from its columns without the tenant."""
    return Order(
        id=SubscriptionId(subscription),
        resource=ResourceId(resource),
        kind=LicenceKind(kind),
        publics=frozenset(Public(text) for text in publics.split(",") if text),
        licences=licences_of(licences),
        schools=tuple(SchoolId(text) for text in schools.split(",") if text),
        natures=tuple(text for text in natures.split(",") if text),
        starts=instant_of(starts),
        ends=instant_of(ends),
        year=year,
        transferable=bool(transferable),
        comment=comment,
        distributor=distributor,
        title=title,
        project=project,
        periodicity=Periodicity(periodicity) if periodicity else None,
        ended=None if ended is None else instant_of(ended),
        follows=None if follows is None else SubscriptionId(follows),
    )
