"""The access check: may this person open this resource, through this school, now?"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from operator import attrgetter

from garbridge.core.activations import Activation, is_activated
from garbridge.core.catalogue import Provider, Resource
from garbridge.core.entitlements import LicenceKind, Opening, Seat, Subscription
from garbridge.core.identifiers import PersonId, ResourceId, SchoolId
from garbridge.core.leases import InUse, has_room
from garbridge.core.pairwise import Held
from garbridge.core.people import Membership, Person, public_of
from garbridge.core.records import quick
from garbridge.core.schools import ALL_OPEN, Function, SchoolBook


class Refusal(StrEnum):
    """Why access was refused.  Values are stable: logs, statistics and pages count them.

    The order is the order in which the rules are tried: the first that fails is the reason.
    The first four are found before the check, while the launch looks for its person, resource
    and school.
    """

    UNKNOWN_PERSON = "unknown_person"
    """The portal's session names somebody the directory does not know."""
    UNKNOWN_RESOURCE = "unknown_resource"
    """No registered resource has that key or ARK."""
    AMBIGUOUS_RESOURCE = "ambiguous_resource"
    """Nothing says which of the provider's resources is meant."""
    UNKNOWN_SCHOOL = "unknown_school"
    """The person has no school at all."""
    NOT_A_MEMBER = "not_a_member"
    """The school is not the person's."""
    MEMBERSHIP_NOT_STARTED = "membership_not_started"
    MEMBERSHIP_ENDED = "membership_ended"
    SCHOOL_NOT_OPEN = "school_not_open"
    """The portal is not open at that school yet (*ouverture*)."""
    PROVIDER_DISABLED = "provider_disabled"
    PROVIDER_EXPIRED = "provider_expired"
    """What the provider handed over about itself has ended."""
    RESOURCE_DISABLED = "resource_disabled"
    NOT_ACTIVATED = "not_activated"
    """The resource lets pupils and teachers interact, and nobody at the school activated it, or
    not with the data that its provider asks for now."""
    NO_SUBSCRIPTION = "no_subscription"
    SUBSCRIPTION_NOT_STARTED = "subscription_not_started"
    SUBSCRIPTION_EXPIRED = "subscription_expired"
    PROFILE_NOT_COVERED = "profile_not_covered"
    """No running subscription counts licences for the person's public."""
    NOT_ASSIGNED = "not_assigned"
    """No seat (INDIV) and no opening (ETABL, floating): what is not assigned is not visible."""
    OBJECTED = "objected"
    """The person, or the family, objects to this resource (*opposition*): nothing leaves, through
    any of their schools.  Told only where nothing but the objection is in the way."""
    ALL_IN_USE = "all_in_use"
    """Every floating licence the person might have is in use by somebody else."""


@quick
@dataclass(frozen=True, slots=True)
class Granted:
    """Proof that the check passed; only :func:`check_access` makes one out of none.

    Carries all the facts the release needs, so that claims can only be built about the person,
    school, resource and provider that were checked.
    """

    person: Person
    membership: Membership
    resource: Resource
    provider: Provider
    subscription: Subscription
    at: datetime
    """When it was checked: what leaves is what may leave then."""
    held: Held | None = None
    """What is held of the person's identifier at the provider; ``None`` where nobody looked."""
    protected: bool = False
    """Whether neither name nor group of the person ever leaves (*personne protégée*)."""


@dataclass(frozen=True, slots=True)
class Refused:
    """The check failed, for exactly one reason.

    ``since`` is the instant the reason is about, where it is about one: the end of what
    ended, the start of what has not started, the moment at which a licence comes back.
    """

    reason: Refusal
    since: datetime | None = None


@quick
@dataclass(frozen=True, slots=True)
class Entitlements:
    """What is known about one person, school and resource.

    ``in_use`` is about the floating subscriptions among ``subscriptions``; one that is not in it is
    used by nobody.  ``activations`` hold the last word on a resource with interaction.  ``held`` is
    about the person's identifier at the provider of the resource.  ``objections`` are those that
    stand and ``protected`` the protected people, of all whom these facts are about.  ``schools``
    says which of them are open, and what is switched off there.
    """

    subscriptions: Sequence[Subscription] = ()
    seats: Sequence[Seat] = ()
    openings: Sequence[Opening] = ()
    in_use: Sequence[InUse] = ()
    activations: Sequence[Activation] = ()
    held: Held | None = None
    objections: Collection[tuple[PersonId, ResourceId]] = ()
    protected: Collection[PersonId] = ()
    schools: SchoolBook = ALL_OPEN


