"""One writer at a time where no row stands for what is read, judged and then written.

SQLite takes its write lock, of which there is one; PostgreSQL an advisory lock of the transaction,
under two numbers of the tenant and the thing.  Two that share both by chance wait, and no more.
"""

from typing import Final

from sqlalchemy import String, bindparam, func, select
from sqlalchemy.sql.expression import ClauseElement

from garbridge.core.identifiers import TenantId
from garbridge.stores.sql.database import Database
from garbridge.stores.sql.statements import HotStatement


def _claim(database: str) -> ClauseElement:
    tenant, thing = (bindparam(name, type_=String) for name in ("tenant", "thing"))
    if database == "sqlite":
        return select(tenant, thing)
    return select(func.pg_advisory_xact_lock(func.hashtext(tenant), func.hashtext(thing)))


CLAIM: Final = HotStatement(["tenant", "thing"], _claim, writes=True)


class Claims:
    """Claims of one sort of things of one tenant.

    Args:
        database: Where the things are.
        tenant: Whose.
        sort: Tells them from others.
    """

    def __init__(self, database: Database, tenant: TenantId, sort: str) -> None:
        self._database = database
        self._tenant = tenant
        self._sort = sort
        self._claim = database.compile(CLAIM)

    def take(self, name: str = "") -> None:
        """Inside a transaction: let whoever claims the same wait until its end.

        Raises:
            StoreError: somebody else held it for too long.
        """
        self._database.rows(self._claim, self._tenant, f"{self._sort} {name}")
