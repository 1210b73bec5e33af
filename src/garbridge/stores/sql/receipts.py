"""The sealed ledger in SQL.

PostgreSQL gives places of the journal out of order: a launch may commit below one that is there
already.  Whoever inserts holds a lock on the table from before it takes its place until after it
is committed; so what is below a place that was seen is complete once those who held that lock
then have let it go.  SQLite has one writer at a time and knows no such thing.
"""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Final

from garbridge.core.identifiers import PersonId, TenantId
from garbridge.core.ledger_acts import LedgerAct, LedgerActKind
from garbridge.core.permissions import actor_of
from garbridge.core.receipts import Checkpoint, Entry, Facts, PurgeMark
from garbridge.errors import StoreError
from garbridge.ports import Sealed, Unsealed
from garbridge.stores.sql import receipt_statements as statements
from garbridge.stores.sql.bulk import BulkTable
from garbridge.stores.sql.connections import Row
from garbridge.stores.sql.database import Database
from garbridge.stores.sql.renaming import people_text
from garbridge.stores.sql.rows import instant_of, micros
from garbridge.stores.sql.schema import launch, receipt, salt
from garbridge.stores.sql.sealing_locks import sealing_lock
from garbridge.stores.sql.statements import CompiledStatement, HotStatement

_LOOKS: Final = 20
_PAUSE: Final = CompiledStatement("SELECT pg_sleep(0.05)", None, writes=False)
_WRITERS: Final = CompiledStatement(
    "SELECT DISTINCT virtualtransaction FROM pg_locks WHERE locktype = 'relation'"  # noqa: S608 - a name of ours
    " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
    f" AND relation = '{launch.name}'::regclass AND mode = 'RowExclusiveLock'",
    None,
    writes=False,
)


