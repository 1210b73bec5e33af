"""What the portal itself asks a provider: the token endpoint and userinfo (Core 3.1.3 and 5.3)."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, cast

from garbridge.core.arrivals import ArrivalFault
from garbridge.errors import MalformedError
from garbridge.formats.jwt_reading import strict_json
from garbridge.ports import Declined, Fetcher, Unfetched
from garbridge.upstream.oidc_discovery import OpMetadata
from garbridge.upstream.oidc_proof import ClientProof

_OK: Final = 200
_SERVER: Final = 500
AWAY: Final = frozenset({"temporarily_unavailable", "server_error"})
_KNOWN: Final = frozenset(
    {
        *("access_denied", "invalid_request", "unauthorized_client", "invalid_scope"),
        *("unsupported_response_type", "interaction_required", "login_required"),
        *("account_selection_required", "consent_required", "invalid_client", "invalid_grant"),
        *("unsupported_grant_type", "unmet_authentication_requirements", *AWAY),
    }
)
"""Errors (RFC 6749 4.1.2.1 and 5.2, Core 3.1.2.6) that may be repeated in a log as they are."""
_NOT_ABOUT_ANYBODY: Final = frozenset(
    {*("iss", "aud", "exp", "iat", "nbf", "nonce", "azp", "at_hash", "c_hash", "jti", "sid")}
)


@dataclass(frozen=True, slots=True)
class Tokens:
    """What the token endpoint gave: neither is verified."""

    access: str = field(repr=False)
    id: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class OpExchange:
    """Asks one provider, at which the portal proves who it is by *proof*."""

    redirect_uri: str
    proof: ClientProof
    fetcher: Fetcher = field(repr=False)

    def tokens(
        self, metadata: OpMetadata, code: str, verifier: str, now: datetime
    ) -> Tokens | Declined:
        """Exchange *code* for an ID token (3.1.3.1)."""
        proof = self.proof.of(now)
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self.redirect_uri,
            "code_verifier": verifier,
            **proof.form,
        }
        answer = self.fetcher.post(metadata.token_endpoint, form, headers=proof.headers)
        if isinstance(answer, Unfetched):
            return Declined(ArrivalFault.AWAY, f"token endpoint: {answer.why}")
        if answer.status >= _SERVER:
            return Declined(ArrivalFault.AWAY, f"token endpoint: HTTP {answer.status}")
        try:
            said = strict_json(answer.body)
        except MalformedError:
            said = {}
        if answer.status != _OK or "error" in said:
            why = f"token endpoint: HTTP {answer.status}, {named(said.get('error'))}"
            return Declined(ArrivalFault.UNVERIFIED, why)
        access, identity, kind = (
            said.get(name) for name in ("access_token", "id_token", "token_type")
        )
        if not (isinstance(access, str) and isinstance(identity, str) and isinstance(kind, str)):
            return Declined(ArrivalFault.UNVERIFIED, "token endpoint: no ID token")
        if kind.lower() != "bearer" or not (access.isascii() and access.isprintable()):
            return Declined(ArrivalFault.UNVERIFIED, "token endpoint: not a bearer token")
        return Tokens(access, identity)

    def userinfo(
        self, metadata: OpMetadata, access: str, subject: str
    ) -> Mapping[str, tuple[str, ...]] | Declined:
        """Return what userinfo tells of *subject*, and of nobody else (5.3.2)."""
        if not metadata.userinfo_endpoint:
            return Declined(ArrivalFault.AWAY, "userinfo: the provider has none")
        headers = {"Authorization": f"Bearer {access}", "Accept": "application/json"}
        answer = self.fetcher.get(metadata.userinfo_endpoint, headers=headers)
        if isinstance(answer, Unfetched):
            return Declined(ArrivalFault.AWAY, f"userinfo: {answer.why}")
        if answer.status != _OK:
            fault = ArrivalFault.AWAY if answer.status >= _SERVER else ArrivalFault.UNVERIFIED
            return Declined(fault, f"userinfo: HTTP {answer.status}")
        try:
            said = strict_json(answer.body)
        except MalformedError as broken:
            return Declined(ArrivalFault.UNVERIFIED, f"userinfo: {broken}")
        if said.get("sub") != subject:
            return Declined(ArrivalFault.UNVERIFIED, "userinfo: sub is somebody else")
        return about(said)


def named(error: object) -> str:
    """Return *error* where it is one of the protocol's, which may be repeated in a log."""
    return error if isinstance(error, str) and error in _KNOWN else "an error that is not known"


def about(claims: Mapping[str, object]) -> Mapping[str, tuple[str, ...]]:
    """Return what *claims* say of somebody: texts and lists of texts; numbers as they are written.

    What is an object, empty or a truth value is not one that people are known by, nor is an address
    that nobody verified (Core 5.7).
    """
    found: dict[str, tuple[str, ...]] = {}
    for name, value in claims.items():
        listed = cast("list[object]", value) if isinstance(value, list) else [value]
        texts = [
            one if isinstance(one, str) else json.dumps(one)
            for one in listed
            if isinstance(one, str | int) and not isinstance(one, bool) and one != ""
        ]
        is_claimed = name == "email" and claims.get("email_verified") is not True
        if texts and name not in _NOT_ABOUT_ANYBODY and not is_claimed:
            found[name] = tuple(texts)
    return found
