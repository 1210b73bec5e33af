"""Sessions of the portal that an upstream began: one is read in every request."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import bindparam, delete, select

from garbridge.core.identifiers import PersonId, TenantId
from garbridge.errors import KeyInUseError
from garbridge.ports import PortalSession
from garbridge.stores.sql.database import Database
from garbridge.stores.sql.rows import instant_of, micros
from garbridge.stores.sql.schema import portal_session
from garbridge.stores.sql.statements import CompiledStatement, HotStatement, insert_if_absent
from garbridge.stores.sql.sweeping import PORTAL_SESSIONS, Sweeper

_tenant = portal_session.c.tenant == bindparam("tenant")


def _by(name: str) -> HotStatement:
    """Return the sessions of one value of a column; somebody has few."""
    columns = [column for column in portal_session.c if column.name != "tenant"]
    return HotStatement(
        ["tenant", name],
        select(*columns).where(_tenant, portal_session.c[name] == bindparam(name)),
    )


OPEN: Final = insert_if_absent(portal_session)
FIND: Final = _by("key")
OF_PERSON: Final = _by("person")
OF_SUBJECT: Final = _by("subject")
OF_INDEX: Final = _by("index")
CLOSE: Final = HotStatement(
    ["tenant", "key"],
    delete(portal_session).where(_tenant, portal_session.c.key == bindparam("key")),
    writes=True,
)


class SqlPortalSessions:
    """The sessions of one tenant.

    Args:
        database: Where the table is.
        tenant: Whose sessions.
    """

    def __init__(self, database: Database, tenant: TenantId) -> None:
        self._database = database
        self._tenant = tenant
        self._open = database.compile(OPEN)
        self._find = database.compile(FIND)
        self._close = database.compile(CLOSE)
        self._of_person = database.compile(OF_PERSON)
        self._of_subject = database.compile(OF_SUBJECT)
        self._of_index = database.compile(OF_INDEX)
        self._sweeper = Sweeper(database, tenant, PORTAL_SESSIONS)

    def open(self, session: PortalSession, *, now: datetime) -> None:
        """Keep *session*; *now* tells what else has ended.

        Raises:
            KeyInUseError: what is there stays.
        """
        with self._database.transaction():
            row = (session.person, session.subject, session.index, session.body)
            key, until = (self._tenant, session.key), micros(session.until)
            if not self._database.change(self._open, *key, *row, until):
                raise KeyInUseError
            self._sweeper.turn(now)

    def find(self, key: str, *, now: datetime) -> PortalSession | None:
        """Return the session of *key*; ``None`` if unknown or ended at *now*."""
        return next(iter(self._sessions(self._find, key, now)), None)

    def close(self, key: str) -> bool:
        """Forget the session of *key*; of many callers at once one is told ``True``."""
        return bool(self._database.change(self._close, self._tenant, key))

    def of_person(self, person: PersonId, *, now: datetime) -> Sequence[PortalSession]:
        """Return the sessions of *person*, by key."""
        return self._sessions(self._of_person, person, now)

    def of_subject(self, subject: str, *, now: datetime) -> Sequence[PortalSession]:
        """Return the sessions of one account at the upstream, by key."""
        return self._sessions(self._of_subject, subject, now)

    def of_index(self, index: str, *, now: datetime) -> Sequence[PortalSession]:
        """Return the sessions that one session of the upstream began, by key."""
        return self._sessions(self._of_index, index, now) if index else []

    def _sessions(
        self, statement: CompiledStatement, value: str, now: datetime
    ) -> Sequence[PortalSession]:
        rows = self._database.rows(statement, self._tenant, value)
        return [
            PortalSession(
                key=key,
                person=PersonId(person),
                subject=subject,
                index=index,
                body=bytes(body),
                until=instant_of(until),
            )
            for key, person, subject, index, body, until in sorted(rows)
            if until > micros(now)
        ]
