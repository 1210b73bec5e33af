"""One resource given at several schools: what was chosen at each, and how far it has come.

::

    CHOOSE    populations are chosen, school by school, on as many pages as there are
    LOOK      each school is previewed          nothing is written but what was seen
    GIVE      each school is an operation of its own, if its preview still holds
    UNDO      the operations are taken back, as far as they hold

A step is done a few schools at a time, so that no request takes long; whoever comes back goes on
where it stands.  Nobody is named here but whose it is.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, NewType

from garbridge.core.entitlements import Population
from garbridge.core.identifiers import OperationId, PersonId, ResourceId, SchoolId

RoundId = NewType("RoundId", str)

FORGOTTEN: Final = timedelta(days=30)
"""How long after it was begun a round is kept; its operations stay in the journals."""
TOGETHER: Final = 30_000
"""People whom one transaction may be about: 1.5 s where an operation of 600 takes 30 ms."""


class RoundStep(StrEnum):
    """What is being done.  Values are stable."""

    CHOOSE = "choose"
    LOOK = "look"
    GIVE = "give"
    UNDO = "undo"


class Missing(StrEnum):
    """What becomes of it where a school has too few licences.  Values are stable."""

    OTHERS = "autres"
    """The others get theirs; that one gets nothing."""
    SOME = "reste"
    """That one gives what is left, in the order of the list."""
    NOTHING = "rien"
    """Nobody gets anything, anywhere."""


class PartState(StrEnum):
    """Where one school stands.  Values are stable."""

    CHOSEN = "chosen"
    SEEN = "seen"
    """What would be given is known; nothing is."""
    GIVEN = "given"
    LEFT = "left"
    """Nothing was given, for the reason beside it."""
    UNDONE = "undone"
    KEPT = "kept"
    """What was given could not be taken back, for the reason beside it."""


class Why(StrEnum):
    """Why a school was left, or what it was given stays.  Values are stable."""

    SAME = "same"
    """There was nothing to give."""
    STALE = "stale"
    """Somebody else acted there since it was looked at."""
    SHORT = "short"
    """There are too few licences."""
    DENIED = "denied"
    """They may not give there any more."""
    AWAY = "away"
    """The store did not answer; nothing was written there."""
    UNDONE_BEFORE = "undone_before"
    TOO_LATE = "too_late"
    OF_A_YEAR = "of_a_year"
    GIVEN_AWAY = "given_away"
    GONE = "unknown_operation"
    """The journal has it no more, or it is nobody's to undo."""


AGAIN: Final = frozenset({Why.STALE, Why.SHORT, Why.DENIED, Why.AWAY})
"""Why it may be worth to look again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundPart:
    """One school.

    ``given`` counts what would be given, or was; ``people`` whom it is about.  ``token`` is that of
    the preview.  ``missing`` is how many licences too few there are.
    """

    school: SchoolId
    populations: tuple[Population, ...]
    state: PartState = PartState.CHOSEN
    token: str = ""
    given: int = 0
    already: int = 0
    impossible: int = 0
    missing: int = 0
    people: int = 0
    why: Why | None = None
    operation: OperationId | None = None

    def anew(self) -> "RoundPart":
        """Return it as if nobody had looked at it."""
        return RoundPart(school=self.school, populations=self.populations)

    def awaits(self, step: RoundStep) -> bool:
        """Say whether *step* has still to come to it."""
        match step:
            case RoundStep.CHOOSE:
                return False
            case RoundStep.LOOK:
                return self.state is PartState.CHOSEN
            case RoundStep.GIVE:
                return self.state is PartState.SEEN
            case RoundStep.UNDO:
                return self.state is PartState.GIVEN

    def left(self, why: Why) -> "RoundPart":
        """Return it where nothing was given."""
        return replace(self, state=PartState.LEFT, why=why)


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """One resource at several schools (*opération*), as *actor* chose it; ``parts`` by school.

    ``at`` is when it was begun.
    """

    id: RoundId
    actor: PersonId
    resource: ResourceId
    at: datetime
    step: RoundStep = RoundStep.CHOOSE
    missing: Missing = Missing.OTHERS
    reason: str = ""
    parts: tuple[RoundPart, ...] = ()

    @property
    def waiting(self) -> tuple[RoundPart, ...]:
        """The schools to which the step has still to come."""
        return tuple(one for one in self.parts if one.awaits(self.step))

    @property
    def done(self) -> int:
        """To how many schools the step has come."""
        return len(self.parts) - len(self.waiting)

    @property
    def is_looked_at(self) -> bool:
        """Say whether it is known what each school would be given, and nothing is yet."""
        return self.step is RoundStep.LOOK and not self.waiting

    @property
    def people(self) -> int:
        """Whom it is about at the schools where it is still to be given."""
        return sum(one.people for one in self.in_state(PartState.SEEN))

    @property
    def stamp(self) -> str:
        """What stands for all that was seen: another one once something of it was chosen anew."""
        seen = [f"{one.school} {one.token}" for one in self.in_state(PartState.SEEN)]
        return hashlib.sha256("\n".join(seen).encode()).hexdigest()[:32]

    def in_state(self, state: PartState) -> tuple[RoundPart, ...]:
        """Return the schools that stand there."""
        return tuple(one for one in self.parts if one.state is state)

    def part(self, school: SchoolId) -> RoundPart | None:
        """Return what was chosen at *school*; ``None`` where nothing was."""
        return next((one for one in self.parts if one.school == school), None)


def chosen(parts: Iterable[RoundPart], new: Iterable[RoundPart]) -> tuple[RoundPart, ...]:
    """Return *parts* with *new* in the place of those of the same schools, by school.

    One without populations is chosen no more.
    """
    found = {one.school: one for one in parts} | {one.school: one for one in new}
    return tuple(found[school] for school in sorted(found) if found[school].populations)
