"""What anybody may read: the discovery document and the keys (Discovery 1.0, RFC 7517)."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from garbridge.config.oidc import Authentication, ResponseMode
from garbridge.formats.jose import Algorithm, JwtKeys, jwks_document
from garbridge.ports import Document, WireRequest
from garbridge.protocols.oidc.documents import JSON

DISCOVERY: Final = ".well-known/openid-configuration"
JWKS: Final = "jwks"
AUTHORIZE: Final = "authorize"
TOKEN: Final = "token"  # noqa: S105 - a path
USERINFO: Final = "userinfo"
LOGOUT: Final = "logout"
GAR_AUTHORIZE: Final = "oidcAuthorize"
GAR_TOKEN: Final = "oidcAccessToken"  # noqa: S105 - a path
GAR_PROFILE: Final = "oidcProfile"

_KEPT: Final = "public, max-age=300"
"""Clients look again within minutes: a key that follows is published long before it signs."""


@dataclass(frozen=True, slots=True)
class OidcDiscovery:
    """Says where everything is and what is offered; nothing that is not."""

    issuer: str

    def answer(self, request: WireRequest, *, now: datetime) -> Document:  # noqa: ARG002 - the port's
        """Answer with the metadata of the provider (OpenID Connect Discovery 3 and 4)."""
        there = {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/{AUTHORIZE}",
            "token_endpoint": f"{self.issuer}/{TOKEN}",
            "end_session_endpoint": f"{self.issuer}/{LOGOUT}",
            "backchannel_logout_supported": True,
            "backchannel_logout_session_supported": True,
            "userinfo_endpoint": f"{self.issuer}/{USERINFO}",
            "jwks_uri": f"{self.issuer}/{JWKS}",
            "scopes_supported": ["openid"],
            "response_types_supported": ["code"],
            "response_modes_supported": list(ResponseMode),
            "grant_types_supported": ["authorization_code"],
            "subject_types_supported": ["pairwise"],
            "id_token_signing_alg_values_supported": [Algorithm.RS256],
            "token_endpoint_auth_methods_supported": list(Authentication),
            "token_endpoint_auth_signing_alg_values_supported": list(Algorithm),
            "code_challenge_methods_supported": ["S256"],
            "claims_supported": _CLAIMS,
            "claim_types_supported": ["normal"],
            "prompt_values_supported": ["none", "login"],
            "claims_parameter_supported": False,
            "request_parameter_supported": False,
            "request_uri_parameter_supported": False,
            "authorization_response_iss_parameter_supported": True,
        }
        return Document(200, JSON, json.dumps(there).encode(), {"Cache-Control": _KEPT})


_CLAIMS: Final = ["iss", "sub", "aud", "azp", "exp", "iat", "auth_time", "nonce", "at_hash", "sid"]


@dataclass(frozen=True, slots=True)
class OidcKeys:
    """Publishes the key that signs, and those that will or did."""

    keys: Callable[[], JwtKeys]

    def answer(self, request: WireRequest, *, now: datetime) -> Document:  # noqa: ARG002 - the port's
        """Answer with a JWK Set (RFC 7517 5)."""
        body = jwks_document(self.keys().published())
        headers = {"Cache-Control": _KEPT}
        return Document(200, "application/jwk-set+json", body, headers)
