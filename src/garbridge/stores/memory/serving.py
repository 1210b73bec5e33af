"""Up to where rules were served, in memory."""

from collections.abc import Sequence

from garbridge.core.identifiers import SchoolId
from garbridge.ports import Served
from garbridge.stores.memory.database import MemoryDatabase


class MemoryServingLog:
    """The reference of :class:`garbridge.ports.ServingLog`.

    Args:
        database: Where it is kept.
    """

    def __init__(self, database: MemoryDatabase) -> None:
        self._database = database

    def served(self, school: SchoolId) -> Served:
        """Return up to where *school* was served."""
        return self._database.served.get(school) or Served()

    def note(self, school: SchoolId, *, seen: int, digest: str) -> None:
        """Remember that *school* was served; changes counted meanwhile stay to be seen."""
        with self._database.transaction():
            changes = max(self.served(school).changes, seen)
            self._database.served.put(school, Served(changes, seen, digest))

    def count_changes(self, schools: Sequence[SchoolId]) -> None:
        """Count a change of the people of each of *schools*, as an import does."""
        with self._database.transaction():
            for school in schools:
                before = self.served(school)
                self._database.served.put(school, before._replace(changes=before.changes + 1))
