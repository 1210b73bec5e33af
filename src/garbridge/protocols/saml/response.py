"""Writes the Response: one bearer assertion about one launch (Core 2.3, 3.3.3; Profiles 4.1.4.2).

Or none: a status in its place (Core 3.2.2).

The shapes are laid out once for each consumer service; a launch fills them, hashes and signs.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Final

from garbridge.core.release import Claim, ReleasedClaims
from garbridge.formats.canonical import (
    ELEMENT_PLACE,
    SIGNATURE_PLACE,
    Element,
    Hole,
    Slot,
    Template,
    escape_text,
)
from garbridge.formats.signing import Signer
from garbridge.ports import TokenSource
from garbridge.protocols.saml.names import (
    BEARER,
    NAMESPACES,
    NO_PASSIVE,
    PERSISTENT,
    RESPONDER,
    SUCCESS,
)
from garbridge.protocols.saml.peers import AttributeName, SamlSettings
from garbridge.protocols.saml.values import write_instant

BACKDATING: Final = timedelta(seconds=30)
"""Conditions begin this long before the issue: providers' clocks are late."""
LIFETIME: Final = timedelta(minutes=5)
"""Conditions and the confirmation end this long after the issue, for a browser that is slow."""

_PLACE: Final = ELEMENT_PLACE.encode()
_SUCCESS: Final = Element("samlp:StatusCode", {"Value": SUCCESS})
_NO_PASSIVE: Final = Element(
    "samlp:StatusCode",
    {"Value": RESPONDER},
    (Element("samlp:StatusCode", {"Value": NO_PASSIVE}),),
)
_NEXT_VALUE: Final = "</saml:AttributeValue><saml:AttributeValue>"


@dataclass(frozen=True, slots=True, kw_only=True)
class Addressing:
    """Between whom assertions pass, and how the person is said to have signed in.

    The same for every launch at one consumer service.
    """

    issuer: str
    audience: str
    recipient: str
    authn_context: str


def _holes(*names: str) -> dict[str, str | Hole]:
    """Return attributes that are filled with the value called as they are."""
    return {name: Hole(name) for name in names}


def _text(name: str, hole: str) -> Element:
    return Element(name, children=(Hole(hole),))


def _assertion(*, asked: bool, released: bool) -> Template:
    answers = ("InResponseTo",) if asked else ()
    # A statement may not be empty (Core 2.7.3).
    statement = Element("saml:AttributeStatement", children=(Slot("attributes"),))
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
            *((statement,) if released else ()),
        ),
    )
    return Template(assertion, NAMESPACES)


def _response(
    *, asked: bool, signed: bool, status: Element = _SUCCESS, inside: tuple[Slot, ...]
) -> Template:
    answers = ("InResponseTo",) if asked else ()
    place = (SIGNATURE_PLACE,) if signed else ()
    response = Element(
        "samlp:Response",
        _holes("ID", "IssueInstant", "Destination", *answers) | {"Version": "2.0"},
        (
            _text("saml:Issuer", "issuer"),
            *place,
            Element("samlp:Status", children=(status,)),
            *inside,
        ),
    )
    return Template(response, NAMESPACES)


@lru_cache(maxsize=1024)
def _shapes(
    addressing: Addressing, *, asked: bool, released: bool, signed: bool
) -> tuple[Template, Template]:
    """Return the shapes of assertion and Response with all that stays the same written in."""
    assertion = _assertion(asked=asked, released=released).given(
        issuer=addressing.issuer,
        audience=addressing.audience,
        context=addressing.authn_context,
        Recipient=addressing.recipient,
    )
    response = _response(asked=asked, signed=signed, inside=(Slot("assertion"),)).given(
        issuer=addressing.issuer, Destination=addressing.recipient, assertion=ELEMENT_PLACE
    )
    return assertion, response


@lru_cache(maxsize=16384)
def _around_values(called: AttributeName) -> tuple[str, str]:
    """Return what stands before the first value of an attribute, and after the last."""
    names = {"Name": called.name, "NameFormat": called.name_format}
    if called.friendly_name:
        names["FriendlyName"] = called.friendly_name
    values = Element("saml:AttributeValue", children=(Slot("values"),))
    shape = Template(Element("saml:Attribute", names, (values,)), NAMESPACES, inside=("saml",))
    before, _, after = shape.fill(values=ELEMENT_PLACE).partition(ELEMENT_PLACE)
    return before, after


def write_response(
    addressing: Addressing,
    claims: ReleasedClaims,
    settings: SamlSettings,
    *,
    in_response_to: str | None,
    signer: Signer,
    tokens: TokenSource,
    now: datetime,
) -> bytes:
    """Return a signed Response that holds *claims*, in its canonical form.

    ``in_response_to`` is the request's ID, or ``None`` where nobody asked (Profiles 4.1.5).

    Raises:
        ValueRefusedError: a value holds a character that XML cannot carry.
    """
    signed, instant = settings.sign_response, write_instant(now)
    outer, inner = new_identifier(tokens), new_identifier(tokens)
    assertion_shape, response_shape = _shapes(
        addressing,
        asked=in_response_to is not None,
        released=bool(claims.claims),
        signed=signed,
    )
    assertion = assertion_shape.fill(
        ID=inner,
        InResponseTo=in_response_to or "",
        IssueInstant=instant,
        # The portal does not pass on when it authenticated; it answers for the session now.
        AuthnInstant=instant,
        NotBefore=write_instant(now - BACKDATING),
        NotOnOrAfter=write_instant(now + LIFETIME),
        SessionIndex=new_identifier(tokens),
        subject=claims.subject,
        attributes=_attributes(claims.claims, settings),
    )
    response = (
        response_shape.fill(ID=outer, InResponseTo=in_response_to or "", IssueInstant=instant)
        .encode()
        .replace(_PLACE, signer.enveloped(assertion.encode(), identifier=inner))
    )
    return signer.enveloped(response, identifier=outer) if signed else response


def write_no_passive(
    issuer: str,
    recipient: str,
    *,
    in_response_to: str,
    signer: Signer,
    tokens: TokenSource,
    now: datetime,
) -> bytes:
    """Return a Response without an assertion: nobody can be signed in passively (Core 3.4.1).

    It is signed whatever was agreed: nothing inside it is.
    """
    identifier = new_identifier(tokens)
    response = _response(asked=True, signed=True, status=_NO_PASSIVE, inside=()).fill(
        ID=identifier,
        IssueInstant=write_instant(now),
        Destination=recipient,
        InResponseTo=in_response_to,
        issuer=issuer,
    )
    return signer.enveloped(response.encode(), identifier=identifier)


def new_identifier(tokens: TokenSource) -> str:
    """Return a new ``xs:ID``: a token, which may begin with a digit, behind an underscore."""
    return f"_{tokens()}"


def _attributes(claims: Sequence[Claim], settings: SamlSettings) -> str:
    written: list[str] = []
    for claim in claims:
        before, after = _around_values(settings.attribute_name(claim.attribute))
        written += before, _NEXT_VALUE.join(map(escape_text, claim.values)), after
    return "".join(written)
