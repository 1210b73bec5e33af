"""The back channel: ``/oidc/token``, where a code is exchanged (RFC 6749 4.1.3, Core 3.1.3)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from garbridge.core.proving import UNREADABLE, Mismatch, Told, differences
from garbridge.errors import ReleaseMismatchError, StoreError
from garbridge.formats._authlib import TokenAnswer, TokenRequest, exchange_code, refusal
from garbridge.formats.jose import JwtKeys
from garbridge.ports import (
    Alarms,
    Document,
    OneTimeStore,
    RedemptionJournal,
    TokenSource,
    Transaction,
    WireRequest,
)
from garbridge.protocols.oidc.claims import Teller, in_id_token, in_userinfo
from garbridge.protocols.oidc.client_authentication import ClientAuthentication
from garbridge.protocols.oidc.clients import OidcClient
from garbridge.protocols.oidc.codes import (
    TOKEN_LIFETIME,
    Bearer,
    Grant,
    code_key,
    is_code,
    keep_token,
    open_code,
    token_key,
)
from garbridge.protocols.oidc.documents import (
    REALM,
    error_document,
    json_document,
    redemption,
)
from garbridge.protocols.oidc.parameters import Parameters, read_query
from garbridge.protocols.oidc.told import read_id_token

_PARAMETERS: Final = frozenset(
    {
        "grant_type",
        "code",
        "redirect_uri",
        "code_verifier",
        "client_id",
        "client_secret",
        "client_assertion",
        "client_assertion_type",
    }
)
_CHALLENGE: Final = f'Basic realm="{REALM}"'
_NOT_PROVED: Final = error_document(500, "server_error", "The answer is not what was decided.")
_AWAY: Final = error_document(503, "temporarily_unavailable", "The code could not be looked up.")


@dataclass(frozen=True, slots=True, kw_only=True)
class OidcToken:
    """Exchanges codes; it decides nothing and releases nothing that was not released.

    What was told, or why nothing was, is noted in one transaction with the end of the code.
    """

    teller: Teller
    authentication: ClientAuthentication
    one_time: OneTimeStore
    journal: RedemptionJournal
    transaction: Transaction
    alarms: Alarms
    keys: Callable[[], JwtKeys]
    tokens: TokenSource = field(repr=False)

    def answer(self, request: WireRequest, *, now: datetime) -> Document:
        """Answer with tokens, or with an error of RFC 6749 5.2."""
        form = read_query(request, _PARAMETERS)
        if request.method != "POST" or form.repeated:
            return _document(refusal("invalid_request"))
        try:
            client = self.authentication.client_of(request, form, now=now)
            with self.transaction():
                return self._exchange(client, form, now)
        except StoreError:
            return _AWAY

    def _exchange(self, client: OidcClient | None, form: Parameters, now: datetime) -> Document:
        exchange = _Exchange(self, client, form.get("code"), now)
        asked = TokenRequest(
            form={name: value for name, value in form.values.items() if value},
            client=None if client is None else client.client_id,
            redeem=exchange.redeem,
            issue=exchange.issue,
        )
        try:
            answered = exchange_code(asked)
            document, fault = _document(answered), answered.error
        except ReleaseMismatchError:
            document, fault = _NOT_PROVED, "server_error"
        if exchange.grant is not None:
            told = {} if client is None else in_id_token(client, exchange.grant.attributes)
            self.journal.note(redemption(exchange.grant.launch, told, fault, now))
        return document


@dataclass(slots=True)
class _Exchange:
    """One exchange: what its code stood for, once it was redeemed."""

    endpoint: OidcToken
    client: OidcClient | None
    code: str
    now: datetime
    grant: Grant | None = None

    def redeem(self, code: str) -> Grant | None:
        """Spend *code*: before anything is asked about the request, so that nothing spares it.

        One that was spent before ends the access token that it was given for.  One of another
        client is in wrong hands, and stays spent.
        """
        if not is_code(code):
            return None
        store = self.endpoint.one_time
        body = store.redeem(code_key(code), now=self.now)
        if body is None:
            store.redeem(token_key(code), now=self.now)
            return None
        self.grant = open_code(code, body, now=self.now)
        if self.grant is None or self.client is None:
            return None
        return self.grant if self.grant.client_id == self.client.client_id else None

    def issue(self, grant: Grant) -> Mapping[str, object]:
        """Return the answer for *grant*, and keep its access token.

        Raises:
            ReleaseMismatchError: the ID token would tell something else than was decided.
        """
        client, endpoint = self.client, self.endpoint
        if client is None:
            raise ReleaseMismatchError("no client to tell")
        bearer = Bearer(
            launch=grant.launch,
            client_id=grant.client_id,
            subject=grant.subject,
            resource=grant.resource,
            attributes=in_userinfo(client, grant.attributes),
            authenticated=grant.authenticated,
            until=self.now + TOKEN_LIFETIME,
        )
        access_token, entry = keep_token(self.code, endpoint.tokens(), bearer)
        claims = endpoint.teller.id_token(client, grant, access_token, now=self.now)
        signer = endpoint.keys().signer
        id_token = signer.sign(claims)
        decided = Told(grant.subject, tuple(in_id_token(client, grant.attributes).items()))
        try:
            found = differences(
                read_id_token(id_token, signer.public_key, client, grant.nonce), decided
            )
        except ReleaseMismatchError:
            found = UNREADABLE
        if found:
            endpoint.alarms.sound(Mismatch(launch=grant.launch, protocol="oidc", differences=found))
            raise ReleaseMismatchError(f"the ID token differs in {', '.join(found)}")
        endpoint.one_time.keep(entry, now=self.now)
        return {
            "access_token": access_token,
            "token_type": "Bearer",
            "expires_in": int(TOKEN_LIFETIME.total_seconds()),
            "scope": grant.scope,
            "id_token": id_token,
        }


def _document(answered: TokenAnswer) -> Document:
    headers = {"WWW_Authenticate": _CHALLENGE} if answered.error == "invalid_client" else {}
    return json_document(answered.status, answered.body, **headers)
