"""What the portal holds about what one person opened and may open, for that person."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from garbridge.core.entitlements import Seat
from garbridge.core.identifiers import PersonId, ProviderId, ResourceId, SchoolId
from garbridge.core.people import Membership
from garbridge.core.requests import RightsRequest
from garbridge.core.restrictions import Restriction


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


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """Everything at one instant; a person who is gone has launches and identifiers only.

    ``identifiers`` are the opaque ones, at each provider they were ever let through to; ``former``
    those that ended, each with its sector and when.  ``restrictions`` say what they object to and
    whether they are protected, ended ones too; ``requests`` what they asked by their rights.
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
