"""The only module that touches joserfc: reads a signed token with keys that the portal publishes.

The algorithm is RS256 and no other; a token that brings a key along, says where one is, or has
``crit``, is refused before anything else of it is read.
"""

import base64
import binascii
import json
import re
from collections.abc import Mapping
from typing import Any

from joserfc import jws, jwt
from joserfc.errors import JoseError
from joserfc.jwk import RSAKey

from provider_stub.errors import ShapeError, SignatureRefusedError

_ALGORITHM = "RS256"
_COMPACT = re.compile(r"([A-Za-z0-9_-]+)\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+")
_OWN = frozenset({"alg", "kid", "typ"})

Keys = Mapping[str, RSAKey]
"""The keys a portal publishes, by their ``kid``."""


def read_keys(document: bytes) -> Keys:
    """Return the RSA keys for signatures in a JWK Set (RFC 7517 5).

    Raises:
        ShapeError: it is none, or holds none.
    """
    try:
        listed = json.loads(document)["keys"]
        found = {
            str(one["kid"]): RSAKey.import_key(one)
            for one in listed
            if one.get("kty") == "RSA" and one.get("use", "sig") == "sig" and "kid" in one
        }
    except (ValueError, KeyError, TypeError, AttributeError, JoseError) as wrong:
        raise ShapeError("pas un jeu de clés") from wrong
    if not found:
        raise ShapeError("aucune clé utilisable")
    return found


def key_of(token: str) -> str:
    """Return the ``kid`` of a token, of which nothing is verified yet.

    Raises:
        SignatureRefusedError: its header is not one that we agree to read.
    """
    parts = _COMPACT.fullmatch(token)
    try:
        header = json.loads(base64.urlsafe_b64decode(parts[1] + "==")) if parts else None
    except (binascii.Error, ValueError) as wrong:
        raise SignatureRefusedError("en-tête illisible") from wrong
    if not isinstance(header, dict) or header.get("alg") != _ALGORITHM:
        raise SignatureRefusedError("ni RS256 ni forme compacte")
    if not header.keys() <= _OWN or not isinstance(header.get("kid"), str):
        raise SignatureRefusedError("en-tête inattendu")
    return str(header["kid"])


def read_token(token: str, keys: Keys) -> Mapping[str, Any]:
    """Return the claims of a token that one of *keys* signed.

    Raises:
        SignatureRefusedError: none did.
    """
    key = keys.get(key_of(token))
    if key is None:
        raise SignatureRefusedError("clé que le portail ne publie pas")
    try:
        read = jwt.decode(token, key, registry=jws.JWSRegistry(algorithms=[_ALGORITHM]))
    except (JoseError, ValueError) as wrong:
        raise SignatureRefusedError("signature refusée") from wrong
    return read.claims
