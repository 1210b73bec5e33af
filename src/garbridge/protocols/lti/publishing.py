"""What a tool is registered with: ``/lti/config`` and ``/lti/jwks``."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Final

from garbridge.formats.jose import JwtKeys, jwks_document
from garbridge.ports import Document, WireRequest
from garbridge.protocols.lti import names

_HEADERS: Final = MappingProxyType({"Cache-Control": "public, max-age=300"})
"""A key is published long before it signs; what is kept for five minutes is never wrong."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LtiConfiguration:
    """Says what to enter at a tool by hand: dynamic registration is not offered."""

    issuer: str
    authorize: str
    jwks: str

    def answer(
        self,
        request: WireRequest,  # noqa: ARG002 - the port's; everybody is told the same
        *,
        now: datetime,  # noqa: ARG002 - the port's
    ) -> Document:
        """Answer with the platform's addresses and what it serves, in JSON."""
        said = {
            "issuer": self.issuer,
            "authorization_endpoint": self.authorize,
            "jwks_uri": self.jwks,
            "scopes_supported": ["openid"],
            "response_types_supported": ["id_token"],
            "response_modes_supported": ["form_post"],
            "subject_types_supported": ["pairwise"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "https://purl.imsglobal.org/spec/lti-platform-configuration": {
                "product_family_code": "garbridge",
                "messages_supported": [
                    {"type": names.RESOURCE_LINK_REQUEST},
                    {"type": names.DEEP_LINKING_REQUEST},
                ],
                "variables": [],
            },
        }
        return Document(200, "application/json", json.dumps(said).encode(), _HEADERS)


@dataclass(frozen=True, slots=True)
class LtiKeys:
    """Publishes the keys of ``id_token``s, the next one before it signs (RFC 7517)."""

    keys: Callable[[], JwtKeys]

    def answer(
        self,
        request: WireRequest,  # noqa: ARG002 - the port's; everybody is told the same
        *,
        now: datetime,  # noqa: ARG002 - the port's
    ) -> Document:
        """Answer with the key set."""
        return Document(200, "application/json", jwks_document(self.keys().published()), _HEADERS)
