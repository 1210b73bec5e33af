"""Reads a Response of ours as a provider would, by a parser that shares nothing with the writer.

An encrypted assertion is opened with the key its content was encrypted with, so that what is read
is what leaves.  Not read back: that this key is carried to the right provider; who it is carried to
was read from the metadata when the provider was registered.
"""

import base64
import binascii
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from lxml import etree

from garbridge.core.proving import Told
from garbridge.errors import ProtocolError, ReleaseMismatchError
from garbridge.formats.encryption import opened
from garbridge.formats.saml.names import BASIC, PAIRWISE_ID, SAML, URI
from garbridge.formats.saml.values import only_child
from garbridge.formats.xml import parse_xml
from garbridge.ports import AutoPostForm, WireResponse
from garbridge.protocols.saml.name_ids import NameIdFormat
from garbridge.protocols.saml.peers import SamlSettings

_ASSERTION: Final = "Response/Assertion"
_STATEMENT: Final = f"{_ASSERTION}/AttributeStatement/Attribute"
_SUBJECT: Final = f"{_ASSERTION}/Subject"
_NAME_ID: Final = f"{_SUBJECT}/NameID"
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
        _NAME_ID: frozenset({"Format", "NameQualifier", "SPNameQualifier"}),
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
_ONCE: Final = (_ASSERTION, _SUBJECT)
_DSIG: Final = "{http://www.w3.org/2000/09/xmldsig#}Signature"
_SEALED: Final = f"{{{SAML}}}EncryptedAssertion"
_ALGORITHM: Final = frozenset({"Algorithm"})
_SEAL: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        "EncryptedAssertion": frozenset(),
        "EncryptedData": frozenset({"Type"}),
        "EncryptionMethod": _ALGORITHM,
        "KeyInfo": frozenset(),
        "EncryptedKey": frozenset({"Recipient"}),
        "DigestMethod": _ALGORITHM,
        "MGF": _ALGORITHM,
        "CipherData": frozenset(),
        "CipherValue": frozenset(),
    }
)
"""Every element around what is encrypted, with its XML attributes."""
_ANEW: Final = re.compile(r"_[A-Za-z0-9_-]{22,64}", re.ASCII)
"""What an identifier is like that was made for one launch; no derived one is."""

Places = list[tuple[str, etree._Element]]  # noqa: SLF001 - lxml has no other name for it


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreed:
    """In which form the provider is told: ``scope`` is empty where it is given no *pairwise-id*.

    ``opener`` opens an encrypted assertion; empty is for one that must be readable.
    """

    settings: SamlSettings
    name_format: NameIdFormat = NameIdFormat.PERSISTENT
    scope: str = ""
    opener: bytes = field(default=b"", repr=False)


def read_told(response: WireResponse, agreed: Agreed) -> Told:
    """Return what the form *response* tells the provider it is for.

    Raises:
        ReleaseMismatchError: it holds no Response that can be read.
    """
    if not isinstance(response, AutoPostForm):
        raise ReleaseMismatchError("no form with a Response")
    try:
        root = parse_xml(base64.b64decode(response.fields["SAMLResponse"], validate=True))
        places = _places(root, agreed.opener)
    except (ProtocolError, KeyError, binascii.Error) as broken:
        raise ReleaseMismatchError("the Response cannot be read") from broken
    beside = [place for place, element in places if _is_foreign(place, element)]
    named = [place for place, _ in places]
    beside += [place for place in _ONCE if named.count(place) != 1]
    subject, anew = _subject(places, agreed.name_format, beside)
    scoped, rest = _scoped([element for place, element in places if place == _STATEMENT])
    if bool(agreed.scope) != bool(scoped) or len(scoped) > 1:
        beside.append("pairwise-id")
    names = _names(agreed.settings)
    attributes = [
        (
            names.get((element.get("Name"), element.get("NameFormat")), str(element.get("Name"))),
            tuple([value.text or "" for value in element]),
        )
        for element in rest
    ]
    return Told(
        subject,
        tuple(attributes),
        tuple(beside),
        anew=anew,
        scoped=scoped[0] if scoped else "",
        scope=agreed.scope,
    )


def _subject(places: Places, wanted: NameIdFormat, beside: list[str]) -> tuple[str, bool]:
    """Return the subject, and whether it is nobody's, or made for this launch; then it is empty."""
    found = [element for place, element in places if place == _NAME_ID]
    agreed = [] if wanted is NameIdFormat.NONE else [wanted.value]
    if [one.get("Format") for one in found] != agreed:
        beside.append("NameID")
    value = (found[0].text or "") if found else ""
    if wanted is NameIdFormat.NONE:
        return value, not value
    if wanted is NameIdFormat.TRANSIENT and _ANEW.fullmatch(value):
        return "", True
    return value, False


def _scoped(
    attributes: Sequence[etree._Element],
) -> tuple[list[str], list[etree._Element]]:
    """Return the values of *pairwise-id*, and the other attributes."""
    values: list[str] = []
    rest: list[etree._Element] = []
    for element in attributes:
        if element.get("Name") == PAIRWISE_ID and element.get("NameFormat") == URI:
            values += [value.text or "" for value in element]
        else:
            rest.append(element)
    return values, rest


def _places(root: etree._Element, opener: bytes) -> Places:
    """Return every element with its place; an encrypted assertion stands where a readable one does.

    Raises:
        MalformedError: it cannot be opened.
    """
    places: Places = []
    if opener:
        sealed = [one for one in root if one.tag == _SEALED]
        for one in sealed:
            root.remove(one)
            if any(map(_is_foreign_seal, one.iter())):
                places.append(("EncryptedAssertion", one))
            _walk(parse_xml(opened(only_child(one), opener)), "Response", places)
        if any(child.tag == f"{{{SAML}}}Assertion" for child in root):
            places.append(("readable Assertion", root))
    _walk(root, "", places)
    return places


def _is_foreign_seal(element: etree._Element) -> bool:
    """Say whether *element*, around what is encrypted, has anything that none of ours has."""
    name = etree.QName(element).localname
    known = _SEAL.get(name)
    if known is None or not known.issuperset(element.attrib):
        return True
    return bool(element.tail) or (bool(element.text) and name != "CipherValue")


def _walk(element: etree._Element, above: str, found: Places) -> None:
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
