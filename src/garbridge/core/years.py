"""The turn of a school year at one school, as it is kept between two steps.

A plan is prepared from what is given this year, checked, switched resource by resource, and closed;
until it is closed it can be undone.  What was given when it was prepared is its snapshot.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import IntEnum, StrEnum
from typing import Final

from garbridge.core.entitlements import Opening, Population, Seat
from garbridge.core.identifiers import OperationId, PersonId, ResourceId, SchoolId
from garbridge.core.people import GroupKind, Public


class YearState(StrEnum):
    """How far a plan has come.  Values are stable."""

    PREPARED = "prepared"
    CHECKED = "checked"
    SWITCHING = "switching"
    """Some resources are switched, others not yet: to switch again finishes it."""
    SWITCHED = "switched"
    UNDOING = "undoing"
    """Some resources are undone: to undo again finishes it."""
    UNDONE = "undone"
    CLOSED = "closed"
    """Nothing of it can be undone any more."""


class YearStep(IntEnum):
    """The six steps that a school is shown; the one that a plan has reached."""

    DIRECTORY = 1
    RECLAIM = 2
    CARRY_OVER = 3
    SUBSCRIPTIONS = 4
    ACCESS = 5
    CLOSE = 6


class Follow(StrEnum):
    """What becomes of a resource.  Values are stable."""

    LEVEL = "level"
    """It stays with the level, subject or group: this year's 6e gives it to the new 6e."""
    COHORT = "cohort"
    """It goes with the people: 6e into 5e."""
    DROP = "drop"
    """Nobody is given it for the new year."""


@dataclass(frozen=True, slots=True)
class Carry:
    """A population that has a resource this year: *held* of its *of* people.

    ``label`` is what the population is called.  ``opened`` says that it was let in; else its people
    hold seats.
    """

    resource: ResourceId
    population: Population
    label: str
    held: int
    of: int
    opened: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """Where a pupil was this year; empty where nobody knows."""

    person: PersonId
    level: str
    division: str = ""


