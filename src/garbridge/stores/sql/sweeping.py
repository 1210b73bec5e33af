"""Forgets what has ended: a few rows at a time, in the transactions that add some."""

from collections.abc import Sequence
from datetime import datetime
from itertools import count
from typing import Any, Final

from sqlalchemy import (
    Select,
    String,
    Table,
    any_,
    bindparam,
    delete,
    func,
    literal_column,
    select,
    tuple_,
)
from sqlalchemy.sql.elements import ClauseElement, ColumnElement

from garbridge.core.identifiers import TenantId
from garbridge.stores.skew import SKEW
from garbridge.stores.sql.database import Database
from garbridge.stores.sql.rows import micros
from garbridge.stores.sql.schema import incident, lease, once, participant, pending, portal_session
from garbridge.stores.sql.statements import HotStatement

_EVERY: Final = 16
"""Turns between two sweeps; each sweep removes more rows than so many turns can add."""
_ROWS: Final = 256


def _sweep(table: Table) -> HotStatement:
    ended = (table.c.tenant == bindparam("tenant"), table.c.until <= bindparam("at"))

    def oldest(*columns: ColumnElement[Any]) -> Select[Any]:
        return select(*columns).where(*ended).order_by(table.c.until).limit(_ROWS)

    def build(database: str) -> ClauseElement:
        if database == "sqlite":
            key = [column for column in table.primary_key if column.name != "tenant"]
            return delete(table).where(ended[0], tuple_(*key).in_(oldest(*key)))
        # By the place of the row, and two workers that sweep do not wait for each other.
        place = literal_column("ctid", String)
        places = func.array(oldest(place).with_for_update(skip_locked=True).scalar_subquery())
        return delete(table).where(ended[0], place == any_(places))

    return HotStatement(["tenant", "at"], build, writes=True)


SWEEPS: Final = (_sweep(once), _sweep(pending))
LEASES: Final = (_sweep(lease),)
PARTICIPANTS: Final = (_sweep(participant),)
PORTAL_SESSIONS: Final = (_sweep(portal_session),)
INCIDENTS: Final = (_sweep(incident),)


class Sweeper:
    """Takes a turn at each write of its owner.

    Args:
        database: Where the tables are.
        tenant: Whose rows.
        sweeps: What it sweeps.
    """

    def __init__(
        self, database: Database, tenant: TenantId, sweeps: Sequence[HotStatement] = SWEEPS
    ) -> None:
        self._database = database
        self._tenant = tenant
        self._turns = count()
        self._sweeps = [database.compile(sweep) for sweep in sweeps]

    def turn(self, now: datetime) -> None:
        """Sweep if it is time to; inside the caller's transaction."""
        if next(self._turns) % _EVERY == 0:
            for sweep in self._sweeps:
                self._database.change(sweep, self._tenant, micros(now - SKEW))
