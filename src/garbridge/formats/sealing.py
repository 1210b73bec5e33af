"""Seals what a one-time ticket stands for with the ticket itself.

The store gets a key from which the ticket cannot be found and a body that only the ticket opens:
a stolen database holds no claim, and no ticket that could be redeemed.
"""

import hashlib
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from garbridge.core.keyed import keyed_digest

_NONCE = bytes(12)


def entry_key(ticket: str) -> str:
    """Return the name under which the store keeps what *ticket* stands for."""
    return hashlib.sha256(b"garbridge entry\x00" + ticket.encode()).hexdigest()


def seal(ticket: str, payload: bytes) -> bytes:
    """Return *payload* encrypted and authenticated under *ticket*.

    Each ticket is random, of at least 128 bits, and seals one payload only: the derived key is
    never used twice, so the nonce may stand still.
    """
    return AESGCM(_sealing_key(ticket)).encrypt(_NONCE, payload, None)


def unseal(ticket: str, body: bytes) -> bytes | None:
    """Return the payload of *body*, or ``None`` if *ticket* did not seal it.

    >>> unseal("ST-1", seal("ST-1", b"claims"))
    b'claims'
    >>> unseal("ST-2", seal("ST-1", b"claims")) is None
    True
    """
    try:
        return AESGCM(_sealing_key(ticket)).decrypt(_NONCE, body, None)
    except InvalidTag:
        return None


@dataclass(frozen=True, slots=True)
class SecretSealer:
    """Seals under secrets of the portal, by the first of them; any of them opens.

    So what was sealed before a key turned is still read after it.

    >>> old, new = SecretSealer((b"1" * 32,)), SecretSealer((b"2" * 32, b"1" * 32))
    >>> new.unseal("k7", old.seal("k7", b"claims"))
    b'claims'
    >>> old.unseal("k7", new.seal("k7", b"claims")) is None
    True
    """

    secrets: tuple[bytes, ...] = field(repr=False)

    def seal(self, name: str, payload: bytes) -> bytes:
        """Return *payload* sealed under *name*, which is random and seals this payload only."""
        return seal(_under(self.secrets[0], name), payload)

    def unseal(self, name: str, body: bytes) -> bytes | None:
        """Return the payload of *body*, or ``None`` if it was not sealed so."""
        opened = (unseal(_under(secret, name), body) for secret in self.secrets)
        return next((payload for payload in opened if payload is not None), None)


def _under(secret: bytes, name: str) -> str:
    return keyed_digest(secret, b"garbridge sealer\x00" + name.encode(), "sha256").hex()


def _sealing_key(ticket: str) -> bytes:
    return hashlib.sha256(b"garbridge seal\x00" + ticket.encode()).digest()
