"""``explain`` says what a launch would do, because it is computed by the launch's own code."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st
from tests.services.portal import (
    CALCULO,
    HERBARIUM,
    REQUEST,
    SESSION,
    SUMS,
    WHO,
    Adapter,
    Portal,
)
from tests.strategies import SCHOOLS, Case, cases, narrowings, policies

from garbridge.core.access import Entitlements, Granted, Refusal, Refused
from garbridge.core.attributes import Attribute
from garbridge.core.catalogue import Catalogue
from garbridge.core.identifiers import PersonId, ResourceId, SchoolId, SubscriptionId
from garbridge.core.people import Membership, Profile
from garbridge.core.permissions import OPERATOR
from garbridge.core.policy import ReleasePolicy
from garbridge.core.release import Withheld, Withholding
from garbridge.services.explaining import Explanation
from garbridge.services.launch import Launched, Reauthenticate, SignedIn, Stopped
from garbridge.services.resolving import ChooseSchool
from garbridge.testing.world import (
    ALICE,
    ATLAS,
    COLLEGE,
    LYCEE,
    NOW,
    PUBLISHER,
    SUBSCRIPTION,
    pupil,
    seat,
)


def test_an_access_is_explained_with_all_that_leaves_and_all_that_does_not() -> None:
    """The proof, every claim with its purpose, every other attribute with why."""
    explanation = Portal().explain(ALICE, ATLAS.id, school=LYCEE.id)

    assert isinstance(explanation.decision, Granted)
    assert explanation.decision.subscription == SUBSCRIPTION
    assert explanation.release is not None
    assert explanation.release.released.values() == {"PRO": ("National_elv",)}
    assert Withheld(Attribute.NOM, Withholding.NOT_IN_POLICY) in explanation.release.withheld


@pytest.mark.parametrize(
    ("person", "resource", "school", "reason"),
    [
        (PersonId("nobody"), ATLAS.id, LYCEE.id, Refusal.UNKNOWN_PERSON),
        (PersonId("nobody"), ResourceId("ark:/0/0"), None, Refusal.UNKNOWN_PERSON),
        (ALICE, ResourceId("ark:/99999/inconnu"), LYCEE.id, Refusal.UNKNOWN_RESOURCE),
        (ALICE, ATLAS.id, COLLEGE.id, Refusal.NOT_A_MEMBER),
        (ALICE, HERBARIUM.id, None, Refusal.NO_SUBSCRIPTION),
    ],
)
def test_a_refusal_is_explained_without_a_release(
    person: PersonId, resource: ResourceId, school: SchoolId | None, reason: Refusal
) -> None:
    """Nothing would leave; nothing is computed."""
    explanation = Portal().explain(person, resource, school=school)

    assert explanation == Explanation(Refused(reason), None)


def test_a_choice_is_explained_as_a_choice() -> None:
    """Where a launch would ask, so does the explanation; with a school it answers."""
    there = replace(SUBSCRIPTION, id=SubscriptionId("college"), school=COLLEGE.id)
    places = [Membership(school.id, Profile.PUPIL) for school in (LYCEE, COLLEGE)]
    portal = Portal(
        people={ALICE: pupil("alice", *places)},
        facts=Entitlements([SUBSCRIPTION, there], [seat(), seat(ALICE, there)]),
    )

    assert portal.explain(ALICE, ATLAS.id) == Explanation(
        ChooseSchool(ATLAS, (LYCEE.id, COLLEGE.id)), None
    )


def test_another_instant_can_be_asked_about() -> None:
    """``--at`` answers for that moment, not for now."""
    portal = Portal()
    later = SUBSCRIPTION.ends + timedelta(days=1)

    explanation = portal.explain(ALICE, ATLAS.id, at=later)

    assert explanation.decision == Refused(Refusal.SUBSCRIPTION_EXPIRED, SUBSCRIPTION.ends)


def test_an_explanation_leaves_no_trace_but_its_own() -> None:
    """No launch is recorded, remembered or claimed; who asked is."""
    portal = Portal()

    portal.explain(ALICE, ATLAS.id)
    portal.explain(ALICE, ResourceId("ark:/0/0"), school=COLLEGE.id, at=NOW + timedelta(days=9))
    portal.explain(PersonId("nobody"), ATLAS.id)

    lines = portal.looked_up.lookups(LYCEE.id, limit=9)
    assert [(one.by, one.person, one.about) for one in lines] == [
        (OPERATOR, ALICE, "ark:/0/0"),
        (OPERATOR, ALICE, ATLAS.id),
    ]
    assert all(one.at < NOW + timedelta(seconds=1) for one in lines)
    assert portal.looked_up.lookups(COLLEGE.id, limit=9) == []
    assert portal.events == []
    assert (portal.recorded, portal.kept, portal.claimed, portal.waiting) == ([], [], [], {})


def test_the_gate_answers_by_identifier_too() -> None:
    """For now, or for the instant that is asked about."""
    access = Portal().access()

    assert isinstance(access.check(ALICE, LYCEE.id, ATLAS.id), Granted)
    assert access.check(ALICE, LYCEE.id, ATLAS.id, at=SUBSCRIPTION.ends) == Refused(
        Refusal.SUBSCRIPTION_EXPIRED, SUBSCRIPTION.ends
    )
    assert access.check(PersonId("bob"), LYCEE.id, ATLAS.id) == Refused(Refusal.UNKNOWN_PERSON)
    assert access.check(ALICE, LYCEE.id, ResourceId("ark:/0/0")) == Refused(
        Refusal.UNKNOWN_RESOURCE
    )


@st.composite
def launches(draw: st.DrawFn) -> tuple[Case, ReleasePolicy, SchoolId | None]:
    """Draw a case, a policy, and a school that is asked for, or none."""
    case = draw(cases())
    narrowed = replace(case.resource, narrowed_to=draw(narrowings))
    return replace(case, resource=narrowed), draw(policies), draw(st.sampled_from([None, *SCHOOLS]))


@settings(max_examples=150)
@given(drawn=launches())
def test_explain_says_what_the_launch_does(
    drawn: tuple[Case, ReleasePolicy, SchoolId | None],
) -> None:
    """For any person, right, policy and school: the same decision, and the same claims."""
    case, policy, school = drawn
    provider = replace(PUBLISHER, policy=policy, enabled=case.provider.enabled)
    portal = Portal(
        catalogue=Catalogue([provider, CALCULO], [case.resource, SUMS]),
        people={case.person.id: case.person},
        facts=case.facts,
        now=case.now,
    )
    explanation = portal.explain(case.person.id, case.resource.id, school=school, at=case.now)
    portal.now = case.now
    adapter = Adapter(portal, resource=case.resource.id)
    who = SignedIn(case.person.id, SESSION)

    outcome = portal.launching().launch(adapter, REQUEST, who, school=school)

    event(type(outcome).__name__)
    match outcome:
        case Launched():
            assert explanation.release is not None
            assert adapter.seen == [explanation.release.released]
            assert portal.recorded[0].attributes == tuple(
                claim.attribute for claim in explanation.release.released.claims
            )
        case Stopped():
            assert explanation == Explanation(outcome.decision.refused, None)
            assert adapter.seen == []
        case ChooseSchool():
            assert explanation == Explanation(outcome, None)
            assert adapter.seen == []
        case Reauthenticate():
            pytest.fail("nobody asked for it")


def test_the_release_is_the_one_of_the_launch() -> None:
    """One function computes what leaves."""
    portal = Portal(now=NOW)
    adapter = Adapter(portal)
    explanation = portal.explain(ALICE, ATLAS.id)

    portal.launching().launch(adapter, REQUEST, WHO)

    assert explanation.release is not None
    assert adapter.seen == [explanation.release.released]
