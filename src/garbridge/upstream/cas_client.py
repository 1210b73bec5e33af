"""CAS client: the portal is a service of a CAS server (CAS Protocol 3.0.3).

::

    begin ──> /login?service=… ──> callback?ticket=ST-… ──> /p3/serviceValidate ──> Authenticated

Implemented: 2.1 and 2.2 with ``renew``, 2.8 (attributes), 2.3 ``/logout`` and the server's logout
request (3.0.3, Single Logout).  The service is one fixed address of the configuration, never of the
request (``Host``), and carries nothing of the person's way: that waits on the server.

Not implemented: proxy tickets (2.5 to 2.7) and ``pgtUrl``: nobody acts here for somebody else, and
an answer that names proxies is refused.  ``gateway``.  CAS 1.0 and SAML 1.1.

``python-cas`` is not used (1.7.2 was read): it has no limit of time or size and follows redirects,
reads answers with ``xml.etree`` and the server's logout request with lxml as it comes, takes any
element whose name *ends* with ``authenticationSuccess`` and the first ``user`` at any depth, and
logs whole answers at DEBUG.  Its tests of what it does well are ours: it stands on the other side.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

from garbridge.core.arrivals import ArrivalFault
from garbridge.errors import MalformedError, ProtocolError
from garbridge.formats.parameters import parameters_of
from garbridge.formats.xml import parse_xml
from garbridge.ports import (
    Authenticated,
    Begun,
    Declined,
    Fetcher,
    Leaving,
    Redirect,
    Unfetched,
    UpstreamEnded,
    WireRequest,
    WireResponse,
    Wish,
)

if TYPE_CHECKING:
    from lxml import etree

MAX_ANSWER: Final = 64 * 1024
"""No honest answer about one person is larger, in octets."""

_CAS: Final = "{http://www.yale.edu/tp/cas}"
_SAMLP: Final = "{urn:oasis:names:tc:SAML:2.0:protocol}"
_LONGEST: Final = 256
"""Of a ticket: services accept up to so many characters (3.1.1)."""
_BLANKS: Final = " \t\r\n"
"""What a server may put around a value to be read by people: those of XML, and no other."""
_NO_TICKET: Final = "ST-0-garbridge-health"
"""It is in the form of one, and no server gave it out."""
_REFUSES_TICKET: Final = "serviceValidate: INVALID_TICKET"
_LOGOUT: Final = "logoutRequest"
_OK: Final = 200
_FAULTS: Final[Mapping[str, ArrivalFault]] = {
    "INVALID_TICKET_SPEC": ArrivalFault.NOT_FRESH,
    "INTERNAL_ERROR": ArrivalFault.AWAY,
    **dict.fromkeys(
        (
            "INVALID_REQUEST",
            "INVALID_TICKET",
            "INVALID_SERVICE",
            "UNAUTHORIZED_SERVICE",
            "UNAUTHORIZED_SERVICE_PROXY",
            "INVALID_PROXY_CALLBACK",
        ),
        ArrivalFault.UNVERIFIED,
    ),
}
"""What the server may say (2.5.3), and what it is to the person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CasClient:
    """One CAS server.

    ``server`` is its address without a slash at the end, and the issuer of its accounts;
    ``service`` is ours, exactly as the server knows it.
    """

    server: str
    service: str
    fetcher: Fetcher = field(repr=False)

    @property
    def issuer(self) -> str:
        """Who vouches."""
        return self.server

    def begin(self, wish: Wish, *, now: datetime) -> Begun | Declined:
        """Send the browser to ``/login`` (2.1.1)."""
        del now
        asked = {"service": self.service, **_renew(wish)}
        return Begun(Redirect(f"{self.server}/login?{urlencode(asked)}"), {})

    def probe(self, *, now: datetime) -> Declined | None:
        """Ask about a ticket that is none: a server that serves says so (2.5.3)."""
        said = self._validated(_NO_TICKET, Wish(flow=""), now)
        if isinstance(said, Declined) and said.why == _REFUSES_TICKET:
            return None
        return (
            said
            if isinstance(said, Declined)
            else Declined(ArrivalFault.UNVERIFIED, "takes any ticket")
        )

    def flow(self, request: WireRequest) -> str | None:
        """Return nothing: a ticket says only who, not what for."""
        del request
        return None

    def finish(
        self, request: WireRequest, kept: Mapping[str, str], wish: Wish, *, now: datetime
    ) -> Authenticated | Declined:
        """Have the ticket validated, at once (2.5)."""
        del kept
        try:
            ticket = parameters_of(request).get("ticket")
        except MalformedError as broken:
            return Declined(ArrivalFault.UNVERIFIED, str(broken))
        if ticket is None:
            return Declined(ArrivalFault.DECLINED, "came back without a ticket")
        if not _is_ticket(ticket):
            return Declined(ArrivalFault.UNVERIFIED, "not a service ticket")
        return self._validated(ticket, wish, now)

    def leave(self, leaving: Leaving, *, now: datetime) -> WireResponse | None:
        """Send the browser to ``/logout`` (2.3.1); the server decides whether it comes back."""
        del now
        return Redirect(f"{self.server}/logout?{urlencode({'service': leaving.back})}")

    def ended(self, request: WireRequest, *, now: datetime) -> UpstreamEnded | None:
        """Read the server's logout request, which it posts to the service.

        It is not signed: the ticket, which the server and we alone know, is its proof.

        Raises:
            MalformedError: it is meant as one and cannot be read.
        """
        del now
        said = [value for name, value in request.form if name == _LOGOUT]
        if not said:
            return None
        root = parse_xml(said[0].strip().encode(), limit=MAX_ANSWER)
        named = root.findall(f"{_SAMLP}SessionIndex")
        if len(said) > 1 or root.tag != f"{_SAMLP}LogoutRequest" or len(named) != 1:
            raise MalformedError("not a logout request of CAS")
        ticket = _text(named[0]).strip()
        if not _is_ticket(ticket):
            raise MalformedError("a logout request without a service ticket")
        return UpstreamEnded(index=ticket)

    def _validated(self, ticket: str, wish: Wish, now: datetime) -> Authenticated | Declined:
        asked = {"service": self.service, "ticket": ticket, **_renew(wish)}
        answer = self.fetcher.get(
            f"{self.server}/p3/serviceValidate?{urlencode(asked)}", limit=MAX_ANSWER
        )
        if isinstance(answer, Unfetched):
            return Declined(ArrivalFault.AWAY, f"serviceValidate: {answer.why}")
        if answer.status != _OK:
            return Declined(ArrivalFault.AWAY, f"serviceValidate: HTTP {answer.status}")
        try:
            return self._read(parse_xml(answer.body), ticket, wish, now)
        except ProtocolError as broken:
            return Declined(ArrivalFault.UNVERIFIED, f"serviceValidate: {broken}")

    def _read(
        self, root: "etree._Element", ticket: str, wish: Wish, now: datetime
    ) -> Authenticated | Declined:
        """Return what a ``serviceResponse`` says: exactly one of success and failure."""
        if root.tag != f"{_CAS}serviceResponse" or len(root) != 1:
            raise MalformedError("not one serviceResponse")
        said = root[0]
        if said.tag == f"{_CAS}authenticationFailure":
            return _failure(said)
        if said.tag != f"{_CAS}authenticationSuccess":
            raise MalformedError("neither success nor failure")
        users = said.findall(f"{_CAS}user")
        if len(users) != 1 or not (user := _text(users[0]).strip(_BLANKS)):
            raise MalformedError("not one user")
        if len(said.findall(f"{_CAS}proxies/*")):
            return Declined(ArrivalFault.UNVERIFIED, "a ticket of a proxy")
        attributes = _attributes(said)
        return Authenticated(
            issuer=self.server,
            subject=user,
            attributes=attributes,
            at=now if wish.is_fresh else _stated(attributes),
            index=ticket,
        )


