"""How often other machines ask, in memory."""

from datetime import datetime

from garbridge.stores.memory.database import MemoryDatabase


class MemoryCalls:
    """The reference of :class:`garbridge.ports.CallCounter`.

    Args:
        database: Where it is counted.
    """

    def __init__(self, database: MemoryDatabase) -> None:
        self._database = database

    def take(self, machine: str, calls: int, *, minute: datetime) -> int:
        """Count *calls* of *machine* in *minute*; return how many there are in it."""
        counted = self._database.upkeep.calls
        with self._database.transaction():
            before = counted.get(machine)
            number = calls + (before[1] if before is not None and before[0] == minute else 0)
            counted.put(machine, (minute, number))
        return number
