"""``[jobs]``: how often, at the least, a timer runs what."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from garbridge.config.tables import Table
from garbridge.core.jobs import Job

_MOST: Final = 24 * 31


def read_jobs(top: Table) -> Mapping[Job, timedelta]:
    """Return how long at most there may be between two runs that are done, in hours in the file.

    A job that is not named is not waited for.
    """
    table = top.table("jobs")
    if table is None:
        return {}
    found = {
        job: timedelta(hours=table.number(job.value, 1, _MOST))
        for job in Job
        if job.value in table.values
    }
    table.finish()
    return found
