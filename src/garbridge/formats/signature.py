"""Checks signatures of peers over octets: the algorithms that are allowed, the keys that count.

RSASSA-PKCS1-v1_5 and ECDSA as XML Signature 1.1 (6.4) and SAML Bindings (3.4.4.1) name them.
SHA-1, MD5, DSA and HMAC are not on the lists.

Not checked: the dates and issuers of certificates, see :mod:`garbridge.formats.keys`.
"""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256, SHA384, SHA512, HashAlgorithm

from garbridge.errors import SignatureError
from garbridge.formats.keys import PublicKey

RSA_SHA256: Final = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"
RSA_SHA384: Final = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha384"
RSA_SHA512: Final = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha512"
ECDSA_SHA256: Final = "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256"

_RSA: Mapping[str, HashAlgorithm] = MappingProxyType(
    {
        RSA_SHA256: SHA256(),
        RSA_SHA384: SHA384(),
        RSA_SHA512: SHA512(),
    }
)
_PADDING: Final = padding.PKCS1v15()
_ECDSA: Mapping[str, HashAlgorithm] = MappingProxyType({ECDSA_SHA256: SHA256()})
ALGORITHMS: Final = frozenset((*_RSA, *_ECDSA))
"""The addresses of every signature algorithm that is taken."""


def verify_octets(
    octets: bytes, signature: bytes, *, algorithm: str, keys: Sequence[PublicKey]
) -> None:
    """Return if one of *keys* made *signature* over *octets*.

    Args:
        octets: What was signed, as received.
        signature: For ECDSA the two numbers one after the other (XML Signature 6.4.3).
        algorithm: Its address; decides which of *keys* are tried.
        keys: Every signing key of the peer, in any order: two during a roll-over.

    Raises:
        SignatureError: none did, *algorithm* is not allowed, or there is no key at all.
    """
    if algorithm not in ALGORITHMS:
        raise SignatureError(f"signature algorithm is not allowed: {algorithm[:100]!r}")
    if not any(_made_by(key, octets, signature, algorithm) for key in keys):
        raise SignatureError(f"signature matches none of {len(keys)} registered keys")


def _made_by(key: PublicKey, octets: bytes, signature: bytes, algorithm: str) -> bool:
    try:
        if isinstance(key, rsa.RSAPublicKey):
            if algorithm not in _RSA:
                return False
            key.verify(signature, octets, _PADDING, _RSA[algorithm])
            return True
        size = (key.curve.key_size + 7) // 8
        if algorithm not in _ECDSA or len(signature) != 2 * size:
            return False
        r, s = int.from_bytes(signature[:size]), int.from_bytes(signature[size:])
        key.verify(encode_dss_signature(r, s), octets, ec.ECDSA(_ECDSA[algorithm]))
    except InvalidSignature:
        return False
    return True
