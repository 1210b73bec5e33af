"""The attribute filter: what leaves, and the account of what does not."""

from dataclasses import replace
from datetime import date, datetime
from unicodedata import normalize

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.strategies import ATTRIBUTES, TICK, grants

from garbridge.core.access import Entitlements, Granted, check_access
from garbridge.core.attributes import CATALOGUE, Attribute, AttributeType, Sensitivity
from garbridge.core.catalogue import Provider
from garbridge.core.identifiers import SchoolId
from garbridge.core.people import Group, GroupKind, Identity, Membership, Person, Profile
from garbridge.core.policy import NOTHING, PolicyEntry, ReleasePolicy, Transformation
from garbridge.core.release import (
    Claim,
    ReleasedClaims,
    Withheld,
    Withholding,
    release,
)
from garbridge.testing.world import (
    ATLAS,
    COLLEGE,
    LYCEE,
    NOW,
    PUBLISHER,
    SUBSCRIPTION,
    pupil,
    seat,
    teacher,
)

SUBJECT = "5" * 128
STAFF = frozenset(Profile) - {Profile.PUPIL}


def entry(
    attribute: Attribute,
    *,
    profiles: frozenset[Profile] = frozenset(Profile),
    transformation: Transformation = Transformation.AS_IS,
    purpose: str = "choisir le niveau",
    ends: datetime | None = None,
) -> PolicyEntry:
    """Return a policy entry that covers everybody, if nothing else is said."""
    return PolicyEntry(
        attribute=attribute,
        purpose=purpose,
        profiles=profiles,
        transformation=transformation,
        validated_by="M. Validé",
        validated_on=date(2026, 8, 20),
        ends=ends,
    )


EVERYTHING = ReleasePolicy(tuple(entry(attribute) for attribute in CATALOGUE))


def granted(
    person: Person,
    *entries: PolicyEntry,
    narrowed_to: frozenset[Attribute] | None = None,
    school: SchoolId = LYCEE.id,
) -> Granted:
    """Return the proof that *person* may enter, under a policy of *entries*."""
    right = replace(SUBSCRIPTION, school=school)
    decision = check_access(
        person,
        school,
        replace(ATLAS, narrowed_to=narrowed_to),
        replace(PUBLISHER, policy=ReleasePolicy(entries)),
        Entitlements([right], [seat(person.id, right)]),
        now=NOW,
    )
    assert isinstance(decision, Granted)
    return decision


def values(person: Person, *entries: PolicyEntry) -> dict[str, tuple[str, ...]]:
    """Return what leaves for *person* under *entries*."""
    return dict(release(granted(person, *entries), subject=SUBJECT).released.values())


def why(proof: Granted, attribute: Attribute) -> Withholding | None:
    """Return why *attribute* does not leave; ``None`` when it does."""
    account = release(proof, subject=SUBJECT)
    return {withheld.attribute: withheld.why for withheld in account.withheld}.get(attribute)


def test_an_empty_policy_releases_the_subject_only() -> None:
    """A provider nobody wrote a policy for learns an opaque identifier and nothing else."""
    account = release(granted(teacher()), subject=SUBJECT)

    assert account.released == ReleasedClaims(SUBJECT, ATLAS.id, ())
    assert account.withheld == tuple(
        Withheld(attribute, Withholding.NOT_IN_POLICY) for attribute in CATALOGUE
    )


def test_a_new_provider_has_the_empty_policy() -> None:
    """Forgetting the policy is not a way to release anything."""
    assert Provider(id=PUBLISHER.id, name="").policy == NOTHING == ReleasePolicy()


