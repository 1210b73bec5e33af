"""Takes over the GAR's catalogue for everybody: all of it or nothing, and never a worse one."""

from collections import Counter
from dataclasses import dataclass

from garbridge.core.national_faults import ListFault
from garbridge.core.offer import OfferRefusal, OfferStanding, digest_of, refusal_of
from garbridge.ports import Clock, NationalOffer, OfferStore, Transaction


@dataclass(frozen=True, slots=True)
class TakenOver:
    """What is kept now, and how many resources of it are new, changed, or gone since the last."""

    standing: OfferStanding
    new: int = 0
    changed: int = 0
    gone: int = 0


@dataclass(frozen=True, slots=True)
class NotTakenOver:
    """Why the last one stays, of which ``kept`` is the standing; and what the other one had."""

    reason: OfferRefusal | ListFault
    kept: OfferStanding | None
    count: int = 0
    left_out: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferImportService:
    """Fetches, compares, keeps."""

    offer: NationalOffer
    store: OfferStore
    transaction: Transaction
    clock: Clock

    def run(self, *, accept_removals: bool = False) -> TakenOver | NotTakenOver:
        """Return what became of one attempt.

        Args:
            accept_removals: Whether it may have less than a half of the last one.

        Raises:
            StoreError: what was kept is kept as it was.
        """
        read = self.offer.fetch()
        if isinstance(read, ListFault):
            return NotTakenOver(read, self.store.standing())
        now, count = self.clock(), len(read.resources)
        standing = OfferStanding(
            at=now,
            generated=read.generated,
            count=count,
            left_out=read.left_out,
            digest=digest_of(read.resources),
        )
        with self.transaction():
            kept = self.store.standing()
            refused = refusal_of(kept, count, read.left_out, accept_removals=accept_removals)
            if refused is not None:
                return NotTakenOver(refused, kept, count, read.left_out)
            if kept is not None and kept.digest == standing.digest:
                self.store.note(standing)
                return TakenOver(standing)
            before = {one.id: one for one in self.store.resources()}
            self.store.replace(read.resources, standing)
        after = {one.id: one for one in read.resources}
        told = Counter(
            "changed" if one.id in before else "new"
            for one in read.resources
            if before.get(one.id) != one
        )
        gone = len(before.keys() - after.keys())
        return TakenOver(standing, new=told["new"], changed=told["changed"], gone=gone)
