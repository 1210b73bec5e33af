"""Publishes who we are to service providers (Metadata for SAML V2.0, sections 2.3 and 2.4.3)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Final

from cryptography import x509

from garbridge.formats.canonical import SIGNATURE_PLACE, Element, Hole, Template
from garbridge.formats.saml.names import (
    HTTP_POST,
    HTTP_REDIRECT,
    NAMESPACES,
    PERSISTENT,
    SAMLP,
    TRANSIENT,
)
from garbridge.formats.saml.values import new_identifier, write_instant
from garbridge.formats.signing import Signer, key_info
from garbridge.ports import Document, TokenSource, WireRequest

MEDIA_TYPE: Final = "application/samlmetadata+xml"
CACHE_DURATION: Final = "P1D"
"""How long a peer may use what it fetched: a new key is published for longer before it signs."""

_NO_HEADERS: Mapping[str, str] = MappingProxyType({})


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
        if request.method not in ("GET", "HEAD"):
            return Document(405, "text/plain", b"", MappingProxyType({"Allow": "GET, HEAD"}))
        identifier = new_identifier(self.tokens)
        values = {"ID": identifier, "entityID": self.entity_id, "scope": self.scope}
        values |= {"location": self.sso_url, "logout": self.slo_url}
        if self.valid_for is not None:
            values["validUntil"] = write_instant(now + self.valid_for)
        unsigned = self._template().fill(**values).encode()
        body = self.signer().enveloped(unsigned, identifier=identifier)
        return Document(200, MEDIA_TYPE, body, _NO_HEADERS)

    def _template(self) -> Template:
        keys = [
            Element("md:KeyDescriptor", {"use": "signing"}, (key_info(certificate),))
            for certificate in self.certificates()
        ]
        services = _services("md:SingleSignOnService", "location")
        logout = _services("md:SingleLogoutService", "logout") if self.slo_url else ()
        scope = Element("shibmd:Scope", {"regexp": "false"}, (Hole("scope"),))
        formats = [Element("md:NameIDFormat", children=(name,)) for name in (PERSISTENT, TRANSIENT)]
        role = Element(
            "md:IDPSSODescriptor",
            {"WantAuthnRequestsSigned": "false", "protocolSupportEnumeration": SAMLP},
            (Element("md:Extensions", children=(scope,)), *keys, *logout, *formats, *services),
        )
        attributes: dict[str, str | Hole] = {
            "ID": Hole("ID"),
            "cacheDuration": CACHE_DURATION,
            "entityID": Hole("entityID"),
        }
        if self.valid_for is not None:
            attributes["validUntil"] = Hole("validUntil")
        return Template(
            Element("md:EntityDescriptor", attributes, (SIGNATURE_PLACE, role)), NAMESPACES
        )


def _services(name: str, location: str) -> tuple[Element, ...]:
    """Return the endpoints called *name*, by both bindings at what fills *location*."""
    return tuple(
        Element(name, {"Binding": binding, "Location": Hole(location)})
        for binding in (HTTP_REDIRECT, HTTP_POST)
    )
