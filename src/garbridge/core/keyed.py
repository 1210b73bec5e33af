"""HMAC (RFC 2104) under a secret that stays: what all its messages share is done once."""

import hashlib
from collections.abc import Callable
from functools import lru_cache
from typing import Final

_INNER: Final = bytes(octet ^ 0x36 for octet in range(256))
_OUTER: Final = bytes(octet ^ 0x5C for octet in range(256))
_SECRETS: Final = 32
"""Of a process: each portal has three or four, and as many again while they turn."""


def keyed_digest(secret: bytes, message: bytes, algorithm: str) -> bytes:
    """Return what :func:`hmac.digest` does, for secrets that are used again and again.

    That has OpenSSL look the algorithm up and begin anew, which costs more than the message.

    >>> keyed_digest(b"key", b"The quick brown fox jumps over the lazy dog", "sha256").hex()[:16]
    'f7bc83f430538424'
    """
    return _under(secret, algorithm)(message)


@lru_cache(maxsize=_SECRETS)
def _under(secret: bytes, algorithm: str) -> Callable[[bytes], bytes]:
    """Return what makes the codes of messages under *secret*."""
    block = hashlib.new(algorithm).block_size
    short = hashlib.new(algorithm, secret).digest() if len(secret) > block else secret
    key = short.ljust(block, b"\x00")
    inner = hashlib.new(algorithm, key.translate(_INNER))
    outer = hashlib.new(algorithm, key.translate(_OUTER))

    def code(message: bytes) -> bytes:
        first, second = inner.copy(), outer.copy()
        first.update(message)
        second.update(first.digest())
        return second.digest()

    return code
