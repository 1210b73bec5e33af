"""The calendar of subscriptions: what begins, runs and ends, month by month of a school year."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from urllib.parse import urlsplit

from flask import Response
from werkzeug.exceptions import NotFound

from garbridge.core.days import add_months
from garbridge.core.permissions import Denied
from garbridge.core.school_years import first_instant, name_of, school_year
from garbridge.formats.diary import day_of_end
from garbridge.formats.icalendar import write_calendar
from garbridge.ports import Document
from garbridge.web.console.door import SEEN_BY, Desk, console
from garbridge.web.console.frame import console_page
from garbridge.web.console.subscription_rows import Row, rows_of
from garbridge.web.dates import month_name
from garbridge.web.incoming import argument, language
from garbridge.web.outgoing import document
from garbridge.web.speaking import translations

MONTH: Final = 30
"""Days within which an end stands above the calendar."""
_AROUND: Final = range(-1, 3)
"""School years that can be looked at, from the running one."""
_MONTHS: Final = 12
_DIGITS: Final = 4


@dataclass(frozen=True, slots=True)
class Span:
    """One subscription, and in which of the months of the year it runs."""

    row: Row
    first: date
    runs: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """What happens on one day: a subscription begins, or has its last day."""

    day: date
    row: Row
    begins: bool


@dataclass(frozen=True, slots=True)
class Month:
    """One month: its name, and what begins or ends in it."""

    name: str
    changes: Sequence[Change]


@console(SEEN_BY)
def affectation_calendar(desk: Desk) -> Response:
    """Show one school year: when each subscription runs, then what changes on which day."""
    zone, now = desk.runtime.config.zone, desk.runtime.clock()
    running = school_year(now.astimezone(zone).date())
    years = [running + one for one in _AROUND]
    year = _asked(years, running)
    first, end = first_instant(year, zone), first_instant(year + 1, zone)
    everything = rows_of(desk)
    rows = [
        row for row in everything if row.subscription.starts < end and first < row.subscription.ends
    ]
    months = list(_months(year))
    spans = [_span(desk, row, months) for row in rows]
    return console_page(
        desk,
        "calendar.html",
        soon=[one for one in everything if one.days_left is not None and one.days_left <= MONTH],
        within=MONTH,
        months=[_month(one, spans) for one in months],
        spans=spans,
        names=[month_name(one, language()) for one in months],
        year=name_of(year),
        years=[(name_of(one), one, one == year) for one in years],
    )


@console(SEEN_BY)
def affectation_calendar_file(desk: Desk) -> Response:
    """Give the ends that are still to come as a file for a diary (iCalendar)."""
    found = desk.runtime.overview.ends(desk.actor, desk.uai)
    if isinstance(found, Denied):
        raise NotFound
    host = f"{urlsplit(desk.runtime.config.issuer).hostname}"
    said = translations()
    days = [day_of_end(one, desk.title(one.order.resource), host, said) for one in found]
    named = f'attachment; filename="abonnements-{desk.uai}.ics"'
    return document(
        desk.bridge,
        Document(
            status=200,
            media_type="text/calendar; charset=utf-8",
            body=write_calendar(days, now=desk.runtime.clock()),
            headers={"Content-Disposition": named},
        ),
    )


def _asked(years: Sequence[int], running: int) -> int:
    text = argument("annee") or ""
    number = text.isascii() and text.isdecimal() and len(text) == _DIGITS
    return int(text) if number and int(text) in years else running


def _months(year: int) -> Iterator[date]:
    """Yield the first day of each month of a school year; the first and the last are half one."""
    for number in range(_MONTHS + 1):
        yield add_months(date(year, 8, 1), number)


def _span(desk: Desk, row: Row, months: Sequence[date]) -> Span:
    first = row.subscription.starts.astimezone(desk.runtime.config.zone).date()
    last = row.last_day
    runs = tuple(first < add_months(one, 1) and one <= last for one in months)
    return Span(row, first, runs)


def _month(first: date, spans: Sequence[Span]) -> Month:
    after = add_months(first, 1)
    changes = [Change(one.first, one.row, begins=True) for one in spans]
    changes += [Change(one.row.last_day, one.row, begins=False) for one in spans]
    within = [one for one in changes if first <= one.day < after]
    named = f"{month_name(first, language())} {first.year}"
    return Month(named, sorted(within, key=lambda one: (one.day, not one.begins, one.row.title)))
