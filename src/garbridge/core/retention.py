"""How long each kind of data is kept (*durées de conservation*), and the defaults."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

from garbridge.core.days import add_months
from garbridge.core.identifiers import PersonId

LONGEST = 120
"""Months: nothing about people is kept longer than ten years."""
LONGEST_DEPARTED = 3
"""Months: the arrêté of 30 November 2006 on ENT, article 6, allows no more after a departure."""


class Kept(StrEnum):
    """A kind of data that has a period.  Values are stable: they are keys of the configuration."""

    LAUNCHES = "launches"
    """Who opened what, and what was told (*accès*)."""
    DEPARTED = "departed"
    """Everything about a person who has left every school of the portal."""
    LOOKUPS = "lookups"
    """Who looked up a named person, and why."""
    QUEUE = "queue"
    """Closed entries of *arrivées et départs*, and what people were notified of."""
    OPERATIONS = "operations"
    """The journal of licences (*journal des affectations*), and plans of school years."""
    DELEGATIONS = "delegations"
    """Delegations that have ended, and their journal."""
    RIGHTS = "rights"
    """Requests that were answered, objections and protections that have ended."""
    FAVOURITES = "favourites"
    """What somebody marked in the médiacentre and did not mark anew since."""
    OPENED = "opened"
    """What somebody opened lately, as the médiacentre shows it to them."""
    JOURNALS = "journals"
    """What operators did to identifiers, ledger and purges, and who asked whose one is."""


DEFAULT_MONTHS: Mapping[Kept, int] = MappingProxyType(
    {
        Kept.LAUNCHES: 12,
        Kept.DEPARTED: 3,
        Kept.LOOKUPS: 12,
        Kept.QUEUE: 12,
        Kept.OPERATIONS: 24,
        Kept.DELEGATIONS: 60,
        Kept.RIGHTS: 60,
        Kept.FAVOURITES: 12,
        Kept.OPENED: 1,
        Kept.JOURNALS: 60,
    }
)
"""Months, where the configuration is silent."""


def longest(kept: Kept) -> int:
    """Return the most months that *kept* may be kept."""
    return LONGEST_DEPARTED if kept is Kept.DEPARTED else LONGEST


@dataclass(frozen=True, slots=True)
class Retention:
    """The periods of one portal, in months; a kind that is not in ``months`` has its default."""

    months: Mapping[Kept, int] = field(default_factory=lambda: DEFAULT_MONTHS)

    def of(self, kept: Kept) -> int:
        """Return how many months *kept* is kept.

        Journals as long as the launches at least: the check of the ledger reads both.
        """
        months = self.months.get(kept, DEFAULT_MONTHS[kept])
        return max(months, self.of(Kept.LAUNCHES)) if kept is Kept.JOURNALS else months

    def before(self, kept: Kept, now: datetime) -> datetime:
        """Return the instant before which, exclusive, *kept* is over at *now*."""
        return months_before(now, self.of(kept))


def months_before(instant: datetime, months: int) -> datetime:
    """Return the same day *months* earlier; the last of that month where it has no such day.

    >>> from datetime import UTC
    >>> months_before(datetime(2026, 5, 31, tzinfo=UTC), 3).date().isoformat()
    '2026-02-28'
    """
    return datetime.combine(add_months(instant.date(), -months), instant.timetz())


def nobody(token: str) -> PersonId:
    """Return what stands in journals and counts for somebody who was erased.

    It is one person still, so that what was counted stays counted, and no identifier of a person
    begins like it (:func:`garbridge.core.identifiers.parse_person_id`).

    >>> nobody("5a17")
    ' 5a17'
    """
    return PersonId(f" {token}")


def is_nobody(person: PersonId) -> bool:
    """Say whether *person* stands for somebody who was erased, or for no person at all."""
    return not person or person[0].isspace()


@dataclass(frozen=True, slots=True, kw_only=True)
class Over:
    """What one period ended for: how many records from before *before*, which is exclusive."""

    kept: Kept
    before: datetime
    records: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RetentionAct:
    """One line of the journal of purges: what was removed, when, by whom; never about whom."""

    by: str
    at: datetime
    over: Over
