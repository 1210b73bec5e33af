"""Opaque identifiers that providers cannot compare (OpenID Connect Core 8.1).

The derivation is frozen by golden vectors in ``tests/vectors/pairwise.json``: changing one byte
of it would make every pupil a stranger to every publisher.
"""

import base64
import hashlib
import hmac
import re
from dataclasses import dataclass, field
from enum import StrEnum

from garbridge.core.identifiers import PersonId, ProviderId, TenantId
from garbridge.core.keyed import keyed_digest
from garbridge.errors import ConfigError, ValueRefusedError

MINIMUM_SECRET_BYTES = 32
ENT_SECTOR = ProviderId("ent")
"""The sector of every provider where a portal chose one identifier for all of them."""

_UNIQUE = re.compile(r"[A-Za-z0-9][A-Za-z0-9=-]{0,126}")
_SCOPE = re.compile(r"[a-z0-9][a-z0-9.-]{0,126}")
_DERIVED_BYTES = 64
_CHECK = b"garbridge pairwise key check 1"
_CHECK_DIGITS = 32
_THING_PARTS = 3


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

    @property
    def check(self) -> str:
        """Return 32 hexadecimal digits that tell this secret from another, and nothing of it.

        Kept in the database, so that a portal that was restored with another key notices.  What
        it is made from is no message of a derivation: those begin with the length of a tenant.
        """
        return hmac.digest(self.secret, _CHECK, hashlib.sha512).hex()[:_CHECK_DIGITS]


@dataclass(frozen=True, slots=True)
class KeyRing:
    """The key of the portal, and while it turns the one that follows (*rotation*)."""

    current: PairwiseKey
    following: PairwiseKey | None = None

    def named(self, check: str) -> PairwiseKey:
        """Return the key with that :attr:`PairwiseKey.check`; empty is the portal's current one.

        Raises:
            ConfigError: the portal does not hold it: somebody would become a stranger.
        """
        if not check:
            return self.current
        for key in (self.current, self.following):
            if key is not None and key.check == check:
                return key
        raise ConfigError([f"keys.pairwise: the key {check[:8]}… is in use and is not here"])


class Source(StrEnum):
    """Where somebody's identifier comes from.  Values are stable."""

    DERIVED = "derived"
    IMPORTED = "imported"
    RENEWED = "renewed"


@dataclass(frozen=True, slots=True)
class Held:
    """What is held about one person's identifier in one sector; nothing of it: it is derived.

    ``imported`` was handed over by another portal, and wins.  ``renewal`` is the random mark of
    the latest revocation.  ``key`` is the check of the key the sector is on; empty is the
    portal's current one.  ``alone`` says that everybody of the sector was always known there by
    what is derived, so that nothing derived can be somebody else's; ``False`` is not known.
    """

    imported: str = ""
    renewal: str = field(default="", repr=False)
    key: str = ""
    alone: bool = field(default=False, compare=False)

    @property
    def source(self) -> Source:
        """Return where the identifier comes from."""
        if self.imported:
            return Source.IMPORTED
        return Source.RENEWED if self.renewal else Source.DERIVED


DERIVED = Held()
"""What is held of almost everybody: nothing."""


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
    return _derived((tenant, sector, person), key)


def renewed_subject(
    tenant: TenantId, sector: ProviderId, person: PersonId, renewal: str, *, key: PairwiseKey
) -> str:
    """Return the identifier that *person* has in *sector* since a revocation.

    As :func:`pairwise_subject`, with the random *renewal* as a fourth part: a message of four
    parts is never one of three.  Nobody without the key and the mark can compute it, from the old
    identifier or from anything else.

    >>> renewed_subject(TenantId("F0"), ProviderId("calculo"), PersonId("alice"), "5a17",
    ...                 key=PairwiseKey("2026", b"k" * 32))[:16]
    '445a681d9163cd50'
    """
    return _derived((tenant, sector, person, renewal), key)


