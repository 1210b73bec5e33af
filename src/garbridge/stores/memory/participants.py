"""Session participants in memory."""

from collections.abc import Sequence
from datetime import datetime

from garbridge.core.identifiers import PersonId
from garbridge.errors import KeyInUseError
from garbridge.ports import SessionEntry
from garbridge.stores.memory.database import MemoryDatabase


class MemoryParticipants:
    """The reference of :class:`garbridge.ports.ParticipantStore`.

    Args:
        database: Where they are kept.
    """

    def __init__(self, database: MemoryDatabase) -> None:
        self._database = database

    def join(self, entry: SessionEntry, *, now: datetime) -> None:
        """Keep *entry*, and forget those that had ended at *now*.

        Raises:
            KeyInUseError: what is there stays.
        """
        kept = self._database.participants
        with self._database.transaction():
            for name, one in kept.all().items():
                if one.until <= now:
                    kept.drop(name)
            if kept.get((entry.person, entry.key)) is not None:
                raise KeyInUseError
            kept.put((entry.person, entry.key), entry)

    def entries(self, person: PersonId, *, now: datetime) -> Sequence[SessionEntry]:
        """Return what is kept of *person* at *now*, the oldest end first."""
        with self._database.transaction():
            kept = self._database.participants.all().values()
        theirs = [one for one in kept if one.person == person and now < one.until]
        return sorted(theirs, key=lambda one: (one.until, one.key))

    def leave(self, person: PersonId, key: str) -> bool:
        """Forget one entry; of many callers at once one is told ``True``."""
        with self._database.transaction():
            there = self._database.participants.get((person, key)) is not None
            self._database.participants.drop((person, key))
        return there
