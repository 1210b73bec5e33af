"""Days and instants as options state them, in the portal's own zone."""

from datetime import date, datetime, tzinfo
from typing import Final

from garbridge.core.days import first_of
from garbridge.errors import ValueRefusedError

_FIRST_YEAR: Final = 1900
_LAST_YEAR: Final = 2200
"""Wide enough for all that is bought, and far from the ends of the calendar."""
_DAY: Final = "2026-09-01"


def read_day(text: str) -> date:
    """Return the day that *text* names.

    Raises:
        ValueRefusedError: it is none, or before 1900 or after 2200.
    """
    if len(text) != len(_DAY):
        raise _refused(text)
    return _parsed(text).date()


def day_of(text: str | None, zone: tzinfo) -> datetime | None:
    """Return the instant that *text* names, ``None`` without one.

    A day begins at its midnight in *zone*, which is also that of an instant that names none.

    Raises:
        ValueRefusedError: it is neither a day nor an instant, or before 1900 or after 2200.
    """
    if text is None:
        return None
    if len(text) == len(_DAY):
        return first_of(read_day(text), zone)
    instant = _parsed(text)
    return instant if instant.tzinfo else instant.replace(tzinfo=zone)


def _parsed(text: str) -> datetime:
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        raise _refused(text) from None
    if not _FIRST_YEAR <= instant.year <= _LAST_YEAR:
        raise _refused(text)
    return instant


def _refused(text: str) -> ValueRefusedError:
    return ValueRefusedError("date", text, f"{_DAY}, from {_FIRST_YEAR} to {_LAST_YEAR}")
