"""Single logout through the browser, both ways (Profiles for SAML V2.0, 4.4).

Every message is to be signed, ours and theirs (Profiles 4.4.4).  An unsigned request is refused,
also of a provider that may ask for sign-in unsigned.  Some providers' software leaves its answers
unsigned, signs them with a key that is not registered, or has its clock wrong: such an answer
proves nothing, so that the provider counts as open whatever it says, but the logout goes on to the
next.  Whoever sends it knows the name of our request, which is random.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from lxml import etree

from garbridge.errors import (
    ProtocolError,
    SignatureError,
    UnknownProviderError,
    UnsupportedRequestError,
    ValueRefusedError,
)
from garbridge.formats.saml.bindings import (
    MAX_REQUEST_BYTES,
    REQUEST,
    RESPONSE,
    UnverifiedMessage,
    read_either,
)
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
    Heading,
    SubjectName,
    write_logout_request,
    write_logout_response,
)
from garbridge.formats.saml.names import UNSPECIFIED
from garbridge.formats.saml.values import new_identifier
from garbridge.formats.saml.verifying import verified
from garbridge.formats.signing import Signer
from garbridge.formats.xml import parse_xml
from garbridge.ports import (
    Asking,
    LogoutAnswered,
    LogoutAsked,
    Participant,
    TokenSource,
    WireRequest,
    WireResponse,
)
from garbridge.protocols.saml.name_ids import NameIdFormat, name_id_of
from garbridge.protocols.saml.peers import SamlPeers, SamlRegistration

_FORMATS: Final = frozenset({None, UNSPECIFIED, NameIdFormat.PERSISTENT, NameIdFormat.TRANSIENT})


@dataclass(frozen=True, slots=True, kw_only=True)
class SamlLogout:
    """Asks service providers to end sessions, and hears them ask.

    Args:
        entity_id: Our name.
        slo_url: Our address for logouts, for both bindings, compared exactly with Destination.
        peers: The registered service providers, asked for anew with each message.
        signer: Signs what leaves; likewise.
        tokens: Names of messages.
        tolerance: How old a message may be, and how far ahead its sender's clock.
    """

    entity_id: str
    slo_url: str
    peers: Callable[[], SamlPeers]
    signer: Callable[[], Signer] = field(repr=False)
    tokens: TokenSource = field(repr=False)
    tolerance: timedelta = TOLERANCE

    def ask(self, participants: Sequence[Participant], *, now: datetime) -> Asking | None:
        """Return what asks a provider to end *participants*: one subject there, never none.

        Where they are too many for an address and the provider takes no form, none is named, which
        ends every session of that subject there.  ``None`` where the provider has no logout
        service, is no longer registered, or was given no name by which it could be asked.

        Raises:
            ValueRefusedError: *participants* are none, or not one subject at one provider.
        """
        names = {(one.provider, one.subject, one.service) for one in participants}
        if len(names) != 1:
            raise ValueRefusedError("participants", None, "one subject at one provider")
        provider, given = participants[0].provider, name_id_of(participants[0])
        registration = self.peers().of(provider)
        if registration is None or not given.value:
            return None
        name = SubjectName(
            value=given.value,
            format=given.format.value,
            name_qualifier=self.entity_id,
            sp_name_qualifier=registration.peer.entity_id,
        )
        asking = self._sending(registration, now, REQUEST, None)
        for indexes in ([*dict.fromkeys(one.index for one in participants)], []):
            write = partial(write_logout_request, name=name, indexes=indexes)
            response = self._sent(registration, asking, write)
            if response is not None:
                return Asking(provider, asking.identifier, response)
        return None

    def read(self, request: WireRequest, *, now: datetime) -> LogoutAsked | LogoutAnswered:
        """Verify *request*, by either binding.

        Raises:
            MalformedError: it cannot be read in exactly one way.
            OversizedError: it is larger than any honest one.
            SignatureError: a request's signature is wrong, or missing.
            StaleError: a request was issued too long ago or in the future, or no longer holds.
            UnknownProviderError: its Issuer is not registered.
            UnsupportedRequestError: it names somebody in a way we never did.
            WrongAddressError: a request is meant for another address.
        """
        message = read_either(request)
        root = parse_xml(message.xml, limit=MAX_REQUEST_BYTES)
        entity_id = read_logout_issuer(root, message.field)
        registration = self.peers().named(entity_id)
        if registration is None:
            raise UnknownProviderError(entity_id)
        if message.field == RESPONSE:
            return self._answered(root, message, registration, now)
        content, signed = verified(root, message, registration.peer.signing_keys)
        if not signed:
            raise SignatureError("a request for a logout that nobody signed")
        asked = read_logout_request(content)
        self._check(asked, registration, now)
        self._check_name(asked, registration)
        asked.check_holds(now)
        return LogoutAsked(
            provider=registration.provider,
            subject=asked.subject,
            indexes=asked.indexes,
            message=asked.id,
            relay_state=message.relay_state,
            once=used_once(asked, self.tolerance),
        )

    def answer(self, asked: LogoutAsked, *, is_closed: bool, now: datetime) -> WireResponse | None:
        """Return the answer to *asked*: everything is closed, or something could not be.

        ``None`` where the provider has no logout service, or is no longer registered.
        """
        registration = self.peers().of(asked.provider)
        if registration is None:
            return None
        answering = self._sending(registration, now, RESPONSE, asked.relay_state)
        write = partial(write_logout_response, in_response_to=asked.message, closed=is_closed)
        return self._sent(registration, answering, write)

    def _answered(
        self,
        root: etree._Element,
        message: UnverifiedMessage,
        registration: SamlRegistration,
        now: datetime,
    ) -> LogoutAnswered:
        try:
            content, signed = verified(root, message, registration.peer.signing_keys)
            answer = read_logout_response(content)
            self._check(answer, registration, now)
        except ProtocolError:  # what can be read names the request; it is believed in nothing else
            answer, signed = read_logout_response(root), False
        return LogoutAnswered(
            registration.provider, answer.in_response_to, is_closed=signed and answer.is_closed
        )

    def _check(
        self, message: LogoutRequest | LogoutResponse, registration: SamlRegistration, now: datetime
    ) -> None:
        if message.issuer != registration.peer.entity_id:
            raise SignatureError("signed in the name of another provider")
        check_envelope(
            message, signed=True, address=self.slo_url, now=now, tolerance=self.tolerance
        )

    def _check_name(self, asked: LogoutRequest, registration: SamlRegistration) -> None:
        """Return if *asked* names somebody as we did, or leaves away what goes without saying."""
        if asked.sp_name_qualifier not in {None, registration.peer.entity_id}:
            raise UnsupportedRequestError("a logout of another service provider's subject")
        if asked.name_qualifier not in {None, self.entity_id}:
            raise UnsupportedRequestError("a logout of another identity provider's subject")
        if asked.name_format not in _FORMATS:
            raise UnsupportedRequestError("a logout of a subject of a format we never give")

    def _sent(
        self, registration: SamlRegistration, sending: Sending, write: Callable[[Heading], bytes]
    ) -> WireResponse | None:
        return sent(sending, registration.peer.logout_services, write, self.signer())

    def _sending(
        self, registration: SamlRegistration, now: datetime, field: str, relay_state: str | None
    ) -> Sending:
        return Sending(
            issuer=self.entity_id,
            field=field,
            identifier=new_identifier(self.tokens),
            now=now,
            relay_state=relay_state,
            origins=registration.settings.origins,
        )
