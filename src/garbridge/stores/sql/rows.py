"""Rows to values and back.

What many rows share is built once and kept in bounded caches: groups, subscriptions, instants.
Those are conversions of a row that was just read; whether a right holds is never kept.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Final

from garbridge.core.access import Refusal
from garbridge.core.attributes import Attribute
from garbridge.core.entitlements import (
    LicenceKind,
    Licences,
    Opening,
    Origin,
    Population,
    Seat,
    Subscription,
)
from garbridge.core.identifiers import PersonId, ResourceId, SchoolId, SubscriptionId
from garbridge.core.people import Group, GroupKind, Identity, Membership, Person, Profile, Public
from garbridge.stores.sql.connections import Row
from garbridge.stores.sql.statements import Parameters

IDENTITY: Final = ""
PLACE: Final = "place"
"""What a row about a person is, by its first column; any other text is the kind of a group."""

ONE_PERSON = "person"
"""What a population is that is one person: its code is theirs."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_PROFILES = {profile.value: profile for profile in Profile}
_OVERALL = "overall"
_ORIGINS = {origin.value: origin for origin in Origin}
_REFUSALS = {refusal.value: refusal for refusal in Refusal}


def refusal_of(kept: str | None) -> Refusal | str | None:
    """Return why not, ``None`` for an accès; as it stands where only a newer version knows it."""
    return None if kept is None else _REFUSALS.get(kept, kept)


def micros(instant: datetime) -> int:
    """Return *instant*, which must be aware, as microseconds since 1970 in UTC.

    >>> micros(datetime(1970, 1, 2, tzinfo=UTC))
    86400000000
    """
    return (instant - _EPOCH) // _MICROSECOND


@lru_cache(maxsize=4096)
def instant_of(count: int) -> datetime:
    """Return the instant *count* microseconds after 1970, in UTC."""
    return _EPOCH + timedelta(microseconds=count)


def attributes_of(names: str) -> tuple[Attribute, ...]:
    """Return the attributes of a column of comma-separated names.

    >>> attributes_of("PRO,DIV")
    ('PRO', 'DIV')
    """
    return tuple(Attribute(name) for name in names.split(",") if name)


@lru_cache(maxsize=16384)
def _group(kind: str, code: str, label: str, parents: str, statistical: str) -> Group:
    return Group(GroupKind(kind), code, label, tuple(json.loads(parents)), statistical)


def parents_text(parents: Iterable[str]) -> str:
    """Return the column ``parents`` of a population.

    >>> parents_text(("2DE4", "2DE5"))
    '["2DE4", "2DE5"]'
    """
    return json.dumps(list(parents), ensure_ascii=False)


def person_of(person: PersonId, rows: Iterable[Row]) -> Person | None:
    """Return *person* from the rows of :mod:`garbridge.stores.sql.people`.

    ``None`` where there is no row with an identity.
    """
    identity: Identity | None = None
    places: list[Row] = []
    groups: dict[str, list[Group]] = {}
    for row in rows:
        what, school, first, second, third, fourth = row
        if what == PLACE:
            places.append(row)
        elif what == IDENTITY:
            identity = Identity(first, second, third, fourth)
        elif school in groups:
            groups[school].append(_group(what, first, second, third, fourth))
        else:
            groups[school] = [_group(what, first, second, third, fourth)]
    if identity is None:
        return None
    return Person(person, identity, tuple([_membership(row, groups) for row in places]))


def _membership(row: Row, groups: Mapping[str, Sequence[Group]]) -> Membership:
    _, school, profile, starts, ends, _ = row
    return Membership(
        SchoolId(school),
        _PROFILES[profile],
        None if starts is None else instant_of(int(starts)),
        None if ends is None else instant_of(int(ends)),
        tuple(groups.get(school, ())),
    )


def subscription_row(tenant: str, subscription: Subscription) -> Parameters:
    """Return a row of the table ``subscription``, in the order of its columns."""
    return (
        tenant,
        subscription.id,
        subscription.school,
        subscription.resource,
        subscription.kind.value,
        ",".join(sorted(subscription.publics)),
        licences_text(subscription.licences),
        micros(subscription.starts),
        micros(subscription.ends),
        subscription.transferable,
        subscription.comment,
    )


