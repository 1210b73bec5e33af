"""Signed JSON Web Tokens and key sets: the one module that touches joserfc.

JSON Web Signature (RFC 7515) in the compact serialization only, JSON Web Key (RFC 7517) and JSON
Web Token (RFC 7519).  What we issue is signed with RS256, which every relying party must take
(OpenID Connect Core 15.1); what a peer signs is taken with the algorithms of its agreement alone.

The key of a peer's token comes from the keys that are registered for that peer.  A token that
brings a key along, or says where to fetch one (``jwk``, ``jku``, ``x5u``, ``x5c``), is refused, and
so is one with ``crit``: no extension is understood here (RFC 7515 4.1.11).

Not here: what the claims mean.  Whoever reads a token checks issuer, audience, times and type.
"""

import base64
import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, cast

from cryptography.hazmat.primitives.asymmetric import rsa
from joserfc import jws, jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, RSAKey

from garbridge.errors import (
    ConfigError,
    MalformedError,
    OversizedError,
    SignatureError,
    ValueRefusedError,
)
from garbridge.formats.jwt_reading import base64url, strict_json
from garbridge.formats.keys import MINIMUM_RSA_BITS, weakness

MAX_TOKEN: Final = 16 * 1024
"""No honest token of a peer is longer, in characters."""
MAX_KEYS: Final = 64 * 1024
"""No honest key set is longer, in octets."""

_COMPACT = re.compile(r"([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)")
_FOREIGN = ("jwk", "jku", "x5u", "x5c", "crit", "b64")
_ENCODER: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
_KINDS: Mapping[str, type[RSAKey | ECKey]] = {"RSA": RSAKey, "EC": ECKey}
_MOST_KEYS = 20


class Algorithm(StrEnum):
    """How a peer may sign (RFC 7518 3.1), with SHA-256 and a public key in every case."""

    RS256 = "RS256"
    PS256 = "PS256"
    ES256 = "ES256"


@dataclass(frozen=True, slots=True)
class Token:
    """A token whose signature was verified; nothing else of it was."""

    header: Mapping[str, object]
    claims: Mapping[str, object]


def _segment(octets: bytes) -> bytes:
    """Return *octets* as they stand in a token (RFC 7515 2)."""
    return base64.urlsafe_b64encode(octets).rstrip(b"=")


class JwtSigner:
    """Signs tokens with RS256 under the thumbprint of its key; made once for each process.

    Args:
        key: The private key.

    Raises:
        ConfigError: the key is too short.
    """

    __slots__ = ("_algorithm", "_headers", "_key", "_registry", "kid", "public_key")

    def __init__(self, key: rsa.RSAPrivateKey) -> None:
        if (weak := weakness(key.public_key())) is not None:
            raise ConfigError([f"signing key: {weak}"])
        self._key = RSAKey.import_key(key)
        self._registry = jws.JWSRegistry(algorithms=[Algorithm.RS256])
        self.public_key: Final = key.public_key()
        self.kid: Final = key_id(self.public_key)
        self._algorithm = self._registry.get_alg(Algorithm.RS256)
        self._algorithm.check_key(self._key)
        self._headers: dict[str, bytes] = {}

    def sign(self, claims: Mapping[str, object], *, typ: str = "JWT") -> str:
        """Return *claims* as a signed token of the type *typ*."""
        signed = b".".join([self._header(typ), _segment(_ENCODER.encode(claims).encode())])
        return b".".join([signed, _segment(self._algorithm.sign(signed, self._key))]).decode()

    def _header(self, typ: str) -> bytes:
        """Return the first segment, which is the same in each token of a type; checked once."""
        segment = self._headers.get(typ)
        if segment is None:
            said = {"alg": str(Algorithm.RS256), "kid": self.kid, "typ": typ}
            self._registry.check_header(said)
            segment = self._headers[typ] = _segment(_ENCODER.encode(said).encode())
        return segment


@dataclass(frozen=True, slots=True)
class JwtKeys:
    """The key that signs, and those that are published beside it: the next one, the last one."""

    signer: JwtSigner
    beside: tuple[rsa.RSAPublicKey, ...] = ()

    def published(self) -> tuple[rsa.RSAPublicKey, ...]:
        """Return every key under which a token of ours may be read, each once, the signer first."""
        own = self.signer.public_key
        return (own, *(key for key in self.beside if key != own))


def key_id(key: rsa.RSAPublicKey) -> str:
    """Return the name of *key*: its thumbprint, which changes with it (RFC 7638)."""
    return RSAKey.import_key(key).thumbprint()


def jwks_document(keys: Iterable[rsa.RSAPublicKey]) -> bytes:
    """Return the key set that publishes *keys*, in their order (RFC 7517 5).

    A key that is to sign later stands in it before it does, so that nobody meets an unknown one.
    """
    shown = [
        RSAKey.import_key(key).as_dict(
            private=False, kid=key_id(key), use="sig", alg=str(Algorithm.RS256)
        )
        for key in keys
    ]
    return json.dumps({"keys": shown}).encode()


