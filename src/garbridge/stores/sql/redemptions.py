"""What became of tickets: events of their own beside the launches they name."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import bindparam, insert, select

from garbridge.core.identifiers import TenantId
from garbridge.ports import Redemption
from garbridge.stores.sql.database import Database
from garbridge.stores.sql.rows import attributes_of, instant_of, micros
from garbridge.stores.sql.schema import redemption
from garbridge.stores.sql.statements import HotStatement

NOTE: Final = HotStatement(
    ["tenant", "launch", "attributes", "fault", "at"],
    insert(redemption).inline(),
    writes=True,
)
REDEMPTIONS: Final = HotStatement(
    ["tenant", "limit"],
    select(redemption.c.launch, redemption.c.attributes, redemption.c.fault, redemption.c.at)
    .where(redemption.c.tenant == bindparam("tenant"))
    .order_by(redemption.c.at.desc(), redemption.c.id.desc())
    .limit(bindparam("limit")),
)


class SqlRedemptions:
    """Redemptions of one tenant.

    Args:
        database: Where the table is.
        tenant: Whose tickets.
    """

    def __init__(self, database: Database, tenant: TenantId) -> None:
        self._database = database
        self._tenant = tenant
        self._note = database.compile(NOTE)
        self._redemptions = database.compile(REDEMPTIONS)

    def note(self, redemption: Redemption) -> None:
        """Store *redemption*."""
        self._database.change(
            self._note,
            *(self._tenant, redemption.launch, ",".join(redemption.attributes)),
            *(redemption.fault, micros(redemption.at)),
        )

    def redemptions(self, *, limit: int) -> Sequence[Redemption]:
        """Return the latest redemptions, newest first."""
        rows = self._database.rows(self._redemptions, self._tenant, limit)
        return [
            Redemption(launch=of, attributes=attributes_of(names), fault=fault, at=instant_of(at))
            for of, names, fault, at in rows
        ]
