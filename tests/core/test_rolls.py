"""What differs between two looks at a school."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from garbridge.core.identifiers import PersonId
from garbridge.core.people import Membership, Profile
from garbridge.core.queue import Entry, EntryKind
from garbridge.core.rolls import Place, Roll, differences, roll_of
from garbridge.testing.world import ALICE, CHOIR, CLASS, COLLEGE, LYCEE, MATHS, NOW, pupil

HERE = Place(Profile.PUPIL, ("division:2DE4",))
NAMES = st.sampled_from([PersonId(name) for name in "abcdef"])
PLACES = st.builds(
    Place,
    st.sampled_from(Profile),
    st.sets(st.sampled_from(["division:A", "division:B", "group:A"])).map(sorted).map(tuple),
)
ROLLS = st.dictionaries(NAMES, PLACES)


def told(
    before: Roll, after: Roll
) -> list[tuple[EntryKind, str, tuple[str, ...], tuple[str, ...]]]:
    """Return what happened."""
    found = differences(LYCEE.id, before, after, at=NOW)
    return [(one.kind, one.person, one.gone, one.come) for one in found]


def test_a_roll_is_who_is_there_now() -> None:
    """With classes and groups, without subjects; at that school only."""
    place = Membership(LYCEE.id, Profile.PUPIL, groups=(MATHS, CHOIR, CLASS))
    people = [
        pupil("alice", place),
        pupil("gone", replace(place, ends=NOW)),
        pupil("later", replace(place, starts=NOW.replace(year=2027))),
        pupil("elsewhere", replace(place, school=COLLEGE.id)),
    ]

    roll = roll_of(people, LYCEE.id, now=NOW)

    assert roll == {ALICE: Place(Profile.PUPIL, ("division:2DE4", "group:CHORALE"))}


def test_what_happened_is_told_with_its_codes() -> None:
    """One of each."""
    b, c, d = (PersonId(name) for name in "bcd")
    before = {ALICE: HERE, b: HERE, c: HERE}
    moved = Place(Profile.PUPIL, ("division:2DE5",))
    after = {b: moved, c: Place(Profile.TEACHER, HERE.codes), d: moved}

    assert told(before, after) == [
        (EntryKind.DEPARTURE, "alice", ("division:2DE4",), ()),
        (EntryKind.MOVE, "b", ("division:2DE4",), ("division:2DE5",)),
        (EntryKind.PROFILE, "c", ("elv",), ("ens",)),
        (EntryKind.ARRIVAL, "d", (), ("division:2DE5",)),
    ]


def test_who_is_there_first_did_not_arrive() -> None:
    """A school that is new queues nobody; one that empties tells everybody."""
    assert told({}, {ALICE: HERE}) == []
    assert told({ALICE: HERE}, {}) == [(EntryKind.DEPARTURE, "alice", HERE.codes, ())]


@given(before=ROLLS.filter(bool), after=ROLLS)
def test_exactly_what_differs_is_told(before: Roll, after: Roll) -> None:
    """Nobody twice for one thing, nobody for nothing."""
    found: list[Entry] = list(differences(LYCEE.id, before, after, at=NOW))

    assert {one.person for one in found} == {
        name for name in before.keys() | after.keys() if before.get(name) != after.get(name)
    }
    assert len({(one.person, one.kind) for one in found}) == len(found)
    assert not [one for one in found if set(one.gone) & set(one.come)]
