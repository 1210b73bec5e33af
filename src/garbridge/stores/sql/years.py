"""The turns of the school year of one tenant, in SQL."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import Table, bindparam, delete, false, select
from sqlalchemy.sql.expression import ColumnElement

from garbridge.core.identifiers import PersonId, SchoolId, TenantId
from garbridge.core.years import Place, Portion, Snapshot, YearPlan
from garbridge.stores.sql.bulk import BulkTable
from garbridge.stores.sql.connections import Row
from garbridge.stores.sql.database import Database
from garbridge.stores.sql.schema import (
    year_opening,
    year_place,
    year_plan,
    year_portion,
    year_seat,
)
from garbridge.stores.sql.statements import HotStatement, insert_or_replace
from garbridge.stores.sql.year_rows import (
    kept_of,
    kept_row,
    opening_of,
    opening_row,
    plan_of_row,
    plan_row,
    portion_of,
    portion_row,
)

_OF_YEAR: Final = ["tenant", "school", "year"]
_PLAN: Final = [column for column in year_plan.columns if column.name != "tenant"]


def _of_year(table: Table) -> list[ColumnElement[bool]]:
    return [table.c[name] == bindparam(name) for name in _OF_YEAR]


def _read(table: Table) -> HotStatement:
    columns = [column for column in table.columns if column.name not in _OF_YEAR]
    keys = [column for column in table.primary_key if column.name not in _OF_YEAR]
    return HotStatement(_OF_YEAR, select(*columns).where(*_of_year(table)).order_by(*keys))


def _forget(table: Table, *only: ColumnElement[bool]) -> HotStatement:
    return HotStatement(_OF_YEAR, delete(table).where(*_of_year(table), *only), writes=True)


ONE_PLAN: Final = HotStatement(_OF_YEAR, select(*_PLAN).where(*_of_year(year_plan)))
CLAIM_PLAN: Final = HotStatement(
    _OF_YEAR, select(*_PLAN).where(*_of_year(year_plan)).with_for_update(), writes=True
)
PLANS: Final = HotStatement(
    ["tenant", "school"],
    select(*_PLAN)
    .where(year_plan.c.tenant == bindparam("tenant"), year_plan.c.school == bindparam("school"))
    .order_by(year_plan.c.year)
    .with_for_update(),
    writes=True,
)
LATEST_PLAN: Final = HotStatement(
    ["tenant", "school"],
    select(*_PLAN)
    .where(year_plan.c.tenant == bindparam("tenant"), year_plan.c.school == bindparam("school"))
    .order_by(year_plan.c.year.desc())
    .limit(1),
)
PLACES: Final = _read(year_place)
KEPT_SEATS: Final = _read(year_seat)
KEPT_OPENINGS: Final = _read(year_opening)
PORTIONS: Final = _read(year_portion)
FORGET: Final = tuple(_forget(table) for table in (year_place, year_seat, year_opening))
FORGET_PORTIONS: Final = _forget(year_portion)
FORGET_EXPECTED: Final = _forget(year_portion, year_portion.c.done == false())
KEEP_PLAN: Final = insert_or_replace(year_plan)
SETTLE: Final = insert_or_replace(year_portion)


class SqlYearPlans:
    """The plans of one tenant.

    Args:
        database: Where the tables are.
        tenant: Whose schools.
    """

    def __init__(self, database: Database, tenant: TenantId) -> None:
        self._database = database
        self._tenant = tenant
        self._one = database.compile(ONE_PLAN)
        self._claim = database.compile(CLAIM_PLAN)
        self._plans = database.compile(PLANS)
        self._latest = database.compile(LATEST_PLAN)
        self._places = database.compile(PLACES)
        self._seats = database.compile(KEPT_SEATS)
        self._openings = database.compile(KEPT_OPENINGS)
        self._portions = database.compile(PORTIONS)
        self._forget = [database.compile(one) for one in FORGET]
        self._forget_portions = database.compile(FORGET_PORTIONS)
        self._forget_expected = database.compile(FORGET_EXPECTED)
        self._keep = database.compile(KEEP_PLAN)
        self._settle = database.compile(SETTLE)
        self._new_places = BulkTable(database, year_place)
        self._new_seats = BulkTable(database, year_seat)
        self._new_openings = BulkTable(database, year_opening)
        self._new_portions = BulkTable(database, year_portion)

    def latest(self, school: SchoolId) -> YearPlan | None:
        """Return the plan of *school* for the latest year there is one for."""
        return _first(self._database.rows(self._latest, self._tenant, school))

    def plan(self, school: SchoolId, year: int) -> YearPlan | None:
        """Return one plan; ``None`` if there is none."""
        return _first(self._database.rows(self._one, self._tenant, school, year))

    def claim(self, school: SchoolId, year: int) -> YearPlan | None:
        """Inside a transaction: return one plan, which nobody else changes until its end."""
        return _first(self._database.rows(self._claim, self._tenant, school, year))

    def claim_all(self, school: SchoolId) -> Sequence[YearPlan]:
        """Inside a transaction: return every plan of *school*, by year; nobody changes them."""
        return [plan_of_row(row) for row in self._database.rows(self._plans, self._tenant, school)]

    def keep(self, plan: YearPlan) -> None:
        """Put *plan* in the place of the one for its school and year."""
        self._database.change(self._keep, self._tenant, *plan_row(plan))

    def begin(self, plan: YearPlan, snapshot: Snapshot) -> None:
        """Keep *plan* with *snapshot*, and forget what an earlier one had, all or nothing."""
        with self._database.transaction():
            self._database.change(self._forget_portions, self._tenant, plan.school, plan.year)
            self._put(plan, snapshot)

    def snapshot(self, school: SchoolId, year: int) -> Snapshot:
        """Return what was given when the plan was prepared."""
        of_year = self._tenant, school, year
        rows = self._database.rows
        return Snapshot(
            tuple(self.places(school, year)),
            tuple(kept_of(school, row) for row in rows(self._seats, *of_year)),
            tuple(opening_of(school, row) for row in rows(self._openings, *of_year)),
        )

    def places(self, school: SchoolId, year: int) -> Sequence[Place]:
        """Return the places of the snapshot alone, by person."""
        rows = self._database.rows(self._places, self._tenant, school, year)
        return [Place(PersonId(who), level, division) for who, level, division in rows]

    def reassign(self, school: SchoolId, gone: PersonId, kept: PersonId) -> None:
        """Let what the plans of *school* say of *gone* be said of *kept*, all or nothing."""
        with self._database.transaction():
            for plan in self.claim_all(school):
                snapshot = self.snapshot(school, plan.year)
                self._put(plan.after_merge(gone, kept), snapshot.merged(gone, kept))

    def rewrite(self, plan: YearPlan, snapshot: Snapshot) -> None:
        """Put both in the place of what there was, and leave the portions, all or nothing."""
        with self._database.transaction():
            self._put(plan, snapshot)

    def portions(self, school: SchoolId, year: int) -> Sequence[Portion]:
        """Return the portions of a plan, by number."""
        return [
            portion_of(row)
            for row in self._database.rows(self._portions, self._tenant, school, year)
        ]

    def expect(self, school: SchoolId, year: int, portions: Sequence[Portion]) -> None:
        """Put *portions* in the place of those that are not done, all or nothing."""
        of_year = self._tenant, school, year
        with self._database.transaction():
            self._database.change(self._forget_expected, *of_year)
            self._new_portions.insert((*of_year, *portion_row(one)) for one in portions)

    def settle(self, school: SchoolId, year: int, portion: Portion) -> None:
        """Put *portion* in the place of the one with its number."""
        self._database.change(self._settle, self._tenant, school, year, *portion_row(portion))

    def _put(self, plan: YearPlan, snapshot: Snapshot) -> None:
        of_year = self._tenant, plan.school, plan.year
        self.keep(plan)
        for statement in self._forget:
            self._database.change(statement, *of_year)
        self._new_places.insert(
            (*of_year, one.person, one.level, one.division) for one in snapshot.places
        )
        self._new_seats.insert((*of_year, *kept_row(kept)) for kept in snapshot.seats)
        self._new_openings.insert((*of_year, *opening_row(o)) for o in snapshot.openings)


def _first(rows: Sequence[Row]) -> YearPlan | None:
    return plan_of_row(rows[0]) if rows else None
