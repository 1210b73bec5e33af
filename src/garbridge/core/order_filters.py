"""Which subscriptions a distributor asks for, and in which order (GAR: *filtres*).

What several filters of one name mean together is not known of the GAR: here any of them fits.
Filters of several names must all fit.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Final

from garbridge.core.orders import Order
from garbridge.core.selling import fields_of

FILTERS: Final = (
    "idDistributeurCom",
    "uaiEtab",
    "idAbonnement",
    "typeAffectation",
    "categorieAffectation",
    "publicCible",
    "codeProjetRessource",
)
"""The fields by which subscriptions are chosen."""
SORTS: Final = (
    "idAbonnement",
    "idRessource",
    "typeIdRessource",
    "libelleRessource",
    "debutValidite",
    "finValidite",
    "categorieAffectation",
    "typeAffectation",
    "publicCible",
    "codeProjetRessource",
)
"""The fields by which they are sorted."""
DATES: Final = ("debutValidite", "finValidite")
"""The dates by which they are chosen; when one was created or changed is not kept here."""
LONGEST_LIST: Final = 5_000
"""The most subscriptions of one answer."""


@dataclass(frozen=True, slots=True)
class Between:
    """A date of a subscription, both ends inclusive; ``None`` is without limit."""

    field: str
    after: datetime | None
    before: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which subscriptions, sorted by what, and which of them.

    ``first`` and ``last`` are ranks from 1, both inclusive.
    """

    filters: tuple[tuple[str, str], ...] = ()
    dates: tuple[Between, ...] = ()
    sort: str = SORTS[0]
    descending: bool = False
    with_deleted: bool = False
    first: int = 1
    last: int = LONGEST_LIST


def chosen(orders: Iterable[Order], wanted: Wanted, zone: tzinfo) -> Sequence[Order]:
    """Return those of *orders* that are *wanted*, sorted, those with one value by identifier."""
    accepted: defaultdict[str, set[str]] = defaultdict(set)
    for name, value in wanted.filters:
        accepted[name].add(value)
    found = [order for order in orders if _is_wanted(order, wanted, accepted, zone)]
    found.sort(key=lambda order: order.id)
    found.sort(key=lambda order: _key(order, wanted.sort, zone), reverse=wanted.descending)
    return found[wanted.first - 1 : min(wanted.last, wanted.first - 1 + LONGEST_LIST)]


def _is_wanted(
    order: Order, wanted: Wanted, accepted: defaultdict[str, set[str]], zone: tzinfo
) -> bool:
    if order.ended is not None and not wanted.with_deleted:
        return False
    fields = fields_of(order, zone) if accepted else {}
    if any(not values & {*fields.get(name, ())} for name, values in accepted.items()):
        return False
    instants = {"debutValidite": order.starts, "finValidite": order.ends}
    return all(
        (one.after is None or one.after <= instants[one.field])
        and (one.before is None or instants[one.field] <= one.before)
        for one in wanted.dates
    )


def _key(order: Order, name: str, zone: tzinfo) -> tuple[datetime, ...] | tuple[str, ...]:
    if name in DATES:
        return (order.starts if name == DATES[0] else order.ends,)
    return fields_of(order, zone).get(name, ())
