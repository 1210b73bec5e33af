"""Whether a batch of subscriptions, seats and openings fits what is there: pure, for every store.

The store reads :class:`Shelves` under its lock, calls :func:`require_fit`, and then writes.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Final

from garbridge.core.entitlements import LicenceKind, Opening, Seat, Subscription
from garbridge.core.identifiers import OperationId, PersonId, SchoolId, SubscriptionId
from garbridge.core.openings import Crowd, inside, there_for
from garbridge.core.operations import Movement, OperationKind, Signature
from garbridge.core.people import Profile, Public, public_of
from garbridge.core.seats import Candidate
from garbridge.errors import ImportRefusedError
from garbridge.ports import Clock, Directory, TokenSource

_OPENED: Final = (LicenceKind.ETABL, LicenceKind.FLOATING)
_SHOWN: Final = 100_000
"""Problems that are kept, more than anybody corrects by hand; the rest is counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelves:
    """What a batch is checked against.

    ``before`` holds the subscriptions as they were, ``after`` with those of the batch.
    ``holders`` has who holds a seat under a subscription, and the public it is counted under;
    ``opened`` the openings that are there, ``in_use`` how many floating licences are used ``now``.
    ``profile_of`` answers for membership, past and future ones too; ``members`` is asked for
    everybody of a school where a number of people binds, at ``now``.
    """

    before: Mapping[SubscriptionId, Subscription]
    after: Mapping[SubscriptionId, Subscription]
    holders: Mapping[SubscriptionId, Mapping[PersonId, Public | None]]
    opened: Mapping[SubscriptionId, AbstractSet[Opening]]
    profile_of: Callable[[SchoolId, PersonId], Profile | None]
    members: Callable[[SchoolId], Sequence[Candidate]]
    now: datetime
    in_use: Mapping[SubscriptionId, int] = field(default_factory=dict[SubscriptionId, int])


def loading(clock: Clock, tokens: TokenSource) -> Signature:
    """Return how a batch that was written from a file is signed in the journal."""
    return Signature(id=OperationId(tokens()), kind=OperationKind.LOAD, actor="", at=clock())


