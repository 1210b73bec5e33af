"""The school year: it begins on 16 August and its last day is 15 August, in the portal's zone."""

import re
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from typing import Final

from garbridge.core.days import first_of, last_day
from garbridge.core.entitlements import Subscription
from garbridge.errors import ValueRefusedError

_BEGINS: Final = (8, 16)
_NAME = re.compile(r"(20[0-9]{2})-(20[0-9]{2})")
_EXPECTED = "two years that follow each other, such as 2026-2027"


def school_year(day: date) -> int:
    """Return the year in which the school year of *day* began.

    >>> school_year(date(2027, 8, 15)), school_year(date(2027, 8, 16))
    (2026, 2027)
    """
    return day.year if day >= date(day.year, *_BEGINS) else day.year - 1


def first_instant(year: int, zone: tzinfo) -> datetime:
    """Return the instant, in UTC, at which the school year that begins in *year* begins.

    It is also the exclusive end of the one before.

    >>> from zoneinfo import ZoneInfo
    >>> first_instant(2026, ZoneInfo("Europe/Paris")).isoformat()
    '2026-08-15T22:00:00+00:00'
    """
    return first_of(date(year, *_BEGINS), zone)


def last_school_year(end: datetime, zone: tzinfo) -> int:
    """Return the year in which the school year of the last moment before *end* began.

    >>> from datetime import UTC
    >>> last_school_year(datetime(2027, 8, 16, tzinfo=UTC), UTC)
    2026
    """
    return school_year(last_day(end, zone))


def parse_school_year(text: str) -> int:
    """Return the year in which a named school year begins (GAR: *anneeFinValidite*).

    Raises:
        ValueRefusedError: it is something else.

    >>> parse_school_year("2026-2027")
    2026
    """
    named = _NAME.fullmatch(text)
    if named is None or int(named[2]) != int(named[1]) + 1:
        raise ValueRefusedError("school year", text, _EXPECTED)
    return int(named[1])


def name_of(year: int) -> str:
    """Return the name of the school year that begins in *year*.

    >>> name_of(2026)
    '2026-2027'
    """
    return f"{year}-{year + 1}"


@dataclass(frozen=True, slots=True)
class Calendar:
    """The instants of a switch: now, and where the three years meet.

    ``before`` is the beginning of this year, ``first`` that of the new one, ``end`` its end.
    """

    now: datetime
    before: datetime
    first: datetime
    end: datetime

    @property
    def wanted(self) -> datetime:
        """The first day of the new year, or now if that is later."""
        return max(self.now, self.first)

    def is_of_this_year(self, subscription: Subscription) -> bool:
        """Say whether what is given under *subscription* was given for this year."""
        return subscription.starts < self.first and self.before < subscription.ends
