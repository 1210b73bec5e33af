"""Whether what a timer runs did run: noted at its end, whatever the end was."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from garbridge.core.identifiers import SchoolId
from garbridge.core.jobs import Job, JobStanding, Run, RunOutcome
from garbridge.core.lines import require_limit
from garbridge.errors import GarbridgeError, ImportRefusedError, StoreError
from garbridge.ports import Clock, RunStore

Judge = Callable[[BaseException], tuple[RunOutcome, str]]
"""What an error says of the run that it ended: its outcome, and a code for the fault, or empty."""

_LOOKED_AT: Final = 100
"""Runs of one job: more than a clock that was ahead has noted before somebody sets it right."""


def judged(error: BaseException) -> tuple[RunOutcome, str]:
    """Return what an error of ours says by its code; any other is a bug, or a Ctrl-C."""
    if isinstance(error, ImportRefusedError):
        return RunOutcome.REFUSED, error.code
    if isinstance(error, GarbridgeError):
        return RunOutcome.FAILED, error.code
    return RunOutcome.FAILED, "internal"


@dataclass(frozen=True, slots=True)
class Counts:
    """Where a run that goes on puts what it counts, in all and school by school."""

    figures: dict[str, int] = field(default_factory=dict[str, int])
    by_school: dict[SchoolId, Mapping[str, int]] = field(
        default_factory=dict[SchoolId, Mapping[str, int]]
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class JobService:
    """Notes runs, and says which are missing.

    ``every`` is the most there may be between two runs that are done, by job; of a job that is not
    in it none is missing.
    """

    runs: RunStore
    clock: Clock
    every: Mapping[Job, timedelta]

    @contextmanager
    def running(self, job: Job, judge: Judge = judged) -> Iterator[Counts]:
        """Note *job* once the block ends; an error is judged, noted by its code, and raised on.

        What is yielded is where the block puts what it counts.  A store that is away keeps nothing
        and hides nothing: the run is missing then.
        """
        started = self.clock()
        counts = Counts()
        try:
            yield counts
        except BaseException as error:
            self._note(job, started, counts, *judge(error))
            raise
        self._note(job, started, counts, RunOutcome.DONE, "")

    def standings(self) -> Sequence[JobStanding]:
        """Return where each job stands that ever ran or is expected to."""
        found = [self._standing(job) for job in Job]
        return [one for one in found if one.last is not None or one.every is not None]

    def recent(self, job: Job, most: int) -> Sequence[Run]:
        """Return the *most* last runs of *job*, the latest first.

        Raises:
            ValueRefusedError: *most* is no number of lines.
        """
        return self.runs.recent(job, require_limit(most))

    def _last(self, job: Job, now: datetime) -> Run | None:
        """Return the last run; one noted by a clock that was ahead hides none that came after."""
        found = self.runs.recent(job, _LOOKED_AT)
        return next((one for one in found if one.ended <= now), next(iter(found), None))

    def _standing(self, job: Job) -> JobStanding:
        now = self.clock()
        return JobStanding(
            job=job,
            last=self._last(job, now),
            done=self.runs.last_done(job, until=now),
            every=self.every.get(job),
        )

    def _note(
        self,
        job: Job,
        started: datetime,
        counts: Counts,
        outcome: RunOutcome,
        fault: str,
    ) -> None:
        run = Run(
            job=job,
            started=started,
            ended=self.clock(),
            outcome=outcome,
            figures=dict(counts.figures),
            by_school=dict(counts.by_school),
            fault=fault,
        )
        try:
            self.runs.note(run)
        except StoreError:
            return
