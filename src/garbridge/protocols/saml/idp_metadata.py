"""Publishes who we are to service providers (Metadata for SAML V2.0, sections 2.3 and 2.4.3)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from cryptography import x509

from garbridge.formats.canonical import Element, Hole
from garbridge.formats.saml.names import (
    HTTP_POST,
    HTTP_REDIRECT,
    PERSISTENT,
    SAMLP,
    TRANSIENT,
)
from garbridge.formats.saml.publishing import Publication
from garbridge.formats.signing import Signer, key_info
from garbridge.ports import Document, TokenSource, WireRequest


@dataclass(frozen=True, slots=True, kw_only=True)
class IdpMetadata:
    """Our metadata, signed anew with each request.

    ``WantAuthnRequestsSigned`` is false although every signature is verified: with true some
    providers' libraries refuse to send unsigned requests at all (samlify throws).

    Args:
        entity_id: Our name.
        sso_url: Our one address for both bindings.
        slo_url: Our one address for logouts, for both bindings; empty where there is none.
        scope: Of the *pairwise-id* we give; a federation checks it.
        signer: Signs the document; asked for anew with each request.
        certificates: Of every key that signs now, signed lately or will sign soon; likewise.
        tokens: Names of documents.
        valid_for: Writes ``validUntil``.  ``None`` writes none: many providers load the document
            once and for all, and would refuse everybody on that day.
    """

    entity_id: str
    sso_url: str
    scope: str
    signer: Callable[[], Signer] = field(repr=False)
    certificates: Callable[[], Sequence[x509.Certificate]]
    tokens: TokenSource = field(repr=False)
    valid_for: timedelta | None = None
    slo_url: str = ""

    def answer(self, request: WireRequest, *, now: datetime) -> Document:
        """Return the document to any GET."""
        values = {"entityID": self.entity_id, "scope": self.scope}
        values |= {"location": self.sso_url, "logout": self.slo_url}
        published = Publication(role=self._role(), values=values, valid_for=self.valid_for)
        return published.answer(request, self.signer(), self.tokens, now=now)

    def _role(self) -> Element:
        keys = [
            Element("md:KeyDescriptor", {"use": "signing"}, (key_info(certificate),))
            for certificate in self.certificates()
        ]
        services = _services("md:SingleSignOnService", "location")
        logout = _services("md:SingleLogoutService", "logout") if self.slo_url else ()
        scope = Element("shibmd:Scope", {"regexp": "false"}, (Hole("scope"),))
        formats = [Element("md:NameIDFormat", children=(name,)) for name in (PERSISTENT, TRANSIENT)]
        return Element(
            "md:IDPSSODescriptor",
            {"WantAuthnRequestsSigned": "false", "protocolSupportEnumeration": SAMLP},
            (Element("md:Extensions", children=(scope,)), *keys, *logout, *formats, *services),
        )


def _services(name: str, location: str) -> tuple[Element, ...]:
    """Return the endpoints called *name*, by both bindings at what fills *location*."""
    return tuple(
        Element(name, {"Binding": binding, "Location": Hole(location)})
        for binding in (HTTP_REDIRECT, HTTP_POST)
    )
