"""Session participants: where people are signed in until they log out."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import bindparam, delete, select

from garbridge.core.identifiers import PersonId, TenantId
from garbridge.errors import KeyInUseError
from garbridge.ports import SessionEntry
from garbridge.stores.sql.database import Database
from garbridge.stores.sql.rows import instant_of, micros
from garbridge.stores.sql.schema import participant
from garbridge.stores.sql.statements import HotStatement, insert_if_absent
from garbridge.stores.sql.sweeping import PARTICIPANTS, Sweeper

_theirs = (
    participant.c.tenant == bindparam("tenant"),
    participant.c.person == bindparam("person"),
)

JOIN: Final = insert_if_absent(participant)
ENTRIES: Final = HotStatement(
    ["tenant", "person"],
    select(participant.c.until, participant.c.key, participant.c.session, participant.c.body).where(
        *_theirs
    ),
)
"""Without a condition on the end: somebody has few, and SQLite would go through everybody's."""
LEAVE: Final = HotStatement(
    ["tenant", "person", "key"],
    delete(participant).where(*_theirs, participant.c.key == bindparam("key")),
    writes=True,
)


class SqlParticipants:
    """Session participants of one tenant.

    Args:
        database: Where the table is.
        tenant: Whose sessions.
    """

    def __init__(self, database: Database, tenant: TenantId) -> None:
        self._database = database
        self._tenant = tenant
        self._join = database.compile(JOIN)
        self._entries = database.compile(ENTRIES)
        self._leave = database.compile(LEAVE)
        self._sweeper = Sweeper(database, tenant, PARTICIPANTS)

    def join(self, entry: SessionEntry, *, now: datetime) -> None:
        """Keep *entry*; *now* tells what else has ended.

        Raises:
            KeyInUseError: what is there stays.
        """
        key = (self._tenant, entry.person, entry.key)
        with self._database.transaction():
            row = (entry.session, entry.body, micros(entry.until))
            if not self._database.change(self._join, *key, *row):
                raise KeyInUseError
            self._sweeper.turn(now)

    def entries(self, person: PersonId, *, now: datetime) -> Sequence[SessionEntry]:
        """Return what is kept of *person* at *now*, the oldest end first."""
        rows = self._database.rows(self._entries, self._tenant, person)
        return [
            SessionEntry(
                key=key, person=person, session=session, body=bytes(body), until=instant_of(until)
            )
            for until, key, session, body in sorted(rows)
            if until > micros(now)
        ]

    def leave(self, person: PersonId, key: str) -> bool:
        """Forget one entry; of many callers at once one is told ``True``."""
        return bool(self._database.change(self._leave, self._tenant, person, key))
