"""What a preview warns about: also of a rule, and also at another school of the same person."""

from dataclasses import replace

import pytest
from tests.services.licences import classmate, give
from tests.services.ruled import Ruling
from tests.services.school import adult
from tests.services.test_ruling import CLASS_2DE4, HEAD, of

from garbridge.core.catalogue import Edition, Resource
from garbridge.core.entitlements import Population
from garbridge.core.identifiers import PersonId, ResourceId, SubscriptionId
from garbridge.core.people import Membership, Person, Profile
from garbridge.core.permissions import OPERATOR, Denied
from garbridge.core.seats import Doubt
from garbridge.services.ruling import Ruled
from garbridge.testing.world import (
    ATLAS,
    CLASS,
    COLLEGE,
    LYCEE,
    NOW,
    SCHOOL_WIDE,
    SUBSCRIPTION,
)

MEMBER = replace(ATLAS, id=ResourceId("ark:/99999/member"), family=ATLAS.id)
TEACHERS = replace(ATLAS, id=ResourceId("ark:/99999/teacher"), edition=Edition.TEACHER)
OF_MEMBER = replace(SUBSCRIPTION, id=SubscriptionId("member"), resource=MEMBER.id)
OF_TEACHERS = replace(SUBSCRIPTION, id=SubscriptionId("teacher"), resource=TEACHERS.id)
THERE = replace(SUBSCRIPTION, id=SubscriptionId("there"), school=COLLEGE.id)


def of_both(name: str = "z", **there: object) -> Person:
    """Return a pupil of the class who is at the collège too."""
    place = Membership(COLLEGE.id, Profile.PUPIL, **there)  # type: ignore[arg-type]  # fields by name
    return replace(classmate(name), memberships=(*classmate(name).memberships, place))


def world(*people: Person) -> Ruling:
    """Return the lycée and the collège with a title, its member, and an edition for teachers."""
    return Ruling(
        people=[*people, classmate("a")],
        bought=[SUBSCRIPTION, OF_MEMBER, OF_TEACHERS, THERE],
        resources=[ATLAS, MEMBER, TEACHERS],
    )


def test_the_preview_of_a_rule_says_what_an_assignment_would() -> None:
    """A title held twice, the edition of somebody else; what is written is not doubted again."""
    here = world()
    here.apply(give("a"))
    rules = [of(CLASS_2DE4, MEMBER), of(CLASS_2DE4, TEACHERS)]

    tried = here.rules.write(HEAD, rules, rehearse=True)

    assert isinstance(tried, Ruled)
    assert {(d.who, d.resource, d.doubt, d.other) for d in tried.rounds[0].doubts} == {
        ("a", MEMBER.id, Doubt.DOUBLE_TITLE, ATLAS.id),
        ("a", TEACHERS.id, Doubt.WRONG_EDITION, None),
    }
    assert here.write(*rules).rounds[0].doubts == ()


def test_serving_may_be_rehearsed_with_its_doubts() -> None:
    """As the rule itself."""
    here = world()
    here.write(of(CLASS_2DE4, MEMBER))
    here.apply(give("b", people=(PersonId("a"),)))
    here.arrive(classmate("n"))
    here.apply(give("n"))

    tried = here.rules.serve(OPERATOR, rehearse=True)

    assert not isinstance(tried, Denied)
    assert [(d.who, d.doubt) for one in tried for d in one.doubts] == [("n", Doubt.DOUBLE_TITLE)]


@pytest.mark.parametrize("wanted", [ATLAS, MEMBER])
def test_a_title_that_somebody_holds_at_another_school_is_told(wanted: Resource) -> None:
    """The same resource or another of its family; by a rule and by hand."""
    here = world(of_both())
    here.apply(give("z", schools=(COLLEGE.id,)))
    expected = [("z", LYCEE.id, Doubt.TITLE_ELSEWHERE, ATLAS.id)]

    by_hand = here.preview(give("z", "a", resources=(wanted.id,))).doubts
    by_rule = here.rules.write(HEAD, [of(CLASS_2DE4, wanted)], rehearse=True)

    assert [(d.who, d.school, d.doubt, d.other) for d in by_hand] == expected
    assert isinstance(by_rule, Ruled)
    assert [(d.who, d.school, d.doubt, d.other) for d in by_rule.rounds[0].doubts] == expected


def test_both_schools_in_one_request_are_told() -> None:
    """Neither holds it yet, and both would."""
    here = world(of_both())

    found = here.preview(give("z", schools=(LYCEE.id, COLLEGE.id))).doubts

    assert {(d.school, d.doubt) for d in found} == {
        (LYCEE.id, Doubt.TITLE_ELSEWHERE),
        (COLLEGE.id, Doubt.TITLE_ELSEWHERE),
    }


def test_what_is_over_is_no_second_licence() -> None:
    """Neither a place that has ended nor a subscription of last year."""
    left = world(of_both("z", groups=(CLASS,)))
    left.apply(give("z", schools=(COLLEGE.id,)))
    left.directory.put(of_both("z", ends=NOW), at=NOW)
    assert left.preview(give("z")).doubts == ()

    last = world(of_both())
    last.apply(give("z", schools=(COLLEGE.id,)))
    last.store.write(subscriptions=[replace(THERE, ends=NOW)])
    assert last.preview(give("z")).doubts == ()


OF_SCHOOL = replace(SCHOOL_WIDE, id=SubscriptionId("of-school"), resource=MEMBER.id)


def test_who_is_let_in_needs_no_licence_of_their_own() -> None:
    """The class is inside the whole; a licence of the part would be lost on its pupils."""
    here = Ruling(
        people=[classmate("a"), adult("t", Profile.TEACHER)],
        bought=[replace(SCHOOL_WIDE, resource=ATLAS.id), OF_MEMBER],
        resources=[ATLAS, MEMBER],
    )
    here.apply(give(populations=(CLASS_2DE4,)))

    found = here.preview(give("a", "t", resources=(MEMBER.id,))).doubts

    assert [(d.who, d.doubt, d.other) for d in found] == [("a", Doubt.DOUBLE_TITLE, ATLAS.id)]


def test_letting_in_who_holds_a_licence_of_the_title_is_told() -> None:
    """Of those alone; being let in twice costs nothing."""
    here = Ruling(
        people=[classmate("a"), classmate("b")],
        bought=[SUBSCRIPTION, OF_SCHOOL],
        resources=[ATLAS, MEMBER],
    )
    here.apply(give("a"))

    found = here.preview(give(populations=(CLASS_2DE4,), resources=(MEMBER.id,))).doubts

    assert [(d.who, d.resource, d.doubt, d.other) for d in found] == [
        ("a", MEMBER.id, Doubt.DOUBLE_TITLE, ATLAS.id)
    ]


def test_being_let_in_at_another_school_is_told() -> None:
    """The collège opened the atlas to everybody; a licence at the lycée would be a second one."""
    here = world(of_both())
    whole = replace(SCHOOL_WIDE, id=SubscriptionId("whole"), school=COLLEGE.id)
    here.store.write(subscriptions=[whole])
    here.apply(give(populations=(Population(profile=Profile.PUPIL),), schools=(COLLEGE.id,)))

    found = here.preview(give("z", "a")).doubts

    assert [(d.who, d.doubt, d.other) for d in found] == [("z", Doubt.TITLE_ELSEWHERE, ATLAS.id)]
