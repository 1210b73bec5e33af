"""How a portal is: what it needs to serve, what somebody has to see to before it fails.

Nothing of it is about a person.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Standing(StrEnum):
    """How one thing is.  Values are stable."""

    OK = "ok"
    WARNING = "warning"
    """It serves; somebody has to see to it."""
    FAILING = "failing"
    """Launches are refused."""


class Vital(StrEnum):
    """What is looked at.  Values are stable."""

    DATABASE = "database"
    """It answers."""
    TABLES = "tables"
    """They are those of this version."""
    DISK = "disk"
    """There is room to write; looked at where the database is a file."""
    STATE = "state"
    """What is used once can be kept and found: the database, or Redis."""
    PROVIDERS = "providers"
    """Their files are right as they are now, and so is what is said of schools."""
    KEYS = "keys"
    """The files of the signing keys are right as they are now."""
    ENDS = "ends"
    """Metadata and certificates hold for thirty days more."""
    UPSTREAM = "upstream"
    """Who signs people in answers as it should; looked at where there is one."""
    JOBS = "jobs"
    """What a timer runs has run, and succeeded."""
    VIGNETTES = "vignettes"
    """Copies of pictures are not older than a week; looked at where a host is asked for any."""


@dataclass(frozen=True, slots=True)
class Check:
    """How one thing is; ``reasons`` are codes or names of files, never about a person."""

    vital: Vital
    standing: Standing = Standing.OK
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Health:
    """Everything that was looked at.

    >>> Health([Check(Vital.DATABASE), Check(Vital.ENDS, Standing.WARNING)]).standing
    <Standing.WARNING: 'warning'>
    """

    checks: Sequence[Check]

    @property
    def standing(self) -> Standing:
        """The worst there is."""
        worst = list(Standing)
        return max((one.standing for one in self.checks), key=worst.index, default=Standing.OK)
