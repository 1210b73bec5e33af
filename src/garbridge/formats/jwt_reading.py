"""Reads the tokens we issue back, by other code than wrote them.

Nothing of joserfc is used here, which writes them: the segments, the signature and the JSON are
read with :mod:`binascii`, ``cryptography`` and :mod:`json` alone, so that a fault of the writer
does not cancel itself in its reader.
"""

import binascii
import json
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from math import isfinite
from types import MappingProxyType
from typing import Final, cast

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256

from garbridge.errors import MalformedError, ReleaseMismatchError

_ALPHABET: Final = re.compile(r"[A-Za-z0-9_-]*")
_QUANTUM: Final = 4
_STANDARD: Final = str.maketrans("-_", "+/")
_DIGITS: Final = 17
"""A sign included: 2**53 has sixteen digits."""
_SEGMENTS: Final = 3


def base64url(text: str) -> bytes:
    """Return the octets of *text*, which has no padding (RFC 7515 2).

    Raises:
        MalformedError: it is not the one spelling of any octets.

    >>> base64url("eyJhIjoxfQ")
    b'{"a":1}'
    """
    if not _ALPHABET.fullmatch(text):
        raise MalformedError("not base64url")
    padded = (text + "=" * (-len(text) % _QUANTUM)).translate(_STANDARD)
    try:
        octets = binascii.a2b_base64(padded)
    except binascii.Error as broken:
        raise MalformedError("not base64url") from broken
    if binascii.b2a_base64(octets, newline=False) != padded.encode():
        raise MalformedError("not the one spelling in base64url")
    return octets


def strict_json(text: bytes | str) -> Mapping[str, object]:
    """Return the object in *text*.

    Raises:
        MalformedError: it is no JSON object, or names a member twice: two readers of one text must
            not read different values (RFC 7515 5.2, RFC 8725 2.4); or it holds a number or half a
            character that not every reader has (I-JSON, RFC 7493 2.1 and 2.2).

    >>> strict_json('{"a": 1}')
    {'a': 1}
    """
    try:
        if not isinstance(text, str):
            text = text.decode(json.detect_encoding(text), "surrogatepass")
        said: object = _DECODER.decode(text)
        if "\\u" in text:  # the one way to name half a character
            json.dumps(said, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as broken:
        raise MalformedError("not a JSON object with each name once") from broken
    if not isinstance(said, dict):
        raise MalformedError("not a JSON object")
    return cast("Mapping[str, object]", said)


def read_issued(
    token: str, key: rsa.RSAPublicKey
) -> tuple[Mapping[str, object], Mapping[str, object]]:
    """Return the header and the claims of *token*, which we signed with RS256 under *key*.

    Raises:
        ReleaseMismatchError: it is no such token.
    """
    segments = token.split(".")
    if len(segments) != _SEGMENTS:
        raise ReleaseMismatchError("the token has not three segments")
    try:
        header = _header(segments[0])
        claims = strict_json(base64url(segments[1]))
        signed = ".".join(segments[:2]).encode("ascii")
        key.verify(base64url(segments[2]), signed, padding.PKCS1v15(), SHA256())
    except (MalformedError, InvalidSignature) as broken:
        raise ReleaseMismatchError("the token cannot be read") from broken
    if header.get("alg") != "RS256":
        raise ReleaseMismatchError("the token says another algorithm")
    return header, claims


@lru_cache(maxsize=16)
def _header(segment: str) -> Mapping[str, object]:
    """Return what a first segment says; it is the same in each token of a type and a key.

    Raises:
        MalformedError: it is none.
    """
    return MappingProxyType(dict(strict_json(base64url(segment))))


def _integer(text: str) -> int:
    if len(text) > _DIGITS:
        raise ValueError("an integer that no double holds exactly")
    return int(text)


def _number(text: str) -> float:
    found = float(text)
    if not isfinite(found):
        raise ValueError("a number beyond every double")
    return found


def _once(pairs: Sequence[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name twice")
    return found


def _no_constant(name: str) -> object:
    raise ValueError(name)


_DECODER: Final = json.JSONDecoder(
    object_pairs_hook=_once, parse_constant=_no_constant, parse_int=_integer, parse_float=_number
)
