"""The back channel: ``/oidc/token``, where a code is exchanged (RFC 6749 4.1.3, Core 3.1.3)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from garbridge.core.proving import UNREADABLE, Mismatch, Told, differences
from garbridge.errors import KeyInUseError, ReleaseMismatchError, StoreError
from garbridge.formats._authlib import TokenAnswer, TokenRequest, exchange_code, refusal
from garbridge.formats.jose import JwtKeys
from garbridge.ports import (
    Alarms,
    Document,
    OneTimeEntry,
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
    CODE_LIFETIME,
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
    away_document,
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
_REVOKED: Final = b"revoked"
"""Stands where an access token would be: no token opens it, and nobody knows of a code."""
_SPENT: Final = b"spent"
"""Stands where the access token of a code was, or would be, that was spent."""
_TRIES: Final = 50
"""How often a mark is set anew that others were before with: each who comes at that moment, once.

Beyond it nobody knows of the code once it has ended; a token was ended all the same.
"""
_CHALLENGE: Final = f'Basic realm="{REALM}"'
_NOT_PROVED: Final = error_document(500, "server_error", "The answer is not what was decided.")
_AWAY: Final = away_document("The code could not be looked up.")


@dataclass(frozen=True, slots=True, kw_only=True)
class OidcToken:
    """Exchanges codes; it decides nothing and releases nothing that was not released.

    What was told, or why nothing was, is noted in one transaction with the end of the code.
    For :data:`~.codes.TOKEN_LIFETIME` afterwards ``on_reuse`` is told of whoever brings it again.
    """

    teller: Teller
    authentication: ClientAuthentication
    one_time: OneTimeStore
    journal: RedemptionJournal
    transaction: Transaction
    alarms: Alarms
    on_reuse: Callable[[datetime], None]
    keys: Callable[[], JwtKeys]
    tokens: TokenSource = field(repr=False)

    def answer(self, request: WireRequest, *, now: datetime) -> Document:
        """Answer with tokens, or with an error of RFC 6749 5.2."""
        form = read_query(request, _PARAMETERS)
        if request.method != "POST" or form.repeated:
            return _document(refusal("invalid_request"))
        try:
            client = self.authentication.client_of(request, form, now=now)
            exchange = _Exchange(self, client, form.get("code"), now)
            with self.transaction():
                document = self._exchange(exchange, form)
            exchange.settle()
        except StoreError:
            return _AWAY
        return document

    def _exchange(self, exchange: "_Exchange", form: Parameters) -> Document:
        client, now = exchange.client, exchange.now
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
        except _UsedTwiceError:
            document, fault = _document(refusal("invalid_grant")), "invalid_grant"
        if exchange.grant is not None:
            told = {} if client is None else in_id_token(client, exchange.grant.attributes)
            self.journal.note(redemption(exchange.grant.launch, told, fault, now))
        return document


class _UsedTwiceError(Exception):
    """Somebody else came with the code before its access token was kept."""


@dataclass(slots=True)
class _Exchange:
    """One exchange: what its code stood for, once it was redeemed."""

    endpoint: OidcToken
    client: OidcClient | None
    code: str
    now: datetime
    grant: Grant | None = None
    was_used: bool = False
    has_token: bool = False

    def redeem(self, code: str) -> Grant | None:
        """Spend *code*: before anything is asked about the request, so that nothing spares it.

        One of another client is in wrong hands, and stays spent.
        """
        if not is_code(code):
            return None
        store = self.endpoint.one_time
        body = store.redeem(code_key(code), now=self.now)
        if body is None:
            self.was_used = True
            return None
        self.grant = open_code(code, body, now=self.now)
        if self.grant is None or self.client is None:
            return None
        if not self.endpoint.teller.may_tell(self.grant, self.grant.at):
            return None
        return self.grant if self.grant.client_id == self.client.client_id else None

    def settle(self) -> None:
        """Remember a code that was spent on nothing; see to one that was used before."""
        if self.was_used:
            self._end_others()
        elif self.grant is not None and not self.has_token and self._spend() is not None:
            self.endpoint.on_reuse(self.now)  # somebody came with it while this went on

    def _end_others(self) -> None:
        """End the access token of a code that was used before, also one about to be kept.

        What stands in its place keeps it from being kept: where the store takes no part in the
        transaction, whoever was first may not be done yet.  Outside of ours, because others may
        be doing the same, and which of them is first does not matter.
        """
        if self._stand_in(_REVOKED) in {None, _REVOKED}:
            return
        self._spend()  # a token or the mark was there: whoever was first is done
        self.endpoint.on_reuse(self.now)

    def _spend(self) -> bytes | None:
        """Leave in the place of the access token that its code was spent; return what came before.

        All else gives way, since whoever was first is done.  What is taken away may be the mark of
        another one who came in between: so whoever takes anything away looks that the mark is back.
        """
        before = there = self._stand_in(_SPENT)
        for _ in range(_TRIES):
            if there in {None, _SPENT}:
                break
            self.endpoint.one_time.redeem(token_key(self.code), now=self.now)
            there = self._stand_in(_SPENT)
        return before

    def _stand_in(self, body: bytes) -> bytes | None:
        """Keep *body* where the access token would be, unless something is there: return that."""
        store, key, now = self.endpoint.one_time, token_key(self.code), self.now
        lifetime = CODE_LIFETIME if body == _REVOKED else TOKEN_LIFETIME
        for _ in range(_TRIES):
            try:
                store.keep(OneTimeEntry(key, body, now + lifetime), now=now)
            except KeyInUseError:
                there = store.peek(key, now=now)
                if there is not None:
                    return there
                # it was taken away between the two, by one who puts something else there
            else:
                break
        return None

    def issue(self, grant: Grant) -> Mapping[str, object]:
        """Return the answer for *grant*, and keep its access token.

        Raises:
            ReleaseMismatchError: the ID token would tell something else than was decided.
            _UsedTwiceError: the code was used a second time while this went on.
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
        self._keep(entry)
        return {
            "access_token": access_token,
            "token_type": "Bearer",
            "expires_in": int(TOKEN_LIFETIME.total_seconds()),
            "scope": grant.scope,
            "id_token": id_token,
        }

    def _keep(self, entry: OneTimeEntry) -> None:
        try:
            self.endpoint.one_time.keep(entry, now=self.now)
        except KeyInUseError as used:
            raise _UsedTwiceError from used
        self.has_token = True


def _document(answered: TokenAnswer) -> Document:
    headers = {"WWW_Authenticate": _CHALLENGE} if answered.error == "invalid_client" else {}
    return json_document(answered.status, answered.body, **headers)
