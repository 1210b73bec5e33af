"""Believes a Response, or does not: octets in, a proof or a refusal out.

1. **Shape.**  The hardened entry makes a tree; it must be of the one shape, of this peer, for this
   request, with a status of success, before anything is computed.
2. **Signature of the Response**, where there is one.  What it covers is parsed anew from the octets
   that were hashed, and is all that is looked at from then on.
3. **Opening**, where the assertion is encrypted, and the same shape inside.
4. **Signature of the assertion**, where there is one.  Again the octets are parsed anew: what is
   read afterwards is a document of its own, with nothing around it.
5. **Meaning.**  Every check of :mod:`garbridge.upstream.saml_sp.checks`.

A signature that is there is verified, whether or not one is needed.  KeyInfo is never read: the
keys are those of the metadata of the one peer that was asked.  No message makes anything be
fetched.  Whoever acts on the proof claims :attr:`~.values.VerifiedAssertion.once` before.
"""

import hashlib
from datetime import datetime, timedelta
from typing import Final

from lxml import etree

from garbridge.errors import ProtocolError
from garbridge.formats.decryption import decrypted
from garbridge.formats.enveloped import canonical_octets, verified_part
from garbridge.formats.saml.envelopes import REMEMBERED_LONGER
from garbridge.formats.saml.logout_writing import SubjectName
from garbridge.formats.xml import MAX_MESSAGE_BYTES, parse_xml
from garbridge.ports import OneTimeClaim
from garbridge.upstream.saml_sp.checks import (
    Expected,
    assertion_finding,
    envelope_finding,
    name_finding,
)
from garbridge.upstream.saml_sp.reading import (
    Assertion,
    read_assertion,
    read_envelope,
    read_name,
)
from garbridge.upstream.saml_sp.refusals import Reason, SamlRefusal, refused
from garbridge.upstream.saml_sp.scopes import in_scope
from garbridge.upstream.saml_sp.shape import Shaped, check_opened, is_signed, shaped
from garbridge.upstream.saml_sp.values import (
    IdpPeer,
    OpenRequest,
    Us,
    VerifiedAssertion,
)

_REMEMBERED: Final = timedelta(days=400)
"""No assertion is remembered longer: the request that it answers ended long before."""
_VERIFIED_LIMIT: Final = 2 * MAX_MESSAGE_BYTES
"""The canonical form of what was read may be longer than what was read."""


def verify_response(
    xml: bytes, peer: IdpPeer, us: Us, request: OpenRequest | None, *, now: datetime
) -> VerifiedAssertion | SamlRefusal:
    """Return what the identity provider *peer* proves by *xml*, or why it is not believed.

    Args:
        xml: The message, decoded from its binding.
        peer: Whom *request* was sent to; its keys are the only ones that count.
        us: Who we are, and what we insist on.
        request: The one this browser session waits for; ``None`` where there is none.
        now: The instant of arrival.
    """
    if request is None:
        return SamlRefusal(Reason.UNSOLICITED)
    if peer.valid_until is not None and now >= peer.valid_until:
        return SamlRefusal(Reason.METADATA_ENDED, f"ended on {peer.valid_until.isoformat()}")
    expected = Expected(us=us, peer=peer, request=request, now=now)
    try:
        return _believed(parse_xml(xml), expected)
    except ProtocolError as error:
        return refused(error)


def _believed(root: etree._Element, expected: Expected) -> VerifiedAssertion | SamlRefusal:
    message = shaped(root)
    finding = envelope_finding(read_envelope(root), expected)
    if finding is not None:
        return finding
    response_signed = is_signed(root)
    if response_signed:
        message = shaped(_verified(root, expected))
        finding = envelope_finding(read_envelope(message.root), expected)
        if finding is not None:
            return finding
    elif not expected.us.accept_unsigned_response:
        return SamlRefusal(Reason.UNSIGNED, "the Response is not signed")
    element = _readable(message, expected)
    if isinstance(element, SamlRefusal):
        return element
    if is_signed(element):
        detached = _verified(element, expected)
    elif response_signed and not expected.us.require_signed_assertion:
        detached = parse_xml(canonical_octets(element), limit=_VERIFIED_LIMIT)
    else:
        return SamlRefusal(Reason.UNSIGNED, "the assertion is not signed")
    return _meant(detached, expected)


def _verified(element: etree._Element, expected: Expected) -> etree._Element:
    """Return a copy of *element* made of the octets that the peer signed."""
    octets = verified_part(element, expected.peer.signing_keys, algorithms=expected.us.algorithms)
    return parse_xml(octets, limit=_VERIFIED_LIMIT)


def _readable(message: Shaped, expected: Expected) -> etree._Element | SamlRefusal:
    """Return the assertion of *message*, opened if it has to be."""
    if message.assertion is None:
        return SamlRefusal(Reason.MALFORMED, "success, but no assertion")
    if not message.is_encrypted:
        return message.assertion
    opened = _opened(message.assertion, expected)
    if not isinstance(opened, SamlRefusal):
        check_opened(opened, message.root)
    return opened


def _opened(holder: etree._Element, expected: Expected) -> etree._Element | SamlRefusal:
    try:
        return decrypted(holder, expected.us.decryption_keys, limit=MAX_MESSAGE_BYTES)
    except ProtocolError as error:
        return SamlRefusal(Reason.NOT_OPENED, str(error))


def _meant(root: etree._Element, expected: Expected) -> VerifiedAssertion | SamlRefusal:
    """Return what the verified assertion *root* proves, if everything in it holds."""
    said = read_assertion(root)
    finding = assertion_finding(said, expected)
    if finding is not None:
        return finding
    subject = said.subject
    if said.encrypted_name is not None:
        opened = _opened(said.encrypted_name, expected)
        if isinstance(opened, SamlRefusal):
            return opened
        subject = read_name(opened)
        finding = name_finding(subject, expected)
        if finding is not None:
            return finding
    return _proof(said, subject, expected)


def _proof(said: Assertion, subject: SubjectName | None, expected: Expected) -> VerifiedAssertion:
    (stated,) = said.authentications
    return VerifiedAssertion(
        id=said.id,
        issuer=said.issuer,
        subject=subject,
        attributes=tuple(in_scope(one, expected.peer.scopes) for one in said.attributes),
        authenticated=stated.at,
        authn_context=stated.context,
        authorities=stated.authorities,
        session_index=stated.session_index,
        session_ends=stated.session_ends,
        in_response_to=expected.request.id,
        once=_used_once(said, expected),
        encrypted_attributes=said.encrypted_attributes,
    )


def _used_once(said: Assertion, expected: Expected) -> OneTimeClaim:
    """Return what must not come again while it could still be taken (Profiles 4.1.4.5)."""
    ends = [one.ends for one in (*said.confirmations, said.conditions) if one is not None]
    until = max(end for end in ends if end is not None)
    name = f"{len(said.issuer)}:{said.issuer}{said.id}"
    return OneTimeClaim(
        f"saml-sp:{hashlib.sha256(name.encode()).hexdigest()}",
        min(until, expected.now + _REMEMBERED) + expected.us.skew + REMEMBERED_LONGER,
    )
