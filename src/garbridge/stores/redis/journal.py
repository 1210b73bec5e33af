"""The end of a launch where Redis keeps what is used once, and SQL the record."""

from collections.abc import Sequence

from garbridge.core.identifiers import PersonId, ProviderId
from garbridge.errors import ReplayError, StoreError
from garbridge.ports import (
    LaunchRecord,
    LaunchRecords,
    OneTimeClaim,
    OneTimeEntry,
    Transaction,
)
from garbridge.stores.redis.onetime import RedisOneTimeStore


class RedisJournal:
    """A journal whose claims and entries are in Redis.

    Args:
        records: Keeps the records, and answers what is asked of them.
        transaction: That of *records*.
        one_time: Keeps the claims and entries.
    """

    def __init__(
        self, records: LaunchRecords, transaction: Transaction, one_time: RedisOneTimeStore
    ) -> None:
        self._records = records
        self._transaction = transaction
        self._one_time = one_time

    def commit(
        self,
        record: LaunchRecord,
        entries: Sequence[OneTimeEntry] = (),
        once: OneTimeClaim | None = None,
    ) -> None:
        """Store *record* and *entries* and claim *once*, all or nothing.

        The record is written first and committed last: what Redis refuses leaves none.

        Raises:
            ReplayError: *once* was claimed before; nothing was stored.
            StoreError: nothing was stored.
        """
        with self._transaction():
            self._records.commit(record)
            wanted: list[OneTimeClaim | OneTimeEntry] = [] if once is None else [once]
            wanted += entries
            taken = self._one_time.claim(wanted, now=record.at)
            if isinstance(taken, OneTimeClaim):
                raise ReplayError("the message was acted on before")
            if taken is not None:
                raise StoreError("a one-time entry has a key that is in use")

    def records(self, *, limit: int) -> Sequence[LaunchRecord]:
        """Return the latest records, newest first."""
        return self._records.records(limit=limit)

    def providers(self, person: PersonId) -> frozenset[ProviderId]:
        """Return the providers that *person* was ever let through to."""
        return self._records.providers(person)

    def people(self, provider: ProviderId | None) -> frozenset[PersonId]:
        """Return those who were ever let through to *provider*; ``None`` is to any of them."""
        return self._records.people(provider)

    def launches(self, person: PersonId) -> Sequence[LaunchRecord]:
        """Return every record of *person*, oldest first."""
        return self._records.launches(person)

    def of_reference(self, reference: str) -> LaunchRecord | None:
        """Return the latest record of *reference*."""
        return self._records.of_reference(reference)
