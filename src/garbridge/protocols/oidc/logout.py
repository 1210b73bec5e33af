"""Logout: tokens for clients' back channel, and requests of clients (Back-Channel, RP-Initiated).

OpenID Connect Back-Channel Logout 1.0, 2.4 and 2.5; RP-Initiated Logout 1.0, 2 and 3.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlencode

from garbridge.errors import MalformedError, ReleaseMismatchError
from garbridge.formats.jose import JwtKeys
from garbridge.formats.jwt_reading import read_issued
from garbridge.ports import LogoutNotice, Participant, TokenSource
from garbridge.protocols.oidc.clients import OidcClient, OidcClients

LOGOUT_TOKEN_LIFETIME: Final = timedelta(minutes=2)
"""What Back-Channel Logout 4 recommends."""
_EVENT: Final = "http://schemas.openid.net/event/backchannel-logout"
LOGOUT_TYPE: Final = "logout+jwt"


@dataclass(frozen=True, slots=True, kw_only=True)
class OidcLogout:
    """Tells clients that have an address for it that a session of theirs ended."""

    issuer: str
    clients: OidcClients
    keys: Callable[[], JwtKeys]
    tokens: TokenSource = field(repr=False)

    def notice(self, participant: Participant, *, now: datetime) -> LogoutNotice | None:
        """Return the form with the logout token: subject and session, never a nonce."""
        client = self._client(participant)
        if client is None or not client.backchannel_logout_uri:
            return None
        issued = int(now.timestamp())
        claims = {
            "iss": self.issuer,
            "aud": client.client_id,
            "iat": issued,
            "exp": issued + int(LOGOUT_TOKEN_LIFETIME.total_seconds()),
            "jti": self.tokens(),
            "sub": participant.subject,
            "sid": participant.index,
            "events": {_EVENT: dict[str, str]()},
        }
        token = self.keys().signer.sign(claims, typ=LOGOUT_TYPE)
        return LogoutNotice(client.backchannel_logout_uri, {"logout_token": token})

    def _client(self, participant: Participant) -> OidcClient | None:
        """Return the client that *participant* was, unless that is switched off or another's."""
        client = self.clients().get(participant.service)
        if client is None or not client.enabled or client.provider != participant.provider:
            return None
        return client


@dataclass(frozen=True, slots=True, kw_only=True)
class RelyingPartyLogout:
    """What a client asks by sending somebody to ``/oidc/logout``.

    ``subject`` is whom it means, by an ID token of ours: ``None`` where it brought none.  ``then``
    is where the browser goes afterwards, registered and with its ``state``; empty is nowhere.
    """

    client: OidcClient | None
    subject: str | None
    then: str


def read_logout(
    parameters: Mapping[str, str], *, issuer: str, clients: OidcClients, keys: Callable[[], JwtKeys]
) -> RelyingPartyLogout:
    """Read what a client asks.

    An ID token is taken although it has ended (2); nothing else of it is believed than who it is
    about and for whom.

    Raises:
        MalformedError: the token is none of ours, it is another client's, or the address is not
            one of that client's.
    """
    known = clients()
    hint, named = parameters.get("id_token_hint", ""), parameters.get("client_id", "")
    subject: str | None = None
    if hint:
        claims = _own(hint, keys())
        if claims.get("iss") != issuer or named not in {"", claims.get("aud")}:
            raise MalformedError("id_token_hint of another issuer or client")
        named, subject = str(claims.get("aud")), str(claims.get("sub"))
    client = known.get(named) if named else None
    then = parameters.get("post_logout_redirect_uri", "")
    if not then:
        return RelyingPartyLogout(client=client, subject=subject, then="")
    if client is None or not client.enabled or then not in client.post_logout_redirect_uris:
        raise MalformedError("post_logout_redirect_uri is not registered for the client")
    state = parameters.get("state", "")
    if state:
        then += ("&" if "?" in then else "?") + urlencode({"state": state})
    return RelyingPartyLogout(client=client, subject=subject, then=then)


def _own(token: str, keys: JwtKeys) -> Mapping[str, object]:
    for key in keys.published():
        try:
            header, claims = read_issued(token, key)
        except ReleaseMismatchError:
            continue
        if header.get("typ") != LOGOUT_TYPE:
            return claims
    raise MalformedError("id_token_hint is no ID token of ours")
