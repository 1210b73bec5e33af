"""The queue of arrivals and departures (*file des arrivées et départs*)."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from garbridge.core.identifiers import PersonId, SchoolId


class EntryKind(StrEnum):
    """What happened, or will.  Values are stable."""

    ARRIVAL = "arrival"
    DEPARTURE = "departure"
    MOVE = "move"
    """To another class, group or level."""
    PROFILE = "profile"
    """They are something else at the school than before."""
    DUPLICATE = "duplicate"
    """They may be the same person as others of the directory: somebody looks, and merges."""
    LACK = "lack"
    """Somebody who teaches them tells that they lack a resource, and asks for it."""


class EntryState(StrEnum):
    """What became of an entry.  Values are stable."""

    OPEN = "open"
    ACCEPTED = "accepted"
    """What it proposed was done."""
    DISMISSED = "dismissed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """Something that happened to one person at one school, and waits for somebody.

    ``number`` is its name, given where it is kept; 0 before.  ``gone`` and ``come`` are the codes
    of before and after, each with its kind, such as ``division:6A``; of a change of profile the
    profiles, of a duplicate the other people, of a lack the resource.  ``told_by`` is the text of
    the actor who signalled it before the directory did, ``None`` where the import found it;
    ``due`` is then the day from which it is so.
    """

    school: SchoolId
    kind: EntryKind
    person: PersonId
    at: datetime
    number: int = 0
    gone: tuple[str, ...] = ()
    come: tuple[str, ...] = ()
    due: datetime | None = None
    told_by: str | None = None
    state: EntryState = EntryState.OPEN
    decided_by: str | None = None
    decided_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Notification:
    """Somebody of a school is told of an entry: identifiers, and nothing else about anybody."""

    school: SchoolId
    recipient: PersonId
    kind: EntryKind
    person: PersonId
    at: datetime
