"""Counts launches into tallies: one pass, and memory for what is counted, not for each launch.

A launch is counted, not a click: a click that was never followed by a sign-in is none, and what
becomes of a ticket afterwards (:class:`garbridge.ports.Redemption`) is no second one.
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, tzinfo
from typing import NamedTuple

from garbridge.core.access import Refusal
from garbridge.core.days import first_of
from garbridge.core.identifiers import PersonId, ProviderId, ResourceId, SchoolId
from garbridge.core.receipts import instant_at, micros
from garbridge.core.statistics.tallies import Standing, Tally

_DECEMBER = 12


class Counted(NamedTuple):
    """What counting needs of a launch.

    ``place`` is that in the journal, ``at`` microseconds since 1970 in UTC; ``person`` is empty
    where they were erased, ``refusal`` is the value of a :class:`Refusal`, ``None`` for an accès.
    """

    place: int
    school: SchoolId | None
    person: PersonId
    resource: ResourceId | None
    provider: ProviderId | None
    refusal: str | None
    at: int


class Months:
    """Finds months of *zone*, from that of *first* to that of *last*, instants as above."""

    def __init__(self, first: int, last: int, zone: tzinfo) -> None:
        day = instant_at(first).astimezone(zone).date().replace(day=1)
        end = instant_at(last).astimezone(zone).date()
        days = [day]
        while (day := _next(day)) <= end:
            days.append(day)
        self._names = [f"{day:%Y-%m}" for day in days]
        self._begins = [micros(first_of(day, zone)) for day in days]

    def of(self, at: int) -> str:
        """Return the month of an instant between the two."""
        return self._names[bisect_right(self._begins, at) - 1]


def _next(month: date) -> date:
    if month.month == _DECEMBER:
        return date(month.year + 1, 1, 1)
    return month.replace(month=month.month + 1)


def count(
    launches: Sequence[Counted],
    zone: tzinfo,
    standings: Callable[[SchoolId, Iterable[PersonId]], Callable[[PersonId], Standing]],
) -> Iterator[Tally]:
    """Yield the tallies of *launches*, those of no school left out.

    Args:
        launches: In any order.
        zone: The portal's own: its months are those of the figures.
        standings: Returns, for a school and those who launched there, what each is counted as.
    """
    if not launches:
        return
    instants = [one.at for one in launches]
    month = Months(min(instants), max(instants), zone).of
    found = Counter(
        (school, person, month(at), resource, provider, refusal)
        for _, school, person, resource, provider, refusal, at in launches
        if school is not None
    )
    people: dict[SchoolId, dict[PersonId, None]] = {}
    for school, person, *_ in found:
        people.setdefault(school, {})[person] = None
    known = {school: standings(school, persons) for school, persons in people.items()}
    for (school, person, when, resource, provider, refusal), number in found.items():
        why = None if refusal is None else Refusal(refusal)
        standing = known[school](person)
        yield Tally(school, when, person, resource, why, standing, number, provider)