def test_a_pupil_under_the_widest_policy() -> None:
    """Each value has the GAR's form; what is for staff does not leave even here."""
    account = release(granted(pupil(), *EVERYTHING.entries), subject=SUBJECT)

    assert account.released.values() == {
        "IDO": (SUBJECT,),
        "PRO": ("National_elv",),
        "UAI": (LYCEE.id,),
        "DIV": ("2DE4##Seconde 4",),
        "GRO": ("CHORALE##Chorale du lycée",),
        "NOM": ("Étoile-Marquée",),
        "PRE": ("Zoé",),
    }
    assert {withheld.attribute: withheld.why for withheld in account.withheld} == {
        Attribute.CIV: Withholding.NO_VALUE,
        Attribute.P_MEL: Withholding.STAFF_ONLY,
        Attribute.P_MAT: Withholding.STAFF_ONLY,
        Attribute.P_MS4: Withholding.STAFF_ONLY,
    }


def test_a_teacher_under_the_widest_policy() -> None:
    """Subjects and levels leave as codes; a teacher without a group has no GRO."""
    account = release(granted(teacher(), *EVERYTHING.entries), subject=SUBJECT)

    assert account.released.values() == {
        "IDO": (SUBJECT,),
        "PRO": ("National_ens",),
        "UAI": (LYCEE.id,),
        "DIV": ("2DE4##Seconde 4",),
        "NOM": ("Marquefort",),
        "PRE": ("Bruno",),
        "CIV": ("M.",),
        "P_MEL": ("bruno.marquefort@ent.example",),
        "P_MAT": ("061300",),
        "P_MS4": ("2211",),
    }
    assert account.withheld == (Withheld(Attribute.GRO, Withholding.NO_VALUE),)


def test_a_claim_carries_its_purpose() -> None:
    """The person is told why, for each value, in the words of the policy."""
    account = release(granted(pupil(), entry(Attribute.PRO, purpose="accueil")), subject=SUBJECT)

    assert account.released.claims == (Claim(Attribute.PRO, ("National_elv",), "accueil"),)


@pytest.mark.parametrize(
    ("proof", "reason"),
    [
        pytest.param(granted(teacher()), Withholding.NOT_IN_POLICY, id="not-in-policy"),
        pytest.param(
            granted(teacher(), entry(Attribute.P_MEL), narrowed_to=frozenset({Attribute.PRO})),
            Withholding.NARROWED,
            id="narrowed",
        ),
        pytest.param(
            granted(teacher(), entry(Attribute.P_MEL), narrowed_to=frozenset()),
            Withholding.NARROWED,
            id="narrowed-to-nothing",
        ),
        pytest.param(
            granted(teacher(), entry(Attribute.P_MEL, profiles=STAFF - {Profile.TEACHER})),
            Withholding.PROFILE_NOT_COVERED,
            id="other-profiles",
        ),
        pytest.param(
            granted(teacher(), entry(Attribute.P_MEL, profiles=frozenset())),
            Withholding.PROFILE_NOT_COVERED,
            id="no-profile",
        ),
        pytest.param(
            granted(pupil(), entry(Attribute.P_MEL)), Withholding.STAFF_ONLY, id="a-pupil"
        ),
        pytest.param(
            granted(
                replace(teacher(), identity=Identity("Marquefort", "Bruno")),
                entry(Attribute.P_MEL),
            ),
            Withholding.NO_VALUE,
            id="not-known",
        ),
        pytest.param(
            granted(teacher(), entry(Attribute.P_MEL, ends=NOW)),
            Withholding.VALIDATION_ENDED,
            id="validation-end-is-exclusive",
        ),
        pytest.param(granted(teacher(), entry(Attribute.P_MEL)), None, id="it-leaves"),
        pytest.param(
            granted(teacher(), entry(Attribute.P_MEL, ends=NOW + TICK)),
            None,
            id="last-tick-of-the-validation",
        ),
        pytest.param(
            granted(teacher(), entry(Attribute.P_MEL), narrowed_to=frozenset({Attribute.P_MEL})),
            None,
            id="narrowed-to-it",
        ),
    ],
)
def test_what_does_not_leave_says_why(proof: Granted, reason: Withholding | None) -> None:
    """An e-mail is withheld for each reason alone, and leaves without one."""
    assert why(proof, Attribute.P_MEL) is reason


