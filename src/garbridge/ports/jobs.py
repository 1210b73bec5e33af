"""The port of what a timer ran."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from garbridge.core.jobs import Job, Run


class RunStore(Protocol):
    """The runs of one tenant's jobs."""

    def note(self, run: Run) -> None:
        """Keep *run*; one that was done forgets what ended :data:`garbridge.core.jobs.KEPT` before.

        One that was not forgets nothing: the clock may have been ahead.

        Raises:
            StoreError: it could not be kept.
        """
        ...

    def recent(self, job: Job, most: int) -> Sequence[Run]:
        """Return the *most* last runs of *job*, the latest end first, without ``by_school``."""
        ...

    def last_done(self, job: Job, *, until: datetime) -> Run | None:
        """Return the last one that was done and had ended at *until*, whole; ``None`` if none."""
        ...
