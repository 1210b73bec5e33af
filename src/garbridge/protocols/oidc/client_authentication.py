"""Who asks at the token endpoint: each client by its one method (OpenID Connect Core 9).

One answer for an unknown client, a wrong secret, a secret shown in another way than agreed and an
assertion that is not good: nobody learns which clients there are.
"""

import base64
import binascii
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final
from urllib.parse import unquote_plus

from garbridge.config.oidc import Authentication, secret_digest
from garbridge.core.records import quick
from garbridge.errors import KeyInUseError, ProtocolError
from garbridge.formats.jose import MAX_TOKEN, verify_jwt
from garbridge.formats.jwt_reading import base64url, strict_json
from garbridge.formats.sealing import entry_key
from garbridge.ports import OneTimeEntry, OneTimeStore, WireRequest
from garbridge.protocols.oidc.clients import KeyProof, OidcClient, OidcClients, SecretProof
from garbridge.protocols.oidc.parameters import Parameters

ASSERTION_TYPE: Final = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
SKEW: Final = timedelta(seconds=60)
"""By how much a client's clock may differ."""
LONGEST_ASSERTION: Final = timedelta(hours=1)
"""From now to the end of an assertion: for so long its identifier is remembered."""

_NOBODY: Final = (bytes(32),)
_TYPES: Final = frozenset({None, "JWT", "jwt", "client-authentication+jwt"})
_LONGEST_ID = 256
_SEGMENTS = 3


@quick
@dataclass(frozen=True, slots=True)
class _Shown:
    """How a request says whose it is; ``secret`` is an assertion where the method is a key."""

    method: Authentication
    client_id: str
    secret: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientAuthentication:
    """Finds out which client asks; ``audiences`` are the addresses an assertion may be meant for.

    The identifier of an assertion is remembered until it ends, whatever becomes of the request.
    """

    clients: OidcClients
    one_time: OneTimeStore
    audiences: frozenset[str]

    def client_of(
        self, request: WireRequest, form: Parameters, *, now: datetime
    ) -> OidcClient | None:
        """Return the client that proved who it is, or ``None``.

        Raises:
            StoreError: nobody could look whether its assertion was used.
        """
        shown = _shown(request.authorization, form)
        if shown is None:
            return None
        client = self.clients().get(shown.client_id)
        proof = None if client is None or not client.enabled else client.proof
        if shown.method is Authentication.PRIVATE_KEY:
            known = isinstance(proof, KeyProof) and self._is_signed(shown, proof, now)
        else:
            known = _is_secret(shown, proof)
        return client if known else None

    def _is_signed(self, shown: _Shown, proof: KeyProof, now: datetime) -> bool:
        try:
            token = verify_jwt(shown.secret, proof.keys, proof.algorithm)
        except ProtocolError:
            return False
        claims, client_id = token.claims, shown.client_id
        ends = _instant(claims.get("exp"))
        if token.header.get("typ") not in _TYPES or ends is None:
            return False
        is_theirs = claims.get("iss") == client_id and claims.get("sub") == client_id
        is_now = now < ends <= now + LONGEST_ASSERTION + SKEW and all(
            _is_past(claims, name, now) for name in ("iat", "nbf")
        )
        if not (is_theirs and is_now and self._is_for_us(claims.get("aud"))):
            return False
        return self._is_first(client_id, claims.get("jti"), ends, now)

    def _is_for_us(self, audience: object) -> bool:
        named = audience if isinstance(audience, list) else [audience]
        return bool(named) and all(isinstance(one, str) and one in self.audiences for one in named)

    def _is_first(self, client_id: str, identifier: object, ends: datetime, now: datetime) -> bool:
        """Remember an assertion; false where it was used (RFC 7523 3, ``jti``)."""
        if not isinstance(identifier, str) or not 0 < len(identifier) <= _LONGEST_ID:
            return False
        named = f"OIDC assertion {client_id} {identifier}"
        key = entry_key(named.encode(errors="replace").decode())
        if self.one_time.peek(key, now=now) is not None:
            return False
        try:
            self.one_time.keep(OneTimeEntry(key, b"", ends), now=now)
        except KeyInUseError:  # somebody else used it between the two
            return False
        return True


def _shown(header: str, form: Parameters) -> _Shown | None:
    """Return the one way in which a request says whose it is; two are none (RFC 6749 2.3)."""
    assertion, secret = form.get("client_assertion"), form.get("client_secret")
    if sum(map(bool, (header, assertion, secret))) != 1:
        return None
    client_id = form.get("client_id")
    if header:
        found = _basic(header)
    elif secret:
        found = _Shown(Authentication.POST, client_id, secret) if client_id else None
    else:
        found = _asserted(form.get("client_assertion_type"), assertion)
    if found is None or (client_id and found.client_id != client_id):
        return None
    return found


def _basic(header: str) -> _Shown | None:
    """Return identifier and secret of the header, each form-decoded (RFC 6749 2.3.1)."""
    scheme, _, encoded = header.partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        pair = base64.b64decode(encoded.strip(), validate=True).decode("ascii")
    except (binascii.Error, ValueError):
        return None
    client_id, colon, secret = pair.partition(":")
    if not colon or not secret:
        return None
    return _Shown(Authentication.BASIC, unquote_plus(client_id), unquote_plus(secret))


def _asserted(kind: str, unverified: str) -> _Shown | None:
    """Return whom an assertion says it is of; nothing of it is believed yet."""
    segments = unverified.split(".")
    if kind != ASSERTION_TYPE or len(segments) != _SEGMENTS:
        return None
    if len(unverified) > MAX_TOKEN:
        return None
    try:
        claims = strict_json(base64url(segments[1]))
    except ProtocolError:
        return None
    named = claims.get("sub")
    return _Shown(Authentication.PRIVATE_KEY, named, unverified) if isinstance(named, str) else None


def _is_secret(shown: _Shown, proof: SecretProof | KeyProof | None) -> bool:
    """Compare with each secret there is, and with one that nobody has where there is none."""
    is_agreed = isinstance(proof, SecretProof) and proof.method is shown.method
    known = proof.digests if is_agreed and isinstance(proof, SecretProof) else _NOBODY
    given = secret_digest(shown.secret.encode(errors="replace").decode())
    matches = [hmac.compare_digest(given, digest) for digest in known]
    return is_agreed and any(matches)


def _instant(value: object) -> datetime | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        return datetime.fromtimestamp(value, UTC)
    except (OverflowError, ValueError, OSError):
        return None


def _is_past(claims: Mapping[str, object], name: str, now: datetime) -> bool:
    """Say whether an instant is not ahead; one that is not stated is not."""
    if name not in claims:
        return True
    stated = _instant(claims[name])
    return stated is not None and stated <= now + SKEW
