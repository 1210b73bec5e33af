"""Publishes who we are to the portal's identity provider (Metadata for SAML V2.0, 2.3 and 2.4.4).

The keys for signing are the portal's own, which roll over as they do towards providers.  Those for
encryption are separate; their certificates say nothing but the key, and are the same in every
process: they are made of the key alone.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa

from garbridge.formats.canonical import Element, Hole
from garbridge.formats.encryption import AES128_GCM, AES256_GCM, OAEP, OAEP_MGF1P
from garbridge.formats.keys import self_signed_certificate
from garbridge.formats.saml.names import (
    HTTP_POST,
    HTTP_REDIRECT,
    SAMLP,
)
from garbridge.formats.saml.publishing import Publication
from garbridge.formats.signing import Signer, key_info
from garbridge.ports import Document, TokenSource, WireRequest

_BEGAN: Final = datetime(2026, 1, 1, tzinfo=UTC)
_LASTS: Final = timedelta(days=365 * 40)


def encryption_certificate(key: rsa.RSAPrivateKey) -> x509.Certificate:
    """Return a certificate that carries the public half of *key*, always the same."""
    return self_signed_certificate(key, "garbridge", now=_BEGAN, lifetime=_LASTS)


@dataclass(frozen=True, slots=True, kw_only=True)
class SpMetadata:
    """Our metadata, signed anew with each request.

    Args:
        entity_id: Our name.
        acs_url: Our one consumer service.
        slo_url: Where we are asked for a logout, by both bindings.
        slo_answers: Where our own requests for one are answered.
        signer: Signs the document; asked for anew with each request.
        certificates: Of every key that signs now, signed lately or will sign soon; likewise.
        encryption: Of every key to which may be encrypted; perhaps none.
        wants_signed_assertions: Whether an assertion must be signed also in a signed Response.
        tokens: Names of documents.
        valid_for: Writes ``validUntil``.  ``None`` writes none, for what loads it once and for all.
    """

    entity_id: str
    acs_url: str
    slo_url: str
    slo_answers: str
    signer: Callable[[], Signer] = field(repr=False)
    certificates: Callable[[], Sequence[x509.Certificate]]
    encryption: tuple[x509.Certificate, ...]
    wants_signed_assertions: bool
    tokens: TokenSource = field(repr=False)
    valid_for: timedelta | None = None

    def answer(self, request: WireRequest, *, now: datetime) -> Document:
        """Return the document to any GET."""
        values = {"entityID": self.entity_id, "acs": self.acs_url}
        values |= {"slo": self.slo_url, "answers": self.slo_answers}
        published = Publication(role=self._role(), values=values, valid_for=self.valid_for)
        return published.answer(request, self.signer(), self.tokens, now=now)

    def _role(self) -> Element:
        logout = tuple(
            Element(
                "md:SingleLogoutService",
                {"Binding": binding, "Location": Hole("slo"), "ResponseLocation": Hole("answers")},
            )
            for binding in (HTTP_REDIRECT, HTTP_POST)
        )
        service = Element(
            "md:AssertionConsumerService",
            {"Binding": HTTP_POST, "Location": Hole("acs"), "index": "0", "isDefault": "true"},
        )
        return Element(
            "md:SPSSODescriptor",
            {
                "AuthnRequestsSigned": "true",
                "WantAssertionsSigned": "true" if self.wants_signed_assertions else "false",
                "protocolSupportEnumeration": SAMLP,
            },
            (*self._keys(), *logout, service),
        )

    def _keys(self) -> list[Element]:
        methods = [
            Element("md:EncryptionMethod", {"Algorithm": algorithm})
            for algorithm in (AES256_GCM, AES128_GCM, OAEP_MGF1P, OAEP)
        ]
        return [
            *(
                Element("md:KeyDescriptor", {"use": "signing"}, (key_info(one),))
                for one in self.certificates()
            ),
            *(
                Element("md:KeyDescriptor", {"use": "encryption"}, (key_info(one), *methods))
                for one in self.encryption
            ),
        ]
