"""What people asked to be kept from: an objection to a resource, or never to be named.

Both are kept with who recorded them, when and why, also once they have ended.  The gate and the
filter look at those that stand (:mod:`garbridge.core.access`, :mod:`garbridge.core.release`).
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from garbridge.core.identifiers import PersonId, ResourceId
from garbridge.core.permissions import Actor


class Asker(StrEnum):
    """Who asked for it.  Values are stable."""

    PERSON = "person"
    FAMILY = "family"
    """A parent or guardian of a minor (*responsable légal*)."""
    SCHOOL = "school"
    """Nobody asked: whoever recorded it knew why (a decision of a judge, a threat)."""


class Ending(StrEnum):
    """How it came to its end.  Values are stable."""

    WITHDRAWN = "withdrawn"
    """Whoever asked for it wants it no longer."""
    REJECTED = "rejected"
    """The controller gave compelling reasons (RGPD article 21.1), which are the answer."""


@dataclass(frozen=True, slots=True)
class Word:
    """What somebody wrote down, and when."""

    by: Actor
    at: datetime
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Restriction:
    """One objection (*opposition*), or with ``resource`` ``None`` one protection.

    An objection holds from when it was recorded, at every school of the person, until it has
    ended: while it is being weighed nothing leaves either (RGPD article 18.1 d).  ``answer`` is
    what the person was told; ``end`` and ``ending`` are there together or not at all.
    """

    person: PersonId
    resource: ResourceId | None
    asked_by: Asker
    recorded: Word
    answer: Word | None = None
    end: Word | None = None
    ending: Ending | None = None

    @property
    def stands(self) -> bool:
        """Say whether it holds."""
        return self.end is None
