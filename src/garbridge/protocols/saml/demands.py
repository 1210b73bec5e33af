"""Compares an AuthnRequest with what is registered and with what we can do.

Each check raises the error that names its reason.  They come in two groups: before the consumer
service is known nothing may be sent to the provider; after it a refusal goes back there as a SAML
status (Core 3.2.2.2).
"""

from datetime import datetime, timedelta

from garbridge.errors import (
    MalformedError,
    StaleError,
    UnknownServiceError,
    UnsupportedRequestError,
    WrongAddressError,
)
from garbridge.protocols.saml.authn_request import AuthnRequest
from garbridge.protocols.saml.names import HTTP_POST
from garbridge.protocols.saml.peers import ConsumerService, SamlPeer
from garbridge.protocols.saml.statuses import Status, StatusError


def check_envelope(
    request: AuthnRequest, *, signed: bool, sso_url: str, now: datetime, tolerance: timedelta
) -> None:
    """Return if *request* is of our version, of now, and meant for us.

    Args:
        request: What was read.
        signed: A signed request must name its destination (Bindings 3.4.5.2, 3.5.5.2).
        sso_url: Our address, compared exactly.
        now: The instant of arrival.
        tolerance: How old a request may be, and how far ahead its sender's clock.

    Raises:
        UnsupportedRequestError: it is of another version.
        StaleError: it was issued too long ago, or in the future.
        WrongAddressError: it is meant for another address.
    """
    if request.version != "2.0":
        raise UnsupportedRequestError("not SAML 2.0")
    if abs(now - request.issued) > tolerance:
        raise StaleError(f"issued at {request.issued.isoformat()}")
    if request.destination is None and signed:
        raise WrongAddressError("a signed request without a Destination")
    if request.destination is not None and request.destination != sso_url:
        raise WrongAddressError(f"meant for {request.destination[:200]!r}")


def consumer_service(request: AuthnRequest, peer: SamlPeer) -> ConsumerService:
    """Return where the answer goes: a registered address, never one a request brings.

    Raises:
        MalformedError: *request* names it in two ways.
        UnknownServiceError: the address or number it names is not registered for HTTP-POST.
    """
    url, index = request.consumer_service_url, request.consumer_service_index
    if url is not None and index is not None:
        raise MalformedError("AssertionConsumerService named by URL and by index")
    if url is not None:
        found, named = peer.consumer_service_at(url), url
    elif index is not None:
        found, named = peer.consumer_service_number(index), f"number {index}"
    else:
        return peer.default_consumer_service()
    if found is None:
        raise UnknownServiceError(named)
    return found


def check_demands(request: AuthnRequest) -> None:
    """Return if we can do what *request* asks beside "who is it", as whom, and how.

    Raises:
        StatusError: we cannot.
    """
    if request.protocol_binding not in (None, HTTP_POST):
        raise StatusError(Status.UNSUPPORTED_BINDING, "an answer by another binding than HTTP-POST")
    if request.names_subject:
        raise StatusError(Status.REQUEST_UNSUPPORTED, "a sign-in of one person the request names")
