"""Signs the XML we issue: enveloped, RSA-SHA256, exclusive canonicalization (SAML Core 5.4).

The message comes as the octets it is canonicalized to (:mod:`garbridge.formats.canonical`), so
that signing is two hashes and one RSA operation: no tree, no child process.
"""

import base64
import hashlib
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding

from garbridge.errors import ConfigError
from garbridge.formats.canonical import SIGNATURE_PLACE, Element, Hole, Slot, Template
from garbridge.formats.enveloped import DIGEST_SHA256, DS, ENVELOPED, EXCLUSIVE
from garbridge.formats.keys import weakness
from garbridge.formats.signature import RSA_SHA256

_NAMESPACES: Mapping[str, str] = MappingProxyType({"ds": DS})


def _algorithm(name: str, address: str) -> Element:
    return Element(name, {"Algorithm": address})


_TRANSFORMS = (_algorithm("ds:Transform", ENVELOPED), _algorithm("ds:Transform", EXCLUSIVE))
_REFERENCE = Element(
    "ds:Reference",
    {"URI": Hole("reference")},
    (
        Element("ds:Transforms", children=_TRANSFORMS),
        _algorithm("ds:DigestMethod", DIGEST_SHA256),
        Element("ds:DigestValue", children=(Slot("digest"),)),  # base64: nothing to escape
    ),
)
_SIGNED_INFO = Element(
    "ds:SignedInfo",
    children=(
        _algorithm("ds:CanonicalizationMethod", EXCLUSIVE),
        _algorithm("ds:SignatureMethod", RSA_SHA256),
        _REFERENCE,
    ),
)
_PADDING: Final = padding.PKCS1v15()
_DIGEST: Final = SHA256()
_PLACE = SIGNATURE_PLACE.encode()
_INSIDE = "<ds:SignedInfo>"
_ALONE = f'<ds:SignedInfo xmlns:ds="{DS}">'


def key_info(certificate: x509.Certificate) -> Element:
    """Return the ds:KeyInfo that shows *certificate*.

    Some peers compare it with the one in our metadata; none may trust it.
    """
    text = certificate_text(certificate)
    shown = Element("ds:X509Certificate", children=(text,))
    return Element("ds:KeyInfo", children=(Element("ds:X509Data", children=(shown,)),))


def certificate_text(certificate: x509.Certificate) -> str:
    """Return *certificate* in base64 on one line."""
    return base64.b64encode(certificate.public_bytes(Encoding.DER)).decode()


class Signer:
    """One RSA key and the certificate under which peers know it; made once for each process.

    Args:
        key: The private key.
        certificate: Carries the public half of *key*.

    Raises:
        ConfigError: the two do not belong together, or the key is too short.
    """

    __slots__ = ("_key", "_signature", "_signed_info", "certificate")

    def __init__(self, key: rsa.RSAPrivateKey, certificate: x509.Certificate) -> None:
        if certificate.public_key() != key.public_key():
            raise ConfigError(["the certificate is not the one of the signing key"])
        if (weak := weakness(key.public_key())) is not None:
            raise ConfigError([f"signing key: {weak}"])
        self.certificate: Final = certificate
        self._key = key
        self._signed_info = Template(_SIGNED_INFO, _NAMESPACES, inside=("ds",))
        value = Element("ds:SignatureValue", children=(Slot("value"),))
        parts = (Slot("signed_info"), value, key_info(certificate))
        self._signature = Template(Element("ds:Signature", children=parts), _NAMESPACES)

    def enveloped(self, message: bytes, *, identifier: str) -> bytes:
        """Return *message* with a signature over the whole of it.

        Args:
            message: A canonical element with a ``SIGNATURE_PLACE``, outside of any element that
                declares the prefix ``ds``.
            identifier: The ID of that element.
        """
        before, _, after = message.partition(_PLACE)
        digest = _base64(hashlib.sha256(before + after).digest())
        signed_info = self._signed_info.fill(reference=f"#{identifier}", digest=digest)
        # Alone, SignedInfo is the outermost element to use the prefix, and so declares it.
        value = _base64(self.detached(signed_info.replace(_INSIDE, _ALONE, 1).encode()))
        signature = self._signature.fill(signed_info=signed_info, value=value)
        return b"".join((before, signature.encode(), after))

    def detached(self, octets: bytes) -> bytes:
        """Return a signature over *octets* by ``RSA_SHA256``, to stand beside them."""
        return self._key.sign(octets, _PADDING, _DIGEST)


def _base64(octets: bytes) -> str:
    return base64.b64encode(octets).decode()
