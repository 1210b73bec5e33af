"""Verifies who sent a message: what may be read of a message afterwards (Core 5.4, Bindings 3)."""

from collections.abc import Collection, Sequence

from lxml import etree

from garbridge.errors import SignatureError
from garbridge.formats.enveloped import signature_inside, verified_content
from garbridge.formats.keys import PublicKey
from garbridge.formats.saml.bindings import MAX_REQUEST_BYTES, UnverifiedMessage
from garbridge.formats.signature import ALGORITHMS, verify_octets
from garbridge.formats.xml import parse_xml


def verified(
    root: etree._Element,
    message: UnverifiedMessage,
    keys: Sequence[PublicKey],
    *,
    must_be_signed: bool = False,
    algorithms: Collection[str] = ALGORITHMS,
) -> tuple[etree._Element, bool]:
    """Return what may be read, and whether one of *keys* signed it.

    A signature is verified whenever there is one.  An enveloped one covers what is read because
    the octets that were hashed are parsed anew; a detached one covers the whole message.

    Raises:
        SignatureError: a signature is wrong, or missing where the message *must be signed*.
    """
    if signature_inside(root):
        if not message.enveloped:
            raise SignatureError("a signature inside the XML is not taken by Redirect")
        content = verified_content(root, keys, algorithms=algorithms)
        return parse_xml(content, limit=2 * MAX_REQUEST_BYTES), True
    detached = message.signature
    if detached is not None:
        if detached.algorithm not in algorithms:
            named = detached.algorithm[:100]
            raise SignatureError(f"signature algorithm is not allowed: {named!r}")
        verify_octets(detached.octets, detached.value, algorithm=detached.algorithm, keys=keys)
        return root, True
    if must_be_signed:
        raise SignatureError("this peer must sign its messages")
    return root, False
