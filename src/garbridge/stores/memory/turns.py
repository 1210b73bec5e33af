"""The turn from one pairwise key to the next, in memory."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from garbridge.core.identifiers import PersonId, ProviderId
from garbridge.core.rotation import KeyRole, Turn
from garbridge.errors import StoreError
from garbridge.stores.memory.database import MemoryDatabase


class MemoryTurns:
    """The reference of :class:`garbridge.ports.TurnStore`.

    Args:
        database: Where they are kept.
    """

    def __init__(self, database: MemoryDatabase) -> None:
        self._database = database

    def keys(self) -> Mapping[str, KeyRole]:
        """Return every key that ever was at home, or is to be."""
        with self._database.transaction():
            return self._database.naming.pairwise_keys.all()

    def mark(self, check: str, role: KeyRole, *, at: datetime) -> None:
        """Give a key its role; where one comes home, the one before retires."""
        del at
        keys = self._database.naming.pairwise_keys
        with self._database.transaction():
            if role is KeyRole.HOME:
                for other, was in keys.all().items():
                    if was is KeyRole.HOME:
                        keys.put(other, KeyRole.RETIRED)
            keys.put(check, role)

    def mark_first(self, check: str, *, at: datetime) -> None:
        """Bring the first key home; nothing happens where there is one."""
        with self._database.transaction():
            if KeyRole.HOME not in self.keys().values():
                self.mark(check, KeyRole.HOME, at=at)

    def turns(self) -> Mapping[ProviderId, Turn]:
        """Return where each sector is that ever began."""
        with self._database.transaction():
            return self._database.naming.turns.all()

    def claim(self) -> Mapping[ProviderId, Turn]:
        """Return the same: the transaction holds the lock of everything."""
        return self.turns()

    def write(self, turn: Turn) -> None:
        """Keep *turn* in place of an earlier one of its sector."""
        with self._database.transaction():
            self._database.naming.turns.put(turn.sector, turn)

    def told(self, sector: ProviderId) -> frozenset[PersonId]:
        """Return about whom the provider was told in the turn that is under way."""
        with self._database.transaction():
            rows = self._database.naming.turns_told.all()
        return frozenset(person for where, person in rows if where == sector)

    def tell(self, sector: ProviderId, people: Iterable[PersonId]) -> None:
        """Note that the provider was told about *people*.

        Raises:
            StoreError: it was told about one of them before; nothing was written.
        """
        with self._database.transaction():
            for person in people:
                if self._database.naming.turns_told.get((sector, person)):
                    raise StoreError("somebody was told about before")
                self._database.naming.turns_told.put((sector, person), True)  # noqa: FBT003  # a row

    def untell(self, sector: ProviderId, person: PersonId | None) -> None:
        """Forget that it was told about *person*, or with ``None`` about anybody."""
        with self._database.transaction():
            for one in self.told(sector) if person is None else (person,):
                self._database.naming.turns_told.drop((sector, one))

    def forget(self, person: PersonId) -> None:
        """Remove what names *person*."""
        with self._database.transaction():
            for sector, one in self._database.naming.turns_told.all():
                if one == person:
                    self._database.naming.turns_told.drop((sector, one))
