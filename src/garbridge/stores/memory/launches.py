"""What a launch leaves, in memory: clicks, one-time entries, the journal.  All are bounded."""

from collections.abc import Sequence
from datetime import datetime
from itertools import count
from typing import Final, TypeVar

from garbridge.core.identifiers import PersonId, ProviderId
from garbridge.errors import KeyInUseError, ReplayError
from garbridge.ports import (
    LaunchRecord,
    OneTimeClaim,
    OneTimeEntry,
    PendingLaunch,
    Redemption,
    SessionId,
)
from garbridge.stores.memory.database import Kept, MemoryDatabase, MemoryTable
from garbridge.stores.skew import SKEW

Event = TypeVar("Event", LaunchRecord, Redemption)

KEPT_RECORDS: Final = 10_000
"""Events the journal keeps: the latest."""


class MemoryPendingLaunches:
    """The reference of :class:`garbridge.ports.PendingLaunches`.

    Args:
        database: Where they are kept.
    """

    def __init__(self, database: MemoryDatabase) -> None:
        self._database = database

    def remember(self, pending: PendingLaunch) -> None:
        """Keep *pending* in place of an earlier one of the same session and provider."""
        with self._database.transaction():
            self._database.pending.put((pending.session, pending.provider), pending)

    def recall(
        self, session: SessionId, provider: ProviderId, *, now: datetime
    ) -> PendingLaunch | None:
        """Return the click that still waits at *now*, without removing it."""
        with self._database.transaction():
            pending = self._database.pending.get((session, provider))
        return pending if pending is not None and now < pending.until else None

    def forget(self, session: SessionId, provider: ProviderId) -> None:
        """Drop it; nothing happens when there is none."""
        with self._database.transaction():
            self._database.pending.drop((session, provider))


class MemoryOneTimeStore:
    """The reference of :class:`garbridge.ports.OneTimeStore`.

    Args:
        database: Where they are kept.
    """

    def __init__(self, database: MemoryDatabase) -> None:
        self._database = database

    def keep(self, entry: OneTimeEntry, *, now: datetime) -> None:
        """Store *entry*, and forget those that had ended at *now*.

        Raises:
            KeyInUseError: what is there stays.
        """
        with self._database.transaction():
            _sweep(self._database, now)
            keep(self._database, entry)

    def peek(self, key: str, *, now: datetime) -> bytes | None:
        """Return the body without redeeming it; ``None`` if unknown, used or ended at *now*."""
        with self._database.transaction():
            kept = self._database.once.get(key)
        return kept.body if kept is not None and now < kept.until else None

    def redeem(self, key: str, *, now: datetime, leave: OneTimeEntry | None = None) -> bytes | None:
        """Return the body and forget it: of many callers at once one succeeds."""
        with self._database.transaction():
            kept = self._database.once.get(key)
            if kept is None or kept.body is None:
                return None
            self._database.once.drop(key)
            if kept.until <= now:
                return None
            if leave is not None and self._database.once.get(leave.key) is None:
                keep(self._database, leave)
        return kept.body


class MemoryJournal:
    """The reference of :class:`garbridge.ports.LaunchJournal`.

    Args:
        database: Where the records are kept.
    """

    def __init__(self, database: MemoryDatabase) -> None:
        self._database = database
        self._numbers = count(1)

    def commit(
        self,
        record: LaunchRecord,
        entries: Sequence[OneTimeEntry] = (),
        once: OneTimeClaim | None = None,
    ) -> None:
        """Store *record* and *entries* and claim *once*, all or nothing.

        Raises:
            ReplayError: *once* was claimed before; nothing was stored.
            StoreError: nothing was stored.
        """
        database = self._database
        with database.transaction():
            _sweep(database, record.at)
            if once is not None:
                if database.once.get(once.key) is not None:
                    raise ReplayError("the message was acted on before")
                database.once.put(once.key, Kept(None, once.until))
            for entry in entries:
                keep(database, entry)
            number = next(self._numbers)
            database.records.put(number, record)
            database.records.drop(number - KEPT_RECORDS)

    def records(self, *, limit: int) -> Sequence[LaunchRecord]:
        """Return the latest records, newest first."""
        with self._database.transaction():
            return _latest(self._database.records, limit)

    def providers(self, person: PersonId) -> frozenset[ProviderId]:
        """Return the providers that *person* was ever let through to."""
        with self._database.transaction():
            records = self._database.records.all().values()
        return frozenset(
            record.provider
            for record in records
            if record.person == person and record.provider is not None and record.refusal is None
        )

    def people(self, provider: ProviderId | None) -> frozenset[PersonId]:
        """Return those who were ever let through to *provider*; ``None`` is to any of them."""
        with self._database.transaction():
            records = self._database.records.all().values()
        return frozenset(
            record.person
            for record in records
            if record.person
            and provider in {None, record.provider}
            and record.resource is not None
            and record.refusal is None
        )

    def launches(self, person: PersonId) -> Sequence[LaunchRecord]:
        """Return every record of *person*, oldest first."""
        with self._database.transaction():
            numbered = self._database.records.all().items()
        theirs = [(one.at, number, one) for number, one in numbered if one.person == person]
        return [record for *_, record in sorted(theirs, key=lambda one: one[:2])]

    def of_reference(self, reference: str) -> LaunchRecord | None:
        """Return the latest record of *reference*."""
        with self._database.transaction():
            numbered = self._database.records.all().items()
        found = [(one.at, number, one) for number, one in numbered if one.reference == reference]
        return max(found, key=lambda one: one[:2])[2] if found else None


class MemoryRedemptions:
    """The reference of :class:`garbridge.ports.RedemptionJournal`.

    Args:
        database: Where they are kept.
    """

    def __init__(self, database: MemoryDatabase) -> None:
        self._database = database
        self._numbers = count()

    def note(self, redemption: Redemption) -> None:
        """Store *redemption*."""
        database = self._database
        with database.transaction():
            number = next(self._numbers)
            database.redemptions.put(number, redemption)
            database.redemptions.drop(number - KEPT_RECORDS)

    def redemptions(self, *, limit: int) -> Sequence[Redemption]:
        """Return the latest redemptions, newest first."""
        with self._database.transaction():
            return _latest(self._database.redemptions, limit)


def _latest(table: MemoryTable[int, Event], limit: int) -> list[Event]:
    """Return the latest events, newest first; at one instant the one noted last."""
    numbered = table.all().items()
    latest = sorted(numbered, key=lambda item: (item[1].at, item[0]), reverse=True)
    return [event for _, event in latest[:limit]]


def _sweep(database: MemoryDatabase, now: datetime) -> None:
    at = now - SKEW
    for key, kept in database.once.all().items():
        if kept.until <= at:
            database.once.drop(key)
    for click, pending in database.pending.all().items():
        if pending.until <= at:
            database.pending.drop(click)


def keep(database: MemoryDatabase, entry: OneTimeEntry) -> None:
    """Store *entry* under a key that nobody has used.

    Raises:
        KeyInUseError: the key is in use.
    """
    if database.once.get(entry.key) is not None:
        raise KeyInUseError
    database.once.put(entry.key, Kept(entry.body, entry.until))
