"""The front channel: AuthnRequest in, Response out (Profiles for SAML V2.0, 4.1)."""

import base64
import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from lxml import etree

from garbridge.core.catalogue import Catalogue
from garbridge.core.identifiers import ResourceId
from garbridge.core.proving import Told
from garbridge.core.release import ReleasedClaims
from garbridge.errors import (
    ReleaseMismatchError,
    SignatureError,
    UnknownProviderError,
    UnknownServiceError,
    UnsupportedRequestError,
    ValueRefusedError,
)
from garbridge.formats.enveloped import signature_inside, verified_content
from garbridge.formats.signature import verify_octets
from garbridge.formats.signing import Signer
from garbridge.formats.xml import parse_xml
from garbridge.ports import (
    Answer,
    AutoPostForm,
    Obstacle,
    OneTimeClaim,
    SignInRequest,
    TokenSource,
    WireRequest,
    WireResponse,
)
from garbridge.protocols.saml.authn_request import AuthnRequest, read_authn_request, read_issuer
from garbridge.protocols.saml.bindings import (
    MAX_REQUEST_BYTES,
    UnverifiedMessage,
    form_decoded,
    parameters,
    read_post,
    read_redirect,
)
from garbridge.protocols.saml.demands import (
    asserted_context,
    check_demands,
    check_envelope,
    consumer_service,
)
from garbridge.protocols.saml.peers import SamlPeers, SamlRegistration
from garbridge.protocols.saml.response import Addressing, write_no_passive, write_response
from garbridge.protocols.saml.told import read_told

TOLERANCE: Final = timedelta(minutes=5)
"""How old a request may be, and how far ahead its sender's clock."""
REMEMBERED_LONGER: Final = timedelta(minutes=30)
"""Beyond the last instant at which a request is taken.  It may wait ten minutes more while the
person signs in, and a clock that jumps ahead and back must not have forgotten what was used."""

_IDP_INITIATED: Final = frozenset({"providerId", "target"})
_START: Final = frozenset({"SAMLRequest", "providerId"})


