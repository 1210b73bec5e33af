"""Writes the Response: one bearer assertion about one launch (Core 2.3, 3.3.3; Profiles 4.1.4.2).

The shapes are laid out once for each consumer service; a launch fills them, hashes and signs.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Final

from garbridge.core.records import quick
from garbridge.core.release import Claim
from garbridge.formats.canonical import (
    ELEMENT_PLACE,
    SIGNATURE_PLACE,
    Element,
    Hole,
    Slot,
    Template,
    escape_text,
)
from garbridge.formats.encryption import Recipient, encrypted
from garbridge.formats.saml.names import BEARER, NAMESPACES, PAIRWISE_ID, URI
from garbridge.formats.saml.values import new_identifier, write_instant
from garbridge.formats.saml.writing import holes, text_element
from garbridge.formats.signing import Signer
from garbridge.ports import TokenSource
from garbridge.protocols.saml.name_ids import NameId
from garbridge.protocols.saml.peers import AttributeName, SamlSettings, Signed
from garbridge.protocols.saml.statuses import response_shape

BACKDATING: Final = timedelta(seconds=30)
"""Conditions begin this long before the issue: providers' clocks are late."""
LIFETIME: Final = timedelta(minutes=5)
"""Conditions and the confirmation end this long after the issue, for a browser that is slow."""

_PLACE: Final = ELEMENT_PLACE.encode()
_NEXT_VALUE: Final = "</saml:AttributeValue><saml:AttributeValue>"


@quick
@dataclass(frozen=True, slots=True, kw_only=True)
class Addressing:
    """Between whom assertions pass, in which form, and how the person is said to have signed in.

    The same for every launch at one consumer service.  ``name_format`` is empty where no NameID is
    given.
    """

    issuer: str
    audience: str
    recipient: str
    authn_context: str
    name_format: str
    signed: Signed


