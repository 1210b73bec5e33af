"""Receipts of launches (*accusés de transmission*): records in a hash chain, signed batch by batch.

Each record has a number.  Its *link* is the SHA-256 of the link before it and of the record
itself, in which a commitment stands for the person: HMAC-SHA-256 of the person's identifier under
a random salt.  Whoever holds the salt can show whose record it is; once the salt is destroyed
nobody can, and the chain is as it was.  A *checkpoint* ends each batch: the portal signs the last
link of it, and the checkpoint before.

The bytes are those of ``docs/explanation/ledger.md``, so that an auditor can check them by other
code than this.
"""

import hashlib
import hmac
import json
import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from json.encoder import encode_basestring_ascii as _quoted
from typing import Final, NamedTuple, Protocol

from garbridge.core.identifiers import PersonId, TenantId
from garbridge.errors import ValueRefusedError

NOBODY: Final = bytes(32)
"""The commitment of a record whose person was erased before it was sealed."""
START: Final = bytes(32)
"""What stands for the checkpoint before the first."""

_LEDGER: Final = b"garbridge ledger 1\n"
_CHECKPOINT: Final = b"garbridge checkpoint 1\n"
_PURGE: Final = b"garbridge purge 1\n"
_TOKEN: Final = re.compile(r"([1-9][0-9]{0,17}):([0-9a-f]{64})")
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
# What is no text or number was put there by somebody: it makes another link, and no error.
_NULL: Final = "null"
_json = json.JSONEncoder(separators=(",", ":"), default=str).encode


class Facts(NamedTuple):
    """A launch's record as the ledger has it: all of it but the person, as the tables hold it.

    ``at`` is in microseconds since 1970 in UTC.  ``attributes`` are names, separated by commas.
    ``None`` is what the record does not say.
    """

    reference: str
    at: int
    school: str | None
    resource: str | None
    provider: str | None
    protocol: str
    subscription: str | None
    refusal: str | None
    attributes: str
    policy: str | None


class Entry(NamedTuple):
    """One record in the chain.

    ``facts`` is ``None`` where the record itself is gone and only its place is left.
    """

    number: int
    reference: str
    facts: Facts | None
    commitment: bytes
    link: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """The signed end of a batch: the records from *first* to *last*, both inclusive.

    ``head`` is the last of their links and ``previous`` the digest of the checkpoint before.
    ``key`` names the key of ``signature`` (Ed25519).
    """

    tenant: TenantId
    batch: int
    first: int
    last: int
    at: datetime
    head: bytes
    previous: bytes
    key: str
    signature: bytes = b""

    @property
    def message(self) -> bytes:
        """Return what is signed."""
        said = (
            *(self.tenant, self.batch, self.first, self.last, micros(self.at)),
            *(self.head.hex(), self.previous.hex(), self.key),
        )
        return _CHECKPOINT + _json(said).encode()

    @property
    def digest(self) -> bytes:
        """Return the SHA-256 of what is signed."""
        return hashlib.sha256(self.message).digest()

    @property
    def token(self) -> str:
        """Return the short form to be kept outside of the portal."""
        return f"{self.batch}:{self.digest.hex()}"


@dataclass(frozen=True, slots=True, kw_only=True)
class PurgeMark:
    """The signed word that the records up to *last*, the end of *batch*, were removed at *at*."""

    tenant: TenantId
    batch: int
    last: int
    at: datetime
    key: str
    signature: bytes = b""

    @property
    def message(self) -> bytes:
        """Return what is signed."""
        said = (self.tenant, self.batch, self.last, micros(self.at), self.key)
        return _PURGE + _json(said).encode()


@dataclass(frozen=True, slots=True)
class Expected:
    """A checkpoint that somebody kept outside of the portal: its batch and its digest."""

    batch: int
    digest: bytes


class LedgerKey(Protocol):
    """The portal's key of this one purpose."""

    @property
    def id(self) -> str:
        """The name of the key: it stands in everything that it signs."""
        ...

    def sign(self, message: bytes) -> bytes:
        """Return the signature of *message*."""
        ...


class Trust(Protocol):
    """The public keys that were, or are, the portal's own."""

    def __call__(self, key: str, message: bytes, signature: bytes) -> bool | None:
        """Say whether *key* signed *message*; ``None``: it is no key of this portal."""
        ...


def genesis(tenant: TenantId) -> bytes:
    """Return the link before the first record: each tenant has a chain of its own."""
    return hashlib.sha256(_LEDGER + tenant.encode()).digest()


def commitment_of(person: PersonId, salt: str) -> bytes:
    """Return what stands for *person* in the chain.

    >>> commitment_of(PersonId("alice"), "5a17") == commitment_of(PersonId("alice"), "5a18")
    False
    """
    return hmac.digest(salt.encode(), person.encode(), "sha256")


def link_of(previous: bytes, number: int, facts: Facts, commitment: bytes) -> bytes:
    """Return the link of a record: the SHA-256 of the one before it and of the record.

    The record is the JSON list of its number, its facts in their order and the commitment in
    hexadecimal, without spaces and in ASCII.
    """
    try:
        # As the encoder would, in a fifth of its time: texts, whole numbers and ``None`` only.
        said = [_NULL if one is None else _quoted(one) for one in facts[2:]]
        at = int.__repr__(facts.at)
        text = f'[{number},{_quoted(facts.reference)},{at},{",".join(said)},"{commitment.hex()}"]'
    except TypeError:
        text = _json((number, *facts, commitment.hex()))
    return hashlib.sha256(previous + text.encode("ascii")).digest()


def signed_checkpoint(checkpoint: Checkpoint, key: LedgerKey) -> Checkpoint:
    """Return *checkpoint* with the signature of *key*."""
    named = replace(checkpoint, key=key.id)
    return replace(named, signature=key.sign(named.message))


def signed_purge(mark: PurgeMark, key: LedgerKey) -> PurgeMark:
    """Return *mark* with the signature of *key*."""
    named = replace(mark, key=key.id)
    return replace(named, signature=key.sign(named.message))


def parse_expected(text: str) -> Expected:
    """Return the checkpoint that *text* names, as :attr:`Checkpoint.token` writes it.

    Raises:
        ValueRefusedError: it names none.
    """
    read = _TOKEN.fullmatch(text.strip().lower())
    if read is None:
        raise ValueRefusedError("checkpoint", text, "BATCH:DIGEST as `ledger seal` tells it")
    return Expected(int(read[1]), bytes.fromhex(read[2]))


def micros(instant: datetime) -> int:
    """Return *instant*, which must be aware, as microseconds since 1970 in UTC.

    >>> micros(datetime(1970, 1, 2, tzinfo=UTC))
    86400000000
    """
    return (instant - _EPOCH) // timedelta(microseconds=1)


def instant_at(count: int) -> datetime:
    """Return the instant *count* microseconds after 1970, in UTC."""
    return _EPOCH + timedelta(microseconds=count)