def returned_subject(
    tenant: TenantId, sector: ProviderId, person: PersonId, times: int, *, key: PairwiseKey
) -> str:
    """Return the identifier of somebody whose derived one is another's, or nobody's any more.

    Who was erased after a revocation and comes again under the same name in the portal would be
    known by what was revoked.  Nothing is kept of them: that the identifier is spent is
    enough.  No random mark of :func:`renewed_subject` has a blank in it.

    >>> returned_subject(TenantId("F0"), ProviderId("calculo"), PersonId("alice"), 1,
    ...                  key=PairwiseKey("2026", b"k" * 32)) == "883df0694103edca"
    False
    """
    return renewed_subject(tenant, sector, person, f"returned {times}", key=key)


def scoped_identifier(subject: str, scope: str) -> str:
    """Return *subject* as the ``pairwise-id`` of SAML (Subject Identifier Attributes 1.0, 3.4).

    The bytes of a derived identifier in lower-case base32, an at sign and *scope*: 103 characters
    before the sign, of 127 that are allowed, and nothing that hangs on case.  What was imported
    with a scope of its own is one already; what was imported without stands before *scope* where
    its characters are allowed there, else its SHA-512 does.

    >>> scoped_identifier("0f" * 64, "ent.example")[:8]
    'b4hq6dyp'
    >>> scoped_identifier("4711-a@old.example", "ent.example")
    '4711-a@old.example'
    """
    if "@" in subject:
        return subject
    try:
        octets = bytes.fromhex(subject)
    except ValueError:
        octets = b""
    if len(octets) != _DERIVED_BYTES:
        if _UNIQUE.fullmatch(subject):
            return f"{subject}@{scope}"
        octets = hashlib.sha512(subject.lower().encode()).digest()
    unique = base64.b32encode(octets).decode().rstrip("=").lower()
    return f"{unique}@{scope}"


def parse_scope(text: str) -> str:
    """Return *text* as the scope of identifiers: a lower-case name such as that of a host.

    Raises:
        ValueRefusedError: it is something else.
    """
    if not _SCOPE.fullmatch(text):
        raise ValueRefusedError(
            "scope", text, "1 to 127 of a-z, 0-9, hyphen and point, the first a letter or digit"
        )
    return text


def pairwise_thing(
    tenant: TenantId, sector: ProviderId, thing: tuple[str, ...], *, key: PairwiseKey
) -> str:
    """Return the name that *sector* alone has for *thing*, which is nobody: a place, a link.

    As :func:`pairwise_subject`, of five parts and more: a message of a person has three or four.

    >>> pairwise_thing(TenantId("F0"), ProviderId("calculo"), ("lti", "context", "0561641E"),
    ...                key=PairwiseKey("2026", b"k" * 32))[:16]
    '4928a62543a5066a'

    Raises:
        ValueRefusedError: *thing* has fewer than three parts.
    """
    if len(thing) < _THING_PARTS:
        raise ValueRefusedError("thing", None, f"at least {_THING_PARTS} parts")
    return _derived((tenant, sector, *thing), key)


def subject_of(
    tenant: TenantId, sector: ProviderId, person: PersonId, held: Held, keys: KeyRing
) -> str:
    """Return the identifier under which *person* is known in *sector*.

    What was imported wins over what is derived.

    Raises:
        ConfigError: the key it is derived with is not here.
    """
    if held.imported:
        return held.imported
    key = keys.named(held.key)
    if held.renewal:
        return renewed_subject(tenant, sector, person, held.renewal, key=key)
    return pairwise_subject(tenant, sector, person, key=key)


def _derived(named: tuple[str, ...], key: PairwiseKey) -> str:
    parts = [part.encode() for part in named]
    message = b"".join(len(part).to_bytes(4) + part for part in parts)
    return keyed_digest(key.secret, message, "sha512").hex()
