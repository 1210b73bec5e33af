"""What providers are told of people who left: an opaque identifier and a day, and nobody.

Whoever left every school of the portal has *departed*.  A provider that was told something about
them is told so, by the identifier it knows; who comes back is told of too.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from enum import StrEnum
from typing import Final

from garbridge.core.identifiers import PersonId, ProviderId
from garbridge.core.people import Person
from garbridge.core.restrictions import Word

DELETION_DAYS: Final = 90
"""Days a provider has to delete: three months, as the portal itself."""
MANY: Final = 20
"""Departures of one run that nobody has to look at, however small the portal."""


class NoticeKind(StrEnum):
    """What happened.  Values are stable."""

    DEPARTURE = "departure"
    RETURN = "return"
    """The person is there again: what the departure said holds no longer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One line of the feed of *provider*; *number* grows from 1, without a gap.

    ``on`` is the day on which they left, or were there again; ``at`` is when the feed said so.
    ``cancelled`` departures were followed by a return.  ``acknowledged`` is what the provider
    answered: that it deleted.
    """

    provider: ProviderId
    number: int
    kind: NoticeKind
    subject: str
    on: date
    at: datetime
    cancelled: bool = False
    acknowledged: Word | None = None

    def due(self, days: int, zone: tzinfo) -> date:
        """Return the last day, in *zone*, on which the provider may still delete."""
        return (self.at + timedelta(days=days)).astimezone(zone).date()

    @property
    def is_open(self) -> bool:
        """Say whether the provider still has to delete."""
        awaited = self.kind is NoticeKind.DEPARTURE and not self.cancelled
        return awaited and self.acknowledged is None


@dataclass(frozen=True, slots=True, order=True)
class Acquaintance:
    """That *provider* was told something about *person*.

    ``departed`` says that it was told they left, by the identifier ``subject``: a return has to
    name the same, whatever became of the key or of the identifier since.
    """

    person: PersonId
    provider: ProviderId
    departed: bool = False
    subject: str = ""


def has_departed(person: Person | None, now: datetime) -> bool:
    """Say whether *person* has no place at any school, now or to come.

    >>> from garbridge.testing.world import NOW, pupil
    >>> has_departed(pupil(), NOW), has_departed(None, NOW)
    (False, True)
    """
    places = () if person is None else person.memberships
    return all(place.ends is not None and place.ends <= now for place in places)


def last_day(person: Person | None, now: datetime) -> datetime:
    """Return the end of the last place of *person*, who has departed; *now* where none is known."""
    ends = [place.ends for place in (person.memberships if person else ()) if place.ends]
    return max(ends, default=now)


def overdue(notices: Iterable[Notice], days: int, now: datetime, zone: tzinfo) -> Sequence[Notice]:
    """Return which of *notices* nobody acknowledged though their last day, in *zone*, is over."""
    today = now.astimezone(zone).date()
    return [one for one in notices if one.is_open and one.due(days, zone) < today]


def is_alarming(departing: int, known: int) -> bool:
    """Say whether so many of *known* cannot well have left since the last look.

    A directory that is empty, or was read in half, says that everybody left.

    >>> is_alarming(200, 1000), is_alarming(600, 1000), is_alarming(15, 20)
    (False, True, False)
    """
    return departing > MANY and 2 * departing > known
