"""Acts on licences, as the journal keeps them: who, for whom, when, why.

An operation (GAR: *affectation*, *retrait*, *récupération*) is a list of movements; the licences
that are given are at every moment the sum of all movements.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, TypeVar

from garbridge.core.access import Entitlements
from garbridge.core.entitlements import Opening, Rule, Seat
from garbridge.core.identifiers import OperationId, SchoolId
from garbridge.core.people import Public

UNDO_WINDOW: Final = timedelta(hours=24)
"""How long an operation can be undone; the end is exclusive."""

Right = Seat | Opening | Rule
R = TypeVar("R", Seat, Opening)


class OperationKind(StrEnum):
    """What was done.  Values are stable: the journal keeps them for years."""

    LOAD = "load"
    """A file of assignments was read."""
    ASSIGN = "assign"
    WITHDRAW = "withdraw"
    MOVE = "move"
    """Licences went from some people to others."""
    RECLAIM = "reclaim"
    """Licences of people who left came back (GAR: *récupération de licences*)."""
    RULES = "rules"
    """Standing rules were written, changed or taken back."""
    SERVE = "serve"
    """Standing rules were served."""
    MERGE = "merge"
    """Two accounts of one person became one."""
    SWITCH = "switch"
    """A school year began."""
    UNDO = "undo"
    """The inverse of another operation, as far as it still held."""


BY_HAND: Final = frozenset(
    {
        OperationKind.WITHDRAW,
        OperationKind.MOVE,
        OperationKind.MERGE,
        OperationKind.UNDO,
    }
)
"""What takes a licence from somebody because somebody wanted exactly that.

After a merge the entry that went may stand in the directory for weeks: no rule serves it again.

An undo that gives a licence back takes none.
"""


@dataclass(frozen=True, slots=True)
class Movement:
    """One licence given to a person, or one population let in; or the reverse.

    ``public`` is the one under which a seat is counted, from the moment it is given until it comes
    back; ``None`` for an opening or a rule, and for a seat of somebody whose profile is not known.
    """

    right: Right
    gives: bool
    public: Public | None = None

    def inverse(self) -> "Movement":
        """Return what undoes it."""
        return Movement(self.right, not self.gives, self.public)


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """Who did something, when and why.

    ``actor`` is the person's identifier, or empty for whoever runs the command line.  ``reason`` is
    the actor's own sentence, at most 255 characters, shown to the head of school.
    """

    id: OperationId
    kind: OperationKind
    actor: str
    at: datetime
    reason: str = ""
    undoes: OperationId | None = None


@dataclass(frozen=True, slots=True)
class Operation:
    """A signed list of movements, applied together or not at all.

    ``elsewhere`` are the schools that it concerns beside those at which it moves something: their
    journals have it too.
    """

    signed: Signature
    movements: tuple[Movement, ...]
    elsewhere: tuple[SchoolId, ...] = ()

    @property
    def schools(self) -> tuple[SchoolId, ...]:
        """The schools whose journals have it."""
        return tuple(sorted({*self.elsewhere, *(one.right.school for one in self.movements)}))

    def at_school(self, school: SchoolId) -> tuple[Movement, ...]:
        """Return the movements of one school."""
        return tuple(m for m in self.movements if m.right.school == school)


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What the journal of one school says of one operation.

    ``given`` and ``returned`` count its movements at that school, of every sort.  ``undone`` names
    the operation that undid it; ``None`` while it stands.
    """

    signed: Signature
    school: SchoolId
    given: int
    returned: int
    undone: OperationId | None = None


def moved(facts: Entitlements, movements: Iterable[Movement]) -> Entitlements:
    """Return *facts* as they are after *movements*."""
    seats, openings = dict.fromkeys(facts.seats), dict.fromkeys(facts.openings)
    for movement in sorted(movements, key=lambda one: one.gives):
        match movement.right:
            case Seat():
                _move(seats, movement.right, gives=movement.gives)
            case Opening():
                _move(openings, movement.right, gives=movement.gives)
            case Rule():
                pass
    return replace(facts, seats=tuple(seats), openings=tuple(openings))


def _move(rights: dict[R, None], right: R, *, gives: bool) -> None:
    rights.pop(right, None)
    if gives:
        rights[right] = None
