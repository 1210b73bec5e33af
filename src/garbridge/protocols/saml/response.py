"""Writes the Response: one bearer assertion about one launch (Core 2.3, 3.3.3; Profiles 4.1.4.2).

The shapes are laid out when the module is loaded; a launch fills them, hashes and signs.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Final

from garbridge.core.release import Claim, ReleasedClaims
from garbridge.formats.canonical import SIGNATURE_PLACE, Element, Hole, Slot, Template, escape_text
from garbridge.formats.signing import Signer
from garbridge.ports import TokenSource
from garbridge.protocols.saml.names import BEARER, NAMESPACES, PERSISTENT, SUCCESS
from garbridge.protocols.saml.peers import AttributeName, SamlSettings
from garbridge.protocols.saml.values import write_instant

BACKDATING: Final = timedelta(seconds=30)
"""Conditions begin this long before the issue: providers' clocks are late."""
LIFETIME: Final = timedelta(minutes=5)
"""Conditions and the confirmation end this long after the issue, for a browser that is slow."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Addressing:
    """Between whom an assertion passes, in answer to what.

    ``in_response_to`` is ``None`` where nobody asked (Profiles 4.1.5).
    """

    issuer: str
    audience: str
    recipient: str
    in_response_to: str | None
    authn_context: str


def _holes(*names: str) -> dict[str, str | Hole]:
    """Return attributes that are filled with the value called as they are."""
    return {name: Hole(name) for name in names}


def _text(name: str, hole: str) -> Element:
    return Element(name, children=(Hole(hole),))


def _assertion(*, asked: bool) -> Template:
    answers = ("InResponseTo",) if asked else ()
    name_id = Element(
        "saml:NameID",
        {
            "Format": PERSISTENT,
            "NameQualifier": Hole("issuer"),
            "SPNameQualifier": Hole("audience"),
        },
        (Hole("subject"),),
    )
    data = Element("saml:SubjectConfirmationData", _holes("NotOnOrAfter", "Recipient", *answers))
    confirmation = Element("saml:SubjectConfirmation", {"Method": BEARER}, (data,))
    restriction = Element(
        "saml:AudienceRestriction", children=(_text("saml:Audience", "audience"),)
    )
    context = Element(
        "saml:AuthnContext", children=(_text("saml:AuthnContextClassRef", "context"),)
    )
    assertion = Element(
        "saml:Assertion",
        _holes("ID", "IssueInstant") | {"Version": "2.0"},
        (
            _text("saml:Issuer", "issuer"),
            SIGNATURE_PLACE,
            Element("saml:Subject", children=(name_id, confirmation)),
            Element("saml:Conditions", _holes("NotBefore", "NotOnOrAfter"), (restriction,)),
            Element("saml:AuthnStatement", _holes("AuthnInstant", "SessionIndex"), (context,)),
            Slot("statement"),
        ),
    )
    return Template(assertion, NAMESPACES)


def _response(*, asked: bool, signed: bool) -> Template:
    answers = ("InResponseTo",) if asked else ()
    place = (SIGNATURE_PLACE,) if signed else ()
    status = Element("samlp:StatusCode", {"Value": SUCCESS})
    response = Element(
        "samlp:Response",
        _holes("ID", "IssueInstant", "Destination", *answers) | {"Version": "2.0"},
        (
            _text("saml:Issuer", "issuer"),
            *place,
            Element("samlp:Status", children=(status,)),
            Slot("assertion"),
        ),
    )
    return Template(response, NAMESPACES)


_EITHER = (True, False)
_ASSERTION = {asked: _assertion(asked=asked) for asked in _EITHER}
_RESPONSE = {
    (asked, signed): _response(asked=asked, signed=signed)
    for asked in _EITHER
    for signed in _EITHER
}
_STATEMENT = Template(
    Element("saml:AttributeStatement", children=(Slot("attributes"),)), NAMESPACES, inside=("saml",)
)
_NEXT_VALUE: Final = "</saml:AttributeValue><saml:AttributeValue>"


@lru_cache(maxsize=1024)
def _around_values(called: AttributeName) -> tuple[str, str]:
    """Return what stands before the first value of an attribute of that name, and after the last.

    Names stay the same from launch to launch, so they are written once.
    """
    attributes = {"Name": called.name, "NameFormat": called.name_format}
    if called.friendly_name:
        attributes["FriendlyName"] = called.friendly_name
    values = Element("saml:AttributeValue", children=(Slot("values"),))
    shape = Element("saml:Attribute", attributes, (values,))
    written = Template(shape, NAMESPACES, inside=("saml",)).fill(values=SIGNATURE_PLACE)
    before, _, after = written.partition(SIGNATURE_PLACE)
    return before, after


def write_response(
    addressing: Addressing,
    claims: ReleasedClaims,
    settings: SamlSettings,
    *,
    signer: Signer,
    tokens: TokenSource,
    now: datetime,
) -> str:
    """Return a signed Response that holds *claims*, in its canonical form.

    Raises:
        ValueRefusedError: a value holds a character that XML cannot carry.
    """
    asked = addressing.in_response_to is not None
    instant = write_instant(now)
    values = {
        "issuer": addressing.issuer,
        "audience": addressing.audience,
        "context": addressing.authn_context,
        "subject": claims.subject,
        "Recipient": addressing.recipient,
        "Destination": addressing.recipient,
        "InResponseTo": addressing.in_response_to or "",
        "IssueInstant": instant,
        # The portal does not pass on when it authenticated; it answers for the session now.
        "AuthnInstant": instant,
        "NotBefore": write_instant(now - BACKDATING),
        "NotOnOrAfter": write_instant(now + LIFETIME),
        "SessionIndex": new_identifier(tokens),
        "statement": _statement(claims.claims, settings),
    }
    identifier = new_identifier(tokens)
    assertion = signer.enveloped(
        _ASSERTION[asked].fill(ID=identifier, **values), identifier=identifier
    )
    identifier = new_identifier(tokens)
    signed = settings.sign_response
    response = _RESPONSE[asked, signed].fill(ID=identifier, assertion=assertion, **values)
    return signer.enveloped(response, identifier=identifier) if signed else response


def new_identifier(tokens: TokenSource) -> str:
    """Return a new ``xs:ID``: a token, which may begin with a digit, behind an underscore."""
    return f"_{tokens()}"


def _statement(claims: Iterable[Claim], settings: SamlSettings) -> str:
    """Return the AttributeStatement; it may not be empty, so nothing where nothing is released."""
    attributes = "".join(_attribute(claim, settings) for claim in claims)
    return _STATEMENT.fill(attributes=attributes) if attributes else ""


def _attribute(claim: Claim, settings: SamlSettings) -> str:
    before, after = _around_values(settings.attribute_name(claim.attribute))
    return f"{before}{_NEXT_VALUE.join(map(escape_text, claim.values))}{after}"
