"""What people were shown that never became a launch, in SQL."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from typing import Final

from sqlalchemy import bindparam, func, select

from garbridge.core.identifiers import TenantId
from garbridge.core.noted_incidents import KEPT, MOST, WINDOW, NotedIncident
from garbridge.stores.sql.database import Database
from garbridge.stores.sql.rows import instant_of, micros
from garbridge.stores.sql.schema import incident as table
from garbridge.stores.sql.statements import HotStatement, insert_or_replace
from garbridge.stores.sql.sweeping import INCIDENTS, Sweeper

_tenant = table.c.tenant == bindparam("tenant")

NOTE: Final = insert_or_replace(table)
LATE: Final = HotStatement(
    ["tenant", "after", "code"],
    select(func.count()).where(
        _tenant, table.c.at > bindparam("after"), table.c.code == bindparam("code")
    ),
)
ONE: Final = HotStatement(
    ["tenant", "reference", "now"],
    select(table.c.reference, table.c.at, table.c.code, table.c.cause, table.c.endpoint).where(
        _tenant, table.c.reference == bindparam("reference"), table.c.until > bindparam("now")
    ),
)
# Counted here and not by GROUP BY, which would sort: there are few in a window.
CODES: Final = HotStatement(
    ["tenant", "since"], select(table.c.code).where(_tenant, table.c.at >= bindparam("since"))
)


class SqlIncidentLog:
    """The incidents of one tenant.

    Args:
        database: Where the table is.
        tenant: Whose incidents.
    """

    def __init__(self, database: Database, tenant: TenantId) -> None:
        self._database = database
        self._tenant = tenant
        self._note = database.compile(NOTE)
        self._late = database.compile(LATE)
        self._one = database.compile(ONE)
        self._codes = database.compile(CODES)
        self._sweeper = Sweeper(database, tenant, INCIDENTS)

    def note(self, incident: NotedIncident) -> bool:
        """Note *incident*; what is old goes a few at a time.

        Raises:
            StoreError: it could not be noted.
        """
        times = (micros(incident.at), micros(incident.at + KEPT))
        told = (*times, incident.code, incident.cause, incident.endpoint)
        with self._database.transaction():
            window = micros(incident.at - WINDOW)
            ((late,),) = self._database.rows(self._late, self._tenant, window, incident.code)
            if late >= MOST:
                return False
            self._sweeper.turn(incident.at)
            self._database.change(self._note, self._tenant, incident.reference, *told)
        return True

    def incident(self, reference: str, *, now: datetime) -> NotedIncident | None:
        """Return the one of *reference*."""
        rows = self._database.rows(self._one, self._tenant, reference, micros(now))
        if not rows:
            return None
        found, at, code, cause, endpoint = rows[0]
        return NotedIncident(
            reference=found, at=instant_of(at), code=code, cause=cause, endpoint=endpoint
        )

    def counted(self, since: datetime) -> Mapping[str, int]:
        """Return how many there are, by code."""
        rows = self._database.rows(self._codes, self._tenant, micros(since))
        return Counter(code for (code,) in rows)