@dataclass(frozen=True, slots=True)
class KeptSeat:
    """A seat of the snapshot.  ``named``: it belongs to the person, not to a population."""

    seat: Seat
    public: Public | None
    named: bool = False


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What was given, and which pupils were where, when a plan was prepared."""

    places: tuple[Place, ...] = ()
    seats: tuple[KeptSeat, ...] = ()
    openings: tuple[Opening, ...] = ()

    def of(self, resource: ResourceId) -> "Snapshot":
        """Return what there was of one resource."""
        return Snapshot(
            self.places,
            tuple(kept for kept in self.seats if kept.seat.resource == resource),
            tuple(one for one in self.openings if one.resource == resource),
        )

    def merged(self, gone: PersonId, kept: PersonId) -> "Snapshot":
        """Return it with *kept* in the place of *gone*; what both had is there once, as theirs."""
        places = {one.person: one for one in self.places}
        if gone in places:
            places.setdefault(kept, replace(places.pop(gone), person=kept))
        seats = {(one.seat.subscription, one.seat.person): one for one in self.seats}
        for subscription, person in list(seats):
            if person == gone:
                mine = seats.pop((subscription, gone))
                mine = replace(mine, seat=replace(mine.seat, person=kept))
                seats.setdefault((subscription, kept), mine)
        openings = [
            replace(one, population=one.population.merged(gone, kept)) for one in self.openings
        ]
        return Snapshot(
            tuple(places.values()), tuple(seats.values()), tuple(dict.fromkeys(openings))
        )


MOST_SAID: Final = 1_000
"""Lines of its maps that a plan keeps: the latest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One line of the journal of the maps: what ``by`` said follows the level or class ``code``.

    ``was`` is what had been said before.  Empty: the pupils leave, or none follows; ``None``:
    nobody says it, and the directory will.  ``by`` is the text of an actor.
    """

    at: datetime
    by: str
    kind: GroupKind
    code: str
    was: str | None
    following: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """What the school has chosen.

    ``levels`` says which level follows which (MEF); an empty one is that the pupils leave.
    ``confirmed`` are those of them that the school has confirmed.  ``classes`` says likewise which
    class follows which, as far as the school has said it, and the directory does not say otherwise;
    ``left`` are classes that it leaves to the directory.  ``follows`` are the resources that do not
    follow their level.  ``classes_known`` says that the directory had the classes of
    the new year already when the plan was prepared.
    """

    levels: Mapping[str, str] = field(default_factory=dict[str, str])
    confirmed: frozenset[str] = frozenset()
    classes: Mapping[str, str] = field(default_factory=dict[str, str])
    left: frozenset[str] = frozenset()
    follows: Mapping[ResourceId, Follow] = field(default_factory=dict[ResourceId, Follow])
    classes_known: bool = False

    def follow(self, resource: ResourceId) -> Follow:
        """Return what becomes of *resource*."""
        return self.follows.get(resource, Follow.LEVEL)

    def said_since(self, before: "Chosen", by: str, at: datetime) -> tuple[Said, ...]:
        """Return what was said of levels and classes since *before*, by code."""
        maps = (
            (GroupKind.LEVEL, _confirmed(before), _confirmed(self)),
            (GroupKind.DIVISION, before.classes, self.classes),
        )
        return tuple(
            Said(at=at, by=by, kind=kind, code=code, was=old.get(code), following=new.get(code))
            for kind, old, new in maps
            for code in sorted({*old, *new})
            if old.get(code) != new.get(code)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class YearPlan:
    """The plan of one school for the school year that begins in ``year``.

    ``seats`` and ``openings`` count the snapshot.  ``token`` stands for what the latest check said;
    empty before it.  ``by`` is the text of an actor, ``at`` when the plan was prepared; ``closed``
    is when it was closed.  ``begun`` is when the first resource was switched; ``None`` where none
    is, or all of it is undone.  ``merged`` are people who went into another entry since the plan
    was prepared, and who they are now: what it did for the one it takes back from the other.
    ``said`` is who said what of its maps, oldest first: at most :data:`MOST_SAID` lines.
    """

    school: SchoolId
    year: int
    state: YearState
    step: YearStep
    chosen: Chosen
    carries: tuple[Carry, ...]
    by: str
    at: datetime
    seats: int = 0
    openings: int = 0
    token: str = ""
    closed: datetime | None = None
    begun: datetime | None = None
    merged: Mapping[PersonId, PersonId] = field(default_factory=dict[PersonId, PersonId])
    said: tuple[Said, ...] = ()

    def after_merge(self, gone: PersonId, kept: PersonId) -> "YearPlan":
        """Return it once *gone* went into *kept*."""
        merged = {old: kept if new == gone else new for old, new in self.merged.items()}
        carries = (
            replace(one, population=one.population.merged(gone, kept)) for one in self.carries
        )
        return replace(self, carries=tuple(dict.fromkeys(carries)), merged={**merged, gone: kept})


def _confirmed(chosen: Chosen) -> dict[str, str]:
    return {code: after for code, after in chosen.levels.items() if code in chosen.confirmed}


@dataclass(frozen=True, slots=True, kw_only=True)
class Portion:
    """One resource of a switch, applied as a whole or not at all.

    Portions are numbered in the order in which they are applied.  ``token`` stands for what the
    check said of it.  Before it is ``done`` the counts are what it would do.  ``operation`` is its
    line in the journal; ``None`` where nothing was to be moved.  ``kept`` are those who had it for
    the new year already, ``missing`` those for whom there is no licence; ``ordered`` is false where
    no subscription is there for the new year.
    """

    number: int
    resource: ResourceId
    token: str
    given: int = 0
    reclaimed: int = 0
    kept: int = 0
    missing: int = 0
    impossible: int = 0
    waiting: int = 0
    ordered: bool = True
    done: bool = False
    operation: OperationId | None = None
    undone: bool = False

    @property
    def stands(self) -> bool:
        """Say whether it was applied, and not undone."""
        return self.done and not self.undone


class NotTurned(StrEnum):
    """Why nothing was done.  Values are stable."""

    NO_PLAN = "no_plan"
    NOT_CHECKED = "not_checked"
    """The switch begins with a check."""
    LEVELS_OPEN = "levels_open"
    """The school has not confirmed which level follows which, and the directory does not say."""
    SWITCH_BEGUN = "switch_begun"
    """Something is switched: a new plan would forget what it was before."""
    UNDO_BEGUN = "undo_begun"
    """It is being undone, and must be undone to the end first."""
    NOT_SWITCHED = "not_switched"
    """The switch has not been finished."""
    CLOSED = "closed"
    """The year is closed."""


def not_switchable(plan: YearPlan) -> NotTurned | None:
    """Say why *plan* cannot be switched as it stands; ``None`` if it can."""
    match plan.state:
        case YearState.PREPARED | YearState.UNDONE:
            return NotTurned.NOT_CHECKED
        case YearState.UNDOING:
            return NotTurned.UNDO_BEGUN
        case YearState.CLOSED:
            return NotTurned.CLOSED
        case YearState.CHECKED | YearState.SWITCHING | YearState.SWITCHED:
            return None
