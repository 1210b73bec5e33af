"""Opens what a peer encrypted to one of our keys (XML Encryption 1.1), in one shape.

Authenticated ciphers only, as :mod:`garbridge.formats.encryption` says.  Nothing is fetched and
nothing looked up: a key or a content that stands elsewhere (*RetrievalMethod*, *CipherReference*)
is refused.  What comes out is nobody's word yet: everybody has our public key.

Every failure is the same error with the same words, so that answers tell nothing of a key.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from cryptography.hazmat.primitives.asymmetric import padding, rsa
from lxml import etree

from garbridge.errors import MalformedError
from garbridge.formats.encryption import (
    CONTENT_BYTES,
    DIGEST_SHA1,
    DIGESTS,
    MASKS,
    MGF1_SHA1,
    OAEP,
    OAEP_MGF1P,
    XENC,
    XENC11,
    Transport,
    opened,
)
from garbridge.formats.enveloped import DS
from garbridge.formats.saml.values import parse_base64
from garbridge.formats.xml import parse_xml

MAX_CARRIED: Final = 4
"""Of keys carried beside one content: each costs a private operation for each key of ours."""

_DATA: Final = f"{{{XENC}}}EncryptedData"
_CARRIED: Final = f"{{{XENC}}}EncryptedKey"
_METHOD: Final = f"{{{XENC}}}EncryptionMethod"
_KEY_INFO: Final = f"{{{DS}}}KeyInfo"
_CIPHER: Final = f"{{{XENC}}}CipherData"
_VALUE: Final = f"{{{XENC}}}CipherValue"
_ELSEWHERE: Final = (f"{{{XENC}}}CipherReference", f"{{{DS}}}RetrievalMethod")
_CLOSED: Final = "encrypted content cannot be opened"


@dataclass(frozen=True, slots=True)
class _Carried:
    """An EncryptedKey: how it is carried, and what carries it."""

    transport: Transport
    value: bytes = field(repr=False)


def decrypted(
    holder: etree._Element, keys: Sequence[rsa.RSAPrivateKey], *, limit: int
) -> etree._Element:
    """Return the one element that *holder* holds encrypted, in a tree of its own.

    Args:
        holder: Its children are one EncryptedData, and perhaps keys to it.
        keys: Our private keys, any of which may open it: two during a roll-over.
        limit: The most bytes of what is inside.

    Raises:
        MalformedError: it is of another shape, nothing opens it, or it holds no element.
        OversizedError: what is inside is larger than *limit*.
    """
    data = _data(holder)
    carried = list(_carried(holder, data))
    if not 1 <= len(carried) <= MAX_CARRIED:
        raise MalformedError(f"{len(carried)} EncryptedKey")
    if data.find(_METHOD) is None or data.find(f"{_CIPHER}/{_VALUE}") is None:
        raise MalformedError("EncryptedData has not the parts it must have")
    for one in carried:
        for key in keys:
            content = _content(data, one, key)
            if content is not None:
                return _in_context(content, data, limit)
    raise MalformedError(_CLOSED)


def _data(holder: etree._Element) -> etree._Element:
    found = [child for child in holder if child.tag == _DATA]
    if len(found) != 1 or {child.tag for child in holder} - {_DATA, _CARRIED}:
        raise MalformedError("an encrypted element has not the parts it must have")
    if any(next(holder.iter(name), None) is not None for name in _ELSEWHERE):
        raise MalformedError("encrypted content or its key stands elsewhere")
    if sum(1 for _ in holder.iter(_DATA)) != 1:
        raise MalformedError("several EncryptedData")
    return found[0]


def _carried(holder: etree._Element, data: etree._Element) -> Iterator[_Carried]:
    for element in (*holder.findall(_CARRIED), *data.findall(f"{_KEY_INFO}/{_CARRIED}")):
        method, value = element.find(_METHOD), element.find(f"{_CIPHER}/{_VALUE}")
        transport = None if method is None else _transport(method)
        if transport is None or value is None:
            raise MalformedError("a key is carried in a way that is not taken")
        yield _Carried(transport, _octets(value))


def _transport(method: etree._Element) -> Transport | None:
    algorithm = method.get("Algorithm", "")
    digest = _said(method, f"{{{DS}}}DigestMethod", DIGEST_SHA1)
    mask = _said(method, f"{{{XENC11}}}MGF", MGF1_SHA1)
    known = algorithm in {OAEP_MGF1P, OAEP} and digest in DIGESTS and mask in MASKS
    if not known or (algorithm == OAEP_MGF1P and mask != MGF1_SHA1):
        return None
    if method.find(f"{{{XENC}}}OAEPparams") is not None:
        return None
    return Transport(algorithm=algorithm, digest=digest, mask=mask)


def _said(method: etree._Element, name: str, usual: str) -> str:
    found = method.find(name)
    return usual if found is None else found.get("Algorithm", "")


def _content(data: etree._Element, carried: _Carried, key: rsa.RSAPrivateKey) -> bytes | None:
    """Return what is inside, ``None`` where *key* is not the one it was carried for."""
    transport = carried.transport
    scheme = padding.OAEP(
        mgf=padding.MGF1(MASKS[transport.mask]()),
        algorithm=DIGESTS[transport.digest](),
        label=None,
    )
    try:
        opener = key.decrypt(carried.value, scheme)
        if len(opener) not in CONTENT_BYTES.values():
            return None
        return opened(data, opener)
    except (ValueError, MalformedError):
        return None


def _octets(value: etree._Element) -> bytes:
    if len(value):
        raise MalformedError("CipherValue holds more than text")
    return parse_base64(value.text or "", what="CipherValue")


def _in_context(content: bytes, data: etree._Element, limit: int) -> etree._Element:
    """Return the element in *content*, which may use the prefixes declared around *data*.

    XML Encryption 4.4: it is read as if it stood where *data* stands.
    """
    declared = {prefix: uri for prefix, uri in data.nsmap.items() if prefix != "xml"}
    opening = etree.tostring(etree.Element("context", nsmap=declared))
    root = parse_xml(
        opening.removesuffix(b"/>") + b">" + content + b"</context>",
        limit=limit + len(opening) + len(b"</context>"),
    )
    if len(root) != 1 or (root.text or "").strip() or (root[0].tail or "").strip():
        raise MalformedError("what was encrypted is not one element")
    return root[0]
