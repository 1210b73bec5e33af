"""Who is protected is never named: no name, no class, no group, by any policy."""

from collections.abc import Iterable
from dataclasses import replace

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st
from tests.core.test_release import EVERYTHING, SUBJECT, entry, granted
from tests.strategies import grants, groups, identities

from garbridge.core.access import Granted
from garbridge.core.attributes import (
    CATALOGUE,
    Attribute,
    AttributeFacts,
    AttributeType,
    Sensitivity,
    with_own,
)
from garbridge.core.people import Group, GroupKind, Identity
from garbridge.core.policy import PolicyEntry, ReleasePolicy, Transformation
from garbridge.core.release import Release, Withholding, release
from garbridge.testing.world import pupil, teacher

CLASSES = {GroupKind.DIVISION, GroupKind.GROUP}
NAMING = {Attribute.NOM, Attribute.PRE, Attribute.P_MEL, Attribute.DIV, Attribute.GRO}


def told(proof: Granted) -> Release:
    """Return what leaves, and what does not."""
    return release(proof, subject=SUBJECT)


def reasons(proof: Granted) -> dict[Attribute, Withholding]:
    """Return why what does not leave does not."""
    return {one.attribute: one.why for one in told(proof).withheld}


def test_what_names_is_known_by_its_type() -> None:
    """An attribute that a portal adds is held by what it is, not by a list somebody forgets."""
    types = {AttributeType.NAME, AttributeType.EMAIL, AttributeType.LABELLED}

    assert {one for one, facts in CATALOGUE.items() if facts.type in types} == NAMING


@pytest.mark.parametrize("person", [pupil(), teacher()], ids=["pupil", "teacher"])
def test_under_the_widest_policy_nobody_protected_is_named(person: object) -> None:
    """The rest leaves as for everybody, and the account says why the names do not."""
    proof = granted(person, *EVERYTHING.entries)  # type: ignore[arg-type]  # a person
    kept = told(replace(proof, protected=True)).released.values()

    assert not kept.keys() & NAMING
    assert kept == {
        name: values for name, values in told(proof).released.values().items() if name not in NAMING
    }
    assert {reasons(replace(proof, protected=True)).get(Attribute.NOM)} == {Withholding.PROTECTED}


@pytest.mark.parametrize(
    "shortened",
    [
        entry(Attribute.NOM, transformation=Transformation.FIRST_LETTER),
        entry(Attribute.DIV, transformation=Transformation.CODE_ONLY),
    ],
)
def test_a_name_cut_short_is_still_a_name(shortened: PolicyEntry) -> None:
    """An initial, or the code of a class, leaves no more than the whole."""
    proof = replace(granted(pupil(), shortened), protected=True)

    assert told(proof).released.claims == ()
    assert reasons(proof)[shortened.attribute] is Withholding.PROTECTED


def test_what_is_the_same_for_everybody_leaves_for_them_too() -> None:
    """Without it they alone would have none, and be known by that."""
    everybody = replace(
        entry(Attribute.NOM, transformation=Transformation.CONSTANT),
        constants=tuple((profile, "Élève") for profile in sorted(entry(Attribute.NOM).profiles)),
    )
    proof = granted(pupil(), everybody)

    assert told(replace(proof, protected=True)) == told(proof)


def test_the_policy_is_the_reason_before_the_protection() -> None:
    """Whoever reads the account is not told of a protection where nothing would leave anyway."""
    proof = replace(granted(pupil(), entry(Attribute.P_MEL)), protected=True)

    assert reasons(proof)[Attribute.P_MEL] is Withholding.STAFF_ONLY
    assert reasons(proof)[Attribute.NOM] is Withholding.NOT_IN_POLICY


def _renamed(proof: Granted, identity: Identity, others: Iterable[Group]) -> Granted:
    """Return *proof* about somebody else with another name and other classes and groups."""
    place = proof.membership
    kept = tuple(one for one in place.groups if one.kind not in CLASSES)
    place = replace(place, groups=(*kept, *(one for one in others if one.kind in CLASSES)))
    identity = replace(identity, civility=proof.person.identity.civility)
    person = replace(proof.person, identity=identity, memberships=(place,))
    return replace(proof, person=person, membership=place)


@settings(max_examples=300)
@given(
    proof=grants(),
    identity=identities,
    others=st.lists(groups, max_size=4),
)
def test_no_policy_tells_two_protected_people_apart_by_name_or_group(
    proof: Granted, identity: Identity, others: list[Group]
) -> None:
    """Whatever their names and classes: what leaves, and the account of it, is the same."""
    first = replace(proof, protected=True)
    second = _renamed(first, identity, others)
    event(f"differs when not protected: {told(proof) != told(replace(second, protected=False))}")

    assert told(first) == told(second)
    assert set(told(first).released.values()) <= set(told(proof).released.values())


@pytest.mark.parametrize(
    ("facts", "leaves"),
    [
        (AttributeFacts("Code", AttributeType.CODE, Sensitivity.LOW), True),
        (AttributeFacts("Code", AttributeType.CODE, Sensitivity.MEDIUM), False),
        (AttributeFacts("INE", AttributeType.CODE, Sensitivity.DIRECT), False),
        (AttributeFacts("Club", AttributeType.LABELLED, Sensitivity.LOW), False),
        (AttributeFacts("Surnom", AttributeType.NAME, Sensitivity.LOW), False),
    ],
)
def test_of_a_portals_own_attributes_only_what_tells_little_leaves(
    facts: AttributeFacts,
    leaves: bool,  # noqa: FBT001 - a case
) -> None:
    """A code may be that of a class: whoever declared it more than harmless is believed."""
    name = Attribute("ENT_CODE")
    person = pupil()
    (place,) = person.memberships
    person = replace(person, memberships=(replace(place, own=((name, ("C1",)),)),))
    proof = granted(person)
    policy = ReleasePolicy((entry(name),), with_own({name: facts}))
    proof = replace(proof, provider=replace(proof.provider, policy=policy))

    assert told(proof).released.values() == {name: ("C1",)}
    kept = told(replace(proof, protected=True)).released.values()
    assert kept == ({name: ("C1",)} if leaves else {})
