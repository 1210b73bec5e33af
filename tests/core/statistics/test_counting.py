"""Launches become tallies: months of the portal's own zone, nothing outside the period."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from garbridge.core.access import Refusal
from garbridge.core.days import first_of
from garbridge.core.identifiers import PersonId, ResourceId, SchoolId
from garbridge.core.people import Group, GroupKind, Membership, Profile
from garbridge.core.receipts import micros
from garbridge.core.statistics.counting import Counted, count
from garbridge.core.statistics.periods import Period, first_day, parse_period
from garbridge.core.statistics.tallies import Standing, Tally, standing_of
from garbridge.errors import ValueRefusedError

PARIS = ZoneInfo("Europe/Paris")
UAI = SchoolId("0750001A")
ALICE, ARK = PersonId("alice"), ResourceId("ark:/12345/atlas")
BEGINS = datetime(2026, 8, 31, 22, tzinfo=UTC)


END = datetime(2027, 8, 31, 22, tzinfo=UTC)


def launched(
    at: datetime = BEGINS,
    resource: ResourceId | None = ARK,
    refusal: Refusal | None = None,
    person: PersonId = ALICE,
    school: SchoolId | None = UAI,
) -> Counted:
    """Return a launch."""
    why = None if refusal is None else refusal.value
    return Counted(1, school, person, resource, None, why, micros(at))


def counted(*launches: Counted) -> list[Tally]:
    """Return the tallies of people nobody knows."""
    return list(count(launches, PARIS, lambda *_: lambda _: Standing()))


def test_a_month_begins_at_midnight_in_paris() -> None:
    """The first instant of September is of it, the one before of August."""
    first, second = counted(launched(BEGINS - timedelta(microseconds=1)), launched())

    assert (first.month, second.month) == ("2026-08", "2026-09")
    assert (second.times, second.standing) == (1, Standing())


def test_every_month_of_a_year_is_found() -> None:
    """Its first and its last instant, over the turn of the year and both changes of the clock."""
    found = set()
    for month in Period(2026).months():
        begin = first_of(first_day(month), PARIS)
        found |= {(month, one.month) for one in counted(launched(), launched(begin))[-1:]}
    last = counted(launched(), launched(END - timedelta(microseconds=1)))[-1]

    assert found == {(month, month) for month in Period(2026).months()}
    assert last.month == "2027-08"


def test_a_refusal_is_counted_apart() -> None:
    """Under its reason; a launch that found no resource too, one that found no school not."""
    found = counted(
        launched(),
        launched(refusal=Refusal.NOT_ASSIGNED),
        launched(resource=None, refusal=Refusal.AMBIGUOUS_RESOURCE),
        launched(school=None, refusal=Refusal.UNKNOWN_SCHOOL),
        launched(),
    )

    assert [(one.resource, one.refusal, one.times) for one in found] == [
        (ARK, None, 2),
        (ARK, Refusal.NOT_ASSIGNED, 1),
        (None, Refusal.AMBIGUOUS_RESOURCE, 1),
    ]
    assert counted() == []


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
    long = Group(GroupKind.LEVEL, "5" * 256, "")
    assert standing_of(replace(pupil, groups=(long,))) == Standing(Profile.PUPIL)
