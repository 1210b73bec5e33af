"""What people marked in the médiacentre and opened there lately, in memory."""

from collections.abc import Mapping
from datetime import datetime

from garbridge.core.identifiers import PersonId, ResourceId, SchoolId
from garbridge.core.marks import Mark, Marks, latest_first, too_many
from garbridge.stores.memory.database import MemoryDatabase, MemoryTable, OwnPlace


class MemoryMarks:
    """The reference of :class:`garbridge.ports.MarkStore`.

    Args:
        database: Where they are kept.
    """

    def __init__(self, database: MemoryDatabase) -> None:
        self._database = database
        self._tables = database.resources.marks

    def marks(self, person: PersonId, *, since: datetime) -> Marks:
        """Return what *person* marked, and what they opened at *since* or later."""
        with self._database.transaction():
            opened = _of(self._tables.opened, person).values()
            return Marks(
                latest_first(_of(self._tables.favourites, person).values()),
                latest_first([one for one in opened if one.at >= since]),
                self._tables.silent.get(person) is None,
            )

    def add_favourite(self, person: PersonId, mark: Mark, *, most: int) -> bool:
        """Mark a resource, unless *most* others are marked."""
        with self._database.transaction():
            others = _of(self._tables.favourites, person).keys() - {(person, *mark.place)}
            if len(others) >= most:
                return False
            self._tables.favourites.put((person, *mark.place), mark)
            return True

    def remove_favourite(self, person: PersonId, school: SchoolId, resource: ResourceId) -> None:
        """Remove the mark."""
        with self._database.transaction():
            self._tables.favourites.drop((person, school, resource))

    def note_opened(self, person: PersonId, mark: Mark, *, most: int) -> None:
        """Remember that *person* opened something, and forget the oldest."""
        opened = self._tables.opened
        with self._database.transaction():
            if self._tables.silent.get(person):
                return
            opened.put((person, *mark.place), mark)
            for old in too_many(list(_of(opened, person).values()), most):
                opened.drop((person, *old.place))

    def reassign(self, gone: PersonId, kept: PersonId) -> None:
        """Make the favourites of *gone* those of *kept*."""
        favourites, opened = self._tables.favourites, self._tables.opened
        with self._database.transaction():
            for key, mark in _of(favourites, gone).items():
                favourites.drop(key)
                if favourites.get((kept, *mark.place)) is None:
                    favourites.put((kept, *mark.place), mark)
            for key in _of(opened, gone):
                opened.drop(key)
            if self._tables.silent.drop(gone):
                self.remember(kept, wanted=False)

    def remember(self, person: PersonId, *, wanted: bool) -> None:
        """Keep whether what *person* opens is remembered."""
        with self._database.transaction():
            if wanted:
                self._tables.silent.drop(person)
                return
            self._tables.silent.put(person, person)
            for key in _of(self._tables.opened, person):
                self._tables.opened.drop(key)


def _of(table: MemoryTable[OwnPlace, Mark], person: PersonId) -> Mapping[OwnPlace, Mark]:
    return {key: mark for key, mark in table.all().items() if key[0] == person}
