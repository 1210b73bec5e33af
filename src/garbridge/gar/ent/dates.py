"""Dates as XML Schema writes them (``xs:date``, XML Schema Part 2, 3.2.9)."""

import re
from datetime import date
from functools import lru_cache

_DATE = re.compile(
    r"(?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2})(Z|[+-]((0[0-9]|1[0-3]):[0-5][0-9]|14:00))?"
)


@lru_cache(maxsize=4096)
def is_date(text: str) -> bool:
    """Say whether *text* is a day of the calendar, with or without a zone.

    Years outside 1 to 9999, which the standard allows, are not those of anybody's birth.

    >>> is_date("2011-02-29"), is_date("2012-02-29")
    (False, True)
    """
    found = _DATE.fullmatch(text.strip(" \t\r\n"))
    if found is None:
        return False
    try:
        date.fromisoformat(found["day"])
    except ValueError:
        return False
    return True
