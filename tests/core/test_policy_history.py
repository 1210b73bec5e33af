"""Since when what is told, by the versions of a policy."""

from dataclasses import replace
from datetime import datetime, timedelta

from hypothesis import given
from tests.strategies import narrowings, policies, profiles

from garbridge.core.attributes import Attribute
from garbridge.core.leaving import may_tell, receives
from garbridge.core.people import Profile
from garbridge.core.policy import PolicyEntry, ReleasePolicy, Transformation
from garbridge.core.policy_diff import Direction
from garbridge.core.policy_history import Turn, Version, in_order, since, turns
from garbridge.core.policy_versions import policy_document
from garbridge.testing.world import ATLAS, NOW, PUBLISHER

DAY = timedelta(days=1)
PUPIL = Profile.PUPIL


def entry(attribute: Attribute, form: Transformation = Transformation.AS_IS) -> PolicyEntry:
    """Return an entry for everybody."""
    return replace(PUBLISHER.policy.entries[0], attribute=attribute, transformation=form)


def version(
    name: str, at: datetime, *entries: PolicyEntry, narrowed: frozenset[Attribute] | None = None
) -> Version:
    """Return a version of the publisher's policy, with the atlas."""
    provider = replace(PUBLISHER, policy=ReleasePolicy(entries))
    resource = replace(ATLAS, narrowed_to=narrowed)
    return Version(name, at, policy_document(provider, [resource], "saml"))


BEFORE = version("a", NOW - 9 * DAY, entry(Attribute.PRO))
CUT = entry(Attribute.DIV, Transformation.CODE_ONLY)
LATER = version("b", NOW - 5 * DAY, entry(Attribute.PRO), CUT)
WHOLE = version("c", NOW - 2 * DAY, entry(Attribute.PRO), entry(Attribute.DIV))


def test_an_attribute_is_told_since_the_version_that_began_with_it() -> None:
    """A form that tells more is a change, and no new beginning."""
    found = since((BEFORE, LATER, WHOLE), ATLAS.id, PUPIL)

    assert found == {Attribute.PRO: BEFORE.since, Attribute.DIV: LATER.since}


def test_changes_come_newest_first() -> None:
    """The first version is no change; a longer form is more, a shorter one less."""
    assert turns((BEFORE, LATER, WHOLE, BEFORE), ATLAS.id, PUPIL) == (
        Turn(BEFORE.since, Attribute.DIV, Direction.LESS),
        Turn(WHOLE.since, Attribute.DIV, Direction.MORE),
        Turn(LATER.since, Attribute.DIV, Direction.MORE),
    )
    assert turns((BEFORE,), ATLAS.id, PUPIL) == ()


def test_a_break_begins_anew() -> None:
    """What was taken out and came back is told since it came back."""
    back = replace(LATER, name="d", since=NOW)

    assert since((LATER, BEFORE, back), ATLAS.id, PUPIL)[Attribute.DIV] == NOW


def test_the_one_in_force_comes_last_however_old() -> None:
    """A version that came back is in force, whatever came after its first day."""
    assert [one.name for one in in_order((LATER, WHOLE, BEFORE), "a")] == ["b", "c", "a"]
    assert in_order((), "a") == ()


def test_a_resource_that_was_not_there_was_told_nothing() -> None:
    """Nor is one that receives less than the policy, or somebody whose profile it leaves out."""
    only = version("e", NOW, entry(Attribute.PRO), CUT, narrowed=frozenset({Attribute.DIV}))
    teachers = replace(entry(Attribute.PRO), profiles=frozenset({Profile.TEACHER}))

    assert since((Version("f", NOW, {}),), ATLAS.id, PUPIL) == {}
    assert since((only,), ATLAS.id, PUPIL) == {Attribute.DIV: NOW}
    assert since((version("g", NOW, teachers),), ATLAS.id, PUPIL) == {}


@given(policies, narrowings, profiles)
def test_a_document_says_what_the_filter_may_let_leave(
    policy: ReleasePolicy, narrowed: frozenset[Attribute] | None, profile: Profile
) -> None:
    """Whatever the policy: what leaves for somebody of a profile is dated by its document."""
    resource = replace(ATLAS, narrowed_to=narrowed)
    provider = replace(PUBLISHER, policy=policy)
    document = policy_document(provider, [resource], "saml")

    dated = set(since((Version("x", NOW, document),), resource.id, profile))
    may_leave = {
        one.attribute
        for one in policy.entries
        if profile in one.profiles
        and receives(resource, one.attribute)
        and may_tell(policy.facts(one.attribute), profile)
    }

    assert may_leave <= dated
