"""What the tables of others tell of one person: what was done to their licences, where they were.

Whoever did it is not in it: the head of the school reads that.
"""

from dataclasses import dataclass
from datetime import datetime

from garbridge.core.identifiers import ResourceId, SchoolId, SubscriptionId
from garbridge.core.operations import OperationKind
from garbridge.core.people import GroupKind
from garbridge.core.queue import EntryKind


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnMovement:
    """A licence that was given to the person, or came back from them."""

    at: datetime
    school: SchoolId
    resource: ResourceId
    kind: OperationKind
    gives: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnPlace:
    """Where a school had the person: when it was last looked at, or when a year was prepared.

    ``year`` is that in which the school year began, ``None`` of the last look.  ``codes`` each have
    their kind: ``division:6A``.
    """

    school: SchoolId
    year: int | None
    profile: str
    codes: tuple[str, ...]


def place_codes(level: str, division: str) -> tuple[str, ...]:
    """Return the codes of a place of a year, where they are known.

    >>> place_codes("", "6A")
    ('division:6A',)
    """
    known = ((GroupKind.LEVEL, level), (GroupKind.DIVISION, division))
    return tuple(f"{kind}:{code}" for kind, code in known if code)


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnKeptSeat:
    """A licence that they had when a school year was prepared."""

    school: SchoolId
    year: int
    resource: ResourceId


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnNotice:
    """Something that the person was told of: an arrival or a departure of somebody."""

    at: datetime
    school: SchoolId
    kind: EntryKind


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnLease:
    """A floating licence that they use until *until*, exclusive."""

    school: SchoolId
    subscription: SubscriptionId
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Traces:
    """All of that of one person, each in the order of its time or place."""

    movements: tuple[OwnMovement, ...] = ()
    places: tuple[OwnPlace, ...] = ()
    kept: tuple[OwnKeptSeat, ...] = ()
    notices: tuple[OwnNotice, ...] = ()
    leases: tuple[OwnLease, ...] = ()
    missing: datetime | None = None
    """Since when the directory has been without them, as far as a purge noted it."""
