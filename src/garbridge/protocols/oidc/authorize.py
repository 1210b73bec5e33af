"""The front channel: ``/oidc/authorize`` (OpenID Connect Core 3.1.2, RFC 6749 4.1)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from urllib.parse import parse_qs, urlsplit

from garbridge.config.oidc import ResponseMode
from garbridge.core.proving import Told
from garbridge.core.release import ReleasedClaims
from garbridge.errors import ReleaseMismatchError
from garbridge.formats.jose import JwtKeys
from garbridge.formats.jwt_reading import read_issued
from garbridge.formats.queries import write_fields
from garbridge.ports import (
    Answer,
    AnswerableError,
    AutoPostForm,
    Obstacle,
    Participant,
    Redirect,
    SignInRequest,
    TokenSource,
    WireRequest,
    WireResponse,
)
from garbridge.protocols.oidc.clients import OidcClient, OidcClients
from garbridge.protocols.oidc.codes import Grant, keep_code, open_code
from garbridge.protocols.oidc.logout import LOGOUT_TYPE
from garbridge.protocols.oidc.requests import (
    AuthenticationRequest,
    SentBackError,
    read_request,
    response_fields,
)

_DECLINED: Final[Mapping[Obstacle, str]] = {
    Obstacle.PAGE: "login_required",
    Obstacle.CHOICE: "interaction_required",
    Obstacle.NOT_FRESH: "login_required",
    Obstacle.REFUSED: "access_denied",
}
_NONE: Final = "the request has prompt none"
_SOMEBODY_ELSE: Final = "id_token_hint is about somebody else, or none of ours"


@dataclass(frozen=True, slots=True, kw_only=True)
class OidcAdapter:
    """Sends the browser back to a client's address with a code.

    ``clients`` and ``keys`` are asked at each request, so that a change needs no restart.
    """

    issuer: str
    clients: OidcClients
    keys: Callable[[], JwtKeys]
    tokens: TokenSource = field(repr=False)

    @property
    def protocol(self) -> str:
        """The protocol's short name."""
        return "oidc"

    def parse(self, request: WireRequest, *, now: datetime) -> SignInRequest[AuthenticationRequest]:
        """Accept a request of a registered client from one of its addresses.

        Raises:
            ProtocolError: nobody is known well enough to be told.
            AnswerableError: it goes back to the client's address as an error.
        """
        try:
            asked = read_request(request, self.clients, now=now)
        except SentBackError as back:
            raise self._answerable(back) from back
        return SignInRequest(
            provider=asked.request.client.provider,
            resource=asked.resource,
            once=None,
            detail=asked.request,
            oldest=asked.oldest,
        )

    def respond(
        self,
        sign_in: SignInRequest[AuthenticationRequest],
        claims: ReleasedClaims,
        *,
        reference: str,
        authenticated: datetime | None,
        now: datetime,
    ) -> Answer[WireResponse]:
        """Send the browser back with ``code=...``, which stands for *claims*.

        Raises:
            AnswerableError: the request is about somebody else than who is signed in.
            ReleaseMismatchError: a value cannot be told to the client as it is.
        """
        asked = sign_in.detail
        if asked.hint and not self._is_about(asked, claims.subject):
            raise self._refused(asked, "login_required", _SOMEBODY_ELSE)
        released = claims.values()
        _refuse_unwritable(released)
        code, sid = self.tokens(), self.tokens()
        grant = Grant(
            launch=reference,
            client_id=asked.client.client_id,
            redirect_uri=asked.redirect_uri,
            challenge=asked.challenge,
            nonce=asked.nonce,
            scope=asked.scope,
            sid=sid,
            subject=claims.subject,
            resource=claims.resource,
            attributes=released,
            authenticated=authenticated,
            at=now,
        )
        participant = Participant(
            provider=sign_in.provider,
            protocol=self.protocol,
            subject=claims.subject,
            index=sid,
            service=asked.client.client_id,
        )
        fields = response_fields(self.issuer, asked.state, {"code": code})
        sent = _sent(asked.client, asked.redirect_uri, fields)
        return Answer(sent, (keep_code(code, grant),), participant)

    def read_back(
        self,
        sign_in: SignInRequest[AuthenticationRequest],
        answer: Answer[WireResponse],
        *,
        now: datetime,
    ) -> Told:
        """Return what the code in *answer* stands for; its exchange is read back again.

        Raises:
            ReleaseMismatchError: it is no answer to the request, or its code opens nothing.
        """
        asked, sent = sign_in.detail, answer.response
        if len(answer.entries) != 1:
            raise ReleaseMismatchError("not one code")
        if isinstance(sent, Redirect):
            address, _, _ = sent.url.partition("?")
            said = {name: values[-1] for name, values in _query(sent.url).items()}
        else:
            address, said = sent.action.partition("?")[0], dict(sent.fields)
        grant = open_code(said.get("code", ""), answer.entries[0].body, now=now)
        if grant is None or address != asked.redirect_uri.partition("?")[0]:
            raise ReleaseMismatchError("the code does not stand for this request")
        stands_for = (grant.client_id, grant.redirect_uri, grant.challenge, grant.nonce)
        wanted = (asked.client.client_id, asked.redirect_uri, asked.challenge, asked.nonce)
        if stands_for != wanted or said.get("state", "") != asked.state:
            raise ReleaseMismatchError("the code does not stand for this request")
        return Told(grant.subject, tuple(grant.attributes.items()))

    def decline(
        self,
        sign_in: SignInRequest[AuthenticationRequest],
        obstacle: Obstacle,
        *,
        now: datetime,  # noqa: ARG002 - the port's
    ) -> WireResponse | None:
        """Send the browser back with an error, where the request is one of *prompt=none*."""
        asked = sign_in.detail
        if not asked.silent:
            return None
        return self._refused(asked, _DECLINED[obstacle], _NONE).response

    def _refused(self, asked: AuthenticationRequest, error: str, why: str) -> AnswerableError:
        back = SentBackError(error, why, asked.client, asked.redirect_uri, asked.state)
        return self._answerable(back)

    def _answerable(self, back: SentBackError) -> AnswerableError:
        said = {"error": back.error, "error_description": back.why}
        fields = response_fields(self.issuer, back.state, said)
        return AnswerableError(back, _sent(back.client, back.redirect_uri, fields))

    def _is_about(self, asked: AuthenticationRequest, subject: str) -> bool:
        """Say whether the hint is an ID token of ours for this client about *subject*.

        One that has ended counts: it says who was signed in (Core 3.1.2.1).
        """
        for key in self.keys().published():
            try:
                header, claims = read_issued(asked.hint, key)
            except ReleaseMismatchError:
                continue
            ours = (claims.get("iss"), claims.get("aud"), claims.get("sub"))
            if header.get("typ") == LOGOUT_TYPE:
                return False
            return ours == (self.issuer, asked.client.client_id, subject)
        return False


def _sent(client: OidcClient, address: str, fields: Mapping[str, str]) -> WireResponse:
    """Return how *fields* travel to *address*: in the one way that was agreed on."""
    if client.response_mode is ResponseMode.FORM_POST:
        parts = urlsplit(address)
        origins = (f"{parts.scheme}://{parts.netloc}", *client.origins)
        return AutoPostForm(address, fields, origins)
    joiner = "" if address.endswith(("?", "&")) else "&" if "?" in address else "?"
    return Redirect(f"{address}{joiner}{write_fields(fields)}")


def _query(url: str) -> Mapping[str, list[str]]:
    return parse_qs(urlsplit(url).query, keep_blank_values=True)


def _refuse_unwritable(released: Mapping[str, tuple[str, ...]]) -> None:
    try:
        for values in released.values():
            "".join(values).encode()
    except UnicodeEncodeError as broken:
        raise ReleaseMismatchError("a value holds half a character") from broken
