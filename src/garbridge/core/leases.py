"""Floating licences: *n* people at once, each for as long as a lease runs."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from garbridge.core.entitlements import LicenceKind, Subscription
from garbridge.core.identifiers import PersonId, SchoolId, SubscriptionId

LEASE: Final = timedelta(minutes=60)
"""How long a lease runs where the portal says nothing else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lease:
    """One floating licence in use: by one person, until *until*, exclusive."""

    subscription: SubscriptionId
    school: SchoolId
    person: PersonId
    until: datetime


@dataclass(frozen=True, slots=True)
class InUse:
    """How much of one floating subscription is in use at one moment; names nobody.

    ``count`` are the leases that run, ``mine`` says whether one of them is that of the person who
    is asked about, and ``next_end`` is the earliest end among them: ``None`` where none runs.
    """

    subscription: SubscriptionId
    count: int = 0
    mine: bool = False
    next_end: datetime | None = None


@dataclass(frozen=True, slots=True)
class Usage:
    """A floating subscription, with what of it is in use."""

    subscription: Subscription
    in_use: InUse

    @property
    def free_at(self) -> datetime | None:
        """When somebody else may enter; ``None`` is now, or never where there is no licence."""
        return None if has_room(self.subscription, self.in_use) else self.in_use.next_end


def has_room(subscription: Subscription, in_use: InUse) -> bool:
    """Say whether the person *in_use* is about may hold a lease beside those of the others.

    >>> from dataclasses import replace
    >>> from garbridge.core.entitlements import Licences
    >>> from garbridge.testing.world import SCHOOL_WIDE
    >>> two = replace(SCHOOL_WIDE, kind=LicenceKind.FLOATING, licences=Licences(overall=2))
    >>> has_room(two, InUse(two.id, 2)), has_room(two, InUse(two.id, 2, mine=True))
    (False, True)
    """
    limit = subscription.licences.overall
    return limit is None or in_use.count - in_use.mine < limit


def floating(subscriptions: Iterable[Subscription]) -> list[Subscription]:
    """Return those of *subscriptions* that are used by leases."""
    return [one for one in subscriptions if one.kind is LicenceKind.FLOATING]
