"""The signing keys a portal publishes, in the form pysaml2's signature check wants them.

pysaml2 asks metadata for certificates and writes each to a temporary file, for
each message.  What it gets here is not text but an object with a ``name``, so it
writes nothing and hands the name on; the key behind the name was read once.
"""

import base64
import contextlib
from collections.abc import Iterable
from dataclasses import dataclass

from cryptography import x509

from provider_stub.errors import SignatureRefusedError
from provider_stub.xmldsig import VerifyingKey, check_key


@dataclass(frozen=True, slots=True)
class PublishedKey:
    """One key; ``name`` stands where pysaml2 expects a file name."""

    name: str
    key: VerifyingKey


@dataclass(frozen=True, slots=True)
class PublishedKeys:
    """The keys of one issuer; only they count, not their certificates' dates (IIP-MD12)."""

    issuer: str
    keys: tuple[PublishedKey, ...]

    def certs(self, entity_id: str, _descriptor: str, _use: str) -> list[tuple[None, PublishedKey]]:
        """Return the keys of that issuer, under the name pysaml2 calls.

        Raises:
            KeyError: it is another issuer.
        """
        if entity_id != self.issuer:
            raise KeyError(entity_id)
        return [(None, key) for key in self.keys]

    def by_name(self, name: str) -> VerifyingKey:
        """Return the key of that name."""
        return next(each.key for each in self.keys if each.name == name)


def read_keys(issuer: str, certificates: Iterable[str]) -> PublishedKeys:
    """Read base64 certificates; keys too weak to trust do not count (SAML2Int SDP-MD06)."""
    found = []
    for number, encoded in enumerate(certificates):
        certificate = x509.load_der_x509_certificate(base64.b64decode(encoded))
        with contextlib.suppress(SignatureRefusedError):
            found.append(PublishedKey(f"key {number}", check_key(certificate.public_key())))
    return PublishedKeys(issuer, tuple(found))
