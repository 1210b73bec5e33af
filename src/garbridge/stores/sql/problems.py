"""Problems that somebody follows up, in SQL."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import bindparam, delete, select

from garbridge.core.identifiers import SchoolId, TenantId
from garbridge.core.problems import KEPT, Cause, ProblemRecord, ProblemState, Report, Side
from garbridge.stores.sql.claims import Claims
from garbridge.stores.sql.connections import Row
from garbridge.stores.sql.database import Database
from garbridge.stores.sql.rows import instant_of, micros
from garbridge.stores.sql.schema import problem as table
from garbridge.stores.sql.statements import HotStatement, insert_or_replace

_COLUMNS: Final = [column for column in table.columns if column.name != "tenant"]
_in_state = (table.c.tenant == bindparam("tenant"), table.c.state == bindparam("state"))

KEEP: Final = insert_or_replace(table)
FORGET: Final = HotStatement(
    ["tenant", "state", "before"],
    delete(table).where(*_in_state, table.c.changed < bindparam("before")),
    writes=True,
)
ONE: Final = HotStatement(
    ["tenant", "reference"],
    select(*_COLUMNS).where(
        table.c.tenant == bindparam("tenant"), table.c.reference == bindparam("reference")
    ),
)
IN_STATE: Final = HotStatement(
    ["tenant", "state", "most"],
    select(*_COLUMNS)
    .where(*_in_state)
    .order_by(table.c.changed.desc(), table.c.reference.desc())
    .limit(bindparam("most")),
)
AT_SCHOOL: Final = HotStatement(
    ["tenant", "school", "state", "most"],
    select(*_COLUMNS)
    .where(*_in_state, table.c.school == bindparam("school"))
    .order_by(table.c.changed.desc(), table.c.reference.desc())
    .limit(bindparam("most")),
)


class SqlProblems:
    """The problems of one tenant.

    Args:
        database: Where the table is.
        tenant: Whose problems.
    """

    def __init__(self, database: Database, tenant: TenantId) -> None:
        self._database = database
        self._tenant = tenant
        self._claims = Claims(database, tenant, "problems")
        self._keep = database.compile(KEEP)
        self._forget = database.compile(FORGET)
        self._one = database.compile(ONE)
        self._in_state = database.compile(IN_STATE)
        self._at_school = database.compile(AT_SCHOOL)

    def claim(self) -> None:
        """Let whoever else claims wait."""
        self._claims.take()

    def keep(self, problem: ProblemRecord, *, now: datetime) -> None:
        """Keep *problem*, and forget what was solved long before.

        Raises:
            StoreError: it could not be kept.
        """
        report = problem.report
        told = (None,) * 4 if report is None else (*report.about, report.times)
        solved, before = ProblemState.SOLVED.value, micros(now - KEPT)
        with self._database.transaction():
            self._database.change(self._forget, self._tenant, solved, before)
            self._database.change(
                self._keep,
                *(self._tenant, problem.reference, problem.side.value, problem.state.value),
                *(micros(problem.opened), micros(problem.changed), problem.ticket),
                *told,
            )

    def problem(self, reference: str) -> ProblemRecord | None:
        """Return what is kept under *reference*."""
        rows = self._database.rows(self._one, self._tenant, reference)
        return _problem(rows[0]) if rows else None

    def in_state(self, state: ProblemState, most: int) -> Sequence[ProblemRecord]:
        """Return the *most* that changed last of those in *state*."""
        rows = self._database.rows(self._in_state, self._tenant, state.value, most)
        return [_problem(row) for row in rows]

    def at_school(
        self, school: SchoolId, state: ProblemState, most: int
    ) -> Sequence[ProblemRecord]:
        """Return those that people of *school* reported."""
        rows = self._database.rows(self._at_school, self._tenant, school, state.value, most)
        return [_problem(row) for row in rows]


def _problem(row: Row) -> ProblemRecord:
    reference, side, state, opened, changed, ticket, school, resource, cause, times = row
    return ProblemRecord(
        reference=reference,
        side=Side(side),
        state=ProblemState(state),
        opened=instant_of(opened),
        changed=instant_of(changed),
        ticket=ticket,
        report=None if school is None else Report(school, resource, Cause(cause), times),
    )
