"""What was ordered: one statement of a distributor, for one school, several, or kinds of schools.

An order (GAR: *abonnement*, with several *uaiEtab* or with *codeNatureUAI*) becomes one
:class:`~garbridge.core.entitlements.Subscription` for each school it reaches; what the access check
does not need stays with the order.
"""

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Final

from garbridge.core.entitlements import LicenceKind, Licences, Subscription
from garbridge.core.identifiers import ResourceId, SchoolId, SubscriptionId
from garbridge.core.people import Public, School

UNKNOWN_ELEMENTARY: Final = "151"
"""What a school of the first degree counts as while nobody has said its nature."""
ARK: Final = "ark"
_AT: Final = "@"
_LONGEST_NAME: Final = 45
_YEARS = re.compile(r"(-(20[0-9]{2}))?-(20[0-9]{2})$")
_OF_ONE_SCHOOL = re.compile(r"@[0-9]{7}[A-Za-z](-[A-Za-z0-9]{1,10})?$")


class Periodicity(StrEnum):
    """How an order comes back; the GAR does not know it."""

    YEARLY = "annuelle"
    SEVERAL_YEARS = "pluriannuelle"
    PERPETUAL = "perpetuelle"
    """Bought once for all."""
    ONCE = "unique"
    """A trial, or an offer that will not come again: nothing renews it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """An order (GAR: *abonnement*).

    Exactly one of ``schools`` and ``natures`` is not empty (RG2).  ``licences`` are those of each
    school.  ``starts`` is inclusive, ``ends`` exclusive, both aware UTC datetimes.  ``year`` is
    that in which the last school year begins, where the end was stated so (*anneeFinValidite*).
    ``distributor`` is a SIREN and an ISNI.  ``ended`` is when somebody put an end to it, ``None``
    while nobody did; ``follows`` names the order that this one renews.
    """

    id: SubscriptionId
    resource: ResourceId
    kind: LicenceKind
    publics: frozenset[Public]
    starts: datetime
    ends: datetime
    licences: Licences = field(default_factory=Licences)
    schools: tuple[SchoolId, ...] = ()
    natures: tuple[str, ...] = ()
    transferable: bool = True
    comment: str = ""
    year: int | None = None
    distributor: str = ""
    resource_kind: str = ARK
    title: str = ""
    project: str = ""
    periodicity: Periodicity | None = None
    ended: datetime | None = None
    follows: SubscriptionId | None = None


class State(StrEnum):
    """Where a subscription stands at one instant."""

    COMING = "coming"
    RUNNING = "running"
    ENDED = "ended"


def state_of(subscription: Subscription, now: datetime) -> State:
    """Return where *subscription* stands at *now*; one that never ran has ended at once."""
    if subscription.ends <= max(now, subscription.starts):
        return State.ENDED
    return State.RUNNING if subscription.starts <= now else State.COMING


def names_one_school(name: str) -> bool:
    """Say whether *name* has the form of a subscription made from an order of several schools.

    >>> names_one_school("atlas@0750001A"), names_one_school("atlas@2026")
    (True, False)
    """
    return _OF_ONE_SCHOOL.search(name) is not None


def subscription_id(order: Order, school: SchoolId) -> SubscriptionId:
    """Return the identifier of what *order* becomes at *school*."""
    if len(order.schools) == 1:
        return order.id
    return SubscriptionId(f"{order.id}{_AT}{school}")


def order_id(subscription: Subscription) -> SubscriptionId:
    """Return the identifier of the order that *subscription* comes from."""
    return SubscriptionId(subscription.id.removesuffix(f"{_AT}{subscription.school}"))


def sorted_by_order(
    names: Iterable[SubscriptionId], subscriptions: Iterable[Subscription]
) -> dict[SubscriptionId, list[Subscription]]:
    """Return which of *subscriptions* come from each order of *names*, by identifier.

    An order may itself be called as another one and ``@``: what it became is not the other's.
    """
    made: dict[SubscriptionId, list[Subscription]] = {name: [] for name in names}
    for one in sorted(subscriptions, key=lambda one: one.id):
        for name in {one.id, order_id(one)} & made.keys():
            made[name].append(one)
    return made


def subscription_at(order: Order, school: SchoolId) -> Subscription:
    """Return what *order* becomes at *school*."""
    return Subscription(
        id=subscription_id(order, school),
        resource=order.resource,
        school=school,
        kind=order.kind,
        publics=order.publics,
        starts=order.starts,
        ends=order.ends,
        licences=order.licences,
        transferable=order.transferable,
        comment=order.comment,
    )


def order_of(subscription: Subscription) -> Order:
    """Return the order that *subscription* would come from if it stood alone.

    For what was written without an order.
    """
    return Order(
        id=subscription.id,
        resource=subscription.resource,
        kind=subscription.kind,
        publics=subscription.publics,
        starts=subscription.starts,
        ends=subscription.ends,
        licences=subscription.licences,
        schools=(subscription.school,),
        transferable=subscription.transferable,
        comment=subscription.comment,
    )


def is_first_degree(nature: str) -> bool:
    """Say whether schools of *nature* are of the first degree: their codes begin with 1.

    >>> is_first_degree("151"), is_first_degree("340")
    (True, False)
    """
    return nature.startswith("1")


def nature_of(school: School, natures: Mapping[SchoolId, str]) -> str:
    """Return the nature of *school* (GAR: *codeNatureUAI*); empty where nobody knows it.

    >>> nature_of(School(SchoolId("0750001A"), "École", 1), {})
    '151'
    """
    return natures.get(school.id, UNKNOWN_ELEMENTARY if school.degree == 1 else "")


def reached(
    order: Order, schools: Iterable[School], natures: Mapping[SchoolId, str]
) -> tuple[SchoolId, ...]:
    """Return the schools that *order* reaches: those it names, else those of its natures."""
    if order.schools:
        return order.schools
    return tuple(s.id for s in schools if nature_of(s, natures) in order.natures)


def renewal_names(order: Order, year: int) -> tuple[SubscriptionId, ...]:
    """Return the names that what follows *order* in the school year from *year* may have.

    The first one that is nobody else's is taken: with the year, with both years, and with a few
    signs that stand for the name of *order* alone, where names that begin alike were cut.

    >>> from garbridge.testing.world import SUBSCRIPTION
    >>> renewal_names(order_of(SUBSCRIPTION), 2027)[:2]
    ('atlas-2027', 'atlas-2027-2028')
    """
    base = _without_years(order.id)
    signs = hashlib.sha256(order.id.encode()).hexdigest()[:6]
    ends = (f"-{year}", f"-{year}-{year + 1}", f"-{signs}-{year}")
    names = (SubscriptionId(base[: _LONGEST_NAME - len(end)] + end) for end in ends)
    return tuple(name for name in names if name != order.id and not names_one_school(name))


def _without_years(name: str) -> str:
    """Return *name* without the year, or the school year, at its end."""
    found = _YEARS.search(name)
    if found is None:
        return name
    follow = found[2] is not None and int(found[3]) == int(found[2]) + 1
    return name[: found.start() if follow else found.start(3) - 1]


def renewed(
    order: Order, name: SubscriptionId, *, year: int, starts: datetime, ends: datetime
) -> Order:
    """Return the order called *name* that follows *order* for the school year from *year*.

    The same publics, counts and schools; no seat comes with it.
    """
    return replace(
        order,
        id=name,
        starts=starts,
        ends=ends,
        year=year,
        ended=None,
        follows=order.id,
    )


def ended_alone(subscription: Subscription, order: Order) -> bool:
    """Say whether *subscription*, made from *order*, was put to an end of its own."""
    return subscription.ends != order.ends


def stopped_alone(order: Order, made: Sequence[Subscription]) -> tuple[SchoolId, ...]:
    """Return the schools at which alone what was *made* of *order* ended; none where all did."""
    found = {one.school for one in made if ended_alone(one, order)}
    schools = order.schools or tuple(sorted(one.school for one in made))
    return tuple(s for s in schools if s in found) if found < {*schools} else ()


def ended_at(subscription: Subscription, now: datetime) -> datetime:
    """Return the end of *subscription* if somebody ends it at *now*.

    Nothing is opened again by it, and what has not started never will.
    """
    return min(subscription.ends, max(now, subscription.starts))
