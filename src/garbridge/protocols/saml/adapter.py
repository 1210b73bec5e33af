"""The front channel: AuthnRequest in, Response out (Profiles for SAML V2.0, 4.1)."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from garbridge.core.proving import Told
from garbridge.core.release import ReleasedClaims
from garbridge.errors import ReleaseMismatchError, ValueRefusedError
from garbridge.formats.saml.posting import posted
from garbridge.formats.signing import Signer
from garbridge.ports import (
    Answer,
    AnswerableError,
    AutoPostForm,
    Obstacle,
    SignInRequest,
    TokenSource,
    WireRequest,
    WireResponse,
)
from garbridge.protocols.saml.arrivals import Arrivals, SamlDetail, UnmetDemandError
from garbridge.protocols.saml.name_ids import (
    PROTOCOL,
    is_scoped,
    name_id,
    pairwise_id,
    participant,
)
from garbridge.protocols.saml.response import Addressing, Statement, write_response
from garbridge.protocols.saml.statuses import Status, write_status
from garbridge.protocols.saml.told import Agreed, read_told


@dataclass(frozen=True, slots=True, kw_only=True)
class SamlAdapter:
    """Answers service providers as a SAML 2.0 identity provider.

    Args:
        entity_id: Our name.
        arrivals: Reads requests.
        scope: What stands behind the at sign of a *pairwise-id*.
        signer: Signs what leaves; asked for anew with each message.
        tokens: Names of messages, sessions and transient identifiers.
    """

    entity_id: str
    arrivals: Arrivals
    scope: str
    signer: Callable[[], Signer] = field(repr=False)
    tokens: TokenSource = field(repr=False)

    @property
    def protocol(self) -> str:
        """The protocol's short name."""
        return PROTOCOL

    def parse(self, request: WireRequest, *, now: datetime) -> SignInRequest[SamlDetail]:
        """Verify *request*: an AuthnRequest by either binding, or an agreed start without one.

        Raises:
            ProtocolError: as :meth:`Arrivals.read` lists them.
            AnswerableError: it asks for what cannot be done, and is answered so (Core 3.2.2.2).
        """
        try:
            return self.arrivals.read(request, now=now)
        except UnmetDemandError as refused:
            asked = refused.detail.in_response_to
            if asked is None:
                raise
            answer = self._declined(refused.detail, asked, refused.status, now)
            raise AnswerableError(refused, answer) from refused

    def respond(
        self,
        sign_in: SignInRequest[SamlDetail],
        claims: ReleasedClaims,
        *,
        reference: str,  # noqa: ARG002 - the port's; nothing of a Response is redeemed later
        authenticated: datetime | None,
        now: datetime,
    ) -> Answer[AutoPostForm]:
        """Return the form that posts a signed Response with *claims*; nothing is stored for it.

        Raises:
            ReleaseMismatchError: a value holds a character that XML cannot carry; dropping it
                would send something else than what was decided.
        """
        detail = sign_in.detail
        registration = detail.registration
        given = name_id(detail.name_format, claims, self.tokens)
        statement = Statement(
            name_id=given,
            pairwise_id=pairwise_id(registration, claims, self.scope),
            claims=claims.claims,
            in_response_to=detail.in_response_to,
            # A portal that does not say when it authenticated answers for the session now.
            authenticated=authenticated or now,
            session_index=None if claims.known_as is None else claims.known_as.index,
        )
        try:
            written = write_response(
                self._addressing(detail),
                statement,
                registration.settings,
                recipient=registration.recipient,
                signer=self.signer(),
                tokens=self.tokens,
                now=now,
            )
        except ValueRefusedError as error:
            raise ReleaseMismatchError("a value holds characters XML cannot carry") from error
        return Answer(
            self._posted(written.xml, detail),
            participant=participant(sign_in.provider, given, written.session_index),
            opener=written.opener,
        )

    def read_back(
        self,
        sign_in: SignInRequest[SamlDetail],
        answer: Answer[WireResponse],
        *,
        now: datetime,  # noqa: ARG002 - the port's
    ) -> Told:
        """Return what the form tells the provider; an encrypted assertion is opened for it.

        Raises:
            ReleaseMismatchError: it is readable on its way where it was to be encrypted, or cannot
                be read at all.
        """
        registration = sign_in.detail.registration
        if registration.settings.encrypt != bool(answer.opener):
            raise ReleaseMismatchError("not encrypted as was agreed")
        agreed = Agreed(
            settings=registration.settings,
            name_format=sign_in.detail.name_format,
            scope=self.scope if is_scoped(registration) else "",
            opener=answer.opener,
        )
        return read_told(answer.response, agreed)

    def decline(
        self, sign_in: SignInRequest[SamlDetail], obstacle: Obstacle, *, now: datetime
    ) -> AutoPostForm | None:
        """Return the form that posts a status, where the provider is to be told.

        A passive request always is answered (*NoPassive*).  So is one for a new authentication
        that the portal cannot make (*AuthnFailed*), and a refusal where that was agreed
        (*RequestDenied*): otherwise the person is shown a page, which says more than a status.
        """
        detail = sign_in.detail
        status = _status(detail, obstacle)
        if status is None or detail.in_response_to is None:
            return None
        return self._declined(detail, detail.in_response_to, status, now)

    def _declined(
        self, detail: SamlDetail, in_response_to: str, status: Status, now: datetime
    ) -> AutoPostForm:
        response = write_status(
            status,
            self.entity_id,
            detail.consumer_service_url,
            in_response_to=in_response_to,
            signer=self.signer(),
            tokens=self.tokens,
            now=now,
        )
        return self._posted(response, detail)

    def _posted(self, response: bytes, detail: SamlDetail) -> AutoPostForm:
        url, relay_state = detail.consumer_service_url, detail.relay_state
        return posted(response, url, relay_state, detail.registration.origins(url))

    def _addressing(self, detail: SamlDetail) -> Addressing:
        return Addressing(
            issuer=self.entity_id,
            audience=detail.registration.peer.entity_id,
            recipient=detail.consumer_service_url,
            authn_context=detail.authn_context,
            name_format=detail.name_format.value,
            signed=detail.registration.settings.sign,
        )


def _status(detail: SamlDetail, obstacle: Obstacle) -> Status | None:
    """Return what the provider is told; ``None`` where the person is told instead."""
    if obstacle is Obstacle.REFUSED and detail.registration.settings.tells_refusals:
        return Status.REQUEST_DENIED
    if detail.is_passive:
        return Status.NO_PASSIVE
    return Status.AUTHN_FAILED if obstacle is Obstacle.NOT_FRESH else None
