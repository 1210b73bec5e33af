"""Checks the signature that stands inside an XML message, and hands on what it covers.

XML Signature Syntax and Processing 1.1, cut down to what SAML 2.0 allows (Core 5.4).  The shape
is compared with a strict profile before any cryptography, and what is handed on is the signed
octets themselves, so that nothing unsigned can be read afterwards:

- one Signature in what is signed, its child (in a whole message: one at all); no Object inside;
- one Reference, to the signature's parent by its ID; no ID stands twice;
- the transforms enveloped-signature, then exclusive canonicalization, and no other;
- algorithms of :mod:`garbridge.formats.signature`;
- one of the keys that were registered for the peer.  KeyInfo is not read.

Written on lxml's canonicalization and ``cryptography`` instead of the library signxml, which
takes a certificate and refuses one that has ended, while only the public key counts here; which
compares it with KeyInfo; and which writes and reads the message five times for each check.
"""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from lxml import etree

from garbridge.errors import SignatureError
from garbridge.formats.keys import PublicKey
from garbridge.formats.signature import (
    ALGORITHMS,
    ECDSA_SHA256,
    RSA_SHA256,
    RSA_SHA384,
    RSA_SHA512,
    verify_octets,
)

DS: Final = "http://www.w3.org/2000/09/xmldsig#"
EXCLUSIVE: Final = "http://www.w3.org/2001/10/xml-exc-c14n#"
ENVELOPED: Final = f"{DS}enveloped-signature"
_SIGNATURE: Final = f"{{{DS}}}Signature"
DIGEST_SHA256: Final = "http://www.w3.org/2001/04/xmlenc#sha256"

_DIGESTS: Mapping[str, Callable[[bytes], bytes]] = MappingProxyType(
    {
        DIGEST_SHA256: lambda octets: hashlib.sha256(octets).digest(),
        "http://www.w3.org/2001/04/xmldsig-more#sha384": lambda octets: hashlib.sha384(
            octets
        ).digest(),
        "http://www.w3.org/2001/04/xmlenc#sha512": lambda octets: hashlib.sha512(octets).digest(),
    }
)
_DIGEST_OF: Mapping[str, str] = MappingProxyType(
    {
        RSA_SHA256: DIGEST_SHA256,
        RSA_SHA384: "http://www.w3.org/2001/04/xmldsig-more#sha384",
        RSA_SHA512: "http://www.w3.org/2001/04/xmlenc#sha512",
        ECDSA_SHA256: DIGEST_SHA256,
    }
)
"""Which digest comes with an algorithm; SHA-256's comes with every one."""
_ID_NAMES = frozenset({"ID", "Id", "id", "{http://www.w3.org/XML/1998/namespace}id"})
_MAX_PREFIXES = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class _Enveloped:
    """A signature that has the one shape allowed.  Nothing of it is verified yet."""

    signature: etree._Element
    signed_info: etree._Element
    signed_info_prefixes: list[str]
    algorithm: str
    unverified_value: bytes
    content_prefixes: list[str]
    hashing: Callable[[bytes], bytes]
    unverified_digest: bytes


def signature_inside(root: etree._Element) -> bool:
    """Say whether *root* holds an XML signature, wherever it stands."""
    return next(root.iter(_SIGNATURE), None) is not None


def verified_content(
    root: etree._Element, keys: Sequence[PublicKey], *, algorithms: Collection[str] = ALGORITHMS
) -> bytes:
    """Return the canonical octets of *root* that one of *keys* signed, without the signature.

    *root* is taken apart: read the returned octets instead.

    Raises:
        SignatureError: the signature is missing, wrong, or not of the one shape allowed.
    """
    found = sum(1 for _ in root.iter(_SIGNATURE))
    if found != 1:
        raise SignatureError(f"{found} signatures in the message, exactly one is taken")
    refuse_repeated_ids(root)
    return verified_part(root, keys, algorithms=algorithms)


def verified_part(
    element: etree._Element,
    keys: Sequence[PublicKey],
    *,
    algorithms: Collection[str] = ALGORITHMS,
) -> bytes:
    """Return the canonical octets of *element* that one of *keys* signed, without the signature.

    For a message of several signatures.  Whoever calls has looked where each stands, and that no ID
    stands twice in the whole message (:func:`refuse_repeated_ids`).  *element* is taken apart: read
    the returned octets instead.

    Args:
        element: What is signed; its signature is its child.
        keys: Every signing key of the peer, in any order.
        algorithms: Which of those that can be verified are taken, with their digests.

    Raises:
        SignatureError: the signature is missing, wrong, or not of the one shape allowed.
    """
    enveloped = _profile(element, ALGORITHMS.intersection(algorithms))
    verify_octets(
        canonical_octets(enveloped.signed_info, enveloped.signed_info_prefixes),
        enveloped.unverified_value,
        algorithm=enveloped.algorithm,
        keys=keys,
    )
    # Verified from here on: SignedInfo, and with it the digest.
    _remove(enveloped.signature, element)
    content = canonical_octets(element, enveloped.content_prefixes)
    if not hmac.compare_digest(enveloped.hashing(content), enveloped.unverified_digest):
        raise SignatureError("the message was changed after it was signed")
    return content


