"""Compares an AuthnRequest with what is registered and with what we can do.

Each check raises the error that names its reason.  They come in two groups: before the consumer
service is known nothing may be sent to the provider; after it a refusal goes back there as a SAML
status (Core 3.2.2.2).
"""

from garbridge.errors import (
    MalformedError,
    UnknownServiceError,
)
from garbridge.formats.saml.names import HTTP_POST
from garbridge.protocols.saml.authn_request import AuthnRequest
from garbridge.protocols.saml.peers import ConsumerService, SamlPeer
from garbridge.protocols.saml.statuses import Status, StatusError


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
