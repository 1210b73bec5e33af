"""Days and times as a person reads them: in words, in the portal's time zone."""

from datetime import date, datetime, timedelta, tzinfo
from functools import lru_cache

from markupsafe import Markup

from garbridge.core.messages import Language

_FRENCH_MONTHS = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)
_ENGLISH_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_MOMENT = timedelta(microseconds=1)
_MINUTE = timedelta(minutes=1)
_FIRST = Markup("1<sup>er</sup>")


def first_day(instant: datetime, zone: tzinfo) -> date:
    """Return the day on which something that starts at *instant* starts."""
    return instant.astimezone(zone).date()


def last_day(end: datetime, zone: tzinfo) -> date:
    """Return the last day of what holds until *end*, which is exclusive.

    >>> from datetime import UTC
    >>> last_day(datetime(2026, 9, 1, tzinfo=UTC), UTC)
    datetime.date(2026, 8, 31)
    """
    return (end - _MOMENT).astimezone(zone).date()


def time_of_day(instant: datetime, zone: tzinfo, language: Language) -> Markup:
    """Return the minute of *instant* as a ``time`` element; a begun minute counts as over.

    >>> from datetime import UTC
    >>> print(time_of_day(datetime(2026, 9, 1, 8, 4, 30, tzinfo=UTC), UTC, Language.ENGLISH))
    <time datetime="2026-09-01T08:05:00+00:00">08:05</time>
    """
    return _minute((instant + _MINUTE - _MOMENT).replace(second=0, microsecond=0), zone, language)


@lru_cache(maxsize=256)
def _minute(instant: datetime, zone: tzinfo, language: Language) -> Markup:
    minute = instant.astimezone(zone)
    spelled = f"{minute.hour}\u00a0h\u00a0{minute:%M}"
    shown = spelled if language is Language.FRENCH else f"{minute:%H:%M}"
    return Markup('<time datetime="{}">{}</time>').format(minute.isoformat(), shown)


def moment(instant: datetime, zone: tzinfo, language: Language) -> Markup:
    """Return day and minute of *instant*, the minute that has begun.

    >>> from datetime import UTC
    >>> print(moment(datetime(2026, 9, 1, 8, 4, 30, tzinfo=UTC), UTC, Language.FRENCH).striptags())
    01/09/2026 à 8 h 04
    """
    local = instant.astimezone(zone)
    french = f"{local:%d/%m/%Y} à {local.hour}\u00a0h\u00a0{local:%M}"
    shown = french if language is Language.FRENCH else f"{local.day}\u00a0{local:%B %Y, %H:%M}"
    whole = local.replace(second=0, microsecond=0)
    return Markup('<time datetime="{}">{}</time>').format(whole.isoformat(), shown)


def month_name(day: date, language: Language) -> str:
    """Return what the month of *day* is called.

    >>> month_name(date(2026, 8, 1), Language.FRENCH)
    'août'
    """
    names = _FRENCH_MONTHS if language is Language.FRENCH else _ENGLISH_MONTHS
    return names[day.month - 1]


def long_date(day: date, language: Language) -> Markup:
    """Return *day* in words, as a ``time`` element that machines can read.

    French writes the first of a month as an ordinal, and only the first.

    >>> print(long_date(date(2026, 9, 1), Language.FRENCH).striptags())
    1er septembre 2026
    >>> print(long_date(date(2026, 8, 31), Language.ENGLISH).striptags())
    31 August 2026
    """
    is_ordinal = language is Language.FRENCH and day.day == 1
    number = _FIRST if is_ordinal else Markup(day.day)  # noqa: S704 - an int and a constant
    spelled = Markup("{}\u00a0{} {}").format(number, month_name(day, language), day.year)
    return Markup('<time datetime="{}">{}</time>').format(day.isoformat(), spelled)
