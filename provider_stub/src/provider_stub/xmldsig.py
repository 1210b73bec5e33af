"""XML signatures in process: exclusive canonicalisation by lxml, keys by cryptography.

Implements the SAML profile of XML Signature (SAML Core 5.4) and nothing more:
enveloped signatures, one ``Reference`` to the ``ID`` of the signature's parent,
exclusive C14N without comments, SHA-2.  :func:`verify` returns the canonical
bytes of the element it verified, without its signature: read those, and not
the document they came in.
"""

import base64
import binascii
import copy
import hashlib
import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.types import PublicKeyTypes
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from lxml import etree

from provider_stub.errors import SignatureRefusedError
from provider_stub.xml_entry import Element

DS = "{http://www.w3.org/2000/09/xmldsig#}"
EXC_C14N = "http://www.w3.org/2001/10/xml-exc-c14n#"
ENVELOPED = "http://www.w3.org/2000/09/xmldsig#enveloped-signature"
RSA_SHA256 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"
SHA256 = "http://www.w3.org/2001/04/xmlenc#sha256"
_MORE = "http://www.w3.org/2001/04/xmldsig-more#"
_MIN_RSA_BITS = 2048
_MIN_EC_BITS = 256

VerifyingKey: TypeAlias = rsa.RSAPublicKey | ec.EllipticCurvePublicKey
_DIGESTS: Mapping[str, Callable[[bytes], bytes]] = {
    SHA256: lambda data: hashlib.sha256(data).digest(),
    f"{_MORE}sha384": lambda data: hashlib.sha384(data).digest(),
    "http://www.w3.org/2001/04/xmlenc#sha512": lambda data: hashlib.sha512(data).digest(),
}
_RSA: Mapping[str, hashes.HashAlgorithm] = {
    RSA_SHA256: hashes.SHA256(),
    f"{_MORE}rsa-sha384": hashes.SHA384(),
    f"{_MORE}rsa-sha512": hashes.SHA512(),
}
_ECDSA: Mapping[str, hashes.HashAlgorithm] = {
    f"{_MORE}ecdsa-sha256": hashes.SHA256(),
    f"{_MORE}ecdsa-sha384": hashes.SHA384(),
    f"{_MORE}ecdsa-sha512": hashes.SHA512(),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """What a signature says it covers, after its shape was checked."""

    digest_method: str
    digest_value: bytes
    prefixes: tuple[str, ...]


def check_key(key: PublicKeyTypes) -> VerifyingKey:
    """Return *key* if it is strong enough to trust.

    Raises:
        SignatureRefusedError: another algorithm, or fewer bits than 2048 (RSA) or 256 (EC).
    """
    if isinstance(key, rsa.RSAPublicKey) and key.key_size >= _MIN_RSA_BITS:
        return key
    if isinstance(key, ec.EllipticCurvePublicKey) and key.key_size >= _MIN_EC_BITS:
        return key
    raise SignatureRefusedError("clé trop courte ou algorithme de clé inconnu")


def find_by_id(root: Element, element_id: str) -> Element:
    """Return the only element with that ``ID``.

    Raises:
        SignatureRefusedError: none, or more than one.
    """
    found = [element for element in root.iter("{*}*") if element.get("ID") == element_id]
    if len(found) != 1:
        raise SignatureRefusedError(f"{len(found)} éléments portent l'identifiant signé")
    return found[0]


def check_shape(element: Element) -> Reference:
    """Check the one signature of *element* against the profile, without any key.

    Raises:
        SignatureRefusedError: anything the profile does not allow.
    """
    signature = _signature_of(element)
    if signature.find(f"{DS}Object") is not None:
        raise SignatureRefusedError("ds:Object interdit")
    info = _only(signature, f"{DS}SignedInfo")
    method = _only(info, f"{DS}CanonicalizationMethod")
    if method.get("Algorithm") != EXC_C14N or len(method):
        raise SignatureRefusedError("canonicalisation interdite")
    reference = _only(info, f"{DS}Reference")
    if not element.get("ID") or reference.get("URI") != f"#{element.get('ID')}":
        raise SignatureRefusedError("la référence ne désigne pas l'élément qui porte la signature")
    return Reference(
        digest_method=_algorithm(_only(reference, f"{DS}DigestMethod")),
        digest_value=_decoded(_only(reference, f"{DS}DigestValue")),
        prefixes=_prefixes(reference),
    )


def verify(root: Element, element_id: str, key: VerifyingKey) -> bytes:
    """Verify the signature of the element with *element_id*; return what was verified.

    Raises:
        SignatureRefusedError: wrong shape, barred algorithm, other digest or other key.
    """
    element = find_by_id(root, element_id)
    reference = check_shape(element)
    content = signed_bytes(element, reference.prefixes)
    digest = _DIGESTS.get(reference.digest_method)
    if digest is None:
        raise SignatureRefusedError("algorithme d'empreinte interdit")
    if not hmac.compare_digest(digest(content), reference.digest_value):
        raise SignatureRefusedError("le contenu signé a été modifié")
    signature = _signature_of(element)
    info = _only(signature, f"{DS}SignedInfo")
    algorithm = _algorithm(_only(info, f"{DS}SignatureMethod"))
    value = _decoded(_only(signature, f"{DS}SignatureValue"))
    try:
        _verify_bytes(key, algorithm, value, canonical(info))
    except InvalidSignature as wrong:
        raise SignatureRefusedError("signée par une autre clé") from wrong
    return content


def sign(root: Element, element_id: str, key: rsa.RSAPrivateKey) -> None:
    """Fill the prepared ``ds:Signature`` of the element with *element_id*.

    Raises:
        SignatureRefusedError: what is prepared is not RSA-SHA256 over SHA-256.
    """
    element = find_by_id(root, element_id)
    prefixes = check_shape(element).prefixes
    signature = _signature_of(element)
    info = _only(signature, f"{DS}SignedInfo")
    reference = _only(info, f"{DS}Reference")
    prepared = [_algorithm(_only(info, f"{DS}SignatureMethod"))]
    prepared.append(_algorithm(_only(reference, f"{DS}DigestMethod")))
    if prepared != [RSA_SHA256, SHA256]:
        raise SignatureRefusedError("seule RSA-SHA256 est employée pour signer")
    digest = hashlib.sha256(signed_bytes(element, prefixes)).digest()
    _only(reference, f"{DS}DigestValue").text = base64.b64encode(digest).decode()
    value = key.sign(canonical(info), padding.PKCS1v15(), hashes.SHA256())
    _only(signature, f"{DS}SignatureValue").text = base64.b64encode(value).decode()


def canonical(element: Element, prefixes: tuple[str, ...] = ()) -> bytes:
    """Serialise *element* by exclusive C14N without comments."""
    return etree.tostring(
        element,
        method="c14n",
        exclusive=True,
        with_comments=False,
        inclusive_ns_prefixes=list(prefixes) or None,
    )


def signed_bytes(element: Element, prefixes: tuple[str, ...]) -> bytes:
    """Canonical form of *element* without its own signature (transform *enveloped*)."""
    # The whole document is copied: a prefix declared above the element may be asked for.
    place = list(element.getroottree().iter()).index(element)
    twin = list(copy.deepcopy(element.getroottree()).iter())[place]
    signature = _signature_of(twin)
    before = signature.getprevious()
    tail = signature.tail or ""
    if before is not None:
        before.tail = (before.tail or "") + tail
    else:
        twin.text = (twin.text or "") + tail
    twin.remove(signature)
    return canonical(twin, prefixes)


def _prefixes(reference: Element) -> tuple[str, ...]:
    """Check the transforms of *reference*; return the inclusive prefixes asked for."""
    transforms = list(_only(reference, f"{DS}Transforms"))
    algorithms = [transform.get("Algorithm") for transform in transforms]
    if algorithms != [ENVELOPED, EXC_C14N]:
        raise SignatureRefusedError("transformation interdite")
    inside = [child for transform in transforms for child in transform]
    if not inside:
        return ()
    if len(inside) > 1 or inside[0].tag != f"{{{EXC_C14N}}}InclusiveNamespaces":
        raise SignatureRefusedError("transformation interdite")
    return tuple(inside[0].get("PrefixList", "").split())


def verify_octets(key: VerifyingKey, algorithm: str, value: bytes, data: bytes) -> None:
    """Verify a signature that stands beside what it signs (SAML Bindings 3.4.4.1).

    Raises:
        SignatureRefusedError: barred algorithm, other octets or other key.
    """
    try:
        _verify_bytes(key, algorithm, value, data)
    except InvalidSignature as wrong:
        raise SignatureRefusedError("signée par une autre clé") from wrong


def _verify_bytes(key: VerifyingKey, algorithm: str, value: bytes, data: bytes) -> None:
    """Verify one signature value; the algorithm must be of the key's own kind."""
    if isinstance(key, rsa.RSAPublicKey) and algorithm in _RSA:
        key.verify(value, data, padding.PKCS1v15(), _RSA[algorithm])
    elif isinstance(key, ec.EllipticCurvePublicKey) and algorithm in _ECDSA:
        half = len(value) // 2  # XML Signature 6.4.3: r and s side by side, not DER
        pair = int.from_bytes(value[:half], "big"), int.from_bytes(value[half:], "big")
        key.verify(encode_dss_signature(*pair), data, ec.ECDSA(_ECDSA[algorithm]))
    else:
        raise SignatureRefusedError("algorithme de signature interdit")


def _signature_of(element: Element) -> Element:
    return _only(element, f"{DS}Signature")


def _only(parent: Element, tag: str) -> Element:
    """Return the only child of that name; none and several are both refused."""
    found = parent.findall(tag)
    if len(found) != 1:
        raise SignatureRefusedError(f"{len(found)} fois {etree.QName(tag).localname}, attendu 1")
    return found[0]


def _algorithm(element: Element) -> str:
    if len(element):
        raise SignatureRefusedError("paramètre d'algorithme interdit")
    return element.get("Algorithm", "")


def _decoded(element: Element) -> bytes:
    try:
        return base64.b64decode("".join((element.text or "").split()), validate=True)
    except (binascii.Error, ValueError) as broken:
        raise SignatureRefusedError("base64 mal formé") from broken
