"""Tickets, codes and handles, and the identifiers of messages that were seen: one name space.

A key is used once, whatever for: a row with a body is an entry, one without is a message that
was acted on.
"""

from datetime import datetime
from typing import Final

from sqlalchemy import bindparam, delete, select

from garbridge.core.identifiers import TenantId
from garbridge.errors import KeyInUseError
from garbridge.ports import OneTimeEntry
from garbridge.stores.sql.database import Database
from garbridge.stores.sql.rows import micros
from garbridge.stores.sql.schema import once
from garbridge.stores.sql.statements import HotStatement, insert_if_absent
from garbridge.stores.sql.sweeping import Sweeper

_entry = (
    once.c.tenant == bindparam("tenant"),
    once.c.key == bindparam("key"),
    once.c.body.is_not(None),
)

KEEP: Final = insert_if_absent(once)
PEEK: Final = HotStatement(
    ["tenant", "key", "now"],
    select(once.c.body).where(*_entry, once.c.until > bindparam("now")),
)
REDEEM: Final = HotStatement(
    ["tenant", "key"],
    delete(once).where(*_entry).returning(once.c.body, once.c.until),
    writes=True,
)


class SqlOneTimeStore:
    """One-time entries of one tenant.

    Args:
        database: Where the table is.
        tenant: Whose entries.
    """

    def __init__(self, database: Database, tenant: TenantId) -> None:
        self._database = database
        self._tenant = tenant
        self._keep = database.compile(KEEP)
        self._peek = database.compile(PEEK)
        self._redeem = database.compile(REDEEM)
        self._sweeper = Sweeper(database, tenant)

    def keep(self, entry: OneTimeEntry, *, now: datetime) -> None:
        """Store *entry*; *now* tells what else has ended.

        Raises:
            KeyInUseError: what is there stays.
        """
        row = (self._tenant, entry.key, entry.body, micros(entry.until))
        with self._database.transaction():
            if not self._database.change(self._keep, *row):
                raise KeyInUseError
            self._sweeper.turn(now)

    def peek(self, key: str, *, now: datetime) -> bytes | None:
        """Return the body without redeeming it; ``None`` if unknown, used or ended at *now*."""
        rows = self._database.rows(self._peek, self._tenant, key, micros(now))
        return bytes(rows[0][0]) if rows else None

    def redeem(self, key: str, *, now: datetime, leave: OneTimeEntry | None = None) -> bytes | None:
        """Return the body and forget it in one statement: of many callers at once one succeeds."""
        if leave is not None:
            return self._exchanged(key, leave, now)
        for body, until in self._database.rows(self._redeem, self._tenant, key):
            return bytes(body) if micros(now) < until else None
        return None

    def _exchanged(self, key: str, leave: OneTimeEntry, now: datetime) -> bytes | None:
        with self._database.transaction():
            body = self.redeem(key, now=now)
            if body is not None:
                row = (self._tenant, leave.key, leave.body, micros(leave.until))
                self._database.change(self._keep, *row)
                self._sweeper.turn(now)
        return body
