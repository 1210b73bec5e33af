"""OpenID Connect relying party: the portal's people sign in at one OpenID provider.

::

    begin ──> authorization endpoint ──> callback?code&state&iss
                                              |
              Authenticated <── userinfo <── token endpoint, ID token

Implemented: Core 1.0 3.1 (code flow), with PKCE S256 (RFC 7636) and ``iss`` (RFC 9207) in every
case; Discovery 1.0; client authentication by Basic, by form and by ``private_key_jwt`` (Core 9);
userinfo (5.3); ``max_age`` and ``prompt=login``; RP-Initiated Logout 1.0; Back-Channel Logout 1.0.

Not implemented: implicit and hybrid flows, encrypted tokens, signed or distributed userinfo,
request objects, refresh tokens (nobody acts at the provider for the person afterwards), Session
Management and Front-Channel Logout (they need cookies of a third party), dynamic registration.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final
from urllib.parse import urlencode

from garbridge.core.arrivals import ArrivalFault
from garbridge.errors import MalformedError, ProtocolError, SignatureError
from garbridge.formats._authlib_client import authorization_request, challenge_of
from garbridge.formats.jose import Algorithm, Token, verify_jwt
from garbridge.formats.parameters import parameters_of
from garbridge.formats.saml.addresses import origin
from garbridge.ports import (
    Authenticated,
    AutoPostForm,
    Begun,
    Declined,
    Leaving,
    OneTimeClaim,
    Redirect,
    TokenSource,
    Unfetched,
    UpstreamEnded,
    WireRequest,
    WireResponse,
    Wish,
)
from garbridge.upstream.oidc_claims import (
    FRESH,
    SKEW,
    Expected,
    auth_time,
    id_token_problem,
    logout_token_problem,
)
from garbridge.upstream.oidc_discovery import OpDiscovery, OpMetadata, Unknown
from garbridge.upstream.oidc_exchange import AWAY, OpExchange, Tokens, about, named

_LONGEST_CODE: Final = 2048
_LONGEST_ADDRESS: Final = 8000
"""Servers and browsers between here and there take no longer one for sure."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OidcRelyingParty:
    """One provider, at which the portal is one client.

    ``redirect_uri`` is ours, exactly as it is registered.  With ``asks_userinfo`` what people are
    known by is looked for there too.  With ``leaves_by_form`` an ID token never stands in an
    address, where histories and logs keep it: the browser posts it.
    """

    discovery: OpDiscovery
    client_id: str
    exchange: OpExchange
    redirect_uri: str
    algorithm: Algorithm
    scopes: tuple[str, ...]
    asks_userinfo: bool
    tokens: TokenSource = field(repr=False)
    leaves_by_form: bool = False

    @property
    def issuer(self) -> str:
        """Who vouches."""
        return self.discovery.issuer

    def begin(self, wish: Wish, *, now: datetime) -> Begun | Declined:
        """Ask for a code (3.1.2.1)."""
        del now
        metadata = self.discovery.metadata()
        if isinstance(metadata, Unfetched):
            return Declined(ArrivalFault.AWAY, metadata.why)
        nonce, verifier = self.tokens(), self.tokens() + self.tokens()
        fresh = {"max_age": "0", "prompt": "login"} if wish.is_fresh else {}
        target = authorization_request(
            metadata.authorization_endpoint,
            self.client_id,
            self.redirect_uri,
            scopes=" ".join(self.scopes),
            state=wish.flow,
            nonce=nonce,
            code_challenge=challenge_of(verifier),
            code_challenge_method="S256",
            **fresh,
        )
        return Begun(Redirect(target), {"nonce": nonce, "verifier": verifier})

    def probe(self, *, now: datetime) -> Declined | None:
        """Fetch its document, if what is known of it is old (Discovery 4)."""
        begun = self.begin(Wish(flow="health"), now=now)
        return begun if isinstance(begun, Declined) else None

    def flow(self, request: WireRequest) -> str | None:
        """Return ``state``."""
        try:
            return parameters_of(request).get("state", "")
        except MalformedError:
            return ""

    def finish(
        self, request: WireRequest, kept: Mapping[str, str], wish: Wish, *, now: datetime
    ) -> Authenticated | Declined:
        """Exchange the code and verify what comes (3.1.3)."""
        metadata = self.discovery.metadata()
        if isinstance(metadata, Unfetched):
            return Declined(ArrivalFault.AWAY, metadata.why)
        code = self._code(request, metadata, wish)
        if isinstance(code, Declined):
            return code
        tokens = self.exchange.tokens(metadata, code, kept["verifier"], now)
        if isinstance(tokens, Declined):
            return tokens
        token = self._verified(tokens.id, Unknown.ID_TOKEN)
        if isinstance(token, Declined):
            return token
        expected = Expected(
            issuer=self.issuer,
            client_id=self.client_id,
            nonce=kept["nonce"],
            access_token=tokens.access,
            is_fresh=wish.is_fresh,
            now=now,
        )
        problem = id_token_problem(token, expected)
        if problem is not None:
            return Declined(ArrivalFault.UNVERIFIED, f"ID token: {problem}")
        return self._authenticated(metadata, token, tokens)

    def leave(self, leaving: Leaving, *, now: datetime) -> WireResponse | None:
        """Send the browser to the end session endpoint, where there is one (RP-Initiated 2).

        By either method, for the provider must know both.
        """
        del now
        metadata = self.discovery.metadata()
        if isinstance(metadata, Unfetched) or not metadata.end_session_endpoint:
            return None
        endpoint = metadata.end_session_endpoint
        more = {
            "client_id": self.client_id,
            "post_logout_redirect_uri": leaving.back,
            "state": leaving.flow,
        }
        hint = {"id_token_hint": leaving.hint} if leaving.hint else {}
        if self.leaves_by_form:
            origins = tuple(dict.fromkeys((origin(endpoint), origin(leaving.back))))
            return AutoPostForm(endpoint, {**hint, **more}, origins)
        joiner = "&" if "?" in endpoint else "?"
        hinted = f"{endpoint}{joiner}{urlencode({**hint, **more})}"
        if len(hinted) <= _LONGEST_ADDRESS:
            return Redirect(hinted)
        return Redirect(f"{endpoint}{joiner}{urlencode(more)}")

    def ended(self, request: WireRequest, *, now: datetime) -> UpstreamEnded | None:
        """Verify a logout token (Back-Channel Logout 2.6).

        Raises:
            ProtocolError: it is meant as one and must not be acted on.
        """
        said = [value for name, value in request.form if name == "logout_token"]
        if not said:
            return None
        token = self._verified(said[0], Unknown.LOGOUT_TOKEN)
        if isinstance(token, Declined):
            raise SignatureError(token.why)
        problem = logout_token_problem(token, self.issuer, self.client_id, now)
        if problem is not None or len(said) > 1:
            raise MalformedError(f"logout token: {problem or 'two of them'}")
        claims = token.claims
        digest = hashlib.sha256(f"{self.issuer}\x00{claims['jti']}".encode()).hexdigest()
        return UpstreamEnded(
            subject=str(claims.get("sub", "")),
            index=str(claims.get("sid", "")),
            once=OneTimeClaim(f"upstream logout {digest}", now + FRESH + 2 * SKEW),
        )

    def _code(self, request: WireRequest, metadata: OpMetadata, wish: Wish) -> str | Declined:
        """Return the code that answers *wish* (3.1.2.5, RFC 9207 2.4)."""
        try:
            said = parameters_of(request)
        except MalformedError as broken:
            return Declined(ArrivalFault.UNVERIFIED, str(broken))
        if said.get("state") != wish.flow:
            return Declined(ArrivalFault.NOT_BEGUN, "state is another one")
        if said.get("iss", None if metadata.says_issuer else self.issuer) != self.issuer:
            return Declined(ArrivalFault.UNVERIFIED, "iss: another provider answers")
        if "error" in said:
            fault = ArrivalFault.AWAY if said["error"] in AWAY else ArrivalFault.DECLINED
            return Declined(fault, f"the provider says {named(said['error'])}")
        code = said.get("code", "")
        if not code or len(code) > _LONGEST_CODE or not code.isascii():
            return Declined(ArrivalFault.UNVERIFIED, "no code")
        return code

    def _verified(self, text: str, sort: Unknown) -> Token | Declined:
        """Return *text* once a key of the provider signed it; unknown keys are asked for once."""
        keys = self.discovery.keys()
        if isinstance(keys, Unfetched):
            return Declined(ArrivalFault.AWAY, keys.why)
        try:
            try:
                return verify_jwt(text, keys, self.algorithm)
            except SignatureError:
                newer = self.discovery.keys_instead(keys, sort)
                if newer is None:
                    raise
                return verify_jwt(text, newer, self.algorithm)
        except ProtocolError as refused:
            return Declined(ArrivalFault.UNVERIFIED, f"token: {refused}")

    def _authenticated(
        self, metadata: OpMetadata, token: Token, tokens: Tokens
    ) -> Authenticated | Declined:
        subject = str(token.claims["sub"])
        known = about(token.claims)
        if self.asks_userinfo:
            more = self.exchange.userinfo(metadata, tokens.access, subject)
            if isinstance(more, Declined):
                return more
            known = {**known, **more}
        at = auth_time(token.claims)
        return Authenticated(
            issuer=self.issuer,
            subject=subject,
            attributes=known,
            at=None if at is None else datetime.fromtimestamp(at, UTC),
            index=str(token.claims.get("sid", "")),
            hint=tokens.id,
        )
