"""Sends a message of a logout by whichever binding its receiver takes (Bindings 3.4, 3.5)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from garbridge.formats.saml.addresses import origin
from garbridge.formats.saml.bindings import RESPONSE
from garbridge.formats.saml.logout_writing import Heading
from garbridge.formats.saml.metadata import LogoutService
from garbridge.formats.saml.names import HTTP_POST, HTTP_REDIRECT
from garbridge.formats.saml.posting import posted, redirected
from garbridge.formats.signing import Signer
from garbridge.ports import WireResponse

MAX_ADDRESS: Final = 6000
"""No longer address is made: servers take 8,190 characters of a request line, often no more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """A message that is to be sent: whose, in which field of the wire, called what.

    ``origins`` are those that a form may reach beside its own address.
    """

    issuer: str
    field: str
    identifier: str
    now: datetime
    relay_state: str | None = None
    origins: tuple[str, ...] = ()


def sent(
    sending: Sending,
    services: Sequence[LogoutService],
    write: Callable[[Heading], bytes],
    signer: Signer,
) -> WireResponse | None:
    """Return what *write* writes on its way; ``None`` where no logout service can take it.

    By address if that is offered, and not too long; else by a form.
    """
    for service in sorted(services, key=lambda one: one.binding != HTTP_REDIRECT):
        by_form = service.binding == HTTP_POST
        heading = Heading(
            identifier=sending.identifier,
            issuer=sending.issuer,
            destination=service.answers if sending.field == RESPONSE else service.url,
            now=sending.now,
            signed=by_form,
        )
        message, url, relay_state = write(heading), heading.destination, sending.relay_state
        if by_form:
            xml = signer.enveloped(message, identifier=sending.identifier)
            origins = tuple(dict.fromkeys((origin(url), *sending.origins)))
            return posted(xml, url, relay_state, origins, field=sending.field)
        by_address = redirected(message, url, relay_state, field=sending.field, signer=signer)
        if len(by_address.url) <= MAX_ADDRESS:
            return by_address
    return None
