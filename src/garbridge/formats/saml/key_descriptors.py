"""Reads the keys in a provider's metadata (Metadata for SAML V2.0, section 2.4.1.1).

Only the public key of a certificate counts, never its dates or its issuer (Metadata
Interoperability Profile 2.6.1); when it ends is noted, so that somebody can be told before: other
software of the provider may keep to it.
"""

import base64
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from lxml import etree

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
    Recipient,
    Transport,
)
from garbridge.formats.keys import NOT_A_CERTIFICATE, PublicKey, weakness
from garbridge.formats.saml.names import DS, MD

_METHOD: Final = f"{{{MD}}}EncryptionMethod"
_DIGEST: Final = f"{{{DS}}}DigestMethod"
_MASK: Final = f"{{{XENC11}}}MGF"


@dataclass(frozen=True, slots=True, kw_only=True)
class PeerKeys:
    """The keys of a role: those it signs with, and how it can be written to confidentially.

    ``recipient`` is ``None`` where no key is for that, or none that can be used here.
    ``problems`` are what must be mended before the provider can be served.
    """

    signing: tuple[PublicKey, ...]
    recipient: Recipient | None
    ends: tuple[datetime, ...]
    problems: tuple[str, ...]


def read_keys(role: etree._Element) -> PeerKeys:
    """Return the keys of *role*, a role descriptor."""
    signing: list[PublicKey] = []
    recipients: list[Recipient] = []
    ends: list[datetime] = []
    problems: list[str] = []
    for number, descriptor in enumerate(role.findall(f"{{{MD}}}KeyDescriptor"), 1):
        use = descriptor.get("use")
        shown = list(descriptor.iter(f"{{{DS}}}X509Certificate"))
        certificate = _certificate(shown[0].text or "") if len(shown) == 1 else None
        key = None if certificate is None else _public_key(certificate)
        ends += _end(certificate)
        if use in {None, "encryption"} and isinstance(key, rsa.RSAPublicKey):
            recipients += _recipients(descriptor, key)
        if use not in {None, "signing"}:
            continue
        if len(shown) != 1:
            problems.append(f"KeyDescriptor {number}: {len(shown)} certificates, not one")
            continue
        reason = "not a certificate" if key is None else weakness(key)
        if reason:
            problems.append(f"KeyDescriptor {number}: {reason}")
        elif isinstance(key, rsa.RSAPublicKey | ec.EllipticCurvePublicKey):
            signing.append(key)
    return PeerKeys(
        signing=tuple(signing),
        recipient=next(iter(recipients), None),
        ends=tuple(ends),
        problems=tuple(problems),
    )


def _recipients(descriptor: etree._Element, key: rsa.RSAPublicKey) -> Iterator[Recipient]:
    """Yield how to write to *key*, if what its metadata lists can be used here.

    Where it lists nothing every peer that was tried takes AES-256-GCM under *rsa-oaep-mgf1p* with
    SHA-1; a list without an authenticated cipher is none that could be followed.
    """
    if weakness(key) is not None:
        return
    methods = descriptor.findall(_METHOD)
    listed = [one.get("Algorithm", "") for one in methods]
    contents = [name for name in listed if name in CONTENT_BYTES]
    transports = list(filter(None, map(_transport, methods)))
    if any(name.startswith((f"{XENC}aes", f"{XENC}tripledes", f"{XENC11}aes")) for name in listed):
        content = next(iter(contents), None)
    else:
        content = Recipient(key=key).content
    if any("rsa" in name for name in listed):
        transport = next(iter(transports), None)
    else:
        transport = Transport()
    if content is not None and transport is not None:
        yield Recipient(key=key, content=content, transport=transport)


def _transport(method: etree._Element) -> Transport | None:
    """Return how *method* carries a key; ``None`` if it does not, or in another way than ours."""
    algorithm = method.get("Algorithm", "")
    digest, mask = method.find(_DIGEST), method.find(_MASK)
    hashing = DIGEST_SHA1 if digest is None else digest.get("Algorithm", "")
    masking = MGF1_SHA1 if mask is None else mask.get("Algorithm", "")
    if algorithm not in {OAEP_MGF1P, OAEP} or hashing not in DIGESTS or masking not in MASKS:
        return None
    if algorithm == OAEP_MGF1P and masking != MGF1_SHA1:
        return None
    return Transport(algorithm=algorithm, digest=hashing, mask=masking)


def _certificate(text: str) -> x509.Certificate | None:
    try:
        octets = base64.b64decode("".join(text.split()), validate=True)
        return x509.load_der_x509_certificate(octets)
    except NOT_A_CERTIFICATE:
        return None


def _end(certificate: x509.Certificate | None) -> list[datetime]:
    """Return when *certificate* ends; nothing where it has a date that none is."""
    try:
        return [] if certificate is None else [certificate.not_valid_after_utc]
    except ValueError:
        return []


def _public_key(certificate: x509.Certificate) -> object | None:
    try:
        return certificate.public_key()
    except (ValueError, UnsupportedAlgorithm):
        return None
