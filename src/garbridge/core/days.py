"""Whole days, as people name them, in the portal's own zone."""

from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta, tzinfo


def first_of(day: date, zone: tzinfo) -> datetime:
    """Return the instant, in UTC, at which *day* begins.

    >>> from zoneinfo import ZoneInfo
    >>> first_of(date(2026, 9, 1), ZoneInfo("Europe/Paris")).isoformat()
    '2026-08-31T22:00:00+00:00'
    """
    return datetime.combine(day, time(), zone).astimezone(UTC)


def end_of(day: date, zone: tzinfo) -> datetime:
    """Return the instant, in UTC, at which *day* is over: an exclusive end.

    >>> end_of(date(2027, 8, 15), UTC).isoformat()
    '2027-08-16T00:00:00+00:00'
    """
    return first_of(day + timedelta(days=1), zone)


def last_day(end: datetime, zone: tzinfo) -> date:
    """Return the last day before the exclusive *end*.

    >>> last_day(datetime(2027, 8, 16, tzinfo=UTC), UTC).isoformat()
    '2027-08-15'
    """
    return (end - timedelta(microseconds=1)).astimezone(zone).date()


def anniversary(day: date, years: int) -> date:
    """Return the same day of the calendar *years* later; 1 March for a leap day without one.

    >>> anniversary(date(2028, 2, 29), 10).isoformat()
    '2038-03-01'
    """
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def latest_september(now: datetime, zone: tzinfo) -> datetime:
    """Return the beginning, in UTC, of the last 1 September before or at *now*.

    >>> latest_september(datetime(2027, 8, 31, tzinfo=UTC), UTC).isoformat()
    '2026-09-01T00:00:00+00:00'
    """
    today = now.astimezone(zone).date()
    this_year = date(today.year, 9, 1)
    return first_of(this_year if this_year <= today else this_year.replace(today.year - 1), zone)


def add_months(day: date, months: int) -> date:
    """Return the same day of the month *months* later, or the last one of a shorter month.

    As the law counts months (Regulation 1182/71, article 3.2 c).

    >>> add_months(date(2027, 1, 31), 1).isoformat(), add_months(date(2027, 11, 30), 3).isoformat()
    ('2027-02-28', '2028-02-29')
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
