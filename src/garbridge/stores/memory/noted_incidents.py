"""What people were shown that never became a launch, in memory."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime

from garbridge.core.noted_incidents import KEPT, MOST, WINDOW, NotedIncident
from garbridge.stores.memory.database import MemoryDatabase


class MemoryIncidentLog:
    """The reference of :class:`garbridge.ports.IncidentLog`.

    Args:
        database: Where they are kept.
    """

    def __init__(self, database: MemoryDatabase) -> None:
        self._database = database
        self._noted = database.upkeep.incidents

    def note(self, incident: NotedIncident) -> bool:
        """Note *incident*, and forget what is old."""
        with self._database.transaction():
            for reference, one in self._noted.all().items():
                if one.at <= incident.at - KEPT:
                    self._noted.drop(reference)
            late = (one for one in self._noted.all().values() if one.at > incident.at - WINDOW)
            if sum(one.code == incident.code for one in late) >= MOST:
                return False
            self._noted.put(incident.reference, incident)
        return True

    def incident(self, reference: str, *, now: datetime) -> NotedIncident | None:
        """Return the one of *reference*."""
        with self._database.transaction():
            found = self._noted.get(reference)
        return None if found is None or found.at <= now - KEPT else found

    def counted(self, since: datetime) -> Mapping[str, int]:
        """Return how many there are, by code."""
        with self._database.transaction():
            found = self._noted.all().values()
        return Counter(one.code for one in found if one.at >= since)
