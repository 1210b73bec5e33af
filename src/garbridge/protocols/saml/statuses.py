"""Writes a Response about nobody: a status in the place of an assertion (Core 3.2.2)."""

from datetime import datetime
from enum import StrEnum
from typing import Final

from garbridge.errors import UnsupportedRequestError
from garbridge.formats.canonical import SIGNATURE_PLACE, Element, Slot, Template
from garbridge.formats.saml.names import NAMESPACES, REQUESTER, RESPONDER, SUCCESS
from garbridge.formats.saml.values import new_identifier, write_instant
from garbridge.formats.saml.writing import holes, text_element
from garbridge.formats.signing import Signer
from garbridge.ports import TokenSource


class Status(StrEnum):
    """The second-level codes we answer with; the first says on whose side it fails (3.2.2.2)."""

    AUTHN_FAILED = "urn:oasis:names:tc:SAML:2.0:status:AuthnFailed"
    """The person could not be made to prove anew who they are."""
    INVALID_NAME_ID_POLICY = "urn:oasis:names:tc:SAML:2.0:status:InvalidNameIDPolicy"
    NO_AUTHN_CONTEXT = "urn:oasis:names:tc:SAML:2.0:status:NoAuthnContext"
    NO_PASSIVE = "urn:oasis:names:tc:SAML:2.0:status:NoPassive"
    REQUEST_DENIED = "urn:oasis:names:tc:SAML:2.0:status:RequestDenied"
    """The gate refused."""
    REQUEST_UNSUPPORTED = "urn:oasis:names:tc:SAML:2.0:status:RequestUnsupported"
    UNSUPPORTED_BINDING = "urn:oasis:names:tc:SAML:2.0:status:UnsupportedBinding"

    @property
    def side(self) -> str:
        """The first-level code."""
        return REQUESTER if self in _ASKED_WRONGLY else RESPONDER


_ASKED_WRONGLY: Final = frozenset(
    {Status.INVALID_NAME_ID_POLICY, Status.REQUEST_UNSUPPORTED, Status.UNSUPPORTED_BINDING}
)
_SUCCESS: Final = Element("samlp:StatusCode", {"Value": SUCCESS})


class StatusError(UnsupportedRequestError):
    """A demand that cannot be met, with the status that says so."""

    def __init__(self, status: Status, message: str) -> None:
        self.status = status
        super().__init__(message)


def response_shape(
    *, asked: bool, signed: bool, status: Element = _SUCCESS, inside: tuple[Element | Slot, ...]
) -> Template:
    """Return the shape of a Response around *inside*.

    Args:
        asked: Whether it answers a request.
        signed: Whether the Response itself is signed.
        status: Its status code; success unless said otherwise.
        inside: What stands behind the status.
    """
    answers = ("InResponseTo",) if asked else ()
    place = (SIGNATURE_PLACE,) if signed else ()
    response = Element(
        "samlp:Response",
        holes("ID", "IssueInstant", "Destination", *answers) | {"Version": "2.0"},
        (
            text_element("saml:Issuer", "issuer"),
            *place,
            Element("samlp:Status", children=(status,)),
            *inside,
        ),
    )
    return Template(response, NAMESPACES)


def write_status(
    status: Status,
    issuer: str,
    recipient: str,
    *,
    in_response_to: str,
    signer: Signer,
    tokens: TokenSource,
    now: datetime,
) -> bytes:
    """Return a Response without an assertion: *status* is why.

    It is signed whatever was agreed: nothing inside it is.
    """
    second = Element("samlp:StatusCode", {"Value": status.value})
    code = Element("samlp:StatusCode", {"Value": status.side}, (second,))
    identifier = new_identifier(tokens)
    response = response_shape(asked=True, signed=True, status=code, inside=()).fill(
        ID=identifier,
        IssueInstant=write_instant(now),
        Destination=recipient,
        InResponseTo=in_response_to,
        issuer=issuer,
    )
    return signer.enveloped(response.encode(), identifier=identifier)