@dataclass(frozen=True, slots=True)
class PeerKeys:
    """The public keys of one peer: at least one, each of a kind and length to rely on."""

    keys: tuple[RSAKey | ECKey, ...]

    def pick(self, header: Mapping[str, object], algorithm: Algorithm) -> RSAKey | ECKey:
        """Return the key that *header* names, or the only one that fits *algorithm*.

        Raises:
            SignatureError: there is none, or several without a name.
        """
        wanted = "EC" if algorithm is Algorithm.ES256 else "RSA"
        fitting = [
            key for key in self.keys if key.key_type == wanted and key.alg in {None, algorithm}
        ]
        kid = header.get("kid")
        if kid is not None:
            fitting = [key for key in fitting if key.get("kid") == kid]
        if len(fitting) != 1:
            raise SignatureError("no one key of the peer fits the token")
        return fitting[0]


def read_peer_keys(document: bytes | str) -> PeerKeys:
    """Return the keys of *document*, a key set or a single key (RFC 7517 4 and 5).

    A key for encryption, and one of a kind that is not known here, is passed over.

    Raises:
        ValueRefusedError: it is none, it holds a private or symmetric key, a weak one, no key at
            all, or two of one name.
    """
    if len(document) > MAX_KEYS:
        raise ValueRefusedError("key set", None, f"at most {MAX_KEYS} octets")
    try:
        said = strict_json(document)
    except MalformedError as broken:
        raise ValueRefusedError("key set", None, "a JWK Set in JSON") from broken
    listed = said.get("keys", [said])
    if not isinstance(listed, list) or len(listed) > _MOST_KEYS:
        raise ValueRefusedError("key set", None, f"a list of at most {_MOST_KEYS} keys")
    found = [_peer_key(one) for one in cast("list[object]", listed)]
    keys = tuple(key for key in found if key is not None)
    names = [key.get("kid") for key in keys if key.get("kid") is not None]
    if not keys or len(set(map(str, names))) != len(names):
        raise ValueRefusedError("key set", None, "at least one RSA or EC key, each its own kid")
    return PeerKeys(keys)


def _peer_key(said: object) -> RSAKey | ECKey | None:
    stated = cast("dict[str, object]", said) if isinstance(said, dict) else {}
    if stated.get("kty") == "oct" or "d" in stated or "k" in stated:
        raise ValueRefusedError("key set", None, "public keys only: a private one is in it")
    kind = _KINDS.get(str(stated.get("kty")))
    if kind is None or stated.get("use", "sig") != "sig":
        return None
    if kind is ECKey and stated.get("crv") != "P-256":
        return None
    try:
        if kind is RSAKey:
            _refuse_short(base64url(str(stated["n"])))
        key = kind.import_key(cast("dict[str, str | list[str]]", stated))
        weak = weakness(key.public_key)
    except ValueRefusedError:
        raise
    except (JoseError, MalformedError, ValueError, TypeError, KeyError) as broken:
        raise ValueRefusedError("key", None, "a public key that can be relied on") from broken
    if weak is not None:
        raise ValueRefusedError("key", None, weak)
    return key


def _refuse_short(modulus: bytes) -> None:
    """Refuse a short key before it is imported: joserfc warns of it, and imports it."""
    bits = int.from_bytes(modulus).bit_length()
    if bits < MINIMUM_RSA_BITS:
        raise ValueRefusedError("key", None, f"at least {MINIMUM_RSA_BITS} bits, not {bits}")


def verify_jwt(token: str, keys: PeerKeys, *algorithms: Algorithm) -> Token:
    """Return what *token* says, once its signature is that of one of *keys*.

    Args:
        token: As it came.
        keys: Those of the peer.
        algorithms: Those of the agreement with it; without any, nothing is taken.

    Raises:
        OversizedError: it is longer than any honest one.
        MalformedError: it is no signed token in the compact serialization.
        SignatureError: its signature, its algorithm or its key is not that of the peer.
    """
    if len(token) > MAX_TOKEN:
        raise OversizedError(f"token of {len(token)} characters, at most {MAX_TOKEN}")
    parts = _COMPACT.fullmatch(token)
    if parts is None:
        raise MalformedError("not a signed token in the compact serialization")
    header = strict_json(base64url(parts[1]))
    foreign = [name for name in _FOREIGN if name in header]
    agreed = [one for one in algorithms if header.get("alg") == one]
    if foreign or not agreed:
        raise SignatureError("the token's header is not one of the peer's agreement")
    key = keys.pick(header, agreed[0])
    try:
        read = jwt.decode(token, key, registry=jws.JWSRegistry(algorithms=[str(agreed[0])]))
    except (JoseError, ValueError, TypeError) as broken:
        raise SignatureError("the signature is not the peer's") from broken
    return Token(read.header, strict_json(base64url(parts[2])))


def half_hash(text: str) -> str:
    """Return the left half of the SHA-256 of *text*, in base64url (OpenID Connect Core 3.1.3.6).

    >>> half_hash("jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y")
    '77QmUPtjPfzWtF2AnpK9RQ'
    """
    return _segment(hashlib.sha256(text.encode("ascii")).digest()[:16]).decode()
