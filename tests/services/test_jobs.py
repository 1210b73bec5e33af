"""Runs of what a timer runs: noted whatever their end was."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import pytest

from garbridge.core.jobs import Job, JobStanding, Run, RunOutcome
from garbridge.errors import ImportRefusedError, StoreUnavailableError
from garbridge.services.jobs import JobService
from garbridge.stores.memory import MemoryDatabase, MemoryRuns
from garbridge.testing.jobs import RUN
from garbridge.testing.world import LYCEE, NOW

_DAY = timedelta(days=1)


@dataclass
class Clock:
    """A clock that goes on by a second at each look."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        """Return the time."""
        self.now += timedelta(seconds=1)
        return self.now


@dataclass
class World:
    """The service and what it keeps."""

    clock: Clock = field(default_factory=Clock)
    runs: MemoryRuns = field(default_factory=lambda: MemoryRuns(MemoryDatabase()))

    @property
    def service(self) -> JobService:
        """Return the service, which waits for an import each day."""
        return JobService(runs=self.runs, clock=self.clock, every={Job.DIRECTORY_IMPORT: _DAY})

    def last(self, job: Job = Job.DIRECTORY_IMPORT) -> Run:
        """Return the last run."""
        (run,) = self.runs.recent(job, 1)
        return self.runs.last_done(job, until=run.ended) or run


@pytest.fixture(name="world")
def _world() -> World:
    """Return one in which nothing ran."""
    return World()


def test_a_run_is_noted_with_what_it_counted(world: World) -> None:
    """When it began, when it ended."""
    with world.service.running(Job.DIRECTORY_IMPORT) as counts:
        counts.figures["people"] = 3
        counts.by_school[LYCEE.id] = {"people": 3}

    assert world.last() == Run(
        job=Job.DIRECTORY_IMPORT,
        started=NOW + timedelta(seconds=1),
        ended=NOW + timedelta(seconds=2),
        outcome=RunOutcome.DONE,
        figures={"people": 3},
        by_school={LYCEE.id: {"people": 3}},
    )


@pytest.mark.parametrize(
    ("error", "outcome", "fault"),
    [
        (ImportRefusedError(["line 3"]), RunOutcome.REFUSED, "import_refused"),
        (StoreUnavailableError("away"), RunOutcome.FAILED, "store_unavailable"),
        (KeyboardInterrupt(), RunOutcome.FAILED, "internal"),
        (ZeroDivisionError("Mme Dupré"), RunOutcome.FAILED, "internal"),
    ],
)
def test_an_error_ends_it_and_is_raised_on(
    world: World, error: BaseException, outcome: RunOutcome, fault: str
) -> None:
    """By its code, never by its words, in which somebody might be named."""

    def fail() -> None:
        with world.service.running(Job.DIRECTORY_IMPORT):
            raise error

    with pytest.raises(type(error)):
        fail()

    assert (world.last().outcome, world.last().fault) == (outcome, fault)
    assert "Dupré" not in repr(world.last())


def test_a_store_that_is_away_hides_nothing(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was done is done; only the note is missing."""

    def away(_self: MemoryRuns, _run: Run) -> None:
        raise StoreUnavailableError("away")

    monkeypatch.setattr(MemoryRuns, "note", away)
    with world.service.running(Job.DIRECTORY_IMPORT) as counts:
        counts.figures["people"] = 3
        counts.by_school[LYCEE.id] = {"people": 3}

    assert list(world.runs.recent(Job.DIRECTORY_IMPORT, 1)) == []


def standing(world: World) -> JobStanding:
    """Return where the import stands."""
    (found,) = [one for one in world.service.standings() if one.job is Job.DIRECTORY_IMPORT]
    return found


def test_what_is_waited_for_and_never_ran_is_late(world: World) -> None:
    """A timer that was never set up is the commonest fault."""
    assert standing(world).is_late(NOW)
    assert standing(world).due is None


def test_it_is_late_a_moment_after_it_was_due(world: World) -> None:
    """To the instant at which it is due it is not."""
    world.runs.note(RUN)
    found = standing(world)

    assert found.due == RUN.ended + _DAY
    assert not found.is_late(RUN.ended + _DAY)
    assert found.is_late(RUN.ended + _DAY + timedelta(microseconds=1))


def test_a_run_that_was_not_done_makes_it_no_later_and_no_earlier(world: World) -> None:
    """It failed, and the one before still counts."""
    world.runs.note(RUN)
    world.runs.note(replace(RUN, ended=NOW + timedelta(seconds=1), outcome=RunOutcome.FAILED))
    found = standing(world)

    assert found.has_failed
    assert found.due == RUN.ended + _DAY


def test_what_nobody_waits_for_is_never_late(world: World) -> None:
    """It is told of where it ran; otherwise there is nothing to tell."""
    assert [one.job for one in world.service.standings()] == [Job.DIRECTORY_IMPORT]
    world.runs.note(replace(RUN, job=Job.PURGE))

    (purge,) = [one for one in world.service.standings() if one.job is Job.PURGE]
    assert not purge.is_late(NOW + 999 * _DAY)
