"""Opaque identifiers that providers cannot compare (OpenID Connect Core 8.1).

The derivation is frozen by golden vectors in ``tests/vectors/pairwise.json``: changing one byte
of it would make every pupil a stranger to every publisher.
"""

import hashlib
import hmac
from dataclasses import dataclass, field

from garbridge.core.identifiers import PersonId, ProviderId, TenantId
from garbridge.errors import ValueRefusedError

MINIMUM_SECRET_BYTES = 32
ENT_SECTOR = ProviderId("ent")
"""The sector of every provider where a portal chose one identifier for all of them."""


@dataclass(frozen=True, slots=True)
class PairwiseKey:
    """One secret of at least 256 bits, with the name under which it is rotated.

    Losing it loses every identifier for good; there is no way back to the persons.

    Raises:
        ValueRefusedError: the secret is shorter.
    """

    id: str
    secret: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if len(self.secret) < MINIMUM_SECRET_BYTES:
            raise ValueRefusedError("pairwise key", None, f"at least {MINIMUM_SECRET_BYTES} bytes")


def pairwise_subject(
    tenant: TenantId, sector: ProviderId, person: PersonId, *, key: PairwiseKey
) -> str:
    """Return the opaque identifier of *person* in *sector*: 128 lowercase hex characters.

    HMAC-SHA-512, the shape of GAR's IDO.  The sector is the provider, never the resource or
    the school: a pupil who moves, or a teacher of two schools, stays one person there.  Each part
    is preceded by its length in four bytes, big-endian, so that no two triples give the same
    message.

    >>> pairwise_subject(TenantId("F0"), ProviderId("calculo"), PersonId("alice"),
    ...                  key=PairwiseKey("2026", b"k" * 32))[:16]
    '883df0694103edca'
    """
    parts = [part.encode() for part in (tenant, sector, person)]
    message = b"".join(len(part).to_bytes(4) + part for part in parts)
    return hmac.digest(key.secret, message, hashlib.sha512).hex()
