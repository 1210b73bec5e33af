"""Problems that somebody follows up: on whose side they are, and how far; never whose they were."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from garbridge.core.identifiers import ResourceId, SchoolId
from garbridge.core.owners import Owner
from garbridge.core.texts import require_text
from garbridge.errors import ValueRefusedError

KEPT: Final = timedelta(days=366)
"""How long what was solved is remembered."""
MOST_TICKET: Final = 64


class Side(StrEnum):
    """Who has to do something now.  Values are stable."""

    ENT = "ent"
    GAR = "gar"
    PUBLISHER = "publisher"
    """The *éditeur*."""
    SCHOOL = "school"
    """Somebody at the school: who assigns, who orders, the person."""


class ProblemState(StrEnum):
    """How far it is.  Values are stable; the order is that of a problem's life."""

    OPEN = "open"
    SENT = "sent"
    """The other side was told, and has it."""
    SOLVED = "solved"


class Cause(StrEnum):
    """What somebody reports of a resource.  Values are stable; nothing is typed."""

    CLOSED = "closed"
    """It does not open."""
    PASSWORD = "password"  # noqa: S105 - the name of a cause
    """It asks for a password, though nobody signs in twice."""
    MISSING = "missing"
    """Something of it is not there."""
    WRONG = "wrong"
    """Something in it is not right."""
    OTHER = "other"


_SIDES: Final = {
    Owner.PERSON: Side.SCHOOL,
    Owner.ASSIGNER: Side.SCHOOL,
    Owner.MANAGER: Side.SCHOOL,
    Owner.PORTAL: Side.ENT,
    Owner.PROVIDER: Side.PUBLISHER,
}


def side_of(owner: Owner | None, *, is_national: bool) -> Side:
    """Return on whose side a problem is that *owner* can mend; ``None`` is not known.

    Where the resource is reached through the national GAR, a publisher is asked through it.

    >>> side_of(Owner.PROVIDER, is_national=True).value, side_of(None, is_national=False).value
    ('gar', 'ent')
    """
    side = Side.ENT if owner is None else _SIDES[owner]
    return Side.GAR if is_national and side is Side.PUBLISHER else side


def side_about(cause: Cause, *, is_national: bool) -> Side:
    """Return on whose side a report of *cause* is: of its content the publisher's.

    >>> side_about(Cause.WRONG, is_national=False).value
    'publisher'
    """
    owner = Owner.PROVIDER if cause in {Cause.MISSING, Cause.WRONG} else None
    return side_of(owner, is_national=is_national)


@dataclass(frozen=True, slots=True)
class Report:
    """What people report of a resource at a school, and how many times it was said."""

    school: SchoolId
    resource: ResourceId
    cause: Cause
    times: int

    @property
    def about(self) -> tuple[SchoolId, ResourceId, Cause]:
        """What is the same problem, however often it is reported."""
        return self.school, self.resource, self.cause


@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemRecord:
    """What is kept of one problem.

    ``reference`` is that of its launch, or its own where people reported it: ``report`` is what
    they did.  ``ticket`` is its number at the other side, or empty.

    Raises:
        ValueRefusedError: *ticket* is too long, or no single line.
    """

    reference: str
    side: Side
    state: ProblemState
    opened: datetime
    changed: datetime
    ticket: str = ""
    report: Report | None = None

    def __post_init__(self) -> None:
        require_text("ticket", self.ticket)
        if len(self.ticket) > MOST_TICKET:
            raise ValueRefusedError("ticket", None, f"at most {MOST_TICKET} characters")

    @property
    def stage(self) -> str:
        """On whose side it is, and how far: a form holds what it would write over."""
        return f"{self.side}.{self.state}"
