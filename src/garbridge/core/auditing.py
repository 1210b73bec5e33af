"""The check of a ledger: which record was changed, removed or inserted, and in which batch.

One check for the tables and for a file.  It reads once, from the oldest record on, and keeps of
what it read no more than the checkpoints and what it found.
"""

from bisect import bisect_left
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from garbridge.core.identifiers import TenantId
from garbridge.core.receipts import (
    START,
    Checkpoint,
    Entry,
    Expected,
    PurgeMark,
    Trust,
    genesis,
    link_of,
)


class Flaw(StrEnum):
    """What can be wrong with a ledger.  Values are stable."""

    CHANGED = "changed"
    """A record is not the one that was sealed, or not the one that followed there."""
    REMOVED = "removed"
    """Records that were sealed are not there."""
    INSERTED = "inserted"
    """A record stands there that was not sealed at its place."""
    REORDERED = "reordered"
    """A record stands behind one that was sealed after it."""
    WRONG_PERSON = "wrong_person"
    """A record names somebody else than was sealed, or nobody though nobody was erased."""
    NOT_JOURNALLED = "not_journalled"
    """More records name nobody than the journal says lost their person."""
    NOT_SIGNED = "not_signed"
    """Records without a checkpoint behind them."""
    BROKEN_BATCH = "broken_batch"
    """A checkpoint does not agree with its records, or with the checkpoint before."""
    MISSING_BATCH = "missing_batch"
    """A checkpoint is not there."""
    DOUBLE_BATCH = "double_batch"
    """Two checkpoints of one number, or one out of its order."""
    FORGED = "forged"
    """A signature is not that of the key it names."""
    UNKNOWN_KEY = "unknown_key"
    """A signature by a key that is not, and was not, the portal's."""
    CUT_OFF = "cut_off"
    """The checkpoint that somebody kept is not reached: the end is missing."""
    OTHER_HISTORY = "other_history"
    """The batch of the checkpoint that somebody kept is another one now."""
    UNREADABLE = "unreadable"
    """A line of the file is no line of a ledger; ``number`` is the line's."""
    CUT = "cut"
    """The file ends before its end: what comes before the cut was read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One flaw, as far as it can be placed; *until* ends a range of records or batches."""

    flaw: Flaw
    number: int | None = None
    until: int | None = None
    reference: str | None = None
    batch: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What a check says.

    ``start`` is the number of the first record there should be: more than 1 after a purge.
    ``checkpoint`` is the last one; ``good`` the last record with which nothing was wrong.
    ``erased`` counts records whose person was erased, where that can be seen.
    """

    start: int
    records: int
    batches: int
    checkpoint: Checkpoint | None
    good: tuple[int, str] | None
    found: tuple[Found, ...]
    erased: int = 0

    @property
    def whole(self) -> bool:
        """Say whether nothing was found."""
        return not self.found


class Auditor:
    """Takes a ledger piece by piece, in its order.

    Args:
        tenant: Whose ledger it says it is.
        trust: The keys that may have signed it.
        purged: The latest purge there was, if any.

    ``number`` is that of the last record so far, and ``records`` how many were read.
    """

    def __init__(self, tenant: TenantId, trust: Trust, purged: PurgeMark | None = None) -> None:
        self.tenant = tenant
        self._trust = trust
        self._purged = 0
        self._link: bytes | None = genesis(tenant)
        self.number = self._sealed = 0
        self.records = 0
        self._previous: bytes | None = START
        self._latest: Checkpoint | None = None
        self._digests: dict[int, bytes] = {}
        self._ends: list[tuple[int, int]] = []
        self._gaps: list[tuple[int, int]] = []
        self._good: tuple[int, str] | None = None
        self._found: list[Found] = []
        if purged is not None and self._signed(purged.key, purged.message, purged.signature):
            self.number = self._purged = self._sealed = purged.last
            self._link = None

    def note(self, found: Found) -> None:
        """Take what was found by other means."""
        self._found.append(found)

    def record(self, entry: Entry) -> bool:
        """Take the next record; say whether it is the one that was sealed, as far as is known."""
        number, link = entry.number, self._link
        if number <= self.number:
            moved = Flaw.REORDERED if self._fills(number) else Flaw.INSERTED
            self.note(Found(flaw=moved, number=number, reference=entry.reference))
            return False
        if number > self.number + 1:
            self._gaps.append((self.number + 1, number - 1))
            link = None
        self.number, self._link = number, entry.link
        self.records += 1
        flaw: Flaw | None = None
        if entry.facts is None:
            flaw = Flaw.REMOVED
        elif entry.facts.reference != entry.reference:
            flaw = Flaw.CHANGED  # the place is called otherwise than the record that was sealed
        elif link is not None:
            sealed = link_of(link, number, entry.facts, entry.commitment)
            flaw = None if sealed == entry.link else Flaw.CHANGED
        if flaw is not None:
            self.note(Found(flaw=flaw, number=number, reference=entry.reference))
            return False
        if not self._gaps and not self._found:
            self._good = number, entry.reference
        return True

    def checkpoint(self, checkpoint: Checkpoint) -> None:
        """Take the end of a batch."""
        batch = checkpoint.batch
        known = 0 if self._latest is None else self._latest.batch
        if batch <= known:
            self.note(Found(flaw=Flaw.DOUBLE_BATCH, batch=batch))
            return
        if batch > known + 1:
            self.note(Found(flaw=Flaw.MISSING_BATCH, batch=known + 1, until=batch - 1))
            self._previous = None
        signed = self._signed(checkpoint.key, checkpoint.message, checkpoint.signature, batch)
        if not self._agrees(checkpoint):
            self.note(Found(flaw=Flaw.BROKEN_BATCH, batch=batch))
        self._latest = checkpoint
        self._previous = checkpoint.digest
        self._digests[batch] = checkpoint.digest
        if signed and checkpoint.last >= self.number:
            if checkpoint.last > self.number:
                self._gaps.append((self.number + 1, checkpoint.last))
            self._link, self.number = checkpoint.head, checkpoint.last
        if checkpoint.last > self._purged:
            self._ends.append((checkpoint.last, batch))
            self._sealed = max(self._sealed, checkpoint.last)

    def finish(self, expected: Expected | None = None) -> Verdict:
        """Say what was found, by batch and number; *expected* is what was kept elsewhere."""
        for first, last in self._gaps:
            self.note(Found(flaw=Flaw.REMOVED, number=first, until=last if last > first else None))
        if self.number > self._sealed:
            first = self._sealed + 1
            self.note(Found(flaw=Flaw.NOT_SIGNED, number=first, until=self.number))
        if expected is not None:
            there = self._digests.get(expected.batch)
            if there != expected.digest:
                flaw = Flaw.CUT_OFF if there is None else Flaw.OTHER_HISTORY
                self.note(Found(flaw=flaw, batch=expected.batch))
        found = sorted((self._placed(one) for one in self._found), key=_place)
        return Verdict(
            start=self._purged + 1,
            records=self.records,
            batches=len(self._digests),
            checkpoint=self._latest,
            good=self._good,
            found=tuple(found),
        )

    def _agrees(self, checkpoint: Checkpoint) -> bool:
        before = self._latest
        follows = checkpoint.first == (1 if before is None else before.last + 1)
        if self._previous is None:
            follows = True
        chained = self._previous is None or checkpoint.previous == self._previous
        inside = checkpoint.first <= checkpoint.last and checkpoint.tenant == self.tenant
        if checkpoint.last <= self._purged:
            return follows and chained and inside
        reached = self.number <= checkpoint.last
        held = self.number < checkpoint.last or checkpoint.head == self._link
        return follows and chained and inside and reached and held

    def _signed(self, key: str, message: bytes, signature: bytes, batch: int | None = None) -> bool:
        answer = self._trust(key, message, signature)
        if not answer:
            flaw = Flaw.UNKNOWN_KEY if answer is None else Flaw.FORGED
            self.note(Found(flaw=flaw, batch=batch))
        return bool(answer)

    def _fills(self, number: int) -> bool:
        for place, (first, last) in enumerate(self._gaps):
            if first <= number <= last:
                parts = [(first, number - 1), (number + 1, last)]
                self._gaps[place : place + 1] = [part for part in parts if part[0] <= part[1]]
                return True
        return False

    def _placed(self, found: Found) -> Found:
        if found.batch is not None or found.number is None or found.flaw in _OF_LINES:
            return found
        place = bisect_left(self._ends, (found.number, 0))
        return found if place == len(self._ends) else replace(found, batch=self._ends[place][1])


_OF_LINES: Final = frozenset({Flaw.UNREADABLE, Flaw.CUT})


def _place(found: Found) -> tuple[bool, int, int]:
    return found.flaw in _OF_LINES, found.batch or 0, found.number or 0
