"""Whole populations before the gate: its own answers, and nobody forgotten."""

from dataclasses import replace
from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st
from tests.strategies import PEOPLE, entitlements, people, resources

from garbridge.core.access import Entitlements, Granted, Refusal, Refused, check_access
from garbridge.core.catalogue import Catalogue, Resource
from garbridge.core.coverage import Survey, survey
from garbridge.core.entitlements import Population
from garbridge.core.identifiers import PersonId, ResourceId, SubscriptionId
from garbridge.core.people import GroupKind, Membership, Person, Profile, Public
from garbridge.testing.world import (
    ATLAS,
    CLASS,
    LYCEE,
    NOW,
    OPENING,
    PUBLISHER,
    SCHOOL_WIDE,
    SUBSCRIPTION,
    YEAR_STARTS,
    pupil,
    seat,
    teacher,
)

CLASSMATES = [pupil(name) for name in ("alice", "chloé", "denis")]
LAST_YEAR = replace(
    SUBSCRIPTION, id=SubscriptionId("old"), starts=YEAR_STARTS - timedelta(365), ends=YEAR_STARTS
)


def look(
    facts: Entitlements,
    *there: Person,
    resource: Resource = ATLAS,
    among: Population = Population(),  # noqa: B008  # frozen
    now: datetime = NOW,
) -> Survey:
    """Look at the lycée."""
    catalogue = Catalogue([PUBLISHER], [resource])
    return survey(LYCEE.id, there, facts, catalogue, since=YEAR_STARTS, now=now, among=among)


def test_a_school_without_a_finding() -> None:
    """Everybody who was given the resource opens it."""
    facts = Entitlements([SUBSCRIPTION], [seat(one.id) for one in CLASSMATES])

    found = look(facts, *CLASSMATES, teacher())

    assert found.is_clean
    assert (found.people, found.pairs, found.later) == (4, 3, 0)
    (cell,) = found.coverage
    assert (cell.division, cell.resource, cell.can, cell.of) == (CLASS, ATLAS.id, 3, 3)


def test_whoever_was_given_it_and_cannot_is_told_with_the_gates_reason() -> None:
    """Here the subscription ended in the middle of the year."""
    ended = replace(SUBSCRIPTION, ends=NOW)

    found = look(Entitlements([ended], [seat()]), pupil())

    (barred,) = found.barred
    assert (barred.person, barred.resource) == (PersonId("alice"), ATLAS.id)
    assert barred.refused == Refused(Refusal.SUBSCRIPTION_EXPIRED, NOW)
    assert not found.is_clean


def test_what_was_last_years_is_missed_by_nobody() -> None:
    """Old seats stay in the tables; a renewal that was not carried over is not theirs to find."""
    facts = Entitlements([LAST_YEAR], [seat(subscription=LAST_YEAR)])

    assert look(facts, pupil()).is_clean


def test_what_is_to_come_is_no_finding() -> None:
    """Books come in July, classes in September."""
    ahead = replace(SUBSCRIPTION, starts=NOW + timedelta(days=1))

    found = look(Entitlements([ahead], [seat()]), pupil())

    assert found.is_clean
    assert found.later == 1


def test_a_resource_that_nobody_registered_is_told() -> None:
    """It was bought and given, and no provider serves it."""
    found = look(
        Entitlements([SUBSCRIPTION], [seat()]),
        pupil(),
        resource=replace(ATLAS, id=ResourceId("ark:/99999/other")),
    )

    assert [one.refused.reason for one in found.barred] == [Refusal.UNKNOWN_RESOURCE]


def test_a_population_is_given_what_its_subscription_is_for() -> None:
    """A licence for pupils, opened to the whole school, keeps no teacher from anything."""
    for_pupils = replace(SCHOOL_WIDE, publics=frozenset({Public.PUPILS}))
    everybody = replace(OPENING, population=Population())

    found = look(Entitlements([for_pupils], openings=[everybody]), pupil(), teacher())

    assert found.is_clean
    assert found.pairs == 1