def members_of(directory: Directory) -> Callable[[SchoolId], Sequence[Candidate]]:
    """Return what reads everybody of a school in *directory*, once."""

    @cache
    def members(school: SchoolId) -> Sequence[Candidate]:
        places = ((one.id, one.at(school)) for one in directory.members(school))
        return [Candidate(person, place) for person, place in places if place is not None]

    return members


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
            not of a public the subscription is for; a licence count would be passed, by seats, by
            the people whom openings let in or by those who use a floating licence now; or a
            subscription that is in use changes its school, resource or kind.
    """
    count, crowd = _Count(shelves), _Crowd(shelves)
    found: list[str] = []
    for row, subscription in enumerate(subscriptions, 1):
        problem = _moved(shelves, subscription) or count.excess(subscription)
        problem = problem or crowd.excess(subscription) or _leased(shelves, subscription)
        if problem:
            found.append(f"abonnement {row} ({subscription.id}) : {problem}")
    for row, seat in enumerate(seats, 1):
        problem = _wrong_subscription(shelves, seat, LicenceKind.INDIV) or count.add(seat)
        if problem:
            found.append(f"exemplaire {row} ({seat.subscription}) : {problem}")
    for row, opening in enumerate(openings, 1):
        problem = _wrong_subscription(shelves, opening, *_OPENED) or crowd.add(opening)
        if problem:
            found.append(f"ouverture {row} ({opening.subscription}) : {problem}")
    if found:
        raise ImportRefusedError(found[:_SHOWN], len(found))
    return count.given + crowd.given


def _moved(shelves: Shelves, subscription: Subscription) -> str:
    old = shelves.before.get(subscription.id)
    if old is None or not (shelves.holders.get(old.id) or shelves.opened.get(old.id)):
        return ""
    same = (old.school, old.resource, old.kind) == (
        subscription.school,
        subscription.resource,
        subscription.kind,
    )
    return "" if same else "il est attribué : établissement, ressource et type doivent rester"


def _leased(shelves: Shelves, subscription: Subscription) -> str:
    """Return how those who use a floating licence now pass a number that is lowered, or nothing."""
    old = shelves.before.get(subscription.id)
    limit, used = subscription.licences.overall, shelves.in_use.get(subscription.id, 0)
    if old is None or limit is None or subscription.kind is not LicenceKind.FLOATING:
        return ""
    lowered = old.licences.overall is None or limit < old.licences.overall
    if used <= limit or not lowered:
        return ""
    return f"{used} personnes l’utilisent en ce moment, pour {limit} licences : attendre leur fin"


def _wrong_subscription(shelves: Shelves, row: Seat | Opening, *kinds: LicenceKind) -> str:
    subscription = shelves.after.get(row.subscription)
    if subscription is None:
        return "aucun abonnement ne porte cet identifiant"
    if (subscription.school, subscription.resource) != (row.school, row.resource):
        return "l’abonnement est d’un autre établissement ou d’une autre ressource"
    if subscription.kind not in kinds:
        return f"l’abonnement est {subscription.kind}, et non {kinds[0]}"
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
            return f"cette personne n’est pas de {seat.school}"
        public = public_of(profile)
        if public not in subscription.publics:
            return f"l’abonnement n’est pas pour {public}"
        limit = subscription.licences.limit_for(public)
        used = taken[public] if subscription.licences.per_public else len(holders)
        if limit is not None and used >= limit:
            return f"les {limit} exemplaires sont attribués"
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
                return f"{taken[public]} attribués à {public}, pour qui il ne serait plus"
        if not licences.per_public:
            over = licences.overall is not None and len(holders) > licences.overall
            return f"{len(holders)} attribués, pour {licences.overall} exemplaires" if over else ""
        for public in Public:
            limit = licences.limit_for(public)
            if limit is not None and taken[public] > limit:
                return f"{taken[public]} attribués à {public}, pour {limit} exemplaires"
        return ""

    def _of(self, subscription: Subscription) -> tuple[set[PersonId], Counter[Public | None]]:
        name = subscription.id
        if name not in self._holders:
            held = self._shelves.holders.get(name, {})
            self._holders[name] = set(held)
            self._taken[name] = Counter(held.values())
        return self._holders[name], self._taken[name]


class _Crowd:
    """People inside under each licence of the whole school: let in before, then by the batch."""

    def __init__(self, shelves: Shelves) -> None:
        self.given: list[Movement] = []
        self._shelves = shelves
        self._opened: dict[SubscriptionId, set[Opening]] = {}
        self._inside: dict[SubscriptionId, set[PersonId]] = {}

    def add(self, opening: Opening) -> str:
        """Let its population in; return what is wrong with it, or nothing.

        Where nobody more enters it may be added, however many are inside.
        """
        subscription = self._shelves.after[opening.subscription]
        opened = self._opened.setdefault(
            subscription.id, set(self._shelves.opened.get(subscription.id, ()))
        )
        if opening in opened:
            return ""
        if _binds(subscription):
            before = self._inside.get(subscription.id)
            before = self._count(subscription, opened) if before is None else before
            after = before | self._count(subscription, [opening])
            if len(before) < len(after) and Crowd(subscription, len(after)).over:
                limit = subscription.licences.overall
                return f"{len(after)} personnes y entreraient, pour {limit} licences"
            self._inside[subscription.id] = after
        opened.add(opening)
        self.given.append(Movement(opening, gives=True))
        return ""

    def excess(self, subscription: Subscription) -> str:
        """Return how those who are inside pass the new number by more than before, or nothing."""
        old = self._shelves.before.get(subscription.id)
        opened = self._shelves.opened.get(subscription.id)
        if old is None or not opened or not _binds(subscription):
            return ""
        now = Crowd(subscription, len(self._count(subscription, opened)))
        if now.over <= (Crowd(old, len(self._count(old, opened))).over if now.over else 0):
            return ""
        return f"{now.inside} personnes y entrent, pour {subscription.licences.overall} licences"

    def _count(self, subscription: Subscription, openings: Iterable[Opening]) -> set[PersonId]:
        members = self._shelves.members(subscription.school)
        return inside(subscription, openings, there_for(subscription, members, self._shelves.now))


def _binds(subscription: Subscription) -> bool:
    """Say whether the number of *subscription* is one of people who may enter."""
    return subscription.kind is LicenceKind.ETABL and subscription.licences.overall is not None
