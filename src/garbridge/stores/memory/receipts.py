"""The sealed ledger in memory."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from itertools import count

from garbridge.core.identifiers import PersonId
from garbridge.core.ledger_acts import LedgerAct
from garbridge.core.receipts import Checkpoint, Entry, PurgeMark
from garbridge.errors import StoreError
from garbridge.ports import Sealed, Unsealed, facts_of
from garbridge.stores.memory.database import MemoryDatabase


class MemoryReceipts:
    """The reference of :class:`garbridge.ports.ReceiptStore`.

    Args:
        database: Where they are kept, beside the launches themselves.
    """

    def __init__(self, database: MemoryDatabase) -> None:
        self._database = database
        self._numbers = count()

    @contextmanager
    def alone(self) -> Iterator[bool]:
        """Begin to seal, purge or erase; ``False``: another thread does."""
        lock = self._database.sealing
        mine = lock.acquire(blocking=False)
        try:
            yield mine
        finally:
            if mine:
                lock.release()

    def settled(self) -> int:
        """Return the last place: a transaction lets nobody else in."""
        with self._database.transaction():
            return max(self._database.records.all(), default=self._settled())

    def settle(self, place: int) -> None:
        """Remember *place*."""
        with self._database.transaction():
            self._database.settled.put("place", place)

    def unsealed(self, *, after: int, limit: int) -> Sequence[Unsealed]:
        """Return committed launches that are not sealed, by place."""
        with self._database.transaction():
            beyond = max(after, self._settled())
            there = {place for place, _ in self._database.receipts.all().values()}
            records = sorted(self._database.records.all().items())
            salts = self._database.salts.all()
        return [
            Unsealed(place, facts_of(one), one.person, salts.get(one.person))
            for place, one in records
            if place > beyond and place not in there
        ][:limit]

    def seal(
        self,
        checkpoint: Checkpoint,
        entries: Sequence[tuple[int, Entry]],
        salts: Mapping[PersonId, str],
    ) -> None:
        """Append *entries*, all or nothing.

        Raises:
            StoreError: nothing was written; a batch, number, place or salt is there already.
        """
        database = self._database
        with database.transaction():
            there = database.receipts.all()
            places = {place for place, _ in there.values()}
            if checkpoint.batch in database.checkpoints.all() or salts.keys() & (
                database.salts.all().keys()
            ):
                raise StoreError("the batch or a salt is there already")
            for place, entry in entries:
                if entry.number in there or place in places:
                    raise StoreError("a record is sealed already")
                database.receipts.put(entry.number, (place, entry))
            for person, salt in salts.items():
                database.salts.put(person, salt)
            database.checkpoints.put(checkpoint.batch, checkpoint)

    def last(self) -> Checkpoint | None:
        """Return the checkpoint of the latest batch."""
        return next(reversed(self.checkpoints()), None)

    def checkpoints(self) -> Sequence[Checkpoint]:
        """Return every checkpoint, by batch."""
        with self._database.transaction():
            return [one for _, one in sorted(self._database.checkpoints.all().items())]

    def sealed(self, *, after: int, limit: int) -> Sequence[Sealed]:
        """Return places of the chain, by number."""
        with self._database.transaction():
            places = sorted(self._database.receipts.all().items())
            records, salts = self._database.records.all(), self._database.salts.all()
        found: list[Sealed] = []
        for number, (place, entry) in places:
            if number > after and len(found) < limit:
                record = records.get(place)
                facts = None if record is None else facts_of(record)
                person = None if record is None else record.person
                salt = None if person is None else salts.get(person)
                found.append(Sealed(entry._replace(facts=facts), person, salt))
        return found

    def strays(self, *, limit: int) -> Sequence[str]:
        """Return references of records that were put where everything had been sealed."""
        with self._database.transaction():
            there = {place for place, _ in self._database.receipts.all().values()}
            records = sorted(self._database.records.all().items())
            settled = self._settled()
        found = [one.reference for n, one in records if n <= settled and n not in there]
        return found[:limit]

    def salts(self, *, after: str, limit: int) -> Sequence[tuple[PersonId, str]]:
        """Return salts by person."""
        with self._database.transaction():
            found = sorted(self._database.salts.all().items())
        return [(person, salt) for person, salt in found if person > after][:limit]

    def follow(self) -> None:
        """Nothing: a place is given once here."""

    def erase(self, *people: PersonId) -> int:
        """Destroy the salts of *people* and blank them in every record."""
        database = self._database
        with database.transaction():
            theirs = {n: one for n, one in database.records.all().items() if one.person in people}
            for number, record in theirs.items():
                database.records.put(number, replace(record, person=PersonId("")))
            for person in people:
                database.salts.drop(person)
        return len(theirs)

    def purge(self, mark: PurgeMark) -> int:
        """Remove what was sealed up to *mark* from the chain and the journal."""
        database = self._database
        with database.transaction():
            gone = {n: one for n, one in database.receipts.all().items() if n <= mark.last}
            for number, (place, _) in gone.items():
                database.receipts.drop(number)
                database.records.drop(place)
            left = {one.person for one in database.records.all().values()}
            for person in database.salts.all().keys() - left:
                database.salts.drop(person)
        return len(gone)

    def note(self, act: LedgerAct) -> None:
        """Write *act* down."""
        with self._database.transaction():
            self._database.ledger_acts.put(next(self._numbers), act)

    def acts(self, *, limit: int) -> Sequence[LedgerAct]:
        """Return what was done last, newest first."""
        with self._database.transaction():
            found = sorted(self._database.ledger_acts.all().items(), reverse=True)
        return [act for _, act in found][:limit]

    def purged(self) -> PurgeMark | None:
        """Return the mark of the latest purge."""
        return next((act.purged for act in self.acts(limit=10**9) if act.purged), None)

    def _settled(self) -> int:
        found = self._database.settled.get("place")
        return found or 0