def test_narrowing_never_widens() -> None:
    """A resource that names what the provider's policy does not still does not get it."""
    proof = granted(teacher(), entry(Attribute.PRO), narrowed_to=frozenset(CATALOGUE))

    assert why(proof, Attribute.NOM) is Withholding.NOT_IN_POLICY


def test_the_entry_for_the_profile_decides() -> None:
    """Two entries for one attribute serve two profiles with two forms and two purposes."""
    for_pupils = entry(
        Attribute.DIV,
        profiles=frozenset({Profile.PUPIL}),
        transformation=Transformation.CODE_ONLY,
        purpose="classe de l’élève",
    )
    for_staff = entry(Attribute.DIV, profiles=STAFF, purpose="classes de l’enseignant")

    assert values(pupil(), for_staff, for_pupils) == {"DIV": ("2DE4",)}
    assert values(teacher(), for_pupils, for_staff) == {"DIV": ("2DE4##Seconde 4",)}


NASTY = [
    Group(GroupKind.DIVISION, "A##B", "Secret##Seconde"),
    Group(GroupKind.DIVISION, "C#", "#Secret"),
    Group(GroupKind.DIVISION, "##", "Secret"),
    Group(GroupKind.DIVISION, "D", "##Secret"),
    Group(GroupKind.DIVISION, "", "Secret"),
]


@pytest.mark.parametrize("group", NASTY, ids=lambda group: f"{group.code}|{group.label}")
def test_code_only_is_the_code_whatever_it_holds(group: Group) -> None:
    """A separator inside a code or a label neither lets the label through nor cuts the code."""
    person = pupil("alice", Membership(LYCEE.id, Profile.PUPIL, groups=(group,)))

    found = values(person, entry(Attribute.DIV, transformation=Transformation.CODE_ONLY))

    assert found == ({"DIV": (group.code,)} if group.code else {})


def test_values_stand_in_a_stable_order_once_each() -> None:
    """Neither the directory's order nor its repetitions can be read from what leaves."""
    levels = [
        Group(GroupKind.LEVEL, "B", "Seconde", statistical="2211"),
        Group(GroupKind.LEVEL, "A", "Première", statistical="2212"),
        Group(GroupKind.LEVEL, "C", "Seconde bis", statistical="2211"),
        Group(GroupKind.LEVEL, "D", "Sans code"),
    ]
    divisions = [
        Group(GroupKind.DIVISION, "2", "z"),
        Group(GroupKind.DIVISION, "1", "b"),
        Group(GroupKind.DIVISION, "1", "a"),
        Group(GroupKind.DIVISION, "1", "a"),
    ]
    place = Membership(LYCEE.id, Profile.TEACHER, groups=(*levels, *divisions))

    found = values(teacher("bruno", place), entry(Attribute.P_MS4), entry(Attribute.DIV))

    assert found == {"P_MS4": ("2211", "2212"), "DIV": ("1##a", "1##b", "2##z")}


def test_values_are_those_of_the_school_of_the_launch() -> None:
    """A teacher here and head there is, towards a provider, one of them at a time."""
    here = Membership(
        LYCEE.id, Profile.TEACHER, groups=(Group(GroupKind.DIVISION, "2DE4", "Seconde 4"),)
    )
    there = Membership(
        COLLEGE.id, Profile.HEAD, groups=(Group(GroupKind.DIVISION, "6EME1", "Sixième 1"),)
    )
    wide = [entry(Attribute.PRO), entry(Attribute.UAI), entry(Attribute.DIV)]

    at_there = granted(teacher("bruno", here, there), *wide, school=COLLEGE.id)

    assert release(at_there, subject=SUBJECT).released.values() == {
        "PRO": ("National_dir",),
        "UAI": (COLLEGE.id,),
        "DIV": ("6EME1##Sixième 1",),
    }


def test_every_sensitive_attribute_of_staff_is_marked() -> None:
    """What the GAR delivers about staff only never leaves for a pupil: all the ``P_`` ones."""
    marked = {attribute for attribute, facts in CATALOGUE.items() if facts.staff_only}

    assert marked == {attribute for attribute in CATALOGUE if attribute.startswith("P_")}