@quick
@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What one assertion says: of whom, since when they are signed in, and what is released.

    ``pairwise_id`` is ``None`` where the provider is not given it; ``session_index`` where a new
    session begins there.
    """

    name_id: NameId
    pairwise_id: str | None
    claims: Sequence[Claim]
    in_response_to: str | None
    authenticated: datetime
    session_index: str | None = None


@quick
@dataclass(frozen=True, slots=True)
class Written:
    """A signed Response in canonical form, and the name of the session it begins.

    ``opener`` opens what is encrypted in it, and never leaves; empty where nothing is.
    """

    xml: bytes
    session_index: str
    opener: bytes = field(default=b"", repr=False)


def _assertion(*, asked: bool, released: bool, signed: bool, named: bool) -> Template:
    answers = ("InResponseTo",) if asked else ()
    # A statement may not be empty (Core 2.7.3).
    statement = Element("saml:AttributeStatement", children=(Slot("attributes"),))
    name_id = Element(
        "saml:NameID",
        {
            "Format": Hole("format"),
            "NameQualifier": Hole("issuer"),
            "SPNameQualifier": Hole("audience"),
        },
        (Hole("subject"),),
    )
    data = Element("saml:SubjectConfirmationData", holes("NotOnOrAfter", "Recipient", *answers))
    confirmation = Element("saml:SubjectConfirmation", {"Method": BEARER}, (data,))
    restriction = Element(
        "saml:AudienceRestriction", children=(text_element("saml:Audience", "audience"),)
    )
    context = Element(
        "saml:AuthnContext", children=(text_element("saml:AuthnContextClassRef", "context"),)
    )
    assertion = Element(
        "saml:Assertion",
        holes("ID", "IssueInstant") | {"Version": "2.0"},
        (
            text_element("saml:Issuer", "issuer"),
            *((SIGNATURE_PLACE,) if signed else ()),
            Element("saml:Subject", children=(*((name_id,) if named else ()), confirmation)),
            Element("saml:Conditions", holes("NotBefore", "NotOnOrAfter"), (restriction,)),
            Element("saml:AuthnStatement", holes("AuthnInstant", "SessionIndex"), (context,)),
            *((statement,) if released else ()),
        ),
    )
    return Template(assertion, NAMESPACES)


@lru_cache(maxsize=1024)
def _shapes(
    addressing: Addressing, *, asked: bool, released: bool, sealed: bool
) -> tuple[Template, Template]:
    """Return the shapes of assertion and Response with all that stays the same written in."""
    assertion = _assertion(
        asked=asked,
        released=released,
        signed=addressing.signed.assertion,
        named=bool(addressing.name_format),
    )
    inside = Slot("assertion")
    around = Element("saml:EncryptedAssertion", children=(inside,)) if sealed else inside
    response = response_shape(asked=asked, signed=addressing.signed.response, inside=(around,))
    return (
        assertion.given(
            issuer=addressing.issuer,
            audience=addressing.audience,
            context=addressing.authn_context,
            format=addressing.name_format,
            Recipient=addressing.recipient,
        ),
        response.given(
            issuer=addressing.issuer, Destination=addressing.recipient, assertion=ELEMENT_PLACE
        ),
    )


@lru_cache(maxsize=16384)
def _around_values(called: AttributeName) -> tuple[str, str]:
    """Return what stands before the first value of an attribute, and after the last."""
    return _around(called.name, called.name_format, called.friendly_name)


@lru_cache(maxsize=1)
def _around_pairwise_id() -> tuple[str, str]:
    return _around(PAIRWISE_ID, URI, "pairwise-id")


def _around(name: str, name_format: str, friendly_name: str) -> tuple[str, str]:
    names = {"Name": name, "NameFormat": name_format}
    if friendly_name:
        names["FriendlyName"] = friendly_name
    values = Element("saml:AttributeValue", children=(Slot("values"),))
    shape = Template(Element("saml:Attribute", names, (values,)), NAMESPACES, inside=("saml",))
    before, _, after = shape.fill(values=ELEMENT_PLACE).partition(ELEMENT_PLACE)
    return before, after


def write_response(
    addressing: Addressing,
    statement: Statement,
    settings: SamlSettings,
    *,
    recipient: Recipient | None,
    signer: Signer,
    tokens: TokenSource,
    now: datetime,
) -> Written:
    """Return a Response that holds *statement*, signed as agreed.

    Args:
        addressing: What stays the same at this consumer service.
        statement: What is said.
        settings: What attributes are called.
        recipient: Who alone can read the assertion; ``None`` leaves it readable.
        signer: Signs assertion or Response, or both.
        tokens: Names of messages and of the session.
        now: The instant of issue.

    Raises:
        ValueRefusedError: a value holds a character that XML cannot carry.
    """
    asked, instant = statement.in_response_to or "", write_instant(now)
    since = statement.authenticated
    outer, inner, session = (new_identifier(tokens) for _ in range(3))
    session = statement.session_index or session
    attributes = _attributes(statement, settings)
    assertion_shape, response_shaped = _shapes(
        addressing,
        asked=bool(asked),
        released=bool(attributes),
        sealed=recipient is not None,
    )
    assertion = assertion_shape.fill(
        ID=inner,
        InResponseTo=asked,
        IssueInstant=instant,
        AuthnInstant=instant if since is now else write_instant(since),
        NotBefore=write_instant(now - BACKDATING),
        NotOnOrAfter=write_instant(now + LIFETIME),
        SessionIndex=session,
        subject=statement.name_id.value,
        attributes=attributes,
    ).encode()
    if addressing.signed.assertion:
        assertion = signer.enveloped(assertion, identifier=inner)
    sealed = encrypted(assertion, recipient, addressing.audience) if recipient else None
    response = response_shaped.fill(ID=outer, InResponseTo=asked, IssueInstant=instant)
    xml = response.encode().replace(_PLACE, sealed.element.encode() if sealed else assertion)
    if addressing.signed.response:
        xml = signer.enveloped(xml, identifier=outer)
    return Written(xml, session, sealed.opener if sealed else b"")


def _attributes(statement: Statement, settings: SamlSettings) -> str:
    written: list[str] = []
    for claim in statement.claims:
        before, after = _around_values(settings.attribute_name(claim.attribute))
        written += before, _NEXT_VALUE.join(map(escape_text, claim.values)), after
    if statement.pairwise_id is not None:
        before, after = _around_pairwise_id()
        written += before, escape_text(statement.pairwise_id), after
    return "".join(written)
