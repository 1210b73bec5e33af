"""Writes LogoutRequest and LogoutResponse (Core 3.7.1, 3.7.2; Profiles 4.4.4)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Final

from garbridge.formats.canonical import (
    SIGNATURE_PLACE,
    Element,
    Hole,
    Node,
    Slot,
    Template,
)
from garbridge.formats.saml.names import (
    LOGOUT_BY_USER,
    NAMESPACES,
    PARTIAL_LOGOUT,
    RESPONDER,
    SUCCESS,
)
from garbridge.formats.saml.values import write_instant
from garbridge.formats.saml.writing import holes, text_element

LIFETIME: Final = timedelta(minutes=5)
"""How long a request of ours may be acted on."""

_OUTSIDE: Final = holes("ID", "IssueInstant", "Destination") | {"Version": "2.0"}
_ISSUER: Final = text_element("saml:Issuer", "issuer")
_INDEX: Final = Template(
    Element("samlp:SessionIndex", children=(Hole("index"),)), NAMESPACES, inside=("samlp",)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SubjectName:
    """A NameID (Core 2.2.3): whoever was given it is named again with all it had, and no more.

    ``None`` is what it did not have.
    """

    value: str
    format: str | None = None
    name_qualifier: str | None = None
    sp_name_qualifier: str | None = None

    def written(self) -> str:
        """Return the element, for a place where ``saml`` is not declared yet."""
        said = {
            "Format": self.format,
            "NameQualifier": self.name_qualifier,
            "SPNameQualifier": self.sp_name_qualifier,
        }
        there = {name: value for name, value in said.items() if value is not None}
        return _name_id(frozenset(there)).fill(value=self.value, **there)


@cache
def _name_id(attributes: frozenset[str]) -> Template:
    shape = Element("saml:NameID", holes(*sorted(attributes)), (Hole("value"),))
    return Template(shape, NAMESPACES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """What a message says on its outside: its own name, who writes it, for which address.

    ``signed`` leaves a place for a signature inside.
    """

    identifier: str
    issuer: str
    destination: str
    now: datetime
    signed: bool

    def values(self) -> dict[str, str]:
        """Return what fills the holes of every message."""
        return {
            "ID": self.identifier,
            "issuer": self.issuer,
            "Destination": self.destination,
            "IssueInstant": write_instant(self.now),
        }


def _request(*, signed: bool) -> Template:
    outside = _OUTSIDE | holes("NotOnOrAfter") | {"Reason": LOGOUT_BY_USER}
    parts: tuple[Node, ...] = (_ISSUER, *_place(signed=signed), Slot("name"), Slot("indexes"))
    return Template(Element("samlp:LogoutRequest", outside, parts), NAMESPACES)


def _response(*, signed: bool, closed: bool) -> Template:
    partial = Element("samlp:StatusCode", {"Value": PARTIAL_LOGOUT})
    code = (
        Element("samlp:StatusCode", {"Value": SUCCESS})
        if closed
        else Element("samlp:StatusCode", {"Value": RESPONDER}, (partial,))
    )
    status = Element("samlp:Status", children=(code,))
    parts = (_ISSUER, *_place(signed=signed), status)
    return Template(
        Element("samlp:LogoutResponse", _OUTSIDE | holes("InResponseTo"), parts), NAMESPACES
    )


def _place(*, signed: bool) -> tuple[Node, ...]:
    return (SIGNATURE_PLACE,) if signed else ()


_REQUESTS: Final = {signed: _request(signed=signed) for signed in (False, True)}
_RESPONSES: Final = {
    (signed, closed): _response(signed=signed, closed=closed)
    for signed in (False, True)
    for closed in (False, True)
}


def write_logout_request(heading: Heading, name: SubjectName, indexes: Sequence[str]) -> bytes:
    """Return a request to end sessions, the person asked for.

    Args:
        heading: Its outside.
        name: Whose.
        indexes: Which sessions; none is all of them.
    """
    return (
        _REQUESTS[heading.signed]
        .fill(
            **heading.values(),
            NotOnOrAfter=write_instant(heading.now + LIFETIME),
            name=name.written(),
            indexes="".join(_INDEX.fill(index=index) for index in indexes),
        )
        .encode()
    )


def write_logout_response(heading: Heading, in_response_to: str, *, closed: bool) -> bytes:
    """Return the answer to the request *in_response_to*.

    Args:
        heading: Its outside.
        in_response_to: The request's name.
        closed: Everything was closed; otherwise *PartialLogout* (Core 3.2.2.2).
    """
    shape = _RESPONSES[heading.signed, closed]
    return shape.fill(**heading.values(), InResponseTo=in_response_to).encode()