def test_the_catalogue_is_whole() -> None:
    """Every attribute has a label and a sensitivity; the subject is a pseudonym."""
    assert all(getattr(Attribute, name) == name for name in CATALOGUE)
    assert all(facts.label.strip() for facts in CATALOGUE.values())
    assert CATALOGUE[Attribute.IDO].sensitivity is Sensitivity.PSEUDONYM
    assert {a for a, facts in CATALOGUE.items() if facts.type is AttributeType.LABELLED} == {
        Attribute.DIV,
        Attribute.GRO,
    }


def covering(proof: Granted, attribute: Attribute) -> list[PolicyEntry]:
    """Return the entries for *attribute* that cover the person of *proof*."""
    return [
        each
        for each in proof.provider.policy.entries
        if each.attribute == attribute and proof.membership.profile in each.profiles
    ]


@settings(max_examples=200)
@given(proof=grants())
def test_released_is_within_policy_within_catalogue(proof: Granted) -> None:
    """Every claim is in the catalogue, in the policy for that profile, and in the narrowing."""
    for claim in release(proof, subject=SUBJECT).released.claims:
        assert claim.attribute in ATTRIBUTES
        assert claim.purpose in [each.purpose for each in covering(proof, claim.attribute)]
        assert claim.attribute in (
            frozenset(ATTRIBUTES)
            if proof.resource.narrowed_to is None
            else proof.resource.narrowed_to
        )


@given(proof=grants())
def test_every_attribute_is_accounted_for_once(proof: Granted) -> None:
    """Released or withheld, never both, never neither, in the order of the catalogue."""
    account = release(proof, subject=SUBJECT)
    released = [claim.attribute for claim in account.released.claims]
    withheld = [each.attribute for each in account.withheld]

    assert sorted(released + withheld) == sorted(ATTRIBUTES)
    assert released == [attribute for attribute in ATTRIBUTES if attribute in released]
    assert withheld == [attribute for attribute in ATTRIBUTES if attribute in withheld]
    assert list(account.released.values()) == released


@given(proof=grants())
def test_a_claim_has_values_once_each(proof: Granted) -> None:
    """No claim is empty, holds an empty value, or the same value twice."""
    for claim in release(proof, subject=SUBJECT).released.claims:
        assert claim.values
        assert all(claim.values)
        assert len(set(claim.values)) == len(claim.values)


@given(proof=grants())
def test_it_is_about_who_was_checked(proof: Granted) -> None:
    """The subject is the one that was given, the resource the one that was checked."""
    released = release(proof, subject=SUBJECT).released

    assert (released.subject, released.resource) == (SUBJECT, proof.resource.id)


def expected(proof: Granted, attribute: Attribute) -> set[str]:
    """State once more which values the directory holds for the launch's school."""
    place, identity = proof.membership, proof.person.identity
    cut = any(e.transformation is Transformation.CODE_ONLY for e in covering(proof, attribute))
    labelled = {
        kind: {g.code if cut else f"{g.code}##{g.label}" for g in place.groups if g.kind is kind}
        for kind in (GroupKind.DIVISION, GroupKind.GROUP)
    }
    (entry,) = covering(proof, attribute)
    if entry.transformation is Transformation.CONSTANT:
        return {f"tout {place.profile}"}
    held: dict[Attribute, set[str]] = {
        Attribute.IDO: {SUBJECT},
        Attribute.PRO: {"National_" + place.profile.value},
        Attribute.UAI: {place.school},
        Attribute.DIV: labelled[GroupKind.DIVISION],
        Attribute.GRO: labelled[GroupKind.GROUP],
        Attribute.NOM: {identity.family_name},
        Attribute.PRE: {identity.given_name},
        Attribute.CIV: {identity.civility},
        Attribute.P_MEL: {identity.email},
        Attribute.P_MAT: {g.code for g in place.groups if g.kind is GroupKind.SUBJECT},
        Attribute.P_MS4: {g.statistical for g in place.groups if g.kind is GroupKind.LEVEL},
    }
    own = dict(place.own).get(attribute, ())
    found = held.get(attribute, {value.split("##")[0] if cut else value for value in own})
    if entry.transformation is Transformation.FIRST_LETTER:
        found = {next(filter(str.isalpha, normalize("NFC", name)), "").upper() for name in found}
    return found - {""}


