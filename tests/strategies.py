"""Random people, rights and policies, for tests that hold for all of them.

Names and codes come from small sets, so that coincidences (the same code at two schools, a seat
of somebody else) happen often; texts also hold what a careless separator or log would trip over.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import TypeVar

from hypothesis import strategies as st

from garbridge.core.access import Entitlements, Granted, Refused, check_access
from garbridge.core.attributes import (
    Attribute,
    AttributeFacts,
    AttributeType,
    Sensitivity,
    with_own,
)
from garbridge.core.catalogue import Provider, Resource
from garbridge.core.entitlements import (
    LicenceKind,
    Licences,
    Opening,
    Population,
    Seat,
    Subscription,
)
from garbridge.core.identifiers import (
    PersonId,
    ProviderId,
    ResourceId,
    SchoolId,
    SubscriptionId,
)
from garbridge.core.leases import InUse
from garbridge.core.people import (
    Group,
    GroupKind,
    Identity,
    Membership,
    Person,
    Profile,
    Public,
)
from garbridge.core.policy import PolicyEntry, ReleasePolicy, Transformation, fits
from garbridge.testing.world import ATLAS, COLLEGE, LYCEE, NOW, PUBLISHER, SUBSCRIPTION
from garbridge.testing.world import seat as seat_of

TICK = timedelta(microseconds=1)
"""The smallest step of time there is."""

SCHOOLS = (LYCEE.id, COLLEGE.id, SchoolId("0750003C"))
PEOPLE = (PersonId("alice"), PersonId("bruno"), PersonId("chloé"))
RESOURCES = (ATLAS.id, ResourceId("ark:/99999/herbier"))
SUBSCRIPTIONS = (SubscriptionId("s1"), SubscriptionId("s2"), SubscriptionId("s3"))
OWN = {
    Attribute("ENT_LANGUE"): AttributeFacts(
        "Langue", AttributeType.CODE, Sensitivity.LOW, several=True
    ),
    Attribute("ENT_CLUB"): AttributeFacts(
        "Club", AttributeType.LABELLED, Sensitivity.MEDIUM, several=True
    ),
    Attribute("ENT_BUREAU"): AttributeFacts(
        "Bureau", AttributeType.CODE, Sensitivity.LOW, staff_only=True, several=True
    ),
}
"""Attributes of the portal's own."""
ATTRIBUTES = with_own(OWN)
"""Every attribute that a policy here may name."""
CODES = ("2DE4", "A##B", "#", "é", "0")

T = TypeVar("T")


def mostly(usual: T, other: st.SearchStrategy[T]) -> st.SearchStrategy[T]:
    """Draw *usual* in most cases: with every field at random nothing would ever open."""
    return st.one_of(*[st.just(usual) for _ in range(20)], other)


usually = st.integers(0, 20).map(lambda number: number != 13)
"""``True`` in most cases."""


def often(draw: st.DrawFn, usual: T, other: st.SearchStrategy[T]) -> T:
    """Return *usual* in most cases, else a draw: cheap inside a composite strategy."""
    return usual if draw(usually) else draw(other)


instants = st.one_of(
    st.sampled_from(
        [NOW - TICK, NOW, NOW + TICK, NOW - timedelta(days=9), NOW + timedelta(days=9)]
    ),
    st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 - hypothesis adds the zone itself
)
"""Instants around ``NOW``, often exactly at it or one tick away."""

texts = st.one_of(
    st.sampled_from(["", "##", "Seconde 4", "a##b", "#", "Zoé\u202f!", "<b>", "l1\nl2"]),
    st.text(st.characters(codec="utf-8"), max_size=12),
)
"""What people type into a directory."""

publics = st.frozensets(st.sampled_from(Public))
profiles = st.sampled_from(Profile)

schools = st.sampled_from(SCHOOLS)

_usual_groups = [
    Group(kind, code, label, statistical=statistical)
    for kind in GroupKind
    for code in CODES
    for label, statistical in (("Seconde 4", "2211"), ("##", ""), ("a##b", "2212"))
]
groups = st.one_of(
    *[st.sampled_from(_usual_groups) for _ in range(4)],
    st.builds(Group, kind=st.sampled_from(GroupKind), code=st.sampled_from(CODES), label=texts),
)

