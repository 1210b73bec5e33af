"""Single logout with the identity provider, through the browser, both ways (Profiles 4.4).

Every message is signed, ours and theirs; what is not is refused.  A request that names several
sessions ends every session of that subject: that is never less than what was asked.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from lxml import etree

from garbridge.errors import (
    MalformedError,
    SignatureError,
    StaleError,
    UnknownProviderError,
    UnsupportedRequestError,
)
from garbridge.formats.saml.bindings import MAX_REQUEST_BYTES, REQUEST, RESPONSE, read_either
from garbridge.formats.saml.envelopes import TOLERANCE, check_envelope, used_once
from garbridge.formats.saml.logout_messages import (
    LogoutRequest,
    LogoutResponse,
    read_logout_issuer,
    read_logout_request,
    read_logout_response,
)
from garbridge.formats.saml.logout_sending import Sending, sent
from garbridge.formats.saml.logout_writing import (
    SubjectName,
    write_logout_request,
    write_logout_response,
)
from garbridge.formats.saml.names import PARTIAL_LOGOUT, SUCCESS
from garbridge.formats.saml.values import new_identifier
from garbridge.formats.saml.verifying import verified
from garbridge.formats.signing import Signer
from garbridge.formats.xml import parse_xml
from garbridge.ports import OneTimeClaim, TokenSource, WireRequest, WireResponse
from garbridge.upstream.saml_sp.values import IdpPeer

SKEW: Final = timedelta(minutes=3)
"""How late the identity provider's clock may be where it says until when its request holds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A logout that the identity provider asks for; ``index`` is empty for every session."""

    subject: str
    index: str
    message: str
    relay_state: str | None
    once: OneTimeClaim


@dataclass(frozen=True, slots=True, kw_only=True)
class SpLogout:
    """Asks the identity provider to end a session, and hears it ask.

    Args:
        entity_id: Our name.
        slo_url: Where its requests arrive, compared exactly with Destination.
        slo_answers: Where its answers arrive, likewise.
        peer: What its metadata says, asked for anew with each message.
        signer: Signs what leaves; likewise.
        tokens: Names of messages.
        tolerance: How old a message may be, and how far ahead its sender's clock.
    """

    entity_id: str
    slo_url: str
    slo_answers: str
    peer: Callable[[], IdpPeer]
    signer: Callable[[], Signer] = field(repr=False)
    tokens: TokenSource = field(repr=False)
    tolerance: timedelta = TOLERANCE

    def ask(
        self, name: SubjectName, index: str, relay_state: str, *, now: datetime
    ) -> WireResponse | None:
        """Return what asks to end the session *index* of *name*, all of them where it is empty.

        ``None`` where the identity provider has no logout service.
        """
        write = partial(write_logout_request, name=name, indexes=[index] if index else [])
        sending = self._sending(REQUEST, relay_state, now)
        return sent(sending, self.peer().logout_services, write, self.signer())

    def read(self, request: WireRequest, *, now: datetime) -> Asked:
        """Verify *request*, a LogoutRequest by either binding.

        Raises:
            MalformedError: it cannot be read in exactly one way, or is none.
            OversizedError: it is larger than any honest one.
            SignatureError: its signature is wrong or missing.
            StaleError: it was issued too long ago or in the future, or no longer holds.
            UnknownProviderError: its Issuer is not the identity provider.
            UnsupportedRequestError: it names somebody in a way nobody is named here.
            WrongAddressError: it is meant for another address.
        """
        content, relay_state = self._verified(request, REQUEST)
        asked = read_logout_request(content)
        self._check(asked, self.slo_url, now)
        if asked.ends is not None and now >= asked.ends + SKEW:
            raise StaleError(f"held until {asked.ends.isoformat()}")
        if asked.sp_name_qualifier not in {None, self.entity_id}:
            raise UnsupportedRequestError("a logout of another service provider's subject")
        return Asked(
            subject=asked.subject,
            index=asked.indexes[0] if len(asked.indexes) == 1 else "",
            message=asked.id,
            relay_state=relay_state,
            once=used_once(asked, self.tolerance),
        )

    def answer(self, asked: Asked, *, is_closed: bool, now: datetime) -> WireResponse | None:
        """Return the answer to *asked*: everything is closed, or something could not be.

        ``None`` where the identity provider has no logout service.
        """
        sending = self._sending(RESPONSE, asked.relay_state, now)
        write = partial(write_logout_response, in_response_to=asked.message, closed=is_closed)
        return sent(sending, self.peer().logout_services, write, self.signer())

    def answered(self, request: WireRequest, *, now: datetime) -> tuple[str, bool]:
        """Verify the answer to a request of ours: its RelayState, and whether all was closed.

        Raises:
            MalformedError, OversizedError, SignatureError, StaleError, UnknownProviderError,
            WrongAddressError: as :meth:`read`.
        """
        content, relay_state = self._verified(request, RESPONSE)
        answer = read_logout_response(content)
        self._check(answer, self.slo_answers, now)
        closed = answer.statuses[0] == SUCCESS and PARTIAL_LOGOUT not in answer.statuses
        return relay_state or "", closed

    def _verified(self, request: WireRequest, kind: str) -> tuple[etree._Element, str | None]:
        """Return what the identity provider signed in *request*, and RelayState."""
        message = read_either(request)
        if message.field != kind:
            raise MalformedError(f"{message.field} in the place of {kind}")
        root = parse_xml(message.xml, limit=MAX_REQUEST_BYTES)
        peer, issuer = self.peer(), read_logout_issuer(root, kind)
        if issuer != peer.entity_id:
            raise UnknownProviderError(issuer)
        content, _ = verified(root, message, peer.signing_keys, must_be_signed=True)
        return content, message.relay_state

    def _check(self, message: LogoutRequest | LogoutResponse, url: str, now: datetime) -> None:
        if message.issuer != self.peer().entity_id:
            raise SignatureError("signed in the name of another identity provider")
        check_envelope(message, signed=True, address=url, now=now, tolerance=self.tolerance)

    def _sending(self, kind: str, relay_state: str | None, now: datetime) -> Sending:
        return Sending(
            issuer=self.entity_id,
            field=kind,
            identifier=new_identifier(self.tokens),
            now=now,
            relay_state=relay_state,
        )
