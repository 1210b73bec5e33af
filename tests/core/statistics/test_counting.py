"""Launches become tallies: months of the portal's own zone, nothing outside the period."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from garbridge.core.access import Refusal
from garbridge.core.identifiers import PersonId, ResourceId, SchoolId
from garbridge.core.people import Group, GroupKind, Membership, Profile
from garbridge.core.statistics.counting import Counted, count
from garbridge.core.statistics.periods import Period, parse_period
from garbridge.core.statistics.tallies import Standing, Tally, standing_of
from garbridge.errors import ValueRefusedError

PARIS = ZoneInfo("Europe/Paris")
UAI = SchoolId("0750001A")
ALICE, ARK = PersonId("alice"), ResourceId("ark:/12345/atlas")
BEGINS = datetime(2026, 8, 31, 22, tzinfo=UTC)


def counted(*launches: Counted) -> list[Tally]:
    """Return the tallies of the school year 2026-2027, of people nobody knows."""
    return list(count(launches, UAI, Period(2026), PARIS, lambda _: Standing()))


def test_a_month_begins_at_midnight_in_paris() -> None:
    """The first instant of September counts, the last of August does not."""
    before = Counted(ALICE, ARK, None, BEGINS - timedelta(microseconds=1))
    (tally,) = counted(before, Counted(ALICE, ARK, None, BEGINS))

    assert (tally.month, tally.count, tally.standing) == ("2026-09", 1, Standing())


def test_the_end_is_exclusive() -> None:
    """A launch at the first instant of the next September is of the next year."""
    last = Period(2026).ends(PARIS)
    (tally,) = counted(
        Counted(ALICE, ARK, None, last - timedelta(microseconds=1)), Counted(ALICE, ARK, None, last)
    )

    assert (tally.month, tally.count) == ("2027-08", 1)


def test_a_refusal_is_counted_apart() -> None:
    """Under its reason; a launch that found no resource too."""
    found = counted(
        Counted(ALICE, ARK, None, BEGINS),
        Counted(ALICE, ARK, Refusal.NOT_ASSIGNED, BEGINS),
        Counted(ALICE, None, Refusal.AMBIGUOUS_RESOURCE, BEGINS),
        Counted(ALICE, ARK, None, BEGINS),
    )

    assert [(one.resource, one.refusal, one.count) for one in found] == [
        (ARK, None, 2),
        (ARK, Refusal.NOT_ASSIGNED, 1),
        (None, Refusal.AMBIGUOUS_RESOURCE, 1),
    ]


def test_periods_of_a_year_meet_and_do_not_overlap() -> None:
    """Three terms make the year, each of them is in it."""
    terms = [Period(2026, number) for number in (1, 2, 3)]

    assert tuple(month for term in terms for month in term.months()) == Period(2026).months()
    assert all(term.overlaps(Period(2026)) for term in terms)
    assert not terms[0].overlaps(terms[1])
    assert not Period(2026).overlaps(Period(2027))
    assert terms[0].ends(PARIS) == datetime(2026, 12, 31, 23, tzinfo=UTC)


@pytest.mark.parametrize("text", ["2026", "2026-2028", "2026-2027/4", "2026-2027/", "2026-09"])
def test_no_other_period_is_known(text: str) -> None:
    """Least of all one that somebody chose by the day."""
    with pytest.raises(ValueRefusedError):
        parse_period(text)


def test_a_teacher_has_no_level_and_a_stranger_no_profile() -> None:
    """Levels are those of pupils; the first by code where there are two."""
    levels = tuple(Group(GroupKind.LEVEL, code, code) for code in ("5e", "6e"))

    assert standing_of(None) == Standing()
    assert standing_of(Membership(UAI, Profile.TEACHER, groups=levels)) == Standing(Profile.TEACHER)
    assert standing_of(Membership(UAI, Profile.PUPIL)) == Standing(Profile.PUPIL)
    pupil = Membership(UAI, Profile.PUPIL, groups=tuple(reversed(levels)))
    assert standing_of(pupil) == Standing(Profile.PUPIL, "5e")
