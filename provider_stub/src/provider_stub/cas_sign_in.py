"""Sign in by CAS 3: send the browser for a ticket, then ask the portal about it.

::

    browser              stub                            portal
       | GET /ressources/x |                                |
       |------------------>|                                |
       |<------------------| service = the URL of x         |
       |--------------------------------------------------->| login
       |<---------------------------------------------------| ticket
       | GET /ressources/x?ticket=ST-…                      |
       |------------------>| serviceValidate -------------->|
       |                   |<-------------- user, attributes|

CAS 3.0, 2.1 and 2.8.  The ``service`` comes from configuration, never from the
request.  CAS binds a ticket to no browser, so a ticket is only accepted from a
browser that left for that resource through us.
"""

import re
import secrets
from datetime import datetime, timedelta

from provider_stub._cas import CasClient, InvalidTicket, ValidatedTicket
from provider_stub.browsers import REQUEST_LIFETIME, Browser, NotOpen, OpenRequest, OpenRequests
from provider_stub.catalogue import Protocol, Resource
from provider_stub.checks import (
    Check,
    CheckId,
    StoppedError,
    all_passed,
    complete,
    judge,
    passed,
    refused,
    require,
)
from provider_stub.config import StubConfig
from provider_stub.errors import ShapeError
from provider_stub.journal import Arrival, CasTicket, RefusedArrival
from provider_stub.once import OnceStore
from provider_stub.xml_entry import parse_message, pretty

_ALL = tuple(CheckId)
_PLAN = _ALL[_ALL.index(CheckId.TICKET_SHAPE) : _ALL.index(CheckId.CAS_USER) + 1]
_TICKET = re.compile(r"ST-[A-Za-z0-9._-]{1,253}")  # CAS 3.0, 3.1: "ST-", 256 characters at most
_MAX_USER = 256
_REMEMBERED = timedelta(days=1)


class CasSignIn:
    """Our CAS client's two moves: start a sign-in, accept a ticket."""

    def __init__(self, config: StubConfig, requests: OpenRequests, once: OnceStore) -> None:
        self._config = config
        self._requests = requests
        self._once = once

    def start(self, resource: Resource, browser: Browser) -> str:
        """Remember that *browser* left for *resource*; return where it goes."""
        service = self._config.access_url(resource)
        now = self._config.clock()
        self._requests.open(
            OpenRequest(
                id=f"cas {secrets.token_hex(16)}",
                browser=browser,
                resource=resource,
                relay_state=service,
                ends=now + REQUEST_LIFETIME,
            )
        )
        return CasClient(self._config, service).login_url()

    def accept(
        self, message: CasTicket, browser: Browser, *, replay: bool = False
    ) -> Arrival | RefusedArrival:
        """Judge a ticket.

        A *replay* asks the portal although we would refuse already, to see
        whether the portal too refuses a ticket that has served.

        Raises:
            PortalError: the portal cannot be asked.
        """
        now = self._config.clock()
        checks: list[Check] = []
        try:
            require(CheckId.TICKET_SHAPE, lambda: _check_ticket_shape(message.ticket))
            checks.append(passed(CheckId.TICKET_SHAPE, f"{len(message.ticket)} caractères"))
            for check, decide in (
                (CheckId.OPEN_REQUEST, lambda: self._open_request(message, browser, now)),
                (CheckId.TICKET_SINGLE_USE, lambda: self._single_use(message, now)),
            ):
                checks.append(judge(check, decide))
                if not (replay or all_passed(checks)):
                    return _refusal(checks, now)
            validated, answer = self._ask_portal(message, checks)
        except StoppedError as stopped:
            return _refusal([*checks, stopped.check], now)
        checks.append(judge(CheckId.CAS_USER, lambda: _user(validated)))
        if not all_passed(checks):
            return _refusal(checks, now)
        return Arrival(
            resource=message.resource,
            subject=validated.user,
            attributes=validated.attributes,
            at=now,
            checks=complete(checks, _PLAN),
            shown=pretty(parse_message(answer)),
            original=message,
        )

    def _open_request(self, message: CasTicket, browser: Browser, now: datetime) -> Check:
        """Require that this browser left for this resource, and count the departure once."""
        request = self._requests.close_any(message.resource, browser, now=now)
        if isinstance(request, NotOpen):
            return refused(CheckId.OPEN_REQUEST, f"demande {request.value}")
        return passed(CheckId.OPEN_REQUEST, "demande ouverte par ce navigateur, désormais close")

    def _single_use(self, message: CasTicket, now: datetime) -> Check:
        """Require a ticket never seen before; the portal has its own word on that."""
        if not self._once.claim("cas", message.ticket, until=now + _REMEMBERED, now=now):
            return refused(CheckId.TICKET_SINGLE_USE, "ticket déjà reçu")
        return passed(CheckId.TICKET_SINGLE_USE, "première présentation")

    def _ask_portal(self, message: CasTicket, checks: list[Check]) -> tuple[ValidatedTicket, bytes]:
        """Ask the portal whom the ticket stands for, noting each step in *checks*.

        Raises:
            StoppedError: the answer cannot be read, or is no.
            PortalError: the portal cannot be asked.
        """
        client = CasClient(self._config, self._config.access_url(message.resource))
        answer = require(CheckId.PORTAL_ANSWER, lambda: client.ask(message.ticket))
        verdict = require(CheckId.PORTAL_ANSWER, lambda: client.read(answer))
        checks.append(passed(CheckId.PORTAL_ANSWER, f"{len(answer)} octets"))
        if isinstance(verdict, InvalidTicket):
            raise StoppedError(refused(CheckId.TICKET, verdict.code))
        checks.append(passed(CheckId.TICKET, "succès"))
        return verdict, answer


def _check_ticket_shape(ticket: str) -> None:
    """Require a service ticket; a proxy ticket is none.

    Raises:
        ShapeError: anything else.
    """
    if not _TICKET.fullmatch(ticket):
        raise ShapeError("ni ST- ni longueur permise")


def _user(validated: ValidatedTicket) -> Check:
    """Require a user; its length is said, for GAR's identifiers have 128 characters."""
    length = len(validated.user)
    if not validated.user.strip() or length > _MAX_USER:
        return refused(CheckId.CAS_USER, "user vide ou trop long")
    return passed(CheckId.CAS_USER, f"{length} caractères")


def _refusal(checks: list[Check], now: datetime) -> RefusedArrival:
    """Close the account of a refused ticket."""
    return RefusedArrival(protocol=Protocol.CAS, at=now, checks=complete(checks, _PLAN))
