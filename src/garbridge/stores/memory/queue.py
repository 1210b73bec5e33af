"""The queue of arrivals and departures, and who is told of it, in memory."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from itertools import count

from garbridge.core.identifiers import PersonId, SchoolId
from garbridge.core.permissions import Actor
from garbridge.core.queue import Entry, EntryState, Notification
from garbridge.stores.memory.database import MemoryDatabase


class MemoryQueue:
    """The reference of :class:`garbridge.ports.QueueStore`.

    Args:
        database: Where it is kept.
    """

    def __init__(self, database: MemoryDatabase) -> None:
        self._database = database
        self._numbers = count(1)

    def add(self, entries: Sequence[Entry]) -> None:
        """Keep *entries*, each under a new number, all or nothing."""
        with self._database.transaction():
            for entry in entries:
                number = next(self._numbers)
                self._database.queue.put(number, replace(entry, number=number))

    def waiting(self, school: SchoolId) -> Sequence[Entry]:
        """Return the open entries of *school*, in the order in which they came."""
        return [one for one in self._at(school) if one.state is EntryState.OPEN]

    def of_person(self, school: SchoolId, person: PersonId) -> Sequence[Entry]:
        """Return all entries about *person* at *school*, oldest first."""
        return [one for one in self._at(school) if one.person == person]

    def told_by(self, person: PersonId) -> Sequence[Entry]:
        """Return all entries that *person* told, at any school, oldest first."""
        with self._database.transaction():
            found = sorted(self._database.queue.all().items())
        return [entry for _, entry in found if entry.told_by == person]

    def reassign(self, school: SchoolId, person: PersonId, to: PersonId) -> None:
        """Let the open entries about *person* at *school* be about *to*."""
        with self._database.transaction():
            for entry in self.waiting(school):
                if entry.person == person:
                    self._database.queue.put(entry.number, replace(entry, person=to))

    def hand_back(self, school: SchoolId, number: int, person: PersonId, to: PersonId) -> bool:
        """Let an open entry that is about *person* be about *to*."""
        with self._database.transaction():
            found = next((one for one in self.waiting(school) if one.number == number), None)
            if found is None or found.person != person:
                return False
            self._database.queue.put(number, replace(found, person=to))
        return True

    def reopen(self, school: SchoolId, number: int, *, by: Actor, at: datetime) -> bool:
        """Open an entry again that *by* accepted at *at*."""
        accepted = (EntryState.ACCEPTED, by.text, at)
        with self._database.transaction():
            found = next((one for one in self._at(school) if one.number == number), None)
            if found is None or (found.state, found.decided_by, found.decided_at) != accepted:
                return False
            again = replace(found, state=EntryState.OPEN, decided_by=None, decided_at=None)
            self._database.queue.put(number, again)
        return True

    def decide(
        self, school: SchoolId, number: int, state: EntryState, *, by: Actor, at: datetime
    ) -> bool:
        """Close an open entry: of many callers at once one succeeds."""
        with self._database.transaction():
            found = next((one for one in self._at(school) if one.number == number), None)
            if found is None or found.state is not EntryState.OPEN:
                return False
            closed = replace(found, state=state, decided_by=by.text, decided_at=at)
            self._database.queue.put(number, closed)
        return True

    def _at(self, school: SchoolId) -> list[Entry]:
        with self._database.transaction():
            found = sorted(self._database.queue.all().items())
        return [entry for _, entry in found if entry.school == school]


class MemoryNotifications:
    """The reference of :class:`garbridge.ports.NotificationLog`.

    Args:
        database: Where they are kept.
    """

    def __init__(self, database: MemoryDatabase) -> None:
        self._database = database
        self._numbers = count()

    def tell(self, notification: Notification) -> None:
        """Keep it."""
        with self._database.transaction():
            self._database.notifications.put(next(self._numbers), notification)

    def latest(self, *, limit: int) -> Sequence[Notification]:
        """Return what was told last, newest first."""
        with self._database.transaction():
            found = sorted(self._database.notifications.all().items(), reverse=True)
        return [one for _, one in found][:limit]
