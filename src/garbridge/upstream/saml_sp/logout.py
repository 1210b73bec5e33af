"""Single logout with the identity provider, through the browser, both ways (Profiles 4.4).

Every message is signed, ours and theirs; what is not is refused.  A request that names several
sessions ends every session of that subject: that is never less than what was asked.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from cryptography.hazmat.primitives.asymmetric import rsa
from lxml import etree

from garbridge.errors import (
    MalformedError,
    SignatureError,
    UnknownProviderError,
    UnsupportedRequestError,
)
from garbridge.formats.decryption import decrypted
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
from garbridge.formats.saml.names import SAML
from garbridge.formats.saml.values import new_identifier
from garbridge.formats.saml.verifying import verified
from garbridge.formats.signing import Signer
from garbridge.formats.xml import parse_xml
from garbridge.ports import (
    Leaving,
    TokenSource,
    UpstreamAnswered,
    UpstreamAsked,
    UpstreamEnded,
    WireRequest,
    WireResponse,
)
from garbridge.upstream.saml_sp.values import USUAL_ALGORITHMS, IdpPeer

_NAMED: Final = "_"
"""Stands before a flow in the name of a request: an ``xs:ID`` may not begin with a digit."""


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
        decryption_keys: Each of our keys to which an identifier may have been encrypted.
        algorithms: The signature algorithms that are taken.
        tolerance: How old a message may be, and how far ahead its sender's clock.
    """

    entity_id: str
    slo_url: str
    slo_answers: str
    peer: Callable[[], IdpPeer]
    signer: Callable[[], Signer] = field(repr=False)
    tokens: TokenSource = field(repr=False)
    decryption_keys: tuple[rsa.RSAPrivateKey, ...] = field(default=(), repr=False)
    algorithms: frozenset[str] = USUAL_ALGORITHMS
    tolerance: timedelta = TOLERANCE

    def ask(self, name: SubjectName, leaving: Leaving, *, now: datetime) -> WireResponse | None:
        """Return what asks to end the session of *name*, all of them where *leaving* has no index.

        The request is called after the flow, so that a signed answer names it (*InResponseTo*).
        ``None`` where the identity provider has no logout service.
        """
        indexes = [leaving.index] if leaving.index else []
        write = partial(write_logout_request, name=name, indexes=indexes)
        sending = self._sending(REQUEST, f"{_NAMED}{leaving.flow}", leaving.flow, now)
        return sent(sending, self.peer().logout_services, write, self.signer())

    def asked(self, request: WireRequest, *, now: datetime) -> UpstreamAsked:
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
        content, relay_state, _ = self._verified(request, REQUEST, must_be_signed=True)
        asked = read_logout_request(self._readable(content))
        self._check(asked, self.slo_url, now)
        asked.check_holds(now)
        if asked.sp_name_qualifier not in {None, self.entity_id}:
            raise UnsupportedRequestError("a logout of another service provider's subject")
        ended = UpstreamEnded(
            subject=asked.subject,
            index=asked.indexes[0] if len(asked.indexes) == 1 else "",
            once=used_once(asked, self.tolerance),
        )
        return UpstreamAsked(ended=ended, message=asked.id, relay_state=relay_state)

    def answer(
        self, asked: UpstreamAsked, *, is_closed: bool, now: datetime
    ) -> WireResponse | None:
        """Return the answer to *asked*: everything is closed, or something could not be.

        ``None`` where the identity provider has no logout service.
        """
        sending = self._sending(RESPONSE, new_identifier(self.tokens), asked.relay_state, now)
        write = partial(write_logout_response, in_response_to=asked.message, closed=is_closed)
        return sent(sending, self.peer().logout_services, write, self.signer())

    def answered(self, request: WireRequest, *, now: datetime) -> UpstreamAnswered:
        """Verify the answer to a request of ours.

        One that nobody signed proves nothing was closed; it lets the logout go on.

        Raises:
            MalformedError: it cannot be read in exactly one way, or answers nothing of ours.
            OversizedError: it is larger than any honest one.
            SignatureError: its signature is wrong.
            StaleError: it was issued too long ago or in the future.
            UnknownProviderError: its Issuer is not the identity provider.
            WrongAddressError: it is meant for another address.
        """
        content, _, is_signed = self._verified(request, RESPONSE, must_be_signed=False)
        answer = read_logout_response(content)
        self._check(answer, self.slo_answers, now)
        if not answer.in_response_to.startswith(_NAMED):
            raise MalformedError("an answer to no request of ours")
        return UpstreamAnswered(
            answer.in_response_to[len(_NAMED) :], answer.is_closed and is_signed
        )

    def _verified(
        self, request: WireRequest, kind: str, *, must_be_signed: bool
    ) -> tuple[etree._Element, str | None, bool]:
        """Return what *request* says, RelayState, and whether the identity provider signed it."""
        message = read_either(request)
        if message.field != kind:
            raise MalformedError(f"{message.field} in the place of {kind}")
        root = parse_xml(message.xml, limit=MAX_REQUEST_BYTES)
        peer, issuer = self.peer(), read_logout_issuer(root, kind)
        if issuer != peer.entity_id:
            raise UnknownProviderError(issuer)
        content, is_signed = verified(
            root,
            message,
            peer.signing_keys,
            must_be_signed=must_be_signed,
            algorithms=self.algorithms,
        )
        return content, message.relay_state, is_signed

    def _readable(self, content: etree._Element) -> etree._Element:
        """Return *content* with its identifier in clear, where it was encrypted to us.

        Raises:
            MalformedError: it cannot be opened, or is none.
        """
        closed = content.find(f"{{{SAML}}}EncryptedID")
        if closed is not None and self.decryption_keys:
            opened = decrypted(closed, self.decryption_keys, limit=MAX_REQUEST_BYTES)
            if opened.tag != f"{{{SAML}}}NameID":
                raise MalformedError("an identifier that is no NameID")
            content.replace(closed, opened)
        return content

    def _check(self, message: LogoutRequest | LogoutResponse, url: str, now: datetime) -> None:
        if message.issuer != self.peer().entity_id:
            raise SignatureError("signed in the name of another identity provider")
        check_envelope(message, signed=True, address=url, now=now, tolerance=self.tolerance)

    def _sending(
        self, kind: str, identifier: str, relay_state: str | None, now: datetime
    ) -> Sending:
        return Sending(
            issuer=self.entity_id,
            field=kind,
            identifier=identifier,
            now=now,
            relay_state=relay_state,
        )
