"""Asks the identity provider who is at the browser (Core 3.4.1; Bindings 3.4 and 3.5).

Every request is signed.  It names our consumer service and the HTTP-POST binding for the answer,
and asks for an identifier in no special form unless one is configured: what identity providers of
portals give is what they give to everybody.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import cache

from garbridge.formats.canonical import SIGNATURE_PLACE, Element, Hole, Node, Template
from garbridge.formats.saml.addresses import origin
from garbridge.formats.saml.bindings import REQUEST
from garbridge.formats.saml.names import HTTP_POST, HTTP_REDIRECT, NAMESPACES
from garbridge.formats.saml.posting import posted, redirected
from garbridge.formats.saml.values import write_instant
from garbridge.formats.saml.writing import holes, text_element
from garbridge.formats.signing import Signer
from garbridge.ports import WireResponse
from garbridge.upstream.saml_sp.values import IdpPeer, OpenRequest, SignOnService, Us


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """A request that is to be sent; ``name_format`` is that of the identifier, empty is any."""

    request: OpenRequest
    flow: str
    name_format: str = ""


def usual_service(peer: IdpPeer) -> SignOnService:
    """Return where *peer* is asked: by HTTP-Redirect where it can be, which works without script.

    The first of them counts (Metadata 2.4.3).
    """
    return min(peer.sign_on_services, key=lambda one: one.binding != HTTP_REDIRECT)


def ask(asking: Asking, peer: IdpPeer, us: Us, signer: Signer, *, now: datetime) -> WireResponse:
    """Return what sends the browser to *peer* with a signed request.

    Args:
        asking: What is asked.
        peer: Who is asked.
        us: Who asks.
        signer: Signs the request.
        now: When.
    """
    service = usual_service(peer)
    by_form = service.binding == HTTP_POST
    message = _written(asking, service.url, us, now=now, by_form=by_form)
    if by_form:
        xml = signer.enveloped(message, identifier=asking.request.id)
        return posted(xml, service.url, asking.flow, (origin(service.url),), field=REQUEST)
    return redirected(message, service.url, asking.flow, field=REQUEST, signer=signer)


def _written(asking: Asking, url: str, us: Us, *, now: datetime, by_form: bool) -> bytes:
    request = asking.request
    shape = _shape(
        is_signed=by_form,
        is_fresh=request.force_authn,
        has_format=bool(asking.name_format),
        classes=len(request.contexts),
    )
    named = {f"class{number}": name for number, name in enumerate(request.contexts)}
    if asking.name_format:
        named["format"] = asking.name_format
    return shape.fill(
        ID=request.id,
        IssueInstant=write_instant(now),
        Destination=url,
        AssertionConsumerServiceURL=us.acs_url,
        issuer=us.entity_id,
        **named,
    ).encode()


@cache
def _shape(*, is_signed: bool, is_fresh: bool, has_format: bool, classes: int) -> Template:
    said: dict[str, str | Hole] = holes(
        "ID", "IssueInstant", "Destination", "AssertionConsumerServiceURL"
    )
    said |= {"Version": "2.0", "ProtocolBinding": HTTP_POST}
    if is_fresh:
        said["ForceAuthn"] = "true"
    parts: list[Node] = [text_element("saml:Issuer", "issuer")]
    if is_signed:
        parts.append(SIGNATURE_PLACE)
    policy: dict[str, str | Hole] = {"AllowCreate": "true"}
    if has_format:
        policy["Format"] = Hole("format")
    parts.append(Element("samlp:NameIDPolicy", policy))
    if classes:
        each = tuple(
            text_element("saml:AuthnContextClassRef", f"class{number}") for number in range(classes)
        )
        parts.append(Element("samlp:RequestedAuthnContext", {"Comparison": "exact"}, each))
    return Template(Element("samlp:AuthnRequest", said, tuple(parts)), NAMESPACES)
