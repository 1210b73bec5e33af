"""The back channel: ``/cas/serviceValidate`` and ``/cas/p3/serviceValidate`` (2.5, 2.8)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from garbridge.core.attributes import Attribute
from garbridge.core.proving import UNREADABLE, Mismatch, Told, differences
from garbridge.errors import ProtocolError, ReleaseMismatchError, StoreError
from garbridge.formats.sealing import entry_key
from garbridge.ports import (
    Alarms,
    Document,
    OneTimeStore,
    Redemption,
    RedemptionJournal,
    Transaction,
    WireRequest,
)
from garbridge.protocols.cas.documents import Failure, Format, Success, document
from garbridge.protocols.cas.parameters import is_set, read_parameters
from garbridge.protocols.cas.tickets import (
    Authentication,
    is_proxy_ticket,
    is_service_ticket,
    keep_spent,
    open_with,
    spent_key,
)
from garbridge.protocols.cas.told import read_told

_TICKET: Final = frozenset({"ticket"})
_PARAMETERS: Final = frozenset({"service", "ticket", "format", "renew", "pgtUrl"})

_FORMATS: Final = frozenset(Format)

_UNREADABLE = Failure("INVALID_REQUEST", "The request is not a GET with each parameter once.")
_INCOMPLETE = Failure("INVALID_REQUEST", "The parameters service and ticket are both required.")
_UNKNOWN_FORMAT = Failure("INVALID_REQUEST", "The parameter format is neither XML nor JSON.")
_PROXY_TICKET = Failure("INVALID_TICKET_SPEC", "Proxy tickets are not accepted here.")
_PROXY_ASKED = Failure("UNAUTHORIZED_SERVICE_PROXY", "Proxy authentication is not offered.")
_NOT_RECOGNISED = Failure("INVALID_TICKET", "The ticket is unknown, has ended or was used before.")
_NOT_PRIMARY = Failure("INVALID_TICKET", "The ticket comes from single sign-on, renew was set.")
_OTHER_SERVICE = Failure("INVALID_SERVICE", "The ticket was issued for another service.")
_NOT_PROVED = Failure("INTERNAL_ERROR", "The answer is not what was decided.", status=500)
_AWAY = Failure("INTERNAL_ERROR", "The ticket could not be looked up.", status=503)


@dataclass(frozen=True, slots=True, kw_only=True)
class CasValidation:
    """Redeems service tickets; it decides nothing and releases nothing that was not released.

    Of whoever was protected or objected since a ticket was issued (``has_lapsed``, asked by the
    reference of the launch and that instant) it tells nothing: the next click has another one.

    What was told, or why nothing was, is noted in one transaction with the end of the ticket.
    For :data:`~.tickets.SPENT_LIFETIME` afterwards ``on_reuse`` is told of whoever brings it again.
    ``attributes`` tells ``/cas/p3/serviceValidate``, which answers with the released claims, from
    ``/cas/serviceValidate``, which answers with the subject alone.
    """

    one_time: OneTimeStore
    journal: RedemptionJournal
    transaction: Transaction
    alarms: Alarms
    has_lapsed: Callable[[str, datetime], bool]
    on_reuse: Callable[[datetime], None]
    attributes: bool

    def answer(self, request: WireRequest, *, now: datetime) -> Document:
        """Answer with a ``serviceResponse``, whatever *request* is."""
        try:
            parameters, fault = _read(request)
        except ProtocolError:
            return document(_UNREADABLE, Format.XML)
        try:
            with self.transaction():
                redeemed = self._redeem(parameters.get("ticket", ""), now)
                judged = fault or self._judge(parameters, redeemed)
                outcome, answer = self._proved(judged, _format(parameters), redeemed)
                if redeemed is not None:
                    self.journal.note(_redemption(redeemed, outcome, now))
            if redeemed is None and self._was_spent(parameters.get("ticket", ""), now):
                self.on_reuse(now)
        except StoreError:
            return document(_AWAY, _format(parameters))
        return answer

    def _redeem(self, ticket: str, now: datetime) -> Authentication | None:
        """Spend *ticket*: first of all, so that nothing about the request can spare it."""
        if not is_service_ticket(ticket):
            return None
        spent = keep_spent(ticket, now)
        body = self.one_time.redeem(entry_key(ticket), now=now, leave=spent)
        redeemed = None if body is None else open_with(ticket, body, now=now)
        if body is not None and redeemed is None:  # it ended before it came: spent on nothing
            self.one_time.redeem(spent.key, now=now)
        return redeemed

    def _was_spent(self, ticket: str, now: datetime) -> bool:
        if not is_service_ticket(ticket):
            return False
        return self.one_time.peek(spent_key(ticket), now=now) is not None

    def _judge(
        self, parameters: Mapping[str, str], redeemed: Authentication | None
    ) -> Success | Failure:
        if redeemed is None:
            return _NOT_RECOGNISED
        if not redeemed.is_for(parameters["service"]):
            return _OTHER_SERVICE
        if is_set(parameters, "renew") and not redeemed.renewed:
            return _NOT_PRIMARY
        if self.has_lapsed(redeemed.launch, redeemed.at):
            return _NOT_RECOGNISED
        return Success(redeemed.subject, redeemed.attributes if self.attributes else {})

    def _proved(
        self, outcome: Success | Failure, wanted: Format, redeemed: Authentication | None
    ) -> tuple[Success | Failure, Document]:
        """Return *outcome* with its document, or a failure where that would tell something else.

        Every exchange is read back: it costs a parse, and no policy is too old for it.
        """
        answer = document(outcome, wanted)
        if isinstance(outcome, Failure) or redeemed is None:
            return outcome, answer
        decided = Told(outcome.user, tuple(outcome.attributes.items()))
        try:
            found = differences(read_told(answer), decided)
        except ReleaseMismatchError:
            found = UNREADABLE
        if not found:
            return outcome, answer
        mismatch = Mismatch(launch=redeemed.launch, protocol="cas", differences=found)
        self.alarms.sound(mismatch)
        return _NOT_PROVED, document(_NOT_PROVED, wanted)


def _redemption(redeemed: Authentication, outcome: Success | Failure, now: datetime) -> Redemption:
    told = outcome.attributes if isinstance(outcome, Success) else ()
    return Redemption(
        launch=redeemed.launch,
        attributes=tuple(map(Attribute, told)),
        fault=outcome.code if isinstance(outcome, Failure) else None,
        at=now,
    )


def _read(request: WireRequest) -> tuple[Mapping[str, str], Failure | None]:
    """Return the parameters of *request*, and what is wrong with them whatever the ticket.

    Where another one stands twice the ticket counts all the same: it is spent.

    Raises:
        ProtocolError: not even the ticket can be read.
    """
    try:
        parameters = read_parameters(request, _PARAMETERS)
    except ProtocolError:
        return read_parameters(request, _TICKET), _UNREADABLE
    return parameters, _fault(parameters)


def _fault(parameters: Mapping[str, str]) -> Failure | None:
    """Return what is wrong with the request itself, whatever the ticket."""
    if not parameters.get("ticket") or not parameters.get("service"):
        return _INCOMPLETE
    if parameters.get("format", Format.XML).lower() not in _FORMATS:
        return _UNKNOWN_FORMAT
    if is_proxy_ticket(parameters["ticket"]):
        return _PROXY_TICKET
    if parameters.get("pgtUrl"):
        return _PROXY_ASKED
    return None


def _format(parameters: Mapping[str, str]) -> Format:
    """Return the format asked for, in any case; XML where it is neither (2.5.1)."""
    return Format.JSON if parameters.get("format", "").lower() == Format.JSON else Format.XML
