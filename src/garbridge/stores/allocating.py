"""Whether a batch of subscriptions, seats and openings fits what is there: pure, for every store.

The store reads :class:`Shelves` under its lock, calls :func:`require_fit`, and then writes.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Final

from garbridge.core.entitlements import LicenceKind, Opening, Seat, Subscription
from garbridge.core.identifiers import OperationId, PersonId, SchoolId, SubscriptionId
from garbridge.core.operations import Movement, OperationKind, Signature
from garbridge.core.people import Profile, Public, public_of
from garbridge.errors import ImportRefusedError
from garbridge.ports import Clock, TokenSource

_OPENED: Final = (LicenceKind.ETABL, LicenceKind.FLOATING)
_SHOWN: Final = 100
"""Problems that are kept; the rest is counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelves:
    """What a batch is checked against.

    ``before`` holds the subscriptions as they were, ``after`` with those of the batch.
    ``holders`` has who holds a seat under a subscription, and the public it is counted under;
    ``opened`` the openings that are there.  ``profile_of`` answers for membership, past and future
    ones too.
    """

    before: Mapping[SubscriptionId, Subscription]
    after: Mapping[SubscriptionId, Subscription]
    holders: Mapping[SubscriptionId, Mapping[PersonId, Public | None]]
    opened: Mapping[SubscriptionId, AbstractSet[Opening]]
    profile_of: Callable[[SchoolId, PersonId], Profile | None]


def loading(clock: Clock, tokens: TokenSource) -> Signature:
    """Return how a batch that was written from a file is signed in the journal."""
    return Signature(id=OperationId(tokens()), kind=OperationKind.LOAD, actor="", at=clock())


def require_fit(
    shelves: Shelves,
    subscriptions: Sequence[Subscription],
    seats: Sequence[Seat],
    openings: Sequence[Opening],
) -> list[Movement]:
    """Refuse the batch unless every row of it can be written; rows are counted from 1.

    A seat counts for the public of its holder's membership at that moment.  One whose public
    nobody knows counts where licences are counted for all publics together.

    Returns:
        What the batch gives that was not there; the same row twice gives once.

    Raises:
        ImportRefusedError: a seat or opening names a subscription that is not there, is of the
            other kind, of another school or resource; a holder is not a member of the school or
            not of a public the subscription is for; a licence count would be passed; or a
            subscription that is in use changes its school, resource or kind.
    """
    count = _Count(shelves)
    opened: dict[Opening, None] = {}
    found: list[str] = []
    for row, subscription in enumerate(subscriptions, 1):
        problem = _moved(shelves, subscription) or count.excess(subscription)
        if problem:
            found.append(f"subscription {row} ({subscription.id}): {problem}")
    for row, seat in enumerate(seats, 1):
        problem = _wrong_subscription(shelves, seat, LicenceKind.INDIV) or count.add(seat)
        if problem:
            found.append(f"seat {row} ({seat.subscription}): {problem}")
    for row, opening in enumerate(openings, 1):
        problem = _wrong_subscription(shelves, opening, *_OPENED)
        if problem:
            found.append(f"opening {row} ({opening.subscription}): {problem}")
        elif opening not in shelves.opened.get(opening.subscription, ()):
            opened[opening] = None
    if found:
        raise ImportRefusedError(found[:_SHOWN], len(found))
    return count.given + [Movement(opening, gives=True) for opening in opened]


def _moved(shelves: Shelves, subscription: Subscription) -> str:
    old = shelves.before.get(subscription.id)
    if old is None or not (shelves.holders.get(old.id) or shelves.opened.get(old.id)):
        return ""
    same = (old.school, old.resource, old.kind) == (
        subscription.school,
        subscription.resource,
        subscription.kind,
    )
    return "" if same else "has seats or openings: school, resource and kind must stay"


def _wrong_subscription(shelves: Shelves, row: Seat | Opening, *kinds: LicenceKind) -> str:
    subscription = shelves.after.get(row.subscription)
    if subscription is None:
        return "no such subscription"
    if (subscription.school, subscription.resource) != (row.school, row.resource):
        return "the subscription is of another school or resource"
    if subscription.kind not in kinds:
        return f"the subscription is {subscription.kind}, not {kinds[0]}"
    return ""


class _Count:
    """Seats under each subscription: those that are there, then those of the batch."""

    def __init__(self, shelves: Shelves) -> None:
        self.given: list[Movement] = []
        self._shelves = shelves
        self._holders: dict[SubscriptionId, set[PersonId]] = {}
        self._taken: dict[SubscriptionId, Counter[Public | None]] = {}

    def add(self, seat: Seat) -> str:
        """Count *seat*; return what is wrong with it, or nothing."""
        subscription = self._shelves.after[seat.subscription]
        holders, taken = self._of(subscription)
        if seat.person in holders:
            return ""
        profile = self._shelves.profile_of(seat.school, seat.person)
        if profile is None:
            return f"this person is not a member of {seat.school}"
        public = public_of(profile)
        if public not in subscription.publics:
            return f"the subscription is not for {public}"
        limit = subscription.licences.limit_for(public)
        used = taken[public] if subscription.licences.per_public else len(holders)
        if limit is not None and used >= limit:
            return f"all {limit} licences are given"
        holders.add(seat.person)
        taken[public] += 1
        self.given.append(Movement(seat, gives=True, public=public))
        return ""

    def excess(self, subscription: Subscription) -> str:
        """Return how the seats that are there pass the new licence count, or nothing."""
        holders, taken = self._of(subscription)
        licences = subscription.licences
        for public in (one for one in taken if one is not None and taken[one]):
            if public not in subscription.publics:
                return f"{taken[public]} seats for {public}, whom it would no longer be for"
        if not licences.per_public:
            over = licences.overall is not None and len(holders) > licences.overall
            return f"{len(holders)} seats for {licences.overall} licences" if over else ""
        for public in Public:
            limit = licences.limit_for(public)
            if limit is not None and taken[public] > limit:
                return f"{taken[public]} seats for {limit} licences for {public}"
        return ""

    def _of(self, subscription: Subscription) -> tuple[set[PersonId], Counter[Public | None]]:
        name = subscription.id
        if name not in self._holders:
            held = self._shelves.holders.get(name, {})
            self._holders[name] = set(held)
            self._taken[name] = Counter(held.values())
        return self._holders[name], self._taken[name]
