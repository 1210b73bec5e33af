"""Seals launches that were committed, outside of any launch: batch by batch, into one chain."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from garbridge.core.identifiers import PersonId, TenantId
from garbridge.core.receipts import (
    NOBODY,
    START,
    Checkpoint,
    Entry,
    LedgerKey,
    commitment_of,
    genesis,
    link_of,
    signed_checkpoint,
)
from garbridge.errors import ConfigError
from garbridge.ports import Clock, ReceiptStore, TokenSource, Unsealed

BATCH: Final = 10_000
"""Records of one batch, at most: it is one transaction, and held in memory."""


@dataclass(frozen=True, slots=True)
class Busy:
    """Another process of this portal seals, purges or erases; nothing was done."""


@dataclass(frozen=True, slots=True)
class SealedRun:
    """How many records were sealed, in how many batches; *checkpoint* is now the last one."""

    records: int
    batches: int
    checkpoint: Checkpoint | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SealingService:
    """Appends to the chain.

    ``key`` is ``None`` where the portal has none for its ledger: it does not seal.
    """

    tenant: TenantId
    receipts: ReceiptStore
    key: LedgerKey | None = field(repr=False)
    clock: Clock
    tokens: TokenSource = field(repr=False)

    def seal(self, *, batch: int = BATCH) -> SealedRun | Busy:
        """Seal everything that is committed, at most *batch* records at a time.

        Each batch is all or nothing: a run that was killed is taken up by the next one.

        Raises:
            ConfigError: the portal has no key for its ledger.
            StoreError: the batch that could not be written was not; those before it were.
        """
        key = required(self.key)
        with self.receipts.alone() as mine:
            if not mine:
                return Busy()
            # Asked first: what is committed later, below it, there is none.
            place = self.receipts.settled()
            last, records, batches, after = self.receipts.last(), 0, 0, 0
            while found := self.receipts.unsealed(after=after, limit=batch):
                last = self._append(found, last, key)
                records, batches, after = records + len(found), batches + 1, found[-1].id
            self.receipts.settle(place)
        return SealedRun(records, batches, last)

    def _append(
        self, found: Sequence[Unsealed], last: Checkpoint | None, key: LedgerKey
    ) -> Checkpoint:
        link = genesis(self.tenant) if last is None else last.head
        first = number = 1 if last is None else last.last + 1
        entries: list[tuple[int, Entry]] = []
        salts: dict[PersonId, str] = {}
        for number, (place, facts, person, kept) in enumerate(found, start=first):
            commitment = NOBODY
            if person:
                salt = kept or salts.get(person)
                if salt is None:
                    salt = salts[person] = self.tokens()
                commitment = commitment_of(person, salt)
            link = link_of(link, number, facts, commitment)
            entries.append((place, Entry(number, facts.reference, facts, commitment, link)))
        checkpoint = Checkpoint(
            tenant=self.tenant,
            batch=1 if last is None else last.batch + 1,
            first=first,
            last=number,
            at=self.clock(),
            head=link,
            previous=START if last is None else last.digest,
            key=key.id,
        )
        signed = signed_checkpoint(checkpoint, key)
        self.receipts.seal(signed, entries, salts)
        return signed


def required(key: LedgerKey | None) -> LedgerKey:
    """Return *key*.

    Raises:
        ConfigError: there is none.
    """
    if key is None:
        raise ConfigError(["keys.ledger: missing; `garbridge keys ledger FILE` makes one"])
    return key
