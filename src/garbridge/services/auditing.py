"""Checks the ledger as it is kept, and hands it out to be checked elsewhere."""

from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Final

from garbridge.core.auditing import Auditor, Flaw, Found, Verdict
from garbridge.core.identifiers import TenantId
from garbridge.core.ledger_acts import LedgerActKind
from garbridge.core.lines import MOST_LINES
from garbridge.core.receipts import (
    NOBODY,
    Checkpoint,
    Entry,
    Expected,
    PurgeMark,
    Trust,
    commitment_of,
)
from garbridge.errors import StoreUnavailableError
from garbridge.ports import ReceiptStore, Sealed

_AT_ONCE: Final = 5_000
_STRAYS: Final = 100
"""How many inserted records are named; more are not needed to know."""


@dataclass(frozen=True, slots=True)
class Exported:
    """The ledger of *tenant* to be written down once: commitments, and no person."""

    tenant: TenantId
    purged: PurgeMark | None
    pieces: Iterable[Entry | Checkpoint]


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditService:
    """Reads the ledger from its oldest record on; nothing is ever written."""

    tenant: TenantId
    receipts: ReceiptStore
    trust: Trust = field(repr=False)

    def verify(self, expected: Expected | None = None) -> Verdict:
        """Check everything there is; *expected* is a checkpoint that was kept elsewhere.

        Beside what a file tells, the tables tell whether each record still names the person it was
        sealed about, whether anything stands where all had been sealed, and whether the journal
        knows of those who were erased.

        Raises:
            StoreError: the ledger could not be read.
        """
        while True:
            purged = self.receipts.purged()
            verdict = self._verify(purged, expected)
            if self.receipts.purged() == purged:
                return verdict

    @contextmanager
    def exported(self) -> Iterator[Exported]:
        """Hold the ledger still for the block, and hand it out.

        Raises:
            StoreUnavailableError: somebody seals, purges or erases at this moment.
        """
        with self.receipts.alone() as mine:
            if not mine:
                raise StoreUnavailableError("the ledger is being sealed, purged or erased")
            pieces = self._pieces()
            entries = (one.entry if isinstance(one, Sealed) else one for one in pieces)
            yield Exported(self.tenant, self.receipts.purged(), entries)

    def _verify(self, purged: PurgeMark | None, expected: Expected | None) -> Verdict:
        auditor = Auditor(self.tenant, self.trust, purged)
        blanks: dict[bytes, list[Entry]] = {}
        for piece in self._pieces():
            if isinstance(piece, Checkpoint):
                auditor.checkpoint(piece)
            elif auditor.record(piece.entry):
                _person(piece, auditor, blanks)
        for salted in self._salted(blanks):
            auditor.note(_wrong_person(salted))
        erased = sum(map(len, blanks.values()))
        if erased > self._journalled():
            auditor.note(Found(flaw=Flaw.NOT_JOURNALLED))
        for reference in self.receipts.strays(limit=_STRAYS):
            auditor.note(Found(flaw=Flaw.INSERTED, reference=reference))
        verdict = auditor.finish(expected)
        return replace(verdict, erased=erased, good=self._good(verdict))

    def _journalled(self) -> int:
        """Return how many records lost their person, as the journal has it.

        Those that were purged since count in it: it may be more than are there, and never less.
        """
        acts = self.receipts.acts(limit=MOST_LINES)
        return sum(one.records for one in acts if one.kind is LedgerActKind.ERASE)

    def _good(self, verdict: Verdict) -> tuple[int, str] | None:
        """Return the last record before anything that is wrong, the person of a record too."""
        numbers = [one.number for one in verdict.found if one.flaw is Flaw.WRONG_PERSON]
        first = min((number for number in numbers if number is not None), default=None)
        if first is None or verdict.good is None or verdict.good[0] < first:
            return verdict.good
        before = [one.entry for one in self.receipts.sealed(after=first - 2, limit=1)]
        return next(((one.number, one.reference) for one in before if one.number < first), None)

    def _pieces(self) -> Iterator[Sealed | Checkpoint]:
        waiting = deque(self.receipts.checkpoints())
        number = batch = 0
        while places := self.receipts.sealed(after=number, limit=_AT_ONCE):
            if not waiting or waiting[-1].last < places[-1].entry.number:
                # Sealed meanwhile: a place that is there was committed with its checkpoint.
                waiting = deque(one for one in self.receipts.checkpoints() if one.batch > batch)
            for place in places:
                number = place.entry.number
                while waiting and waiting[0].last < number:
                    batch = waiting[0].batch
                    yield waiting.popleft()
                yield place
        yield from waiting

    def _salted(self, blanks: dict[bytes, list[Entry]]) -> Iterator[Entry]:
        """Yield records that name nobody, of people who still have their salt."""
        person = ""
        while blanks and (salts := self.receipts.salts(after=person, limit=_AT_ONCE)):
            for one, salt in salts:
                person = one
                yield from blanks.pop(commitment_of(one, salt), ())


def _person(place: Sealed, auditor: Auditor, blanks: dict[bytes, list[Entry]]) -> None:
    entry, person, salt = place
    if person:
        if salt is None or commitment_of(person, salt) != entry.commitment:
            auditor.note(_wrong_person(entry))
    elif entry.commitment != NOBODY:
        blanks.setdefault(entry.commitment, []).append(entry)


def _wrong_person(entry: Entry) -> Found:
    return Found(flaw=Flaw.WRONG_PERSON, number=entry.number, reference=entry.reference)
