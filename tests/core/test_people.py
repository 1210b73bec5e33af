"""People, their places, and the populations and licences of a school."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from tests.strategies import TICK, instants, people

from garbridge.core.access import Refusal
from garbridge.core.attributes import CATALOGUE
from garbridge.core.entitlements import Licences
from garbridge.core.identifiers import SchoolId
from garbridge.core.people import (
    Group,
    GroupKind,
    Identity,
    Membership,
    Person,
    Profile,
    Public,
    School,
    current,
    is_current,
)
from garbridge.core.release import Withholding
from garbridge.testing.world import COLLEGE, LYCEE, NOW, pupil


def place(starts: datetime | None, ends: datetime | None) -> Membership:
    """Return a place at the lycée between two instants."""
    return Membership(LYCEE.id, Profile.PUPIL, starts=starts, ends=ends)


@pytest.mark.parametrize(
    ("starts", "ends", "holds"),
    [
        pytest.param(None, None, True, id="without-dates"),
        pytest.param(NOW, None, True, id="start-is-inclusive"),
        pytest.param(NOW + TICK, None, False, id="one-tick-early"),
        pytest.param(None, NOW, False, id="end-is-exclusive"),
        pytest.param(None, NOW + TICK, True, id="last-tick"),
        pytest.param(NOW, NOW, False, id="empty"),
        pytest.param(NOW + TICK, NOW - TICK, False, id="upside-down"),
    ],
)
def test_a_place_holds_between_its_dates(
    starts: datetime | None, ends: datetime | None, *, holds: bool
) -> None:
    """Half-open, like every period here."""
    assert is_current(place(starts, ends), NOW) is holds


@given(person=people(), now=instants)
def test_the_current_places_are_those_that_hold(person: Person, now: datetime) -> None:
    """In the directory's order, and no other."""
    assert current(person.memberships, now) == tuple(
        m for m in person.memberships if is_current(m, now)
    )


def test_a_place_that_ended_or_has_not_begun_is_not_current() -> None:
    """Of three places one holds."""
    gone, here, coming = place(None, NOW), place(None, None), place(NOW + TICK, None)

    assert current([gone, here, coming], NOW) == (here,)


def test_a_school_is_of_the_second_degree_if_nothing_else_is_said() -> None:
    """Collèges and lycées are the rule, an école says so."""
    assert School(LYCEE.id, "Lycée").degree == 2


def test_a_person_has_one_place_at_each_school() -> None:
    """The place at a school is found whatever its dates; a stranger's school has none."""
    old = Membership(COLLEGE.id, Profile.PUPIL, ends=NOW - timedelta(days=400))
    here = Membership(LYCEE.id, Profile.PUPIL)
    person = pupil("alice", old, here)

    assert person.schools() == (COLLEGE.id, LYCEE.id)
    assert person.at(COLLEGE.id) == old
    assert person.at(LYCEE.id) == here
    assert person.at(SchoolId("0750009Z")) is None


def test_codes_are_those_of_one_kind() -> None:
    """A class and a group may carry the same code without being the same."""
    groups = (
        Group(GroupKind.DIVISION, "B", "x"),
        Group(GroupKind.DIVISION, "A", "y"),
        Group(GroupKind.GROUP, "A", "z"),
    )
    membership = Membership(LYCEE.id, Profile.PUPIL, groups=groups)

    assert membership.codes(GroupKind.DIVISION) == {"A", "B"}
    assert membership.codes(GroupKind.GROUP) == {"A"}
    assert membership.codes(GroupKind.LEVEL) == frozenset()
    assert [group.label for group in membership.of_kind(GroupKind.DIVISION)] == ["y", "x"]


@pytest.mark.parametrize(
    ("licences", "public", "limit"),
    [
        pytest.param(Licences(), Public.PUPILS, 0, id="nothing-said-is-none-at-all"),
        pytest.param(Licences(overall=None), Public.PUPILS, None, id="unlimited"),
        pytest.param(Licences(overall=30), Public.TEACHERS, 30, id="for-all-together"),
        pytest.param(
            Licences(per_public=((Public.PUPILS, 30),)), Public.PUPILS, 30, id="for-one-public"
        ),
        pytest.param(
            Licences(per_public=((Public.PUPILS, 30),)),
            Public.TEACHERS,
            0,
            id="a-public-not-named-has-none",
        ),
        pytest.param(
            Licences(per_public=((Public.PUPILS, 30),), overall=None),
            Public.TEACHERS,
            0,
            id="unlimited-does-not-leak-into-counts",
        ),
        pytest.param(
            Licences(per_public=((Public.PUPILS, None),)),
            Public.PUPILS,
            None,
            id="unlimited-for-one",
        ),
    ],
)
def test_the_licence_count_of_a_public(
    licences: Licences, public: Public, limit: int | None
) -> None:
    """``None`` is unlimited and 0 is none; what is not said is none."""
    assert licences.limit_for(public) == limit


def test_a_person_can_be_a_key() -> None:
    """Values are frozen: two readings of one person are equal, and nothing can be slipped in."""
    one, other = pupil(), pupil()

    assert one == other
    assert len({one, other}) == 1
    with pytest.raises(AttributeError):
        one.memberships = ()  # type: ignore[misc]  # that is the point


def test_what_the_directory_does_not_know_is_empty() -> None:
    """An identity without civility or e-mail holds no invented one."""
    assert Identity("Nom", "Prénom") == Identity("Nom", "Prénom", "", "")


@pytest.mark.parametrize(
    ("names", "values"),
    [
        (Profile, "elv ens doc dir evs eta col"),
        (Public, "ELEVE|ENSEIGNANT|DOCUMENTALISTE|AUTRE PERSONNEL"),
        (GroupKind, "division group level subject"),
        (
            Withholding,
            (
                "not_in_policy narrowed profile_not_covered staff_only validation_ended "
                "protected no_value"
            ),
        ),
        (
            Refusal,
            (
                "unknown_person unknown_resource ambiguous_resource unknown_school not_a_member "
                "membership_not_started membership_ended school_not_open provider_disabled "
                "provider_expired resource_disabled not_activated no_subscription "
                "subscription_not_started subscription_expired profile_not_covered not_assigned "
                "objected all_in_use"
            ),
        ),
    ],
)
def test_words_that_are_kept_are_frozen(names: type[Refusal], values: str) -> None:
    """Files, journals and statistics hold these words for years."""
    separator = "|" if "|" in values else " "

    assert [name.value for name in names] == values.split(separator)


def test_the_names_of_the_gar_are_frozen() -> None:
    """Policies, agreements and receipts hold these names for years."""
    assert " ".join(CATALOGUE) == "IDO PRO UAI DIV GRO NOM PRE CIV P_MEL P_MAT P_MS4"


def test_the_moment_of_the_tests_has_a_zone() -> None:
    """Every instant is aware and in UTC."""
    assert NOW.tzinfo is UTC