def test_a_seat_that_no_longer_fits_its_holder_is_told() -> None:
    """A seat is given by name: its holder waits for it."""
    for_staff = replace(SUBSCRIPTION, publics=frozenset({Public.TEACHERS}))

    found = look(Entitlements([for_staff], [seat()]), pupil())

    assert [one.refused.reason for one in found.barred] == [Refusal.PROFILE_NOT_COVERED]


def test_what_was_bought_and_given_to_nobody_is_told() -> None:
    """No seat, or an opening to a population that is empty; not what ended or is to come."""
    empty = replace(OPENING, population=Population(kind=GroupKind.DIVISION, code="6Z"))
    ended = replace(SUBSCRIPTION, id=SubscriptionId("e"), ends=NOW)
    facts = Entitlements([SUBSCRIPTION, SCHOOL_WIDE, ended], openings=[empty])

    found = look(facts, pupil())

    assert [one.id for one in found.unassigned] == [SUBSCRIPTION.id, SCHOOL_WIDE.id]
    assert look(facts, pupil(), among=Population(profile=Profile.PUPIL)).unassigned == ()


def test_who_lacks_what_most_of_the_class_has_is_told() -> None:
    """More than half of the pupils of the division; a teacher of it does not count."""
    two = Entitlements([SUBSCRIPTION], [seat(one.id) for one in CLASSMATES[:2]])
    one = Entitlements([SUBSCRIPTION], [seat()])

    (lacking,) = look(two, *CLASSMATES, teacher()).lacking

    assert (lacking.division, lacking.people, lacking.of) == (CLASS, (PersonId("denis"),), 3)
    assert look(one, *CLASSMATES, teacher()).lacking == ()
    assert look(one, *CLASSMATES[:2], teacher()).lacking == ()


def test_only_those_who_are_there_are_looked_at() -> None:
    """Whoever left, or is to come, is for the queue; a population narrows further."""
    gone = pupil("gone", Membership(LYCEE.id, Profile.PUPIL, ends=NOW))
    coming = pupil("coming", Membership(LYCEE.id, Profile.PUPIL, starts=NOW + timedelta(1)))
    ended = replace(SUBSCRIPTION, ends=NOW)
    names = ("gone", "coming", "alice", "bruno")
    facts = Entitlements([ended], [seat(PersonId(name)) for name in names])

    found = look(facts, gone, coming, pupil(), teacher())
    pupils = look(facts, gone, coming, pupil(), teacher(), among=Population(Profile.PUPIL))

    assert [one.person for one in found.barred] == ["alice", "bruno"]
    assert [one.person for one in pupils.barred] == ["alice"]


@given(
    there=st.lists(people(schools=1), max_size=3, unique_by=lambda one: one.id),
    facts=entitlements,
    listed=st.lists(resources, max_size=2, unique_by=lambda one: one.id),
)
def test_the_gate_says_the_same_of_each(
    there: list[Person], facts: Entitlements, listed: list[Resource]
) -> None:
    """Sorting a school's rights first changes no answer: none is granted that the gate refuses."""
    listed = [replace(one, url=one.id) for one in listed]
    school, catalogue = LYCEE.id, Catalogue([PUBLISHER], listed)
    ours = Entitlements(
        [one for one in facts.subscriptions if one.school == school],
        [one for one in facts.seats if one.school == school],
        [one for one in facts.openings if one.school == school],
    )

    found = survey(
        school, there, ours, catalogue, since=datetime.min.replace(tzinfo=NOW.tzinfo), now=NOW
    )

    by_name = {person.id: person for person in there}
    told = {(one.person, one.resource): one.refused for one in found.barred}
    opened = 0
    for name in set(by_name) & set(PEOPLE):
        for resource in listed:
            answer = check_access(by_name[name], school, resource, PUBLISHER, ours, now=NOW)
            opened += isinstance(answer, Granted)
            if (name, resource.id) in told:
                assert answer == told[name, resource.id]
    assert found.pairs - len(found.barred) - found.later == opened
