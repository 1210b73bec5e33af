"""How much of a subscription is given, and how much is left."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from garbridge.core.entitlements import LicenceKind, Subscription
from garbridge.core.people import Public


@dataclass(frozen=True, slots=True)
class Given:
    """What is given under a subscription: seats by public, and openings.

    ``None`` as a public are the seats of people whose public nobody knew.
    """

    seats: Mapping[Public | None, int] = field(default_factory=dict[Public | None, int])
    openings: int = 0


@dataclass(frozen=True, slots=True)
class Count:
    """One number of licences of a subscription.

    ``public`` is ``None`` where all are counted together, ``limit`` and ``left`` where the number
    is unlimited; ``left`` also where licences are opened to populations and not to people.
    """

    public: Public | None
    limit: int | None
    given: int
    left: int | None


def counts_of(subscription: Subscription, given: Given) -> tuple[Count, ...]:
    """Return each number of licences with what is given and left of it.

    >>> from garbridge.testing.world import SUBSCRIPTION
    >>> counts_of(SUBSCRIPTION, Given({Public.PUPILS: 3}))
    (Count(public=None, limit=None, given=3, left=None),)
    """
    licences = subscription.licences
    if not licences.per_public:
        total = sum(given.seats.values())
        return (_count(subscription, None, licences.overall, total),)
    return tuple(
        _count(subscription, public, limit, given.seats.get(public, 0))
        for public, limit in licences.per_public
    )


def _count(
    subscription: Subscription, public: Public | None, limit: int | None, given: int
) -> Count:
    if limit is None or subscription.kind is not LicenceKind.INDIV:
        return Count(public, limit, given, None)
    return Count(public, limit, given, max(limit - given, 0))