identities = st.builds(
    Identity,
    family_name=texts,
    given_name=texts,
    civility=st.sampled_from(["", "M.", "Mme"]),
    email=st.sampled_from(["", "marque@ent.example"]),
)


_places = st.builds(
    Membership,
    school=st.just(LYCEE.id),
    profile=profiles,
    starts=mostly(None, st.none() | instants),
    ends=mostly(None, st.none() | instants),
    groups=st.lists(groups, max_size=4).map(tuple),
    own=st.dictionaries(
        st.sampled_from(tuple(OWN)), st.lists(texts, max_size=2).map(tuple), max_size=3
    ).map(lambda own: tuple(own.items())),
)


def _at(schools: Sequence[SchoolId], places: list[Membership]) -> tuple[Membership, ...]:
    placed = zip(schools, places, strict=False)
    return tuple(replace(place, school=school) for school, place in placed)


def people(*, schools: int = 0) -> st.SearchStrategy[Person]:
    """People with one membership for each of at least *schools* schools."""
    return st.builds(
        Person,
        id=st.sampled_from(PEOPLE),
        identity=identities,
        memberships=st.builds(
            _at, st.permutations(SCHOOLS), st.lists(_places, min_size=schools, max_size=3)
        ),
    )


_members = people(schools=1)


def _entry(entry: PolicyEntry) -> PolicyEntry:
    """Make *entry* one that configuration accepts."""
    if not fits(entry.transformation, ATTRIBUTES[entry.attribute]):
        return replace(entry, transformation=Transformation.AS_IS)
    if entry.transformation is not Transformation.CONSTANT:
        return entry
    return replace(entry, constants=tuple((one, f"tout {one}") for one in sorted(entry.profiles)))


_entries = st.builds(
    PolicyEntry,
    attribute=st.sampled_from(tuple(ATTRIBUTES)),
    purpose=st.sampled_from(["choisir le niveau", "nommer la copie"]),
    profiles=st.just(frozenset(Profile)) | st.frozensets(profiles, min_size=1),
    transformation=st.sampled_from(Transformation),
    validated_by=st.just("M. Validé"),
    validated_on=st.just(date(2026, 8, 20)),
    ends=mostly(None, st.sampled_from([NOW - TICK, NOW, NOW + TICK])),
).map(_entry)


def _disjoint(entries: list[PolicyEntry]) -> ReleasePolicy:
    kept: list[PolicyEntry] = []
    for entry in entries:
        taken = [other.profiles for other in kept if other.attribute == entry.attribute]
        left = entry.profiles.difference(*taken)
        if left:
            kept.append(_entry(replace(entry, profiles=left)))
    return ReleasePolicy(tuple(kept), ATTRIBUTES)


policies = st.lists(_entries, max_size=9).map(_disjoint)
"""Policies as configuration accepts them: no two entries cover one profile twice."""

narrowings = st.none() | st.frozensets(st.sampled_from(tuple(ATTRIBUTES)))

providers = st.builds(
    Provider,
    id=mostly(PUBLISHER.id, st.just(ProviderId("calculo"))),
    name=st.just("Éditeur"),
    enabled=usually,
    valid_until=mostly(None, st.none() | instants),
)
"""Providers without a policy; mostly the owner of ``resources``, mostly switched on."""

resources = st.builds(
    Resource,
    id=st.sampled_from(RESOURCES),
    provider=st.just(PUBLISHER.id),
    title=st.just("Ressource"),
    url=st.just("https://parc.example/ressource"),
    enabled=usually,
    narrowed_to=narrowings,
)

populations = st.builds(
    Population,
    profile=st.none() | profiles,
    kind=st.none() | st.sampled_from(GroupKind),
    code=st.sampled_from(CODES),
)