def _renew(wish: Wish) -> Mapping[str, str]:
    return {"renew": "true"} if wish.is_fresh else {}


def _is_ticket(text: str) -> bool:
    """Say whether *text* can be a service ticket: a proxy ticket begins otherwise (3.1, 3.2)."""
    is_plain = text.isascii() and text.isprintable() and " " not in text
    return text.startswith("ST-") and len(text) <= _LONGEST and is_plain


def _failure(said: "etree._Element") -> Declined:
    code = said.get("code", "").strip()
    known = code if code in _FAULTS else "a code that is not known"
    return Declined(_FAULTS.get(code, ArrivalFault.UNVERIFIED), f"serviceValidate: {known}")


def _text(element: "etree._Element") -> str:
    """Return the whole text of *element*.

    Raises:
        MalformedError: there is an element in it: two readers would read different texts.
    """
    if len(element):
        raise MalformedError("an element where a text is meant")
    return element.text or ""


def _attributes(said: "etree._Element") -> Mapping[str, tuple[str, ...]]:
    """Return the attributes (2.5.7); what is no text is not one that people are known by."""
    found: dict[str, tuple[str, ...]] = {}
    for name, value in _values(said):
        found[name] = (*found.get(name, ()), value)
    return found


def _values(said: "etree._Element") -> Iterator[tuple[str, str]]:
    for one in said.findall(f"{_CAS}attributes/*"):
        if not len(one) and one.text:
            yield str(one.tag).rpartition("}")[2], one.text.strip(_BLANKS)


def _stated(attributes: Mapping[str, tuple[str, ...]]) -> datetime | None:
    """Return ``authenticationDate``, where the server says it in a form that says the zone."""
    said = attributes.get("authenticationDate", ())
    try:
        at = datetime.fromisoformat(said[0].partition("[")[0]) if len(said) == 1 else None
    except ValueError:
        return None
    return at if at is not None and at.utcoffset() is not None else None