@lru_cache(maxsize=8192)
def subscription_of(  # noqa: PLR0913, PLR0917  # one for each column
    subscription: str,
    school: str,
    resource: str,
    kind: str,
    publics: str,
    licences: str,
    starts: int,
    ends: int,
    transferable: int,
    comment: str,
) -> Subscription:
    """Return a subscription from its columns without the tenant."""
    return Subscription(
        id=SubscriptionId(subscription),
        resource=ResourceId(resource),
        school=SchoolId(school),
        kind=LicenceKind(kind),
        publics=frozenset(Public(text) for text in publics.split(",") if text),
        starts=instant_of(starts),
        ends=instant_of(ends),
        licences=licences_of(licences),
        transferable=bool(transferable),
        comment=comment,
    )


def licences_text(licences: Licences) -> str:
    """Return the count for all publics together, or one for each; ``null`` is unlimited."""
    if licences.per_public:
        return json.dumps({public.value: count for public, count in licences.per_public})
    return json.dumps({_OVERALL: licences.overall})


def licences_of(text: str) -> Licences:
    """Return the counts that :func:`licences_text` wrote."""
    counts = json.loads(text)
    if _OVERALL in counts:
        return Licences(overall=counts[_OVERALL])
    return Licences(tuple((Public(public), count) for public, count in counts.items()))


def seat_row(tenant: str, seat: Seat, public: Public | None) -> Parameters:
    """Return a row of the table ``seat``, in the order of its columns.

    *public* is the one under which the licence is counted; ``None`` where nobody knows.
    """
    return (*seat_key(tenant, seat), seat.origin.value, public.value if public else "")


def seat_key(tenant: str, seat: Seat) -> Parameters:
    """Return the primary key of a row of the table ``seat``."""
    return (tenant, seat.person, seat.school, seat.resource, seat.subscription)


def origin_of(text: str) -> Origin:
    """Return the origin of a column."""
    return _ORIGINS[text]


def seat_of(subscription: str, resource: str, school: str, person: str, origin: str) -> Seat:
    """Return a seat from its columns."""
    return Seat(
        subscription=SubscriptionId(subscription),
        resource=ResourceId(resource),
        school=SchoolId(school),
        person=PersonId(person),
        origin=_ORIGINS[origin],
    )


def opening_row(tenant: str, opening: Opening) -> Parameters:
    """Return a row of the table ``opening``, in the order of its columns."""
    who = population_columns(opening.population)
    return (tenant, opening.school, opening.resource, opening.subscription, *who)


def population_columns(population: Population) -> tuple[str, str, str]:
    """Return the columns profile, kind and code of *population*.

    >>> population_columns(Population(kind=GroupKind.DIVISION, code="6A"))
    ('', 'division', '6A')
    >>> population_columns(Population(person=PersonId("p-1")))
    ('', 'person', 'p-1')

    Raises:
        ValueError: it names both a person and a group, which no column can hold.
    """
    profile = population.profile.value if population.profile else ""
    if population.person is None:
        return profile, population.kind.value if population.kind else "", population.code
    if population.kind is not None:
        raise ValueError("a population is one person or one group, not both")
    return profile, ONE_PERSON, population.person


def opening_of(school: str, resource: str, subscription: str, *who: str) -> Opening:
    """Return an opening from its columns; *who* is profile, kind and code."""
    return Opening(
        subscription=SubscriptionId(subscription),
        resource=ResourceId(resource),
        school=SchoolId(school),
        population=population_of(*who),
    )


@lru_cache(maxsize=8192)
def population_of(profile: str, kind: str, code: str) -> Population:
    """Return the population of the columns profile, kind and code."""
    one = _PROFILES[profile] if profile else None
    if kind == ONE_PERSON:
        return Population(one, person=PersonId(code))
    return Population(one, GroupKind(kind) if kind else None, code)
