"""The contract of :class:`garbridge.ports.RunStore`.

Subclass it with the fixtures ``runs``, empty, and ``transaction``, which belongs to it.
"""

from dataclasses import replace
from datetime import timedelta

import pytest

from garbridge.core.jobs import KEPT, Job, Run, RunOutcome
from garbridge.errors import StoreError
from garbridge.ports import RunStore, Transaction
from garbridge.testing.world import COLLEGE, LYCEE, NOW

_MOMENT = timedelta(microseconds=1)

RUN = Run(
    job=Job.DIRECTORY_IMPORT,
    started=NOW - timedelta(minutes=3),
    ended=NOW,
    outcome=RunOutcome.DONE,
    figures={"people": 2500, "rejected": 0},
)
REFUSED = replace(
    RUN,
    started=NOW,
    ended=NOW + timedelta(hours=1),
    outcome=RunOutcome.REFUSED,
    figures={},
    fault="import_refused",
)
OTHER = replace(RUN, job=Job.PURGE)


class RunStoreContract:
    """What every store of runs promises."""

    def test_nothing_ran(self, runs: RunStore) -> None:
        """An empty store answers."""
        assert list(runs.recent(Job.PURGE, 10)) == []
        assert runs.last_done(Job.PURGE, until=NOW) is None

    def test_a_run_comes_back_as_it_was(self, runs: RunStore) -> None:
        """Its times to the microsecond, its figures, its fault."""
        runs.note(RUN)
        runs.note(REFUSED)

        assert list(runs.recent(Job.DIRECTORY_IMPORT, 10)) == [REFUSED, RUN]

    def test_what_it_counted_at_each_school_is_kept_of_the_last_that_was_done(
        self, runs: RunStore
    ) -> None:
        """For the next one, which compares itself with it; a list of runs is without."""
        counts = {LYCEE.id: {"people": 1_200, "staff": 90}, COLLEGE.id: {"people": 0}}
        runs.note(replace(RUN, by_school=counts))
        runs.note(replace(REFUSED, by_school={LYCEE.id: {"people": 3}}))

        assert runs.last_done(RUN.job, until=REFUSED.ended) == replace(RUN, by_school=counts)
        assert [dict(one.by_school) for one in runs.recent(RUN.job, 10)] == [{}, {}]

    def test_the_latest_come_first_and_no_more_than_asked_for(self, runs: RunStore) -> None:
        """In the order of their ends, whenever they were noted."""
        runs.note(REFUSED)
        runs.note(RUN)

        assert list(runs.recent(Job.DIRECTORY_IMPORT, 1)) == [REFUSED]

    def test_each_job_has_its_own(self, runs: RunStore) -> None:
        """Also where both ended at the same instant."""
        runs.note(RUN)
        runs.note(OTHER)

        assert list(runs.recent(Job.PURGE, 10)) == [OTHER]
        assert runs.last_done(Job.PURGE, until=NOW) == OTHER

    def test_what_was_not_done_is_not_the_last_that_was(self, runs: RunStore) -> None:
        """And nothing that ended later than asked for."""
        runs.note(RUN)
        runs.note(REFUSED)

        assert runs.last_done(Job.DIRECTORY_IMPORT, until=REFUSED.ended) == RUN
        assert runs.last_done(Job.DIRECTORY_IMPORT, until=NOW - _MOMENT) is None

    def test_what_was_not_done_makes_nothing_forgotten(self, runs: RunStore) -> None:
        """A job that is refused by a clock that is ahead still knows when it was done last."""
        runs.note(RUN)
        runs.note(replace(REFUSED, job=RUN.job, ended=RUN.ended + KEPT + KEPT))

        assert runs.last_done(RUN.job, until=RUN.ended + KEPT + KEPT) == RUN

    def test_what_ended_long_before_is_forgotten(self, runs: RunStore) -> None:
        """Of that job, and not a moment too early."""
        old, kept = (replace(RUN, ended=NOW - KEPT - gap) for gap in (_MOMENT, timedelta()))
        elsewhere = replace(old, job=Job.PURGE)
        for one in (old, kept, elsewhere, RUN):
            runs.note(one)

        assert list(runs.recent(Job.DIRECTORY_IMPORT, 10)) == [RUN, kept]
        assert list(runs.recent(Job.PURGE, 10)) == [elsewhere]

    def test_a_run_is_noted_once(self, runs: RunStore) -> None:
        """What is there stays."""
        runs.note(RUN)

        with pytest.raises(StoreError):
            runs.note(replace(RUN, outcome=RunOutcome.FAILED))

        assert list(runs.recent(Job.DIRECTORY_IMPORT, 10)) == [RUN]

    def test_what_is_undone_was_never_noted(self, runs: RunStore, transaction: Transaction) -> None:
        """All or nothing with what surrounds it."""

        def fail() -> None:
            with transaction():
                runs.note(RUN)
                raise StoreError("something else failed")

        with pytest.raises(StoreError):
            fail()

        assert list(runs.recent(Job.DIRECTORY_IMPORT, 10)) == []
