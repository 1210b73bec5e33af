"""What a timer ran, in memory."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from garbridge.core.jobs import KEPT, Job, Run, RunOutcome
from garbridge.errors import StoreError
from garbridge.stores.memory.database import MemoryDatabase


class MemoryRuns:
    """The reference of :class:`garbridge.ports.RunStore`.

    Args:
        database: Where they are kept.
    """

    def __init__(self, database: MemoryDatabase) -> None:
        self._database = database

    def note(self, run: Run) -> None:
        """Keep *run*, and forget what ended long before one that was done.

        Raises:
            StoreError: it is there already.
        """
        runs = self._database.upkeep.runs
        with self._database.transaction():
            if runs.get((run.job, run.ended, run.started)) is not None:
                raise StoreError("a run is noted once")
            for key, one in runs.all().items() if run.outcome is RunOutcome.DONE else ():
                if one.job is run.job and one.ended < run.ended - KEPT:
                    runs.drop(key)
            runs.put((run.job, run.ended, run.started), run)

    def recent(self, job: Job, most: int) -> Sequence[Run]:
        """Return the *most* last runs of *job*, the latest end first."""
        with self._database.transaction():
            found = [one for one in self._database.upkeep.runs.all().values() if one.job is job]
        latest = sorted(found, key=lambda one: (one.ended, one.started), reverse=True)[:most]
        return [replace(one, by_school={}) for one in latest]

    def last_done(self, job: Job, *, until: datetime) -> Run | None:
        """Return the last one that was done and had ended at *until*."""
        with self._database.transaction():
            found = self._database.upkeep.runs.all().values()
        done = [
            one
            for one in found
            if one.job is job and one.outcome is RunOutcome.DONE and one.ended <= until
        ]
        return max(done, key=lambda one: (one.ended, one.started), default=None)
