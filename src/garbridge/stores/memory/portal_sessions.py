"""Sessions of the portal that an upstream began, in memory."""

from collections.abc import Callable, Sequence
from datetime import datetime

from garbridge.core.identifiers import PersonId
from garbridge.errors import KeyInUseError
from garbridge.ports import PortalSession
from garbridge.stores.memory.database import MemoryDatabase


class MemoryPortalSessions:
    """The reference of :class:`garbridge.ports.PortalSessionStore`.

    Args:
        database: Where they are kept.
    """

    def __init__(self, database: MemoryDatabase) -> None:
        self._database = database

    def open(self, session: PortalSession, *, now: datetime) -> None:
        """Keep *session*, and forget those that had ended at *now*.

        Raises:
            KeyInUseError: what is there stays.
        """
        kept = self._database.sessions
        with self._database.transaction():
            for name, one in kept.all().items():
                if one.until <= now:
                    kept.drop(name)
            if kept.get(session.key) is not None:
                raise KeyInUseError
            kept.put(session.key, session)

    def find(self, key: str, *, now: datetime) -> PortalSession | None:
        """Return the session of *key*; ``None`` if unknown or ended at *now*."""
        with self._database.transaction():
            found = self._database.sessions.get(key)
        return found if found is not None and now < found.until else None

    def close(self, key: str) -> bool:
        """Forget the session of *key*; of many callers at once one is told ``True``."""
        with self._database.transaction():
            return self._database.sessions.drop(key) is not None

    def of_person(self, person: PersonId, *, now: datetime) -> Sequence[PortalSession]:
        """Return the sessions of *person*, by key."""
        return self._where(lambda one: one.person == person, now)

    def of_subject(self, subject: str, *, now: datetime) -> Sequence[PortalSession]:
        """Return the sessions of one account at the upstream, by key."""
        return self._where(lambda one: one.subject == subject, now)

    def of_index(self, index: str, *, now: datetime) -> Sequence[PortalSession]:
        """Return the sessions that one session of the upstream began, by key."""
        return self._where(lambda one: bool(index) and one.index == index, now)

    def _where(
        self, fits: Callable[[PortalSession], bool], now: datetime
    ) -> Sequence[PortalSession]:
        with self._database.transaction():
            kept = self._database.sessions.all().values()
        found = [one for one in kept if fits(one) and now < one.until]
        return sorted(found, key=lambda one: one.key)
