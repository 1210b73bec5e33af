"""What the portal holds about what one person opened and may open, for that person."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from garbridge.core.delegations import Declared, Delegation
from garbridge.core.entitlements import Seat
from garbridge.core.identifiers import PersonId, ProviderId, ResourceId, SchoolId
from garbridge.core.marks import Marks
from garbridge.core.national import ListedResource
from garbridge.core.people import Identity, Membership, Profile
from garbridge.core.queue import EntryKind, EntryState
from garbridge.core.requests import RightsRequest
from garbridge.core.restrictions import Restriction
from garbridge.core.traces import Traces


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnLaunch:
    """One launch as the person reads it.

    ``attributes`` are names, each with the purpose its policy gave then; empty where that is not
    known any more.  ``refusal`` is empty for an accès.
    """

    reference: str
    at: datetime
    school: SchoolId | None
    resource: ResourceId | None
    provider: ProviderId | None
    protocol: str
    refusal: str
    policy: str
    attributes: tuple[tuple[str, str], ...]


class Looker(StrEnum):
    """Who looked somebody up, as that person is told.  Values are stable."""

    SELF = "self"
    OPERATOR = "operator"
    STAFF = "staff"
    """Somebody of the school, whom the person is not told by name: the head reads who."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnLookup:
    """That somebody looked the person up, as the person reads it.

    ``profile`` is what a member of staff is at that school now; ``None`` where nobody knows.
    """

    at: datetime
    school: SchoolId
    by: Looker
    profile: Profile | None
    about: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnEntry:
    """An arrival, a departure or a change of the person at a school, as the person reads it.

    ``gone`` and ``come`` are those of :class:`garbridge.core.queue.Entry`, but name nobody else.
    """

    school: SchoolId
    kind: EntryKind
    at: datetime
    gone: tuple[str, ...]
    come: tuple[str, ...]
    state: EntryState


@dataclass(frozen=True, slots=True)
class OwnList:
    """The last good list of the GAR's that is kept of the person at *school*, and its time."""

    school: SchoolId
    at: datetime
    resources: tuple[ListedResource, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """What is held about a person at one instant; ``identity`` is ``None`` of one who is gone.

    ``lookups`` are all, newest first; ``known_to`` the providers that were told
    something about them; ``entries`` those at the schools that the directory or a launch names;
    ``asked`` are what they asked for others, or told of them, who are not named.

    ``identifiers`` are the opaque ones, at each provider they were ever let through to; ``former``
    those that ended, each with its sector and when.  ``restrictions`` say what they object to and
    whether they are protected, ended ones too; ``requests`` what they asked by their rights.
    ``marks`` is what they marked in the médiacentre, and opened there lately.  ``traces`` is what
    was done to their licences and where they were, ``delegations`` what a head let them assign,
    withdrawn ones too, and ``declared`` the schools where the directory says that they assign.
    ``listed`` is what the GAR last listed for them, where it is kept.
    """

    person: PersonId
    at: datetime
    memberships: tuple[Membership, ...]
    launches: tuple[OwnLaunch, ...]
    identifiers: Mapping[ProviderId, str]
    seats: tuple[Seat, ...]
    openings: tuple[tuple[SchoolId, ResourceId], ...]
    former: tuple[tuple[ProviderId, str, datetime], ...] = ()
    restrictions: tuple[Restriction, ...] = ()
    requests: tuple[RightsRequest, ...] = ()
    identity: Identity | None = None
    lookups: tuple[OwnLookup, ...] = ()
    known_to: tuple[ProviderId, ...] = ()
    entries: tuple[OwnEntry, ...] = ()
    asked: tuple[OwnEntry, ...] = ()
    marks: Marks = field(default_factory=Marks)
    traces: Traces = field(default_factory=Traces)
    delegations: tuple[Delegation, ...] = ()
    declared: tuple[Declared, ...] = ()
    listed: tuple[OwnList, ...] = ()
