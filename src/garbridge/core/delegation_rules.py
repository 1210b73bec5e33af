"""What a delegation must be before it is given, and where it stands afterwards."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta, tzinfo
from enum import StrEnum
from typing import Final

from garbridge.core.delegations import Delegation, DelegationFault
from garbridge.core.identifiers import SchoolId
from garbridge.core.people import Membership, Person, Profile
from garbridge.core.texts import is_text

LONGEST: Final = timedelta(days=367)
"""A school year, whatever the clocks do in between."""
_MOST_EMAIL: Final = 255
_MOST_REASON: Final = 1000


class State(StrEnum):
    """Where a delegation stands.  Values are stable."""

    AHEAD = "ahead"
    RUNNING = "running"
    ENDED = "ended"
    WITHDRAWN = "withdrawn"
    LEFT = "left"
    """Its holder is no adult of the school any more: it gives nothing."""


def adult_at(person: Person, school: SchoolId, now: datetime) -> Membership | None:
    """Return the place of *person* at *school*, now or later; ``None`` for pupils and the past."""
    place = person.at(school)
    if place is None or place.profile is Profile.PUPIL:
        return None
    return place if place.ends is None or now < place.ends else None


def state_of(delegation: Delegation, person: Person | None, now: datetime) -> State:
    """Return where *delegation*, held by *person*, stands at *now*."""
    if delegation.withdrawn_at is not None:
        return State.WITHDRAWN
    if delegation.ends <= now:
        return State.ENDED
    if person is None or adult_at(person, delegation.school, now) is None:
        return State.LEFT
    return State.AHEAD if now < delegation.starts else State.RUNNING


def faults_of(
    delegation: Delegation, person: Person | None, others: Iterable[Delegation]
) -> tuple[DelegationFault, ...]:
    """Return all that keeps *delegation* from being given to *person*, at its ``given_at``.

    *others* are the delegations of the school; those withdrawn do not stand in the way.
    """
    now, starts, ends = delegation.given_at, delegation.starts, delegation.ends
    faults = {
        DelegationFault.NOT_STAFF: person is None
        or adult_at(person, delegation.school, now) is None,
        DelegationFault.OWN: delegation.person == delegation.given_by.person,
        DelegationFault.NO_EMAIL: not _is_address(delegation.email),
        DelegationFault.NO_REASON: not is_reason(delegation.reason),
        DelegationFault.NOT_AHEAD: ends <= max(starts, now),
        # The start is bounded too: else renewing again and again would pile up years.
        DelegationFault.TOO_LONG: ends - starts > LONGEST or starts - now > LONGEST,
        DelegationFault.ALREADY_GIVEN: any(_stands_for(other, delegation) for other in others),
    }
    return tuple(fault for fault, found in faults.items() if found)


def is_reason(text: str) -> bool:
    """Say whether *text* is a reason: one line to read, of at most 1,000 characters."""
    return bool(text.strip()) and len(text) <= _MOST_REASON and is_text(text)


def a_year_after(end: datetime, zone: tzinfo) -> datetime:
    """Return the same day and hour of the next year in *zone*; after 29 February, 1 March.

    >>> a_year_after(datetime(2028, 2, 29, tzinfo=UTC), UTC).isoformat()
    '2029-03-01T00:00:00+00:00'
    """
    local = end.astimezone(zone)
    try:
        later = local.replace(year=local.year + 1)
    except ValueError:
        later = local.replace(year=local.year + 1, month=3, day=1)
    return later.astimezone(UTC)


def _stands_for(other: Delegation, delegation: Delegation) -> bool:
    return (
        other.withdrawn_at is None
        and (other.person, other.scope) == (delegation.person, delegation.scope)
        and other.starts < delegation.ends
        and delegation.starts < other.ends
    )


def _is_address(text: str) -> bool:
    name, at, domain = text.rpartition("@")
    parts = bool(name and at and domain) and text.isprintable() and " " not in text
    return parts and len(text) <= _MOST_EMAIL