@settings(max_examples=200)
@given(proof=grants())
def test_exactly_what_policy_profile_and_directory_allow_leaves(proof: Granted) -> None:
    """The whole filter stated a second time: the same values, and nothing else."""
    narrowed = proof.resource.narrowed_to
    allowed = {
        attribute: found
        for attribute in ATTRIBUTES
        if any(e.ends is None or e.ends > proof.at for e in covering(proof, attribute))
        and (narrowed is None or attribute in narrowed)
        and not (ATTRIBUTES[attribute].staff_only and proof.membership.profile is Profile.PUPIL)
        and (found := expected(proof, attribute))
    }

    released = release(proof, subject=SUBJECT).released.values()

    assert {name: set(found) for name, found in released.items()} == allowed


@given(proof=grants())
def test_the_other_schools_of_a_person_cannot_be_seen(proof: Granted) -> None:
    """With and without the other memberships the account is the same."""
    alone = replace(proof.person, memberships=(proof.membership,))

    assert release(replace(proof, person=alone), subject=SUBJECT) == release(proof, subject=SUBJECT)


@given(proof=grants())
def test_a_narrower_policy_never_releases_more(proof: Granted) -> None:
    """Taking one entry away takes its claim away and leaves the others as they are."""
    before = release(proof, subject=SUBJECT).released.values()
    for gone in proof.provider.policy.entries:
        left = tuple(each for each in proof.provider.policy.entries if each is not gone)
        provider = replace(proof.provider, policy=ReleasePolicy(left, ATTRIBUTES))
        after = release(replace(proof, provider=provider), subject=SUBJECT).released.values()
        assert after.items() <= before.items()
        assert set(before) - set(after) <= {str(gone.attribute)}


@given(proof=grants())
def test_without_a_policy_nothing_but_the_subject_leaves(proof: Granted) -> None:
    """For any person: no policy, no attribute."""
    bare = replace(proof, provider=replace(proof.provider, policy=NOTHING))

    assert release(bare, subject=SUBJECT).released.claims == ()


@given(proofs=st.lists(grants(), min_size=2, max_size=4))
def test_what_came_before_changes_nothing(proofs: list[Granted]) -> None:
    """The account of one launch is the same alone, after others, and in any order."""
    in_order = [release(proof, subject=SUBJECT) for proof in proofs]
    in_reverse = [release(proof, subject=SUBJECT) for proof in reversed(proofs)]
    last_alone = release(proofs[-1], subject=SUBJECT)

    assert in_order == in_reverse[::-1]
    assert in_order[-1] == last_alone


@given(proof=grants(), data=st.data())
def test_the_order_of_a_directory_cannot_be_seen(proof: Granted, data: st.DataObject) -> None:
    """Groups come in the order of their codes, however the directory lists them."""
    shuffled = replace(
        proof.membership, groups=tuple(data.draw(st.permutations(proof.membership.groups)))
    )

    assert release(replace(proof, membership=shuffled), subject=SUBJECT) == release(
        proof, subject=SUBJECT
    )


def test_nothing_that_names_a_person_leaves_for_an_anonymous_provider() -> None:
    """Neither the subject nor the IDO, whatever the policy says; other attributes do."""
    proof = granted(pupil(), *EVERYTHING.entries)
    anonymous = replace(proof, provider=replace(proof.provider, anonymous=True))

    known, unknown = (release(one, subject=SUBJECT).released for one in (proof, anonymous))

    assert SUBJECT in str(known)
    assert SUBJECT not in str(unknown)
    assert unknown.values() == {k: v for k, v in known.values().items() if k != Attribute.IDO}
    assert why(anonymous, Attribute.IDO) is Withholding.NO_VALUE
