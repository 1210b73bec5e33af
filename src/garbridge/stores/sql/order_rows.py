"""Rows of the table of orders."""

from garbridge.core.entitlements import LicenceKind
from garbridge.core.identifiers import ResourceId, SchoolId, SubscriptionId, TenantId
from garbridge.core.orders import Order, Periodicity
from garbridge.core.people import Public
from garbridge.stores.sql.rows import instant_of, licences_of, licences_text, micros
from garbridge.stores.sql.statements import Parameters


def order_row(tenant: TenantId, order: Order) -> Parameters:
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


def order_of_row(  # noqa: PLR0913, PLR0917  # one for each column
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
