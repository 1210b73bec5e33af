"""Puts a message onto the wire, by a form that posts it or by an address (Bindings 3.5, 3.4)."""

import base64
import zlib
from urllib.parse import urlencode

from garbridge.formats.saml.bindings import RESPONSE
from garbridge.formats.signature import RSA_SHA256
from garbridge.formats.signing import Signer
from garbridge.ports import AutoPostForm, Redirect


def posted(
    message: bytes,
    url: str,
    relay_state: str | None,
    origins: tuple[str, ...],
    *,
    field: str = RESPONSE,
) -> AutoPostForm:
    """Return *message* in *field* for the endpoint at *url*, with RelayState as it came (3.5.4).

    *origins* are those the post may reach.
    """
    fields = {field: base64.b64encode(message).decode()}
    if relay_state is not None:
        fields["RelayState"] = relay_state
    return AutoPostForm(url, fields, origins)


def redirected(
    message: bytes, url: str, relay_state: str | None, *, field: str, signer: Signer
) -> Redirect:
    """Return *message* in *field* of the address *url*, signed beside it (3.4.4.1).

    Escaped is as HTML forms escape: libraries that verify what they write anew do it so.

    Args:
        message: Without a signature inside.
        url: The endpoint; it may have a query of its own.
        relay_state: As it came, ``None`` where none did.
        field: A request's or a response's.
        signer: Signs the query.
    """
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    packed = packer.compress(message) + packer.flush()
    said = {field: base64.b64encode(packed).decode()}
    if relay_state is not None:
        said["RelayState"] = relay_state
    said["SigAlg"] = RSA_SHA256
    query = urlencode(said)
    signature = base64.b64encode(signer.detached(query.encode())).decode()
    joint = "&" if "?" in url else "?"
    return Redirect(f"{url}{joint}{query}&{urlencode({'Signature': signature})}")