def _profile(root: etree._Element, algorithms: Collection[str]) -> _Enveloped:
    signature = _only_signature(root)
    signed_info, value = _parts(signature, ("SignedInfo", "SignatureValue"), optional="KeyInfo")
    canonicalization, method, reference = _parts(
        signed_info, ("CanonicalizationMethod", "SignatureMethod", "Reference")
    )
    identifier = root.get("ID")
    _refuse_attributes(reference, beyond={"URI"})
    if not identifier or reference.get("URI") != f"#{identifier}":
        raise SignatureError("the signature is not about the message as a whole")
    transforms, digest_method, digest = _parts(
        reference, ("Transforms", "DigestMethod", "DigestValue")
    )
    enveloped, exclusive = _parts(transforms, ("Transform", "Transform"))
    _algorithm(enveloped, {ENVELOPED})
    return _Enveloped(
        signature=signature,
        signed_info=signed_info,
        signed_info_prefixes=_exclusive(canonicalization),
        algorithm=_algorithm(method, algorithms),
        unverified_value=_binary(value),
        content_prefixes=_exclusive(exclusive),
        hashing=_DIGESTS[_algorithm(digest_method, _digests(algorithms))],
        unverified_digest=_binary(digest),
    )


def _digests(algorithms: Collection[str]) -> set[str]:
    return {DIGEST_SHA256, *(_DIGEST_OF[algorithm] for algorithm in algorithms)}


def _only_signature(root: etree._Element) -> etree._Element:
    found = root.findall(_SIGNATURE)
    if len(found) != 1:
        raise SignatureError(f"{len(found)} signatures are children of what is signed, not one")
    return found[0]


def refuse_repeated_ids(*roots: etree._Element) -> None:
    """Return if no ID stands twice in all of *roots*, under any of its names.

    Raises:
        SignatureError: one does: which element a signature means would be anybody's guess.
    """
    seen: set[str] = set()
    for value in (value for root in roots for value in _ids(root)):
        if value in seen:
            raise SignatureError("one ID stands twice in the message")
        seen.add(value)


def _ids(root: etree._Element) -> Iterator[str]:
    for element in root.iter():
        for name, value in element.items():
            if name in _ID_NAMES:
                yield str(value)


def _parts(
    parent: etree._Element, names: tuple[str, ...], *, optional: str | None = None
) -> list[etree._Element]:
    """Return the children of *parent*, which are exactly *names* in that order."""
    children = list(parent)
    expected = [f"{{{DS}}}{name}" for name in names]
    found = [child.tag for child in children]
    if found != expected and (optional is None or found != [*expected, f"{{{DS}}}{optional}"]):
        raise SignatureError(f"{_name(parent)} has not the parts it must have")
    return children[: len(names)]


def _exclusive(method: etree._Element) -> list[str]:
    """Return the inclusive prefixes of *method*, which must be exclusive canonicalization."""
    prefixes: list[str] = []
    for child in method:
        if child.tag != f"{{{EXCLUSIVE}}}InclusiveNamespaces" or len(child):
            raise SignatureError("canonicalization with a parameter that is not allowed")
        _refuse_attributes(child, beyond={"PrefixList"})
        prefixes += child.get("PrefixList", "").split()
    if len(method) > 1 or len(prefixes) > _MAX_PREFIXES:
        raise SignatureError("canonicalization with too many parameters")
    _refuse_attributes(method, beyond={"Algorithm"})
    if method.get("Algorithm") != EXCLUSIVE:
        raise SignatureError("canonicalization is not the exclusive one")
    return prefixes


def _algorithm(element: etree._Element, allowed: Collection[str]) -> str:
    """Return the algorithm *element* names; it has no parameters."""
    _refuse_attributes(element, beyond={"Algorithm"})
    _refuse_children(element)
    algorithm = element.get("Algorithm", "")
    if algorithm not in allowed:
        raise SignatureError(f"algorithm is not allowed: {algorithm[:100]!r}")
    return algorithm


def _binary(element: etree._Element) -> bytes:
    _refuse_children(element)
    try:
        return base64.b64decode("".join((element.text or "").split()), validate=True)
    except (binascii.Error, ValueError) as error:
        raise SignatureError(f"{_name(element)} is not base64") from error


def _refuse_attributes(element: etree._Element, *, beyond: Collection[str]) -> None:
    if not set(element.attrib) <= set(beyond):
        raise SignatureError(f"{_name(element)} has an attribute it may not have")


def _refuse_children(element: etree._Element) -> None:
    if len(element):
        raise SignatureError(f"{_name(element)} has a part it may not have")


def _name(element: etree._Element) -> str:
    return etree.QName(element).localname


def canonical_octets(element: etree._Element, prefixes: Sequence[str] = ()) -> bytes:
    """Return *element* in exclusive canonical form.

    Args:
        element: With all that is in it; what is around it lends it namespaces only.
        prefixes: Those that are declared although they are not seen to be used.

    Raises:
        SignatureError: it has no canonical form.
    """
    try:
        octets = etree.tostring(
            element,
            method="c14n",
            exclusive=True,
            with_comments=False,
            inclusive_ns_prefixes=list(prefixes) or None,
        )
    except (etree.LxmlError, ValueError) as error:
        raise SignatureError("the message cannot be canonicalized") from error
    if not octets:
        raise SignatureError("the message cannot be canonicalized")
    return octets


def _remove(signature: etree._Element, root: etree._Element) -> None:
    """Take *signature* out and leave the text after it where it is: that text is signed."""
    if signature.tail:
        before = signature.getprevious()
        if before is None:
            root.text = (root.text or "") + signature.tail
        else:
            before.tail = (before.tail or "") + signature.tail
    root.remove(signature)
