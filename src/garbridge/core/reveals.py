"""From an opaque identifier back to the person, for support: by two people with two keys.

Each step is signed by whoever took it, and its digest stands in the ledger of launches: a step
that is changed or removed shows.
"""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from garbridge.core.identifiers import PersonId, ProviderId, TenantId
from garbridge.core.receipts import micros

PROTOCOL: Final = "reveal"
"""What stands for the protocol in the ledger: it is no launch."""

_STEP: Final = b"garbridge reveal 1\n"
_DIGEST_DIGITS: Final = 32
_json = json.JSONEncoder(separators=(",", ":")).encode


class RevealKind(StrEnum):
    """What was done.  Values are stable: the journal keeps them."""

    OPENED = "opened"
    ANSWERED = "answered"
    """Approved, and somebody was named."""
    NOBODY = "nobody"
    """Approved, and it is nobody's."""
    REFUSED = "refused"


CLOSING: Final = frozenset({RevealKind.ANSWERED, RevealKind.NOBODY})


class RevealRefusal(StrEnum):
    """Why a step was refused.  Values are stable."""

    NO_HOLDER = "no_holder"
    """Whoever it is holds no key (``[reveal] holders``)."""
    BAD_SIGNATURE = "bad_signature"
    """The key is not the one of that holder."""
    NO_REQUEST = "no_request"
    SAME_PERSON = "same_person"
    """Whoever opened it may not approve it."""
    EXPIRED = "expired"
    CLOSED = "closed"
    """It was answered before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RevealStep:
    """One step of a request, also one that was refused.

    ``request`` names the request, ``reference`` this step in the ledger.  ``until`` is when the
    request ends, exclusive.  ``refusal`` is ``None`` but where it was refused.  ``key`` and
    ``signature`` (Ed25519) are those of *by*, over :attr:`message`.
    """

    reference: str
    request: str
    kind: RevealKind
    sector: ProviderId
    identifier: str
    by: PersonId
    at: datetime
    until: datetime
    reason: str
    refusal: RevealRefusal | None = None
    key: str = ""
    signature: bytes = b""

    def message(self, tenant: TenantId) -> bytes:
        """Return what whoever takes the step signs."""
        opens = self.kind is RevealKind.OPENED
        said = (
            *(tenant, "open" if opens else "approve", self.request, self.sector, self.identifier),
            *(self.by, micros(self.at), micros(self.until), self.reason),
        )
        return _STEP + _json(said).encode()

    def digest(self, tenant: TenantId) -> str:
        """Return what stands for all of it in the ledger."""
        refusal = None if self.refusal is None else self.refusal.value
        said = (self.reference, self.kind.value, refusal, self.key, self.signature.hex())
        sealed = hashlib.sha256(self.message(tenant) + _json(said).encode())
        return sealed.hexdigest()[:_DIGEST_DIGITS]


@dataclass(frozen=True, slots=True)
class Revealed:
    """The request is answered: *person*, or ``None`` where the identifier is nobody's."""

    person: PersonId | None
    step: RevealStep


@dataclass(frozen=True, slots=True)
class Mismatch:
    """A step that is not the one of the ledger; *step* is ``None`` where it is missing."""

    reference: str
    step: RevealStep | None
