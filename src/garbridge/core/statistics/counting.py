"""Counts launches into tallies: one pass, and memory for what is counted, not for each launch."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, tzinfo

from garbridge.core.access import Refusal
from garbridge.core.days import first_of
from garbridge.core.identifiers import PersonId, ResourceId, SchoolId
from garbridge.core.statistics.periods import Period, first_day
from garbridge.core.statistics.tallies import Standing, Tally


@dataclass(frozen=True, slots=True)
class Counted:
    """What counting needs of a launch.  ``refusal`` is ``None`` for an accès."""

    person: PersonId
    resource: ResourceId | None
    refusal: Refusal | None
    at: datetime


def count(
    launches: Iterable[Counted],
    school: SchoolId,
    period: Period,
    zone: tzinfo,
    standing: Callable[[PersonId], Standing],
) -> Iterator[Tally]:
    """Yield the tallies of the launches at *school* in *period*; others are left out.

    Args:
        launches: Those at *school*, in any order.
        school: Where.
        period: Its months are those of *zone*.
        zone: The portal's own.
        standing: What somebody is counted as; asked once for each person.
    """
    months = period.months()
    begins = [first_of(first_day(month), zone) for month in months]
    end = period.ends(zone)
    found: Counter[tuple[PersonId, ResourceId | None, Refusal | None, int]] = Counter()
    for one in launches:
        if begins[0] <= one.at < end:
            month = bisect_right(begins, one.at) - 1
            found[one.person, one.resource, one.refusal, month] += 1
    standings: dict[PersonId, Standing] = {}
    for (person, resource, refusal, month), number in found.items():
        if person not in standings:
            standings[person] = standing(person)
        yield Tally(
            school=school,
            month=months[month],
            person=person,
            resource=resource,
            refusal=refusal,
            standing=standings[person],
            count=number,
        )
