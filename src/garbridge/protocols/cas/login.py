"""The front channel: ``/cas/login`` (CAS Protocol 2.1 and 2.2.4)."""

from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain
from typing import Final
from urllib.parse import parse_qs, urlsplit

from garbridge.core.proving import Told
from garbridge.core.records import quick
from garbridge.core.release import ReleasedClaims
from garbridge.errors import (
    MalformedError,
    ReleaseMismatchError,
    UnknownServiceError,
    UnsupportedRequestError,
    ValueRefusedError,
)
from garbridge.formats.canonical import escape_text
from garbridge.ports import (
    Answer,
    Obstacle,
    Participant,
    Redirect,
    SignInRequest,
    TokenSource,
    WireRequest,
    WireResponse,
)
from garbridge.protocols.cas.parameters import is_set, read_parameters
from garbridge.protocols.cas.services import CasService, CasServices
from garbridge.protocols.cas.tickets import Authentication, keep_under, open_with, service_ticket

_PARAMETERS: Final = frozenset({"service", "renew", "gateway", "method"})


@quick
@dataclass(frozen=True, slots=True)
class CasLogin:
    """What ``/cas/login`` was asked.

    ``gateway`` asks that the person be asked nothing: who cannot be signed in without goes back
    to the service without a ticket (2.1.1).
    """

    service: CasService
    gateway: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CasAdapter:
    """Sends the browser back to a registered service with a service ticket.

    ``services`` is asked at each request, so that a change of configuration needs no restart.
    """

    services: CasServices
    tokens: TokenSource = field(repr=False)

    @property
    def protocol(self) -> str:
        """The protocol's short name."""
        return "cas"

    def parse(
        self,
        request: WireRequest,
        *,
        now: datetime,
    ) -> SignInRequest[CasLogin]:
        """Accept a ``service`` that is registered, text for text.

        Raises:
            UnknownServiceError: the service is not registered.
            UnsupportedRequestError: it asks for another ``method``, or is no GET.
            MalformedError: there is no service, or a parameter twice.
            OversizedError: the query is longer than any honest one.
        """
        parameters = read_parameters(request, _PARAMETERS)
        named = parameters.get("service", "")
        if not named:
            raise MalformedError("service is missing")
        service = self.services().get(named)
        if service is None:
            raise UnknownServiceError(named)
        if parameters.get("method", "GET").upper() != "GET":
            raise UnsupportedRequestError("method: the answer is a redirect, not a form or header")
        renew = is_set(parameters, "renew")
        return SignInRequest(
            provider=service.provider,
            resource=service.resource,
            once=None,
            detail=CasLogin(service, gateway=is_set(parameters, "gateway") and not renew),
            oldest=now if renew else None,
        )

    def respond(
        self,
        sign_in: SignInRequest[CasLogin],
        claims: ReleasedClaims,
        *,
        reference: str,
        authenticated: datetime | None,  # noqa: ARG002 - the port's; no release policy names it
        now: datetime,
    ) -> Answer[Redirect]:
        """Redirect to the service with ``ticket=ST-...``, which stands for *claims*.

        Raises:
            ReleaseMismatchError: a value cannot be told to the provider as it is.
        """
        released = claims.values()
        try:
            for value in chain.from_iterable(released.values()):
                escape_text(value)
        except ValueRefusedError as refused:
            raise ReleaseMismatchError("a value holds a character XML cannot carry") from refused
        service = sign_in.detail.service.url
        ticket = service_ticket(self.tokens())
        authentication = Authentication(
            launch=reference,
            service=service,
            subject=claims.subject,
            attributes=released,
            at=now,
            renewed=sign_in.oldest is not None,
        )
        participant = Participant(
            provider=sign_in.provider,
            protocol=self.protocol,
            subject=claims.subject,
            index=ticket,
            service=service,
        )
        return Answer(
            Redirect(with_ticket(service, ticket)),
            (keep_under(ticket, authentication),),
            participant,
        )

    def read_back(
        self,
        sign_in: SignInRequest[CasLogin],
        answer: Answer[WireResponse],
        *,
        now: datetime,
    ) -> Told:
        """Return what the ticket in the redirect stands for; its exchange is read back again.

        Raises:
            ReleaseMismatchError: the redirect is no answer to the request, or its ticket opens
                nothing.
        """
        response = answer.response
        if not isinstance(response, Redirect) or len(answer.entries) != 1:
            raise ReleaseMismatchError("not a redirect with one ticket")
        found = parse_qs(urlsplit(response.url).query).get("ticket", [""])
        redeemed = open_with(found[-1], answer.entries[0].body, now=now)
        if redeemed is None or not redeemed.is_for(sign_in.detail.service.url):
            raise ReleaseMismatchError("the ticket does not stand for this request")
        return Told(redeemed.subject, tuple(redeemed.attributes.items()))

    def decline(
        self,
        sign_in: SignInRequest[CasLogin],
        obstacle: Obstacle,  # noqa: ARG002 - the port's; a service learns that there is no ticket
        *,
        now: datetime,  # noqa: ARG002 - the port's
    ) -> Redirect | None:
        """Redirect to the service without a ticket, where the request is one of ``gateway``."""
        return Redirect(sign_in.detail.service.url) if sign_in.detail.gateway else None


def with_ticket(service: str, ticket: str) -> str:
    """Return *service* with the parameter ``ticket`` at the end of its query.

    >>> with_ticket("https://parc.example/?sso_id=gar", "ST-1")
    'https://parc.example/?sso_id=gar&ticket=ST-1'
    >>> with_ticket("https://parc.example/atlas#start", "ST-1")
    'https://parc.example/atlas?ticket=ST-1#start'
    """
    address, mark, fragment = service.partition("#")
    joiner = "&" if "?" in address else "?"
    if address.endswith(("?", "&")):
        joiner = ""
    return f"{address}{joiner}ticket={ticket}{mark}{fragment}"
