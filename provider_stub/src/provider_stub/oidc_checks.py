"""What is checked of an ID token whose signature holds (OpenID Connect Core 3.1.3.7)."""

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from provider_stub.checks import Check, CheckId, judge, passed, refused

_MAX_SUBJECT = 255  # OpenID Connect Core 2
PROTOCOL = frozenset(
    {"iss", "sub", "aud", "azp", "exp", "iat", "nbf", "auth_time", "nonce", "at_hash", "sid"}
    | {"acr", "amr", "jti", "id", "client_id"}
)
"""Claims that say nothing about a person beyond the subject."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What the checks compare with."""

    issuer: str
    client_id: str
    nonce: str
    access_token: str
    now: datetime
    skew: timedelta


def check_claims(claims: Mapping[str, Any], wanted: Wanted) -> list[Check]:
    """Run every check that does not stop the others."""
    return [
        judge(CheckId.OIDC_ISSUER, lambda: _issuer(claims, wanted)),
        judge(CheckId.OIDC_AUDIENCE, lambda: _audience(claims, wanted)),
        judge(CheckId.OIDC_WINDOW, lambda: _window(claims, wanted)),
        judge(CheckId.OIDC_NONCE, lambda: _nonce(claims, wanted)),
        judge(CheckId.OIDC_ACCESS_TOKEN, lambda: _access_token(claims, wanted)),
        judge(CheckId.OIDC_SUBJECT, lambda: _subject(claims)),
    ]


def attributes_of(*documents: Mapping[str, Any]) -> Mapping[str, tuple[str, ...]]:
    """Return what is told about a person, each claim with its values."""
    return {
        name: tuple(map(str, value)) if isinstance(value, list) else (str(value),)
        for document in documents
        for name, value in document.items()
        if name not in PROTOCOL
    }


def _issuer(claims: Mapping[str, Any], wanted: Wanted) -> Check:
    if claims.get("iss") != wanted.issuer:
        return refused(CheckId.OIDC_ISSUER, "un autre émetteur")
    return passed(CheckId.OIDC_ISSUER, wanted.issuer)


def _audience(claims: Mapping[str, Any], wanted: Wanted) -> Check:
    """Require us, and us alone: we trust no other audience (3.1.3.7, 3 to 5)."""
    audience = claims.get("aud")
    named = audience if isinstance(audience, list) else [audience]
    if named != [wanted.client_id] or claims.get("azp", wanted.client_id) != wanted.client_id:
        return refused(CheckId.OIDC_AUDIENCE, "pas pour nous seuls")
    return passed(CheckId.OIDC_AUDIENCE, wanted.client_id)


def _window(claims: Mapping[str, Any], wanted: Wanted) -> Check:
    times = {name: claims[name] for name in ("exp", "iat", "nbf", "auth_time") if name in claims}
    if not {"exp", "iat"} <= times.keys() or any(type(each) is not int for each in times.values()):
        return refused(CheckId.OIDC_WINDOW, "un instant manque, ou n'est pas un nombre entier")
    now, skew = int(wanted.now.timestamp()), int(wanted.skew.total_seconds())
    ends = times.pop("exp")
    if ends + skew <= now:
        return refused(CheckId.OIDC_WINDOW, "terminé")
    if any(each > now + skew for each in times.values()):
        return refused(CheckId.OIDC_WINDOW, "pas encore")
    return passed(CheckId.OIDC_WINDOW, f"encore {ends - now} s")


def _nonce(claims: Mapping[str, Any], wanted: Wanted) -> Check:
    if not wanted.nonce or claims.get("nonce") != wanted.nonce:
        return refused(CheckId.OIDC_NONCE, "une autre demande")
    return passed(CheckId.OIDC_NONCE, "celui de notre demande")


def _access_token(claims: Mapping[str, Any], wanted: Wanted) -> Check:
    half = hashlib.sha256(wanted.access_token.encode()).digest()[:16]
    expected = base64.urlsafe_b64encode(half).rstrip(b"=").decode()
    if claims.get("at_hash") != expected:
        return refused(CheckId.OIDC_ACCESS_TOKEN, "un autre jeton d'accès")
    return passed(CheckId.OIDC_ACCESS_TOKEN, "celui du jeton d'identité")


def _subject(claims: Mapping[str, Any]) -> Check:
    subject = claims.get("sub")
    if not isinstance(subject, str) or not subject.strip() or len(subject) > _MAX_SUBJECT:
        return refused(CheckId.OIDC_SUBJECT, "sujet vide, absent ou trop long")
    return passed(CheckId.OIDC_SUBJECT, f"{len(subject)} caractères")
