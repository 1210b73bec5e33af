"""Periods that are published: whole school years, or terms of one; never two that overlap.

Two periods that differ by a day would give away what happened on it.  For figures a school year is
the months from September to August, and a term (*période*) those from September to December, from
January to March, and from April to August.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from types import MappingProxyType
from typing import Final

from garbridge.core.days import first_of
from garbridge.core.school_years import name_of, parse_school_year
from garbridge.errors import ValueRefusedError

_TERMS: Final[Mapping[int, tuple[int, ...]]] = MappingProxyType(
    {1: (9, 10, 11, 12), 2: (1, 2, 3), 3: (4, 5, 6, 7, 8)}
)
_BEGINS: Final = 9
_DECEMBER: Final = 12
_NAME = re.compile(r"(20[0-9]{2}-20[0-9]{2})(?:/([123]))?")
_EXPECTED = "a school year such as 2026-2027, or a term of it such as 2026-2027/1"


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A school year, by the year in which it begins; or one ``term`` of it, 1 to 3."""

    year: int
    term: int | None = None

    @property
    def name(self) -> str:
        """Its stable name.

        >>> Period(2026).name, Period(2026, 1).name
        ('2026-2027', '2026-2027/1')
        """
        year = name_of(self.year)
        return year if self.term is None else f"{year}/{self.term}"

    def months(self) -> tuple[str, ...]:
        """Return its months, in order.

        >>> Period(2026, 2).months()
        ('2027-01', '2027-02', '2027-03')
        """
        terms = _TERMS if self.term is None else (self.term,)
        numbers = [month for term in terms for month in _TERMS[term]]
        return tuple(f"{self.year + (month < _BEGINS)}-{month:02}" for month in numbers)

    def ends(self, zone: tzinfo) -> datetime:
        """Return the instant, in UTC, from which nothing more can happen in it."""
        last = first_day(self.months()[-1])
        after = last.replace(year=last.year + 1, month=1) if last.month == _DECEMBER else None
        return first_of(after or last.replace(month=last.month + 1), zone)

    def state(self, zone: tzinfo) -> datetime:
        """Return the instant of which the state of the licences is that of the period.

        It is the end of its last month, but of June for a period that ends with the summer: by
        then orders end, and those who leave have not left.

        >>> from datetime import UTC
        >>> Period(2026).state(UTC).isoformat(), Period(2026, 1).state(UTC).isoformat()
        ('2027-07-01T00:00:00+00:00', '2027-01-01T00:00:00+00:00')
        """
        after_june = first_of(first_day(f"{self.year + 1}-07"), zone)
        return min(self.ends(zone), after_june)

    def terms(self) -> tuple["Period", ...]:
        """Return the terms of its year, the earliest first."""
        return tuple(Period(self.year, term) for term in _TERMS)

    def overlaps(self, other: "Period") -> bool:
        """Say whether some month is in both."""
        return not set(self.months()).isdisjoint(other.months())


def parse_period(text: str) -> Period:
    """Return a named period.

    Raises:
        ValueRefusedError: it is something else.

    >>> parse_period("2026-2027/3")
    Period(year=2026, term=3)
    """
    named = _NAME.fullmatch(text)
    if named is None:
        raise ValueRefusedError("period", text, _EXPECTED)
    return Period(parse_school_year(named[1]), int(named[2]) if named[2] else None)


def year_of(day: date) -> Period:
    """Return the year, for figures, in which *day* is.

    >>> year_of(date(2027, 8, 31)).name
    '2026-2027'
    """
    return Period(day.year - (day.month < _BEGINS))


def first_day(month: str) -> date:
    """Return the day on which a month begins.

    >>> first_day("2026-09").isoformat()
    '2026-09-01'
    """
    return date.fromisoformat(f"{month}-01")
