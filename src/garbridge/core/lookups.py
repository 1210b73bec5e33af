"""That somebody looked up what one person could open: written down for the head to read."""

from dataclasses import dataclass
from datetime import datetime

from garbridge.core.identifiers import PersonId, SchoolId
from garbridge.core.permissions import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class Lookup:
    """One look-up, as a school of the person reads it.

    ``about`` is what was asked: a resource, registered or not, or ``provider:NAME``, or
    ``attribute:NAME``; what was answered is not kept.  ``at``
    is when it was asked, whatever day it was about; ``reason`` is what whoever asked said.
    """

    school: SchoolId
    by: Actor
    person: PersonId
    about: str
    at: datetime
    reason: str = ""
