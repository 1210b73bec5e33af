"""What may be acted on once, by whichever process comes first."""

from datetime import datetime

from garbridge.errors import KeyInUseError, ReplayError
from garbridge.ports import OneTimeClaim, OneTimeEntry, OneTimeStore


def claim_once(store: OneTimeStore, claim: OneTimeClaim, *, now: datetime) -> None:
    """Note in *store* that what *claim* names was acted on.

    Raises:
        ReplayError: it was before.
    """
    try:
        store.keep(OneTimeEntry(claim.key, b"", claim.until), now=now)
    except KeyInUseError as used:
        raise ReplayError("it was acted on before") from used
