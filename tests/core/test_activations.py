"""What leaves only once somebody agreed, and to exactly what they agreed."""

from dataclasses import replace

import pytest
from hypothesis import given
from tests.strategies import grants

from garbridge.core.access import Granted
from garbridge.core.activations import Standing, is_activated, standing
from garbridge.core.attributes import Attribute
from garbridge.core.catalogue import Resource
from garbridge.core.leaving import Leaving, extra_data, is_within
from garbridge.core.people import Profile
from garbridge.core.policy import NOTHING, PolicyEntry, ReleasePolicy, Transformation
from garbridge.core.release import release
from garbridge.testing.activations import ACTIVATION, AT_COLLEGE, OTHER, STOPPED
from garbridge.testing.world import ATLAS, COLLEGE, LYCEE, YEAR_STARTS

NAMES = frozenset({Attribute.NOM, Attribute.P_MEL})
TUTOR = replace(ATLAS, interaction=NAMES)
BOTH = frozenset({Profile.PUPIL, Profile.TEACHER})
NAME = Leaving(Attribute.NOM, BOTH, "se reconnaître")
CODE = Leaving(Attribute.DIV, BOTH, "grouper", Transformation.CODE_ONLY)


def entry(attribute: Attribute, purpose: str, *profiles: Profile, cut: bool = False) -> PolicyEntry:
    """Return one entry of a policy."""
    return PolicyEntry(
        attribute=attribute,
        purpose=purpose,
        profiles=frozenset(profiles),
        transformation=Transformation.CODE_ONLY if cut else Transformation.AS_IS,
        validated_by="M. Validé",
        validated_on=YEAR_STARTS.date(),
    )


def policy(*entries: PolicyEntry) -> ReleasePolicy:
    """Return a policy."""
    return ReleasePolicy(tuple(entries))


POLICY = policy(
    entry(Attribute.NOM, "se reconnaître", Profile.PUPIL, Profile.TEACHER),
    entry(Attribute.NOM, "signer", Profile.LIBRARIAN),
    entry(Attribute.P_MEL, "écrire", Profile.PUPIL, Profile.TEACHER),
    entry(Attribute.PRO, "adapter", *Profile),
)


def test_exactly_the_extra_data_is_told() -> None:
    """With each purpose of each profile; a pupil's address never leaves, whatever is written."""
    assert extra_data(TUTOR, POLICY) == (
        NAME,
        Leaving(Attribute.NOM, frozenset({Profile.LIBRARIAN}), "signer"),
        Leaving(Attribute.P_MEL, frozenset({Profile.TEACHER}), "écrire"),
    )


@pytest.mark.parametrize(
    ("resource", "asked"),
    [
        (ATLAS, POLICY),
        (TUTOR, NOTHING),
        (replace(TUTOR, interaction=frozenset()), POLICY),
        (replace(TUTOR, narrowed_to=frozenset({Attribute.PRO})), POLICY),
    ],
    ids=["no-interaction", "no-policy", "nothing-more", "not-received"],
)
def test_what_does_not_leave_is_not_told(resource: Resource, asked: ReleasePolicy) -> None:
    """The page says no more than the truth."""
    assert extra_data(resource, asked) == ()


@given(granted=grants())
def test_what_is_told_is_what_the_filter_lets_through(granted: Granted) -> None:
    """For any person, policy and narrowing: nothing leaves that was not told, with its purpose."""
    resource = replace(granted.resource, interaction=frozenset(granted.provider.policy.catalogue))
    told = extra_data(resource, granted.provider.policy)
    profile = granted.membership.profile

    left = release(replace(granted, resource=resource), subject="opaque").released.claims

    known = {(one.attribute, one.purpose) for one in told if profile in one.profiles}
    assert {(claim.attribute, claim.purpose) for claim in left} <= known


@pytest.mark.parametrize(
    ("asked", "seen"),
    [
        ((), ()),
        ((), (NAME,)),
        ((NAME,), (NAME, CODE)),
        ((replace(NAME, profiles=frozenset({Profile.PUPIL})),), (NAME,)),
        (
            (NAME,),
            tuple(replace(NAME, profiles=frozenset({profile})) for profile in BOTH),
        ),
        ((CODE,), (replace(CODE, transformation=Transformation.AS_IS),)),
    ],
    ids=["nothing", "less", "the-same", "fewer-profiles", "another-cut", "a-shorter-form"],
)
def test_less_than_what_was_shown_is_covered(
    asked: tuple[Leaving, ...], seen: tuple[Leaving, ...]
) -> None:
    """Whoever agreed to more agreed to this."""
    assert is_within(asked, seen)


@pytest.mark.parametrize(
    ("asked", "seen"),
    [
        (NAME, ()),
        (NAME, (CODE,)),
        (NAME, (replace(NAME, profiles=frozenset({Profile.PUPIL})),)),
        (NAME, (replace(NAME, purpose="faire de la publicité"),)),
        (replace(CODE, transformation=Transformation.AS_IS), (CODE,)),
    ],
    ids=["nothing", "another-attribute", "more-profiles", "another-purpose", "a-longer-form"],
)
def test_more_than_what_was_shown_is_not(asked: Leaving, seen: tuple[Leaving, ...]) -> None:
    """Each of these has to be shown first."""
    assert not is_within((asked,), seen)


AGREED = replace(ACTIVATION, shown=extra_data(TUTOR, POLICY))


def test_a_provider_that_asks_for_more_is_asked_about_anew() -> None:
    """On, until the policy says more; on again when it says no more."""
    more = policy(*POLICY.entries, entry(Attribute.NOM, "se reconnaître", Profile.HEAD))

    assert standing(None, TUTOR, POLICY) is Standing.OFF
    assert standing(STOPPED, TUTOR, NOTHING) is Standing.OFF
    assert standing(AGREED, TUTOR, POLICY) is Standing.ON
    assert standing(AGREED, TUTOR, more) is Standing.OUTDATED
    assert standing(AGREED, TUTOR, NOTHING) is Standing.ON


def test_words_on_something_else_activate_nothing() -> None:
    """A store that returns too much opens nothing, and of two words the one that stops counts."""
    assert is_activated([AGREED, OTHER, AT_COLLEGE], LYCEE.id, TUTOR, POLICY)
    assert not is_activated([OTHER, AT_COLLEGE], LYCEE.id, TUTOR, POLICY)
    assert not is_activated([AGREED], COLLEGE.id, TUTOR, POLICY)
    assert not is_activated([AGREED, STOPPED], LYCEE.id, TUTOR, POLICY)
    assert not is_activated([], LYCEE.id, TUTOR, NOTHING)
