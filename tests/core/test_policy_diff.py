"""Who learns more, who less, and what must not go out so."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.strategies import policies as policy_values

from garbridge.core.attributes import Attribute
from garbridge.core.catalogue import Provider, Resource
from garbridge.core.identifiers import ResourceId
from garbridge.core.people import Profile
from garbridge.core.policy import PolicyEntry, ReleasePolicy, Transformation
from garbridge.core.policy_diff import Change, Direction, Fault, Policies, compare, policies
from garbridge.testing.world import ATLAS, NOW, PUBLISHER

ENTRY = PolicyEntry(
    attribute=Attribute.DIV,
    purpose="choisir la classe",
    profiles=frozenset({Profile.PUPIL}),
    transformation=Transformation.CODE_ONLY,
    validated_by="M. Validé",
    validated_on=date(2026, 8, 20),
)
LATER = date(2026, 9, 1)
VIDEOS = replace(ATLAS, id=ResourceId("ark:/99999/videos"))


def state(*entries: PolicyEntry, resources: tuple[Resource, ...] = (ATLAS,)) -> Policies:
    """Return one provider with these entries."""
    return policies([(replace(PUBLISHER, policy=ReleasePolicy(entries)), resources)])


def changes(old: Policies, new: Policies) -> list[tuple[str, str, str, tuple[Fault, ...]]]:
    """Return what changes, without its two sides."""
    return [
        (str(one.attribute), one.profile.value, one.direction.value, one.faults)
        for one in compare(old, new)
    ]


def test_an_attribute_that_is_added_and_one_that_is_taken_out() -> None:
    """Each profile is a change of its own."""
    wider = replace(ENTRY, profiles=frozenset({Profile.PUPIL, Profile.TEACHER}))
    assert changes(state(), state(wider)) == [
        ("DIV", "elv", "more", ()),
        ("DIV", "ens", "more", ()),
    ]
    assert changes(state(wider), state()) == [
        ("DIV", "elv", "less", ()),
        ("DIV", "ens", "less", ()),
    ]


def test_more_of_a_value_needs_a_new_validation() -> None:
    """Otherwise somebody changed a word below what was signed."""
    whole = replace(ENTRY, transformation=Transformation.AS_IS)

    assert changes(state(ENTRY), state(whole)) == [("DIV", "elv", "more", (Fault.NOT_VALIDATED,))]
    anew = replace(whole, validated_on=LATER)
    assert changes(state(ENTRY), state(anew)) == [("DIV", "elv", "more", ())]
    assert changes(state(whole), state(ENTRY)) == [("DIV", "elv", "less", ())]


def test_more_people_need_a_new_validation() -> None:
    """Nobody signed for the teachers; a line of their own, with its own purpose, was signed."""
    wider = replace(ENTRY, profiles=frozenset({Profile.PUPIL, Profile.TEACHER}))

    assert changes(state(ENTRY), state(wider)) == [("DIV", "ens", "more", (Fault.NOT_VALIDATED,))]
    assert changes(state(ENTRY), state(replace(wider, validated_on=LATER))) == [
        ("DIV", "ens", "more", ())
    ]
    own = replace(ENTRY, profiles=frozenset({Profile.TEACHER}), purpose="préparer la séance")
    assert changes(state(ENTRY), state(ENTRY, own)) == [("DIV", "ens", "more", ())]
    assert changes(state(wider), state(ENTRY)) == [("DIV", "ens", "less", ())]


@pytest.mark.parametrize("purpose", ["", "  essai  "])
def test_more_without_a_purpose_is_at_fault(purpose: str) -> None:
    """Less is not: nobody has to justify what is no longer told."""
    vague = replace(ENTRY, purpose=purpose)

    assert changes(state(), state(vague)) == [("DIV", "elv", "more", (Fault.NO_PURPOSE,))]
    assert changes(state(vague), state()) == [("DIV", "elv", "less", ())]


def test_a_resource_that_is_switched_on_is_one_more() -> None:
    """Off it lets nothing leave; switched off again is less."""
    off = replace(ATLAS, enabled=False)
    anew = replace(ENTRY, validated_on=LATER)

    assert changes(state(ENTRY, resources=(off,)), state(anew)) == [("DIV", "elv", "more", ())]
    assert changes(state(ENTRY), state(ENTRY, resources=(off,))) == [("DIV", "elv", "less", ())]


@pytest.mark.parametrize("interaction", [frozenset[Attribute](), frozenset({Attribute.DIV})])
def test_what_nobody_has_to_activate_any_more_is_more(interaction: frozenset[Attribute]) -> None:
    """The attribute leaves at every school from then on."""
    asked = replace(ATLAS, interaction=interaction)

    assert changes(state(ENTRY, resources=(asked,)), state(ENTRY)) == [
        ("DIV", "elv", "more", (Fault.NOT_VALIDATED,))
    ]
    assert changes(state(ENTRY), state(ENTRY, resources=(asked,))) == [("DIV", "elv", "less", ())]


def test_longer_and_to_another_resource_are_more() -> None:
    """A change may go both ways."""
    until = replace(ENTRY, ends=NOW)
    longer = replace(ENTRY, ends=NOW + timedelta(days=1), validated_on=LATER)
    assert changes(state(until), state(longer)) == [("DIV", "elv", "more", ())]
    assert changes(state(ENTRY), state(until)) == [("DIV", "elv", "less", ())]
    both = state(ENTRY, resources=(ATLAS, VIDEOS))
    assert changes(state(ENTRY), both) == [("DIV", "elv", "more", (Fault.NOT_VALIDATED,))]
    narrowed = state(ENTRY, resources=(replace(ATLAS, narrowed_to=frozenset()), VIDEOS))
    assert [c[2] for c in changes(state(ENTRY), narrowed)] == ["more", "less"]


def test_a_provider_that_comes_goes_or_is_switched_off() -> None:
    """Nothing is told to one that is not there."""
    off = policies([(replace(PUBLISHER, policy=ReleasePolicy((ENTRY,)), enabled=False), (ATLAS,))])

    assert changes(Policies({}), state(ENTRY)) == [("DIV", "elv", "more", ())]
    assert changes(state(ENTRY), Policies({})) == [("DIV", "elv", "less", ())]
    assert changes(state(ENTRY), off) == [("DIV", "elv", "less", ())]


def test_what_never_leaves_is_no_change() -> None:
    """A pupil has no subject taught, whatever an entry says."""
    never = replace(ENTRY, attribute=Attribute.P_MEL, transformation=Transformation.AS_IS)

    assert changes(state(), state(never)) == []
    assert changes(state(), state(ENTRY, resources=())) == []


def test_a_purpose_alone_changes_nothing_that_is_learnt() -> None:
    """It is another version, and tells nobody more."""
    assert changes(state(ENTRY), state(replace(ENTRY, purpose="pour une autre raison"))) == []


@given(old=policy_values, new=policy_values)
def test_back_is_the_same_the_other_way_round(old: ReleasePolicy, new: ReleasePolicy) -> None:
    """Whatever is more one way is less the other; a state against itself is nothing."""

    def sides(provider: Provider) -> Policies:
        return policies([(provider, (ATLAS,))])

    one, two = (sides(replace(PUBLISHER, policy=policy)) for policy in (old, new))

    def seen(found: Change) -> tuple[object, ...]:
        return found.attribute, found.profile, found.direction is Direction.MORE

    there = {seen(change) for change in compare(one, two)}
    back = {seen(change) for change in compare(two, one)}
    assert there == {(attribute, profile, not more) for attribute, profile, more in back}
    assert list(compare(one, one)) == []


@given(data=st.data())
def test_coming_from_nothing_is_never_less(data: st.DataObject) -> None:
    """A new provider only learns."""
    policy = data.draw(policy_values)
    full = policies([(replace(PUBLISHER, policy=policy), (ATLAS,))])

    assert all(one.direction is Direction.MORE for one in compare(Policies({}), full))