@dataclass(frozen=True, slots=True, kw_only=True)
class SamlDetail:
    """What is needed to answer one request, all of it verified or registered.

    ``is_passive`` says that the person must be shown no page (Core 3.4.1).
    """

    registration: SamlRegistration
    consumer_service_url: str
    in_response_to: str | None
    relay_state: str | None
    authn_context: str
    is_passive: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SamlAdapter:
    """Answers service providers as a SAML 2.0 identity provider.

    Args:
        entity_id: Our name.
        sso_url: Our one address for both bindings, compared exactly with Destination.
        signer: Signs assertions.
        peers: The registered service providers, asked for anew with each request.
        catalogue: Names the resource of a RelayState.
        tokens: Names of messages.
        tolerance: How old a request may be, and how far ahead its sender's clock.
    """

    entity_id: str
    sso_url: str
    signer: Signer = field(repr=False)
    peers: Callable[[], SamlPeers]
    catalogue: Callable[[], Catalogue]
    tokens: TokenSource = field(repr=False)
    tolerance: timedelta = TOLERANCE

    @property
    def protocol(self) -> str:
        """The protocol's short name."""
        return "saml"

    def parse(self, request: WireRequest, *, now: datetime) -> SignInRequest[SamlDetail]:
        """Verify *request*: an AuthnRequest by either binding, or an agreed start without one.

        Raises:
            MalformedError: it cannot be read in exactly one way.
            OversizedError: it is larger than any honest one.
            SignatureError: its signature is missing where it is needed, or wrong.
            StaleError: it was issued too long ago, or in the future.
            UnknownProviderError: its Issuer is not registered.
            UnknownServiceError: its consumer service is not registered.
            UnsupportedRequestError: it asks for something we do not do.
            WrongAddressError: it is meant for another address.
        """
        if request.method == "POST":
            return self._answerable(read_post(request), now)
        if request.method != "GET":
            raise UnsupportedRequestError("neither GET nor POST")
        if "providerId" in request.query:  # perhaps only inside another parameter
            started = parameters(request.query, _START)
            if "providerId" in started and "SAMLRequest" not in started:
                return self._unasked(request.query)
        return self._answerable(read_redirect(request.query), now)

    def respond(
        self,
        sign_in: SignInRequest[SamlDetail],
        claims: ReleasedClaims,
        *,
        reference: str,  # noqa: ARG002 - the port's; nothing of a Response is redeemed later
        authenticated: datetime | None,  # noqa: ARG002 - AuthnInstant is that of the answer
        now: datetime,
    ) -> Answer[AutoPostForm]:
        """Return the form that posts a signed Response with *claims*; nothing is stored for it.

        Raises:
            ReleaseMismatchError: a value holds a character that XML cannot carry; dropping it
                would send something else than what was decided.
        """
        detail = sign_in.detail
        addressing = Addressing(
            issuer=self.entity_id,
            audience=detail.registration.peer.entity_id,
            recipient=detail.consumer_service_url,
            authn_context=detail.authn_context,
        )
        try:
            response = write_response(
                addressing,
                claims,
                detail.registration.settings,
                in_response_to=detail.in_response_to,
                signer=self.signer,
                tokens=self.tokens,
                now=now,
            )
        except ValueRefusedError as error:
            raise ReleaseMismatchError("a value holds characters XML cannot carry") from error
        return Answer(_posted(response, detail))

    def read_back(
        self, sign_in: SignInRequest[SamlDetail], answer: Answer[WireResponse], *, now: datetime
    ) -> Told:
        """Return what the form tells the provider."""
        del now  # the port's
        return read_told(answer.response, sign_in.detail.registration.settings)

    def decline(
        self,
        sign_in: SignInRequest[SamlDetail],
        obstacle: Obstacle,  # noqa: ARG002 - a passive request is answered in one way
        *,
        now: datetime,
    ) -> AutoPostForm | None:
        """Return the form that posts the status *NoPassive*, where the request is passive."""
        detail = sign_in.detail
        if not detail.is_passive or detail.in_response_to is None:
            return None
        response = write_no_passive(
            self.entity_id,
            detail.consumer_service_url,
            in_response_to=detail.in_response_to,
            signer=self.signer,
            tokens=self.tokens,
            now=now,
        )
        return _posted(response, detail)

    def _answerable(self, message: UnverifiedMessage, now: datetime) -> SignInRequest[SamlDetail]:
        root = parse_xml(message.xml, limit=MAX_REQUEST_BYTES)
        registration = self._registered(read_issuer(root))
        content, signed = _verified(root, message, registration)
        request = read_authn_request(content)
        if request.issuer != registration.peer.entity_id:
            raise SignatureError("signed in the name of another provider")
        check_envelope(
            request, signed=signed, sso_url=self.sso_url, now=now, tolerance=self.tolerance
        )
        url = consumer_service(request, registration.peer).url
        # From here on a refusal could go back to the provider as a SAML status instead of
        # to the person as a page: the address is a registered one (Core 3.2.2.2).
        check_demands(request, registration)
        return SignInRequest(
            provider=registration.provider,
            resource=self._resource_at(registration, message.relay_state),
            once=self._once(request),
            detail=SamlDetail(
                registration=registration,
                consumer_service_url=url,
                in_response_to=request.id,
                relay_state=message.relay_state,
                authn_context=asserted_context(request, registration),
                is_passive=request.is_passive,
            ),
        )

    def _unasked(self, query: str) -> SignInRequest[SamlDetail]:
        """Start a launch no provider asked for (Profiles 4.1.5), where that was agreed.

        The target must be a registered resource: with an address of the caller's choosing in
        RelayState the provider could be made to redirect there.
        """
        asked = parameters(query, _IDP_INITIATED)
        registration = self._registered(form_decoded(asked["providerId"]))
        if not registration.settings.idp_initiated:
            raise UnsupportedRequestError("a launch this provider must ask for itself")
        target = form_decoded(asked["target"]) if "target" in asked else None
        resource = self._resource_at(registration, target)
        if target is not None and resource is None:
            raise UnknownServiceError(target)
        return SignInRequest(
            provider=registration.provider,
            resource=resource,
            once=None,
            detail=SamlDetail(
                registration=registration,
                consumer_service_url=registration.peer.default_consumer_service().url,
                in_response_to=None,
                relay_state=target,
                authn_context=registration.settings.authn_context,
                is_passive=False,
            ),
        )

    def _registered(self, entity_id: str) -> SamlRegistration:
        registration = self.peers().named(entity_id)
        if registration is None:
            raise UnknownProviderError(entity_id)
        return registration

    def _resource_at(self, registration: SamlRegistration, url: str | None) -> ResourceId | None:
        if url is None:
            return None
        resource = self.catalogue().at_url(registration.provider, url)
        return None if resource is None else resource.id

    def _once(self, request: AuthnRequest) -> OneTimeClaim:
        """Return what must not come again: the ID, which is unique to its issuer (Core 1.3.4)."""
        name = f"{len(request.issuer)}:{request.issuer}{request.id}"
        until = request.issued + self.tolerance + REMEMBERED_LONGER
        return OneTimeClaim(f"saml:{hashlib.sha256(name.encode()).hexdigest()}", until)


def _posted(response: bytes, detail: SamlDetail) -> AutoPostForm:
    """Return *response* for the consumer service, with RelayState as it came (Bindings 3.5.4)."""
    fields = {"SAMLResponse": base64.b64encode(response).decode()}
    if detail.relay_state is not None:
        fields["RelayState"] = detail.relay_state
    origins = detail.registration.origins(detail.consumer_service_url)
    return AutoPostForm(detail.consumer_service_url, fields, origins)


def _verified(
    root: etree._Element, message: UnverifiedMessage, registration: SamlRegistration
) -> tuple[etree._Element, bool]:
    """Return what may be read, and whether the provider signed it.

    A signature is verified whenever there is one.  An enveloped one covers what is read because
    the octets that were hashed are parsed anew; a detached one covers the whole message.
    """
    keys = registration.peer.signing_keys
    if signature_inside(root):
        if not message.enveloped:
            raise SignatureError("a signature inside the XML is not taken by Redirect")
        return parse_xml(verified_content(root, keys), limit=2 * MAX_REQUEST_BYTES), True
    detached = message.signature
    if detached is not None:
        verify_octets(detached.octets, detached.value, algorithm=detached.algorithm, keys=keys)
        return root, True
    if registration.needs_signature:
        raise SignatureError("this provider must sign its requests")
    return root, False
