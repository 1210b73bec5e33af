"""What is counted for a monitor, in memory."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime

from garbridge.core.measures import LaunchKind
from garbridge.stores.memory.database import MemoryDatabase


class MemoryMeasures:
    """The reference of :class:`garbridge.ports.MeasureStore`.

    Args:
        database: Where everything is kept.
    """

    def __init__(self, database: MemoryDatabase) -> None:
        self._database = database

    def launches(self, since: datetime) -> Mapping[LaunchKind, int]:
        """Return how many launches ended at *since* or later."""
        with self._database.transaction():
            found = self._database.records.all().values()
        recent = (one for one in found if one.at >= since)
        return Counter((one.provider, one.protocol, one.refusal) for one in recent)

    def redemptions(self, since: datetime) -> Mapping[str, int]:
        """Return how many tickets and codes were handed in at *since* or later."""
        with self._database.transaction():
            found = self._database.redemptions.all().values()
        return Counter(one.fault or "" for one in found if one.at >= since)

    def seats(self) -> int:
        """Return how many licences somebody holds."""
        with self._database.transaction():
            return len(self._database.seats.all())
