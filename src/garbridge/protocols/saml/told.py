"""Reads a Response of ours as a provider would, by a parser that shares nothing with the writer."""

import base64
import binascii
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from lxml import etree

from garbridge.core.proving import Told
from garbridge.errors import ProtocolError, ReleaseMismatchError
from garbridge.formats.xml import parse_xml
from garbridge.ports import AutoPostForm, WireResponse
from garbridge.protocols.saml.names import BASIC, PERSISTENT
from garbridge.protocols.saml.peers import SamlSettings

_ASSERTION: Final = "Response/Assertion"
_STATEMENT: Final = f"{_ASSERTION}/AttributeStatement/Attribute"
_SUBJECT: Final = f"{_ASSERTION}/Subject"
_MESSAGE: Final = frozenset({"ID", "IssueInstant", "Version"})
_PLACES: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        "Response": _MESSAGE | {"Destination", "InResponseTo"},
        "Response/Issuer": frozenset(),
        "Response/Status": frozenset(),
        "Response/Status/StatusCode": frozenset({"Value"}),
        _ASSERTION: _MESSAGE,
        f"{_ASSERTION}/Issuer": frozenset(),
        _SUBJECT: frozenset(),
        f"{_SUBJECT}/NameID": frozenset({"Format", "NameQualifier", "SPNameQualifier"}),
        f"{_SUBJECT}/SubjectConfirmation": frozenset({"Method"}),
        f"{_SUBJECT}/SubjectConfirmation/SubjectConfirmationData": frozenset(
            {"InResponseTo", "NotOnOrAfter", "Recipient"}
        ),
        f"{_ASSERTION}/Conditions": frozenset({"NotBefore", "NotOnOrAfter"}),
        f"{_ASSERTION}/Conditions/AudienceRestriction": frozenset(),
        f"{_ASSERTION}/Conditions/AudienceRestriction/Audience": frozenset(),
        f"{_ASSERTION}/AuthnStatement": frozenset({"AuthnInstant", "SessionIndex"}),
        f"{_ASSERTION}/AuthnStatement/AuthnContext": frozenset(),
        f"{_ASSERTION}/AuthnStatement/AuthnContext/AuthnContextClassRef": frozenset(),
        f"{_ASSERTION}/AttributeStatement": frozenset(),
        _STATEMENT: frozenset({"FriendlyName", "Name", "NameFormat"}),
        f"{_STATEMENT}/AttributeValue": frozenset(),
    }
)
"""Every element a Response of ours has, outside of signatures, with its XML attributes."""
_TEXTS: Final = frozenset(
    place
    for place in _PLACES
    if place.rpartition("/")[2]
    in {"Issuer", "NameID", "Audience", "AuthnContextClassRef", "AttributeValue"}
)
"""Those that hold text."""
_DSIG: Final = "{http://www.w3.org/2000/09/xmldsig#}Signature"


def read_told(response: WireResponse, settings: SamlSettings) -> Told:
    """Return what the form *response* tells the provider of *settings*.

    Raises:
        ReleaseMismatchError: it holds no Response that can be read.
    """
    if not isinstance(response, AutoPostForm):
        raise ReleaseMismatchError("no form with a Response")
    try:
        root = parse_xml(base64.b64decode(response.fields["SAMLResponse"], validate=True))
    except (ProtocolError, KeyError, binascii.Error) as broken:
        raise ReleaseMismatchError("the Response cannot be read") from broken
    places: list[tuple[str, etree._Element]] = []
    _walk(root, "", places)
    subjects = [element for place, element in places if place == f"{_SUBJECT}/NameID"]
    beside = [place for place, element in places if _is_foreign(place, element)]
    named = [place for place, _ in places]
    beside += [place for place in _ONCE if named.count(place) != 1]
    if [one.get("Format") for one in subjects] != [PERSISTENT]:
        beside.append("NameID")
    names = _names(settings)
    attributes = [
        (
            names.get((element.get("Name"), element.get("NameFormat")), str(element.get("Name"))),
            tuple([value.text or "" for value in element]),
        )
        for place, element in places
        if place == _STATEMENT
    ]
    subject = "" if not subjects else subjects[0].text or ""
    return Told(subject, tuple(attributes), tuple(beside))


_ONCE: Final = (_ASSERTION, f"{_SUBJECT}/NameID")


def _walk(element: etree._Element, above: str, found: list[tuple[str, etree._Element]]) -> None:
    """Note every element with its place; what is inside a signature tells nothing of anybody."""
    if element.tag == _DSIG:
        return
    local = str(element.tag).rpartition("}")[2]
    place = f"{above}/{local}" if above else local
    found.append((place, element))
    for child in element:
        _walk(child, place, found)


def _is_foreign(place: str, element: etree._Element) -> bool:
    """Say whether there is anything at *place* that no Response of ours has."""
    known = _PLACES.get(place)
    if known is None or not known.issuperset(element.attrib):
        return True
    text, tail = None if place in _TEXTS else element.text, element.tail
    return bool((text and text.strip()) or (tail and tail.strip()))


@lru_cache(maxsize=1024)
def _names(settings: SamlSettings) -> Mapping[tuple[str | None, str | None], str]:
    """Return the catalogue's name of each renamed attribute, by the name and format agreed."""
    return {
        (called.name, called.name_format or BASIC): str(called.attribute)
        for called in settings.attribute_names
    }
