"""Leases of floating licences.

Whoever takes one holds the lock of the subscription until the end of the transaction: its row on
PostgreSQL, the write lock of the database on SQLite.  So nobody counts while another one takes.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import Integer, bindparam, case, func, literal_column, select

from garbridge.core.entitlements import LicenceKind
from garbridge.core.identifiers import PersonId, SchoolId, SubscriptionId, TenantId
from garbridge.core.leases import InUse, Lease, has_room
from garbridge.stores.sql.database import Database
from garbridge.stores.sql.ledger import LOCK
from garbridge.stores.sql.naming import NamedTable
from garbridge.stores.sql.rows import instant_of, micros, subscription_of
from garbridge.stores.sql.schema import lease as _lease
from garbridge.stores.sql.schema import subscription
from garbridge.stores.sql.statements import HotStatement, insert_or_replace
from garbridge.stores.sql.sweeping import LEASES, Sweeper

_one: Final = literal_column("1", Integer)
_no: Final = literal_column("0", Integer)

KEEP: Final = insert_or_replace(_lease)
RUNNING: Final = HotStatement(
    ["tenant", "school", "subscription", "now", "person"],
    select(
        func.count(),
        func.max(case((_lease.c.person == bindparam("person"), _one), else_=_no)),
        func.min(_lease.c.until),
    ).where(
        _lease.c.tenant == bindparam("tenant"),
        _lease.c.school == bindparam("school"),
        _lease.c.subscription == bindparam("subscription"),
        _lease.c.until > bindparam("now"),
    ),
)


class SqlLeases:
    """The leases of one tenant; those that ended are swept by those who take one.

    Args:
        database: Where the tables are.
        tenant: Whose schools.
    """

    def __init__(self, database: Database, tenant: TenantId) -> None:
        self._database = database
        self._tenant = tenant
        self._named = NamedTable(database, subscription, "subscription", LOCK)
        self._keep = database.compile(KEEP)
        self._running = database.compile(RUNNING)
        self._sweeper = Sweeper(database, tenant, LEASES)

    def take(self, lease: Lease, *, now: datetime) -> bool:
        """Keep *lease* if a licence is left for it, in place of an earlier one of that person."""
        with self._database.transaction():
            rows = self._named.lock(self._tenant, [lease.subscription])
            if not rows:
                return False
            bought = subscription_of(*rows[lease.subscription])
            if bought.school != lease.school:
                return False
            in_use = self._in_use(lease.school, lease.subscription, lease.person, now)
            if bought.kind is not LicenceKind.FLOATING or not has_room(bought, in_use):
                return False
            key = (self._tenant, lease.school, lease.subscription, lease.person)
            self._database.change(self._keep, *key, micros(lease.until))
            self._sweeper.turn(now)
        return True

    def running(
        self,
        school: SchoolId,
        subscriptions: Sequence[SubscriptionId],
        *,
        now: datetime,
        person: PersonId | None = None,
    ) -> Sequence[InUse]:
        """Return how much of each of *subscriptions* at *school* is in use at *now*."""
        return [self._in_use(school, name, person, now) for name in subscriptions]

    def _in_use(
        self, school: SchoolId, name: SubscriptionId, person: PersonId | None, now: datetime
    ) -> InUse:
        asked = (self._tenant, school, name, micros(now), person or "")
        ((count, mine, end),) = self._database.rows(self._running, *asked)
        return InUse(name, count, bool(mine), None if end is None else instant_of(end))