class SqlReceipts:
    """The chain of one tenant.

    Args:
        database: Where the tables are.
        tenant: Whose launches.
    """

    def __init__(self, database: Database, tenant: TenantId) -> None:
        self._database = database
        self._tenant = tenant
        self._receipts = BulkTable(database, receipt)
        self._salts = BulkTable(database, salt)
        named = {
            name: one for name, one in vars(statements).items() if isinstance(one, HotStatement)
        }
        self._sql = {name: database.compile(one) for name, one in named.items()}

    def alone(self) -> AbstractContextManager[bool]:
        """Begin to seal, purge or erase; ``False``: another process of this tenant does."""
        return sealing_lock(self._database.engine, self._tenant)

    def settled(self) -> int:
        """Return a place at or below which no launch can be committed any more."""
        ((newest,),) = self._database.rows(self._sql["NEWEST"])
        if self._database.engine.dialect.name == "sqlite" or newest is None:
            return newest or 0
        writers = set(self._database.rows(_WRITERS))
        for _ in range(_LOOKS):
            if not writers:
                return int(newest)
            self._database.rows(_PAUSE)
            writers &= set(self._database.rows(_WRITERS))
        return self._place()

    def settle(self, place: int) -> None:
        """Remember *place*, at or below which everything is sealed."""
        self._database.change(self._sql["SETTLE"], self._tenant, place)

    def unsealed(self, *, after: int, limit: int) -> Sequence[Unsealed]:
        """Return committed launches that are not sealed, by place."""
        beyond = max(after, self._place())
        rows = self._database.rows(self._sql["UNSEALED"], self._tenant, beyond, limit)
        return [Unsealed(row[0], Facts(*row[3:]), row[1], row[2]) for row in rows]

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
        tenant = self._tenant
        places = [(tenant, one.number, place, one.reference, *one[3:]) for place, one in entries]
        with self._database.transaction():
            self._database.change(
                self._sql["SEAL"],
                *(tenant, checkpoint.batch, checkpoint.first, checkpoint.last),
                *(micros(checkpoint.at), checkpoint.head, checkpoint.previous),
                *(checkpoint.key, checkpoint.signature),
            )
            added = self._receipts.insert(places)
            salted = self._salts.insert([(tenant, *one) for one in salts.items()])
            if added != len(places) or salted != len(salts):
                raise StoreError("a record is sealed, or a salt there, already")

    def last(self) -> Checkpoint | None:
        """Return the checkpoint of the latest batch."""
        rows = self._database.rows(self._sql["LAST"], self._tenant)
        return next((self._checkpoint(row) for row in rows), None)

    def checkpoints(self) -> Sequence[Checkpoint]:
        """Return every checkpoint, by batch."""
        rows = self._database.rows(self._sql["CHECKPOINTS"], self._tenant)
        return [self._checkpoint(row) for row in rows]

    def sealed(self, *, after: int, limit: int) -> Sequence[Sealed]:
        """Return places of the chain, by number."""
        found: list[Sealed] = []
        for row in self._database.rows(self._sql["PLACES"], self._tenant, after, limit):
            number, reference, commitment, link, there, person, salted, *facts = row
            kept = None if there is None else Facts(*facts)
            entry = Entry(number, reference, kept, _octets(commitment), _octets(link))
            found.append(Sealed(entry, person, salted))
        return found

    def strays(self, *, limit: int) -> Sequence[str]:
        """Return references of records that were put where everything had been sealed."""
        rows = self._database.rows(self._sql["STRAYS"], self._tenant, self._place(), limit)
        return [str(row[0]) for row in rows]

    def salts(self, *, after: str, limit: int) -> Sequence[tuple[PersonId, str]]:
        """Return salts by person."""
        rows = self._database.rows(self._sql["SALTS"], self._tenant, after, limit)
        return [(PersonId(row[0]), row[1]) for row in rows]

    def erase(self, *people: PersonId) -> int:
        """Destroy the salts of *people* and blank them in every record."""
        given = people_text(dict.fromkeys(people, PersonId("")))
        with self._database.transaction():
            self._database.change(self._sql["UNSALT"], self._tenant, given)
            return self._database.change(self._sql["BLANK"], self._tenant, given)

    def follow(self) -> None:
        """Let no place of any tenant be beyond the last launch there is."""
        ((newest,),) = self._database.rows(self._sql["NEWEST"])
        with self._database.transaction():
            for name in ("FOLLOW_SETTLED", "FOLLOW_RECKONED", "FOLLOW_MET"):
                self._database.change(self._sql[name], newest or 0)

    def purge(self, mark: PurgeMark) -> int:
        """Remove what was sealed up to *mark* from the chain and the journal."""
        with self._database.transaction():
            self._database.change(self._sql["FORGET"], self._tenant, mark.last)
            gone = self._database.change(self._sql["UNCHAIN"], self._tenant, mark.last)
            self._database.change(self._sql["UNUSED_SALTS"], self._tenant)
            self.follow()
        return gone

    def note(self, act: LedgerAct) -> None:
        """Write *act* down."""
        mark = act.purged
        said = (None,) * 4 if mark is None else (mark.batch, mark.last, mark.key, mark.signature)
        line = (act.kind.value, act.by.text, micros(act.at), act.reason, act.records)
        self._database.change(self._sql["NOTE"], self._tenant, *line, *said)

    def acts(self, *, limit: int) -> Sequence[LedgerAct]:
        """Return what was done last, newest first."""
        return [
            self._act(row) for row in self._database.rows(self._sql["ACTS"], self._tenant, limit)
        ]

    def purged(self) -> PurgeMark | None:
        """Return the mark of the latest purge."""
        rows = self._database.rows(self._sql["PURGED"], self._tenant)
        return next((self._act(row).purged for row in rows), None)

    def _place(self) -> int:
        rows = self._database.rows(self._sql["SETTLED"], self._tenant)
        return next((int(row[0]) for row in rows), 0)

    def _checkpoint(self, row: Row) -> Checkpoint:
        batch, first, last, at, head, previous, key, signature = row
        return Checkpoint(
            tenant=self._tenant,
            batch=batch,
            first=first,
            last=last,
            at=instant_of(at),
            head=_octets(head),
            previous=_octets(previous),
            key=key,
            signature=_octets(signature),
        )

    def _act(self, row: Row) -> LedgerAct:
        kind, by, at, reason, records, batch, last, key, signature = row
        when = instant_of(at)
        mark = None
        if batch is not None:
            mark = PurgeMark(
                tenant=self._tenant,
                batch=batch,
                last=last,
                at=when,
                key=key,
                signature=_octets(signature),
            )
        return LedgerAct(
            kind=LedgerActKind(kind),
            by=actor_of(by),
            at=when,
            reason=reason,
            records=records,
            purged=mark,
        )


def _octets(column: object) -> bytes:
    """Return what stands in a column of octets, whatever somebody put there."""
    return column if isinstance(column, bytes) else str(column).encode()
