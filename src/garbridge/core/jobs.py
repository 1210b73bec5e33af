"""What a timer runs, and whether it did: never about a person."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from garbridge.core.identifiers import SchoolId

KEPT: Final = timedelta(days=90)
"""How long a run is remembered."""
REJECTED: Final = "errors"
"""The figure of a run that counts what it did not take."""


class Job(StrEnum):
    """What is run again and again.  Values are stable."""

    DIRECTORY_IMPORT = "directory_import"
    IDENTITIES_EXPORT = "identities_export"
    LEDGER_SEAL = "ledger_seal"
    METADATA_REFRESH = "metadata_refresh"
    OFFER_IMPORT = "offer_import"
    PURGE = "purge"
    QUEUE_REFRESH = "queue_refresh"
    QUEUE_SETTLE = "queue_settle"
    RULES_SERVE = "rules_serve"
    STATISTICS = "statistics"
    VIGNETTES_REFRESH = "vignettes_refresh"


class RunOutcome(StrEnum):
    """How a run ended.  Values are stable."""

    DONE = "done"
    REFUSED = "refused"
    """What it was given is wrong, or asks for a decision: somebody must look."""
    FAILED = "failed"
    """Something was away or broke: the next may succeed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One run that ended.

    ``figures`` count what was done and what was rejected, ``by_school`` what was done school by
    school, where the next run compares itself with it; ``fault`` is the code of the error that
    ended it, or empty.
    """

    job: Job
    started: datetime
    ended: datetime
    outcome: RunOutcome
    figures: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    by_school: Mapping[SchoolId, Mapping[str, int]] = field(
        default_factory=lambda: MappingProxyType({})
    )
    fault: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class JobStanding:
    """Where one job stands.

    ``last`` is its last run, ``done`` the last that was done; ``None`` if there is none in
    :data:`KEPT`.  ``every`` is the most there may be between two that are done, ``None`` where
    nobody said.
    """

    job: Job
    last: Run | None
    done: Run | None
    every: timedelta | None = None

    @property
    def due(self) -> datetime | None:
        """Until when, inclusive, the next is expected.

        ``None`` where nobody expects one, and where one was expected long ago: none is remembered.
        """
        if self.every is None or self.done is None:
            return None
        return self.done.ended + self.every

    def is_late(self, now: datetime) -> bool:
        """Say whether one is missing at *now*: also one that never was."""
        if self.every is None:
            return False
        return self.due is None or now > self.due

    @property
    def has_failed(self) -> bool:
        """Whether the last run was not done."""
        return self.last is not None and self.last.outcome is not RunOutcome.DONE
