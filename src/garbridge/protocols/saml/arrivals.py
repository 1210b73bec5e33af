"""What arrives from providers: an AuthnRequest by either binding, or an agreed start without one.

What comes out of here is verified or registered, all of it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from garbridge.core.catalogue import Catalogue
from garbridge.core.identifiers import ResourceId
from garbridge.core.records import quick
from garbridge.errors import (
    SignatureError,
    UnknownProviderError,
    UnknownServiceError,
    UnsupportedRequestError,
)
from garbridge.formats.saml.bindings import (
    MAX_REQUEST_BYTES,
    UnverifiedMessage,
    form_decoded,
    parameters,
    read_post,
    read_redirect,
)
from garbridge.formats.saml.envelopes import TOLERANCE, check_envelope, used_once
from garbridge.formats.saml.verifying import verified
from garbridge.formats.xml import parse_xml
from garbridge.ports import SignInRequest, WireRequest
from garbridge.protocols.saml.authn_request import read_authn_request, read_issuer
from garbridge.protocols.saml.contexts import asserted_context
from garbridge.protocols.saml.demands import check_demands, consumer_service
from garbridge.protocols.saml.name_ids import NameIdFormat, usual_format, wanted_format
from garbridge.protocols.saml.peers import SamlPeers, SamlRegistration
from garbridge.protocols.saml.statuses import StatusError

_IDP_INITIATED: Final = frozenset({"providerId", "target"})
_START: Final = frozenset({"SAMLRequest", "providerId"})


@quick
@dataclass(frozen=True, slots=True, kw_only=True)
class SamlDetail:
    """What is needed to answer one request, all of it verified or registered.

    ``authn_context`` and ``name_format`` are what is asserted.  ``is_passive`` says that the person
    must be shown no page (Core 3.4.1).
    """

    registration: SamlRegistration
    consumer_service_url: str
    in_response_to: str | None
    relay_state: str | None
    authn_context: str
    name_format: NameIdFormat
    is_passive: bool


class UnmetDemandError(StatusError):
    """A demand that cannot be met, of a provider whose consumer service is known."""

    def __init__(self, refused: StatusError, detail: SamlDetail) -> None:
        self.detail = detail
        super().__init__(refused.status, str(refused))


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrivals:
    """Reads what arrives at our one address for sign-in.

    Args:
        sso_url: That address, for both bindings, compared exactly with Destination.
        peers: The registered service providers, asked for anew with each request.
        catalogue: Names the resource of a RelayState.
        tolerance: How old a request may be, and how far ahead its sender's clock.
    """

    sso_url: str
    peers: Callable[[], SamlPeers]
    catalogue: Callable[[], Catalogue]
    tolerance: timedelta = TOLERANCE

    def read(self, request: WireRequest, *, now: datetime) -> SignInRequest[SamlDetail]:
        """Verify *request*: an AuthnRequest by either binding, or an agreed start without one.

        Raises:
            MalformedError: it cannot be read in exactly one way.
            OversizedError: it is larger than any honest one.
            SignatureError: its signature is missing where it is needed, or wrong.
            StaleError: it was issued too long ago, or in the future.
            UnknownProviderError: its Issuer is not registered.
            UnknownServiceError: its consumer service is not registered.
            UnsupportedRequestError: it asks for something we do not do.
            UnmetDemandError: the same, and the provider can be told so (Core 3.2.2.2).
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

    def _answerable(self, message: UnverifiedMessage, now: datetime) -> SignInRequest[SamlDetail]:
        root = parse_xml(message.xml, limit=MAX_REQUEST_BYTES)
        registration = self._registered(read_issuer(root))
        content, signed = verified(
            root,
            message,
            registration.peer.signing_keys,
            must_be_signed=registration.needs_signature,
        )
        request = read_authn_request(content)
        if request.issuer != registration.peer.entity_id:
            raise SignatureError("signed in the name of another provider")
        check_envelope(
            request, signed=signed, address=self.sso_url, now=now, tolerance=self.tolerance
        )
        detail = partial(
            SamlDetail,
            registration=registration,
            consumer_service_url=consumer_service(request, registration.peer).url,
            in_response_to=request.id,
            relay_state=message.relay_state,
            is_passive=request.is_passive,
        )
        settings = registration.settings
        try:  # from here on the address is a registered one, and the provider can be told
            check_demands(request)
            wanted = wanted_format(request, registration)
            context = asserted_context(request, settings)
        except StatusError as refused:
            usual = usual_format(registration)
            told = detail(name_format=usual, authn_context=settings.authn_context)
            raise UnmetDemandError(refused, told) from refused
        return SignInRequest(
            provider=registration.provider,
            resource=self._resource_at(registration, message.relay_state),
            once=used_once(request, self.tolerance),
            detail=detail(name_format=wanted, authn_context=context),
            oldest=now if request.force_authn else None,
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
                relay_state=target or registration.settings.opens or None,
                authn_context=registration.settings.authn_context,
                name_format=usual_format(registration),
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
