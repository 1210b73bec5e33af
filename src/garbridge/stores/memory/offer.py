"""The last good catalogue of the GAR, in memory."""

from collections.abc import Sequence

from garbridge.core.national import PublicResource
from garbridge.core.offer import OfferStanding
from garbridge.stores.memory.database import MemoryDatabase


class MemoryOffer:
    """The reference of :class:`garbridge.ports.OfferStore`.

    Args:
        database: Where everything is kept.
    """

    def __init__(self, database: MemoryDatabase) -> None:
        self._database = database
        self._rows = database.resources.offer

    def standing(self) -> OfferStanding | None:
        """Return which one is kept."""
        with self._database.transaction():
            kept = self._rows.get(None)
        return None if kept is None else kept[0]

    def resources(self) -> Sequence[PublicResource]:
        """Return everything in it, by identifier."""
        with self._database.transaction():
            kept = self._rows.get(None)
        return () if kept is None else kept[1]

    def replace(self, resources: Sequence[PublicResource], standing: OfferStanding) -> None:
        """Let *resources* take the place of everything that was kept."""
        with self._database.transaction():
            self._rows.put(None, (standing, tuple(sorted(resources, key=lambda one: one.id))))

    def note(self, standing: OfferStanding) -> None:
        """Keep *standing* for the same resources."""
        with self._database.transaction():
            self._rows.put(None, (standing, self.resources()))
