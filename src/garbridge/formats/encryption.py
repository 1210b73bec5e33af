"""Encrypts XML to a peer's key (XML Encryption 1.1), and opens what was encrypted here.

Authenticated ciphers only: AES-GCM (5.2.4), with a new key for each message that RSA-OAEP carries
(5.5.2).  CBC, RSA 1.5 and Triple DES are not on the lists: whoever can make a peer decrypt them
can read them by its answers.  So that the length tells little, nothing is padded: it is no secret
how many attributes a provider receives.

Only the peer can open the key.  Whoever encrypted can read the content with the key it made, which
is what :func:`opened` is for: the proof that what leaves holds what was decided.
"""

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA1, SHA256, HashAlgorithm
from lxml import etree

from garbridge.errors import MalformedError
from garbridge.formats.canonical import Element, Hole, Slot, Template
from garbridge.formats.enveloped import DIGEST_SHA256, DS

XENC: Final = "http://www.w3.org/2001/04/xmlenc#"
XENC11: Final = "http://www.w3.org/2009/xmlenc11#"
OAEP_MGF1P: Final = f"{XENC}rsa-oaep-mgf1p"
OAEP: Final = f"{XENC11}rsa-oaep"
AES128_GCM: Final = f"{XENC11}aes128-gcm"
AES256_GCM: Final = f"{XENC11}aes256-gcm"
DIGEST_SHA1: Final = f"{DS}sha1"
MGF1_SHA1: Final = f"{XENC11}mgf1sha1"
MGF1_SHA256: Final = f"{XENC11}mgf1sha256"

CONTENT_BYTES: Mapping[str, int] = MappingProxyType({AES128_GCM: 16, AES256_GCM: 32})
"""The length of the key of each content cipher."""
DIGESTS: Mapping[str, type[HashAlgorithm]] = MappingProxyType(
    {DIGEST_SHA1: SHA1, DIGEST_SHA256: SHA256}
)
MASKS: Mapping[str, type[HashAlgorithm]] = MappingProxyType({MGF1_SHA1: SHA1, MGF1_SHA256: SHA256})

_NAMESPACES: Mapping[str, str] = MappingProxyType({"ds": DS, "xenc": XENC, "xenc11": XENC11})
_NONCE_BYTES: Final = 12
_TAG_BYTES: Final = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Transport:
    """How RSA-OAEP carries a key: *rsa-oaep-mgf1p*, whose mask is SHA-1's, or *rsa-oaep*.

    SHA-1 here is no signature: OAEP needs no more of it than that it looks like chance, and many
    peers know no other.
    """

    algorithm: str = OAEP_MGF1P
    digest: str = DIGEST_SHA1
    mask: str = MGF1_SHA1


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """Whose key, and by which of the algorithms it can read."""

    key: rsa.RSAPublicKey = field(repr=False)
    content: str = AES256_GCM
    transport: Transport = Transport()


@dataclass(frozen=True, slots=True)
class Encrypted:
    """An ``xenc:EncryptedData`` in canonical form, and the key to it, which never leaves."""

    element: str
    opener: bytes = field(repr=False)


def encrypted(message: bytes, recipient: Recipient, name: str) -> Encrypted:
    """Return *message*, a whole element, as only *recipient*, whose name is *name*, reads it.

    The chance in key and nonce is OpenSSL's own.
    """
    opener = AESGCM.generate_key(8 * CONTENT_BYTES[recipient.content])
    nonce = AESGCM.generate_key(128)[:_NONCE_BYTES]
    sealed = nonce + AESGCM(opener).encrypt(nonce, message, None)
    transport = recipient.transport
    carried = recipient.key.encrypt(
        opener,
        padding.OAEP(
            mgf=padding.MGF1(MASKS[transport.mask]()),
            algorithm=DIGESTS[transport.digest](),
            label=None,
        ),
    )
    shape = _shape(recipient.content, transport)
    return Encrypted(
        shape.fill(recipient=name, carried=_base64(carried), sealed=_base64(sealed)), opener
    )


def opened(data: etree._Element, opener: bytes) -> bytes:
    """Return what *data*, an ``xenc:EncryptedData``, holds.

    Raises:
        MalformedError: it is none of ours, or *opener* does not open it.
    """
    method = data.find(f"{{{XENC}}}EncryptionMethod")
    value = data.findtext(f"{{{XENC}}}CipherData/{{{XENC}}}CipherValue")
    if method is None or value is None:
        raise MalformedError("no EncryptedData of ours")
    if CONTENT_BYTES.get(method.get("Algorithm", "")) != len(opener):
        raise MalformedError("encrypted in another way than the key is for")
    try:
        sealed = base64.b64decode("".join(value.split()), validate=True)
        if len(sealed) < _NONCE_BYTES + _TAG_BYTES:
            raise MalformedError("encrypted content is too short")
        return AESGCM(opener).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], None)
    except (ValueError, InvalidTag) as broken:
        raise MalformedError("encrypted content cannot be opened") from broken


def _shape(content: str, transport: Transport) -> Template:
    method = [Element("ds:DigestMethod", {"Algorithm": transport.digest})]
    if transport.algorithm == OAEP:
        method.append(Element("xenc11:MGF", {"Algorithm": transport.mask}))
    carried = Element(
        "xenc:EncryptedKey",
        {"Recipient": Hole("recipient")},
        (
            Element("xenc:EncryptionMethod", {"Algorithm": transport.algorithm}, tuple(method)),
            _cipher("carried"),
        ),
    )
    data = Element(
        "xenc:EncryptedData",
        {"Type": f"{XENC}Element"},
        (
            Element("xenc:EncryptionMethod", {"Algorithm": content}),
            Element("ds:KeyInfo", children=(carried,)),
            _cipher("sealed"),
        ),
    )
    return Template(data, _NAMESPACES)


def _cipher(slot: str) -> Element:
    value = Element("xenc:CipherValue", children=(Slot(slot),))  # base64: nothing to escape
    return Element("xenc:CipherData", children=(value,))


def _base64(octets: bytes) -> str:
    return base64.b64encode(octets).decode()
