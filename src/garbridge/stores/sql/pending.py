"""Clicks that wait for their sign-in request."""

from datetime import datetime
from typing import Final

from sqlalchemy import bindparam, delete, select

from garbridge.core.identifiers import PersonId, ProviderId, ResourceId, SchoolId, TenantId
from garbridge.ports import PendingLaunch, SessionId
from garbridge.stores.sql.database import Database
from garbridge.stores.sql.rows import instant_of, micros
from garbridge.stores.sql.schema import pending
from garbridge.stores.sql.statements import HotStatement, insert_or_replace

_one = (
    pending.c.tenant == bindparam("tenant"),
    pending.c.session == bindparam("session"),
    pending.c.provider == bindparam("provider"),
)

REMEMBER: Final = insert_or_replace(pending)
RECALL: Final = HotStatement(
    ["tenant", "session", "provider", "now"],
    select(pending.c.person, pending.c.resource, pending.c.school, pending.c.until).where(
        *_one, pending.c.until > bindparam("now")
    ),
)
FORGET: Final = HotStatement(
    ["tenant", "session", "provider"], delete(pending).where(*_one), writes=True
)


class SqlPendingLaunches:
    """Pending launches of one tenant; ended ones are swept by the journal.

    Args:
        database: Where the table is.
        tenant: Whose sessions.
    """

    def __init__(self, database: Database, tenant: TenantId) -> None:
        self._database = database
        self._tenant = tenant
        self._remember = database.compile(REMEMBER)
        self._recall = database.compile(RECALL)
        self._forget = database.compile(FORGET)

    def remember(self, pending: PendingLaunch) -> None:
        """Keep *pending* in place of an earlier one of the same session and provider."""
        self._database.change(
            self._remember,
            *(self._tenant, pending.session, pending.provider),
            *(pending.person, pending.resource, pending.school, micros(pending.until)),
        )

    def recall(
        self, session: SessionId, provider: ProviderId, *, now: datetime
    ) -> PendingLaunch | None:
        """Return the click that still waits at *now*, without removing it."""
        rows = self._database.rows(self._recall, self._tenant, session, provider, micros(now))
        if not rows:
            return None
        person, resource, school, until = rows[0]
        return PendingLaunch(
            session=session,
            person=PersonId(person),
            provider=provider,
            resource=ResourceId(resource),
            school=SchoolId(school),
            until=instant_of(until),
        )

    def forget(self, session: SessionId, provider: ProviderId) -> None:
        """Drop it; nothing happens when there is none."""
        self._database.change(self._forget, self._tenant, session, provider)
