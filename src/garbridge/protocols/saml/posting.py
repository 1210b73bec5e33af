"""Puts a Response into the form that posts it (Bindings for SAML V2.0, 3.5.4)."""

import base64

from garbridge.ports import AutoPostForm
from garbridge.protocols.saml.peers import SamlRegistration


def posted(
    response: bytes, registration: SamlRegistration, url: str, relay_state: str | None
) -> AutoPostForm:
    """Return *response* for the consumer service at *url*, with RelayState as it came."""
    fields = {"SAMLResponse": base64.b64encode(response).decode()}
    if relay_state is not None:
        fields["RelayState"] = relay_state
    return AutoPostForm(url, fields, registration.origins(url))