def check_access(
    person: Person,
    school: SchoolId,
    resource: Resource,
    provider: Provider,
    entitlements: Entitlements,
    *,
    now: datetime,
) -> Granted | Refused:
    """Decide whether *person* may open *resource* through *school* at *now*.

    Rules are tried in the order of :class:`Refusal`; the first that fails is the reason.  No
    subscription is a refusal, never a pass.  Facts about other schools, resources or people in
    *entitlements* are ignored: a store that returns too much opens nothing.

    Where several subscriptions grant, one that needs no lease is the proof, then one of which the
    person holds a lease, then the one that ends last, then the one with the smallest identifier,
    so that the answer does not depend on the store's order.

    >>> from datetime import UTC, datetime
    >>> from garbridge.testing.world import ATLAS, LYCEE, PUBLISHER, pupil
    >>> check_access(pupil(), LYCEE.id, ATLAS, PUBLISHER, Entitlements(),
    ...              now=datetime(2026, 9, 1, tzinfo=UTC))
    Refused(reason=<Refusal.NO_SUBSCRIPTION: 'no_subscription'>, since=None)
    """
    membership = person.at(school)
    if membership is None:
        return Refused(Refusal.NOT_A_MEMBER)
    refused = _place(membership, now) or _opened(school, entitlements.schools, now)
    refused = refused or _switches(resource, provider, now)
    refused = refused or _interaction(school, resource, provider, entitlements)
    if refused:
        return refused
    running = _running(entitlements.subscriptions, school, resource, now)
    if isinstance(running, Refused):
        return running
    public = public_of(membership.profile)
    covering = [s for s in running if public in s.publics]
    if not covering:
        return Refused(Refusal.PROFILE_NOT_COVERED)
    assigned = [s for s in covering if _assigned(s, person, membership, entitlements)]
    objects = (person.id, resource.id) in entitlements.objections
    chosen = _chosen(assigned, entitlements.in_use, objects=objects)
    if isinstance(chosen, Refused):
        return chosen
    held, protected = entitlements.held, person.id in entitlements.protected
    return Granted(person, membership, resource, provider, chosen, now, held, protected)


def as_protected(granted: Granted) -> Granted:
    """Return the proof as it is where the person is protected: less leaves by it, never more."""
    return Granted(
        granted.person,
        granted.membership,
        granted.resource,
        granted.provider,
        granted.subscription,
        granted.at,
        granted.held,
        protected=True,
    )


_name, _end = attrgetter("id"), attrgetter("ends")


def _place(membership: Membership, now: datetime) -> Refused | None:
    if membership.starts is not None and now < membership.starts:
        return Refused(Refusal.MEMBERSHIP_NOT_STARTED, membership.starts)
    if membership.ends is not None and membership.ends <= now:
        return Refused(Refusal.MEMBERSHIP_ENDED, membership.ends)
    return None


def _opened(school: SchoolId, schools: SchoolBook, now: datetime) -> Refused | None:
    rule = schools.of(school)
    return Refused(Refusal.SCHOOL_NOT_OPEN, rule.opens) if rule.is_shut(now) else None


def _switches(resource: Resource, provider: Provider, now: datetime) -> Refused | None:
    if not provider.enabled or resource.provider != provider.id:
        return Refused(Refusal.PROVIDER_DISABLED)
    if provider.valid_until is not None and provider.valid_until <= now:
        return Refused(Refusal.PROVIDER_EXPIRED, provider.valid_until)
    if not resource.enabled:
        return Refused(Refusal.RESOURCE_DISABLED)
    return None


def _interaction(
    school: SchoolId, resource: Resource, provider: Provider, facts: Entitlements
) -> Refused | None:
    if resource.interaction is None:
        return None
    is_on = facts.schools.offers(Function.ACTIVATION, school)
    if is_on and is_activated(facts.activations, school, resource, provider.policy):
        return None
    return Refused(Refusal.NOT_ACTIVATED)


def _running(
    subscriptions: Sequence[Subscription], school: SchoolId, resource: Resource, now: datetime
) -> list[Subscription] | Refused:
    ours = [s for s in subscriptions if s.resource == resource.id and s.school == school]
    if not ours:
        return Refused(Refusal.NO_SUBSCRIPTION)
    started = [s for s in ours if s.starts <= now]
    if not started:
        return Refused(Refusal.SUBSCRIPTION_NOT_STARTED, min(s.starts for s in ours))
    running = [s for s in started if now < s.ends]
    if not running:
        return Refused(Refusal.SUBSCRIPTION_EXPIRED, max(s.ends for s in started))
    return running


def _assigned(
    subscription: Subscription, person: Person, membership: Membership, facts: Entitlements
) -> bool:
    match subscription.kind:
        case LicenceKind.INDIV:
            for seat in facts.seats:
                if seat.person == person.id and _under(subscription, seat):
                    return True
        case LicenceKind.ETABL | LicenceKind.FLOATING:
            for opening in facts.openings:
                if opening.population.covers(person.id, membership) and _under(
                    subscription, opening
                ):
                    return True
    return False


def _chosen(
    assigned: list[Subscription], in_use: Sequence[InUse], *, objects: bool
) -> Subscription | Refused:
    if not assigned:
        return Refused(Refusal.NOT_ASSIGNED)
    if objects:
        return Refused(Refusal.OBJECTED)
    if len(assigned) > 1:
        assigned = sorted(sorted(assigned, key=_name), key=_end, reverse=True)
    for subscription in assigned:
        if subscription.kind is not LicenceKind.FLOATING:
            return subscription
    known = {one.subscription: one for one in in_use}
    used = [(one, known.get(one.id) or InUse(one.id)) for one in assigned]
    free = [(one, use) for one, use in used if has_room(one, use)]
    if not free:
        ends = [use.next_end for _, use in used if use.next_end is not None]
        return Refused(Refusal.ALL_IN_USE, min(ends, default=None))
    return next((one for one, use in free if use.mine), free[0][0])


def _under(subscription: Subscription, right: Seat | Opening) -> bool:
    """Say whether *right* is one of *subscription*: two schools may have named theirs alike."""
    return (
        right.subscription == subscription.id
        and right.school == subscription.school
        and right.resource == subscription.resource
    )
