"""How often other machines ask, in SQL: one statement for each time it is counted."""

from datetime import datetime
from typing import Final

from sqlalchemy import case
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.expression import ClauseElement

from garbridge.core.identifiers import TenantId
from garbridge.stores.sql.database import Database
from garbridge.stores.sql.rows import micros
from garbridge.stores.sql.schema import call
from garbridge.stores.sql.statements import HotStatement


def _take(database: str) -> ClauseElement:
    insert = (sqlite.insert if database == "sqlite" else postgresql.insert)(call)
    given = insert.excluded
    counted = case((call.c.minute == given.minute, call.c.calls + given.calls), else_=given.calls)
    return insert.on_conflict_do_update(
        index_elements=[call.c.tenant, call.c.machine],
        set_={"minute": given.minute, "calls": counted},
    ).returning(call.c.calls)


TAKE: Final = HotStatement(["tenant", "machine", "minute", "calls"], _take, writes=True)


class SqlCalls:
    """The calls of one tenant's machines.

    Args:
        database: Where the table is.
        tenant: Whose.
    """

    def __init__(self, database: Database, tenant: TenantId) -> None:
        self._database = database
        self._tenant = tenant
        self._take = database.compile(TAKE)

    def take(self, machine: str, calls: int, *, minute: datetime) -> int:
        """Count *calls* of *machine* in *minute*; return how many there are in it."""
        row = (self._tenant, machine, micros(minute), calls)
        ((number,),) = self._database.rows(self._take, *row)
        return int(number)
