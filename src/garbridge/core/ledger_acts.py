"""What was done to the ledger itself: that something was purged, or somebody erased; never who."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from garbridge.core.permissions import Actor
from garbridge.core.receipts import PurgeMark


class LedgerActKind(StrEnum):
    """What was done.  Values are stable: the journal keeps them."""

    PURGE = "purge"
    ERASE = "erase"


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerAct:
    """One act, as whoever answers for the portal reads it.

    ``records`` is how many lost their place, or their person.  ``purged`` is the signed mark that
    a purge leaves.  Of whom an erasure was is not kept anywhere.
    """

    kind: LedgerActKind
    by: Actor
    at: datetime
    reason: str
    records: int
    purged: PurgeMark | None = None
