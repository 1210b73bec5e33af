"""Seals what a one-time ticket stands for with the ticket itself.

The store gets a key from which the ticket cannot be found and a body that only the ticket opens:
a stolen database holds no claim, and no ticket that could be redeemed.
"""

import hashlib

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

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


def _sealing_key(ticket: str) -> bytes:
    return hashlib.sha256(b"garbridge seal\x00" + ticket.encode()).digest()
