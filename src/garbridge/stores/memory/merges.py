"""What merges brought over, in memory."""

from collections.abc import Sequence
from datetime import datetime

from garbridge.core.identifiers import OperationId
from garbridge.core.merges import Brought
from garbridge.core.operations import UNDO_WINDOW
from garbridge.stores.memory.database import MemoryDatabase


class MemoryMerges:
    """The reference of :class:`garbridge.ports.MergeStore`.

    Args:
        database: Where it is kept.
    """

    def __init__(self, database: MemoryDatabase) -> None:
        self._database = database
        self._kept = database.upkeep.merges

    def note(self, operation: OperationId, brought: Sequence[Brought], *, at: datetime) -> None:
        """Keep what *operation* brought over, and forget what is old."""
        with self._database.transaction():
            self.expire(now=at)
            self._kept.put(operation, (at, tuple(brought)))

    def brought(self, operation: OperationId, *, now: datetime) -> Sequence[Brought]:
        """Return what *operation* brought over."""
        found = self._kept.get(operation)
        return () if found is None or found[0] + UNDO_WINDOW <= now else found[1]

    def claim(self, operation: OperationId, *, now: datetime) -> Sequence[Brought]:
        """Return it: the transaction itself lets nobody else in."""
        return self.brought(operation, now=now)

    def forget(self, operation: OperationId) -> None:
        """Forget it."""
        with self._database.transaction():
            self._kept.drop(operation)

    def expire(self, *, now: datetime) -> None:
        """Forget what nobody can undo any more."""
        with self._database.transaction():
            for name, (at, _) in self._kept.all().items():
                if at + UNDO_WINDOW <= now:
                    self._kept.drop(name)