subscriptions = st.builds(
    Subscription,
    id=st.sampled_from(SUBSCRIPTIONS),
    resource=st.sampled_from(RESOURCES),
    school=st.sampled_from(SCHOOLS),
    kind=st.sampled_from(LicenceKind),
    publics=mostly(frozenset(Public), publics),
    starts=mostly(NOW - timedelta(days=90), instants),
    ends=mostly(NOW + timedelta(days=270), instants),
    licences=st.builds(Licences, overall=st.sampled_from([None, 0, 1, 2])),
)

seats = st.builds(
    Seat,
    subscription=st.sampled_from(SUBSCRIPTIONS),
    resource=st.sampled_from(RESOURCES),
    school=st.sampled_from(SCHOOLS),
    person=st.sampled_from(PEOPLE),
)

openings = st.builds(
    Opening,
    subscription=st.sampled_from(SUBSCRIPTIONS),
    resource=st.sampled_from(RESOURCES),
    school=st.sampled_from(SCHOOLS),
    population=populations,
)


def _in_use(name: SubscriptionId, count: int, mine: bool) -> InUse:  # noqa: FBT001 - drawn
    return InUse(name, count, mine and count > 0, NOW + timedelta(hours=count) if count else None)


entitlements = st.builds(
    Entitlements,
    subscriptions=st.lists(subscriptions, max_size=3).map(
        lambda drawn: [replace(s, id=name) for s, name in zip(drawn, SUBSCRIPTIONS, strict=False)]
    ),
    seats=st.lists(seats, max_size=3),
    openings=st.lists(openings, max_size=2),
    in_use=st.lists(
        st.builds(_in_use, st.sampled_from(SUBSCRIPTIONS), st.integers(0, 3), st.booleans()),
        unique_by=lambda one: one.subscription,
    ),
)
"""What a careless store might return: also facts about others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """Everything one access check looks at."""

    person: Person
    school: SchoolId
    resource: Resource
    provider: Provider
    facts: Entitlements
    now: datetime

    def check(self) -> Granted | Refused:
        """Run the check."""
        return check_access(
            self.person, self.school, self.resource, self.provider, self.facts, now=self.now
        )


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """Draw a case in which often nothing, or one thing, is in the way."""
    person = draw(_members)
    school = often(draw, person.memberships[0].school, schools)
    resource = draw(resources)
    facts = draw(entitlements)
    right = draw(usually)
    return Case(
        person=person,
        school=school,
        resource=resource,
        provider=draw(providers),
        facts=_with_a_right(draw, person, school, resource, facts) if right else facts,
        now=often(draw, NOW, instants),
    )


def _with_a_right(
    draw: st.DrawFn, person: Person, school: SchoolId, resource: Resource, facts: Entitlements
) -> Entitlements:
    right = replace(draw(subscriptions), resource=resource.id, school=school)
    seat = Seat(subscription=right.id, resource=resource.id, school=school, person=person.id)
    opening = Opening(
        subscription=right.id,
        resource=resource.id,
        school=school,
        population=often(draw, Population(), populations),
    )
    return Entitlements(
        [*(s for s in facts.subscriptions if s.id != right.id), right],
        [*facts.seats, *([seat] if draw(usually) else [])],
        [*facts.openings, opening],
        facts.in_use,
    )


@st.composite
def grants(draw: st.DrawFn) -> Granted:
    """Draw a proof, made by the check itself, for any person, policy and narrowing."""
    person = draw(_members)
    chosen = draw(st.sampled_from(person.memberships))
    current = replace(chosen, starts=None, ends=None)
    person = replace(
        person, memberships=tuple(current if m is chosen else m for m in person.memberships)
    )
    provider = replace(PUBLISHER, policy=draw(policies))
    resource = replace(draw(resources), enabled=True)
    right = replace(SUBSCRIPTION, resource=resource.id, school=chosen.school)
    decision = check_access(
        person,
        chosen.school,
        resource,
        provider,
        Entitlements([right], [seat_of(person.id, right)]),
        now=NOW,
    )
    if isinstance(decision, Refused):
        raise AssertionError(decision)  # noqa: TRY004 - a defect of this strategy, not of a type
    return decision
