"""Publishes who we are to a peer: a signed metadata document (Metadata for SAML V2.0, 2.3, 3)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Final

from garbridge.formats.canonical import SIGNATURE_PLACE, Element, Hole, Template
from garbridge.formats.saml.names import NAMESPACES
from garbridge.formats.saml.values import new_identifier, write_instant
from garbridge.formats.signing import Signer
from garbridge.ports import Document, TokenSource, WireRequest

MEDIA_TYPE: Final = "application/samlmetadata+xml"
CACHE_DURATION: Final = "P1D"
"""How long a peer may use what it fetched: a new key is published for longer before it signs."""

_NO_HEADERS: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """One document, which is signed anew with each request.

    Args:
        role: What we are there.
        values: Fill the holes of *role*, and ``entityID``.
        valid_for: Writes ``validUntil``; ``None`` writes none.
    """

    role: Element
    values: Mapping[str, str]
    valid_for: timedelta | None

    def answer(
        self, request: WireRequest, signer: Signer, tokens: TokenSource, *, now: datetime
    ) -> Document:
        """Return the document to any GET."""
        if request.method not in ("GET", "HEAD"):
            return Document(405, "text/plain", b"", MappingProxyType({"Allow": "GET, HEAD"}))
        identifier = new_identifier(tokens)
        said: dict[str, str | Hole] = {
            "ID": Hole("ID"),
            "cacheDuration": CACHE_DURATION,
            "entityID": Hole("entityID"),
        }
        values = {**self.values, "ID": identifier}
        if self.valid_for is not None:
            said["validUntil"] = Hole("validUntil")
            values["validUntil"] = write_instant(now + self.valid_for)
        entity = Element("md:EntityDescriptor", said, (SIGNATURE_PLACE, self.role))
        unsigned = Template(entity, NAMESPACES).fill(**values).encode()
        body = signer.enveloped(unsigned, identifier=identifier)
        return Document(200, MEDIA_TYPE, body, _NO_HEADERS)
