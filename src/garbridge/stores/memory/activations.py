"""Activations in memory."""

from collections.abc import Sequence
from itertools import count

from garbridge.core.activations import Activation
from garbridge.core.identifiers import ResourceId, SchoolId
from garbridge.stores.memory.database import MemoryDatabase


class MemoryActivations:
    """The reference of :class:`garbridge.ports.ActivationStore`.

    Args:
        database: Where they are kept.
    """

    def __init__(self, database: MemoryDatabase) -> None:
        self._database = database
        self._numbers = count()

    def note(self, activation: Activation) -> None:
        """Store *activation*, which holds from now on."""
        with self._database.transaction():
            self._database.resources.activations.put(next(self._numbers), activation)

    def latest(self, school: SchoolId, resource: ResourceId) -> Activation | None:
        """Return the last word on *resource* at *school*; ``None`` where there is none."""
        return next((one for one in self.words(school) if one.resource == resource), None)

    def words(self, school: SchoolId) -> Sequence[Activation]:
        """Return every word on every resource of *school*, the last one first."""
        with self._database.transaction():
            words = self._database.resources.activations.all()
        return [
            words[number]
            for number in sorted(words, reverse=True)
            if words[number].school == school
        ]
