"""The rolls of schools, in memory."""

from garbridge.core.identifiers import SchoolId
from garbridge.core.rolls import Roll
from garbridge.stores.memory.database import MemoryDatabase


class MemoryRolls:
    """The reference of :class:`garbridge.ports.RollStore`.

    Args:
        database: Where they are kept.
    """

    def __init__(self, database: MemoryDatabase) -> None:
        self._database = database

    def roll(self, school: SchoolId) -> Roll:
        """Return the roll of *school*."""
        with self._database.transaction():
            return self._database.rolls.get(school) or {}

    def write(self, school: SchoolId, roll: Roll) -> None:
        """Replace the roll of *school*."""
        with self._database.transaction():
            self._database.rolls.put(school, dict(roll))
