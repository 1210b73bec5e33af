"""What a timer ran, in SQL."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import bindparam, delete, insert, select

from garbridge.core.identifiers import SchoolId, TenantId
from garbridge.core.jobs import KEPT, Job, Run, RunOutcome
from garbridge.stores.sql.connections import Row
from garbridge.stores.sql.database import Database
from garbridge.stores.sql.rows import instant_of, micros
from garbridge.stores.sql.schema import run as table
from garbridge.stores.sql.statements import HotStatement

_WHOLE: Final = [column for column in table.columns if column.name != "tenant"]
_COLUMNS: Final = [column for column in _WHOLE if column.name != "by_school"]
"""Many runs are read at once; what one of them counted at a thousand schools is not."""
_of_job = (table.c.tenant == bindparam("tenant"), table.c.job == bindparam("job"))
_latest = (table.c.ended.desc(), table.c.started.desc())

NOTE: Final = HotStatement(
    [column.name for column in table.columns], insert(table).inline(), writes=True
)
FORGET: Final = HotStatement(
    ["tenant", "job", "before"],
    delete(table).where(*_of_job, table.c.ended < bindparam("before")),
    writes=True,
)
RECENT: Final = HotStatement(
    ["tenant", "job", "most"],
    select(*_COLUMNS).where(*_of_job).order_by(*_latest).limit(bindparam("most")),
)
LAST_DONE: Final = HotStatement(
    ["tenant", "job", "until"],
    select(*_WHOLE)
    .where(
        *_of_job,
        table.c.ended <= bindparam("until"),
        table.c.outcome == RunOutcome.DONE.value,
    )
    .order_by(*_latest)
    .limit(1),
)


class SqlRuns:
    """The runs of one tenant's jobs.

    Args:
        database: Where the table is.
        tenant: Whose jobs.
    """

    def __init__(self, database: Database, tenant: TenantId) -> None:
        self._database = database
        self._tenant = tenant
        self._note = database.compile(NOTE)
        self._forget = database.compile(FORGET)
        self._recent = database.compile(RECENT)
        self._last_done = database.compile(LAST_DONE)

    def note(self, run: Run) -> None:
        """Keep *run*, and forget what ended long before one that was done.

        Raises:
            StoreError: it could not be kept.
        """
        row = (
            *(self._tenant, run.job.value, micros(run.ended), micros(run.started)),
            *(run.outcome.value, json.dumps(dict(run.figures)), run.fault),
            _written(run.by_school),
        )
        with self._database.transaction():
            if run.outcome is RunOutcome.DONE:
                self._database.change(
                    self._forget, self._tenant, run.job.value, micros(run.ended - KEPT)
                )
            self._database.change(self._note, *row)

    def recent(self, job: Job, most: int) -> Sequence[Run]:
        """Return the *most* last runs of *job*, the latest end first."""
        rows = self._database.rows(self._recent, self._tenant, job.value, most)
        return [_run(row) for row in rows]

    def last_done(self, job: Job, *, until: datetime) -> Run | None:
        """Return the last one that was done and had ended at *until*."""
        rows = self._database.rows(self._last_done, self._tenant, job.value, micros(until))
        return _run(rows[0]) if rows else None


def _written(by_school: Mapping[SchoolId, Mapping[str, int]]) -> str | None:
    if not by_school:
        return None
    return json.dumps({school: dict(counts) for school, counts in by_school.items()})


def _run(row: Row) -> Run:
    job, ended, started, outcome, figures, fault, *more = row
    by_school = next(filter(None, more), None)
    return Run(
        job=Job(job),
        started=instant_of(started),
        ended=instant_of(ended),
        outcome=RunOutcome(outcome),
        figures=json.loads(figures),
        by_school={} if by_school is None else json.loads(by_school),
        fault=fault,
    )
