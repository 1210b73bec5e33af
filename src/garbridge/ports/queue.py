"""The ports of the queue of arrivals and departures, and of those who are told of it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from garbridge.core.identifiers import PersonId, SchoolId
from garbridge.core.permissions import Actor
from garbridge.core.queue import Entry, EntryState, Notification


class QueueStore(Protocol):
    """What waits at the schools of one tenant.

    The import of the directory writes what it finds in the transaction that applies it.
    """

    def add(self, entries: Sequence[Entry]) -> None:
        """Keep *entries*, each under a new number, all or nothing."""
        ...

    def waiting(self, school: SchoolId) -> Sequence[Entry]:
        """Return the open entries of *school*, in the order in which they came."""
        ...

    def of_person(self, school: SchoolId, person: PersonId) -> Sequence[Entry]:
        """Return all entries about *person* at *school*, whatever became of them, oldest first."""
        ...

    def told_by(self, person: PersonId) -> Sequence[Entry]:
        """Return all entries that *person* told, at any school, oldest first."""
        ...

    def reassign(self, school: SchoolId, person: PersonId, to: PersonId) -> None:
        """Let the open entries about *person* at *school* be about *to*."""
        ...

    def hand_back(self, school: SchoolId, number: int, person: PersonId, to: PersonId) -> bool:
        """Let the open entry *number* of *school*, which is about *person*, be about *to*.

        ``False`` where none is open under it there, or it is about somebody else by now.
        """
        ...

    def reopen(self, school: SchoolId, number: int, *, by: Actor, at: datetime) -> bool:
        """Open an entry again that *by* accepted at *at*; ``False`` where none was, or is no more.

        By whom and when is forgotten.
        """
        ...

    def decide(
        self, school: SchoolId, number: int, state: EntryState, *, by: Actor, at: datetime
    ) -> bool:
        """Close an open entry.

        ``False`` where there is none of that number at *school*, or it is closed: of many callers
        at once one succeeds.
        """
        ...


class Notifier(Protocol):
    """The portal's own way to tell somebody; the default keeps it to be listed."""

    def tell(self, notification: Notification) -> None:
        """Tell its recipient.  It may be told twice, and never not."""
        ...


class NotificationLog(Notifier, Protocol):
    """Keeps what people are to be told."""

    def latest(self, *, limit: int) -> Sequence[Notification]:
        """Return what was told last, newest first."""
        ...
