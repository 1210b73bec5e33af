"""What is asked of the turn of a school year, and what is answered."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from garbridge.core.coverage import Survey
from garbridge.core.identifiers import ResourceId
from garbridge.core.seats import Impossible
from garbridge.core.years import Follow, Portion, YearPlan
from garbridge.services.new_year import Outlook


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What somebody states when the plan is prepared; what is not stated stays as it was.

    ``levels`` says which level follows which, empty that it leaves; ``confirm`` takes what was
    proposed for the others.  ``classes`` says which class follows which, empty that none does,
    and ``None`` that nobody says it any more: the directory will.
    ``follows`` are resources and what becomes of them.
    ``classes_known`` says that the directory has the classes of the new year already.
    """

    levels: Mapping[str, str] = field(default_factory=dict[str, str])
    confirm: bool = False
    classes: Mapping[str, str | None] = field(default_factory=dict[str, str | None])
    follows: Mapping[ResourceId, Follow] = field(default_factory=dict[ResourceId, Follow])
    classes_known: bool = False


@dataclass(frozen=True, slots=True)
class Checked:
    """What the switch would do, and who could open what on the first day after it."""

    outlook: Outlook
    access: Survey

    @property
    def is_clean(self) -> bool:
        """Say whether there is no finding."""
        return self.outlook.is_clean and self.access.is_clean


@dataclass(frozen=True, slots=True)
class Stale:
    """The switch did not go on: stock or directory have changed since the check."""

    outlook: Outlook


@dataclass(frozen=True, slots=True, kw_only=True)
class Unswitched:
    """What undoing the switch of one resource comes to.

    ``returned`` is what the switch had given and comes back, ``restored`` what it had taken and is
    given again.  ``left`` was given by somebody since, and stays.  ``lost`` could not be given
    again: it has gone to others, or whoever had it has left or has the resource otherwise.
    """

    resource: ResourceId
    returned: int = 0
    restored: int = 0
    left: int = 0
    lost: tuple[Impossible, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """What was done for a year, resource by resource; ``undone`` is what an undo came to."""

    plan: YearPlan
    portions: tuple[Portion, ...]
    undone: tuple[Unswitched, ...] = ()

    @property
    def lost(self) -> tuple[Impossible, ...]:
        """What an undo could not give again."""
        return tuple(lost for one in self.undone for lost in one.lost)
