"""That somebody looked up what one person could open: written down for the head to read."""

from dataclasses import dataclass
from datetime import datetime

from garbridge.core.identifiers import PersonId, ResourceId, SchoolId
from garbridge.core.permissions import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class Lookup:
    """One look-up, as a school of the person reads it.

    ``resource`` is what was asked about, registered or not; what was answered is not kept.  ``at``
    is when it was asked, whatever day it was about; ``reason`` is what whoever asked said.
    """

    school: SchoolId
    by: Actor
    person: PersonId
    resource: ResourceId
    at: datetime
    reason: str = ""
