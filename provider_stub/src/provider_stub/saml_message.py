"""Read SAML messages: first their shape, before any key, then the values of a verified one.

SAML Core 2.5 (Assertion), 3.2 (Response) and 5.4 (signature profile), narrowed
to what a sign-in needs: one ``Response``, one ``Assertion`` directly below it,
each signature where it belongs and about its own parent, no identifier twice.
Nothing can then be wrapped, moved or duplicated around the signed part.
"""

import base64
import binascii
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from lxml import etree

from provider_stub import xmldsig
from provider_stub.errors import ShapeError, SignatureRefusedError, UnreadableXmlError
from provider_stub.sessions import SamlSession
from provider_stub.xml_entry import MESSAGE_LIMIT, Element, parse_message

SAML = "{urn:oasis:names:tc:SAML:2.0:assertion}"
SAMLP = "{urn:oasis:names:tc:SAML:2.0:protocol}"
BEARER = "urn:oasis:names:tc:SAML:2.0:cm:bearer"
SUCCESS = "urn:oasis:names:tc:SAML:2.0:status:Success"
_XSI = "{http://www.w3.org/2001/XMLSchema-instance}"
_ID_NAMES = ("ID", "Id", "id", "{http://www.w3.org/XML/1998/namespace}id")
# Core 2.5.1.5 and 2.5.1.6: we keep no assertion and issue none, so both hold by themselves.
_HARMLESS_CONDITIONS = {f"{SAML}OneTimeUse", f"{SAML}ProxyRestriction"}
_KNOWN_CONDITIONS = {f"{SAML}AudienceRestriction"} | _HARMLESS_CONDITIONS


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """The outside of a response.  *Unverified*, unless the response itself is signed."""

    destination: str
    in_response_to: str
    status: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmation:
    """A bearer ``SubjectConfirmation``; an absent value is an empty string or ``None``."""

    recipient: str
    in_response_to: str
    not_before: datetime | None
    not_on_or_after: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifiedAssertion:
    """What the signed assertion says; made from the verified bytes only."""

    id: str
    issuer: str
    name_id: str
    audiences: tuple[frozenset[str], ...]
    unknown_conditions: tuple[str, ...]
    not_before: datetime | None
    not_on_or_after: datetime | None
    confirmations: tuple[Confirmation, ...]
    authn_statements: int
    session: SamlSession
    attributes: Mapping[str, tuple[str, ...]]


def decode(response: str) -> bytes:
    """Undo the base64 of the POST binding (SAML Bindings 3.5.4).

    Raises:
        UnreadableXmlError: not base64, or too long.
    """
    if len(response) > 2 * MESSAGE_LIMIT:
        raise UnreadableXmlError(f"plus de {MESSAGE_LIMIT // 1024} Kio")
    try:
        return base64.b64decode("".join(response.split()).encode("ascii"), validate=True)
    except (binascii.Error, ValueError) as broken:
        raise UnreadableXmlError("pas en base64") from broken


def check_shape(root: Element) -> Envelope:
    """Check the shape of a response and of its signatures; verify nothing yet.

    Raises:
        ShapeError: anything that a sign-in response has no use for.
    """
    if root.tag != f"{SAMLP}Response" or root.get("Version") != "2.0":
        raise ShapeError("la racine n'est pas une Response SAML 2.0")
    ids = Counter(e.get(name) for e in root.iter() for name in _ID_NAMES if e.get(name))
    if any(count > 1 for count in ids.values()):
        raise ShapeError("deux éléments portent le même identifiant")
    if any(name.startswith(_XSI) and "ocation" in name for e in root.iter() for name in e.attrib):
        raise ShapeError("schemaLocation interdit")
    status = tuple(
        code.get("Value", "") for code in root.iterfind(f"{SAMLP}Status//{SAMLP}StatusCode")
    )
    if status[:1] == (SUCCESS,):
        _check_assertion_place(root)
    _check_signature_places(root)
    return Envelope(
        destination=root.get("Destination", ""),
        in_response_to=root.get("InResponseTo", ""),
        status=status,
    )


def _check_assertion_place(root: Element) -> None:
    """Require one assertion, in clear, directly below the response, and no other anywhere."""
    if root.find(f".//{SAML}EncryptedAssertion") is not None:
        raise ShapeError("assertion chiffrée : nos métadonnées ne publient aucune clé pour cela")
    assertions = list(root.iter(f"{SAML}Assertion"))
    if len(assertions) != 1 or assertions[0].getparent() is not root:
        raise ShapeError(f"{len(assertions)} assertions, attendu une seule sous la réponse")


def _check_signature_places(root: Element) -> None:
    """Require each signature to be about its own parent, a response or an assertion."""
    for signature in root.iter(f"{xmldsig.DS}Signature"):
        parent = signature.getparent()
        if parent is None or parent.tag not in {f"{SAMLP}Response", f"{SAML}Assertion"}:
            raise ShapeError("signature ailleurs que sous la réponse ou l'assertion")
        try:
            xmldsig.check_shape(parent)
        except SignatureRefusedError as wrong:
            raise ShapeError(wrong.reason) from wrong


def read_verified(canonical: bytes) -> VerifiedAssertion:
    """Read the canonical bytes of a verified assertion.

    Raises:
        ShapeError: a value that cannot be read in one way only.
    """
    root = parse_message(canonical)
    conditions = root.find(f"{SAML}Conditions")
    inside = [] if conditions is None else list(conditions)
    return VerifiedAssertion(
        id=root.get("ID", ""),
        issuer=_text(root.find(f"{SAML}Issuer")),
        name_id=_text(root.find(f"{SAML}Subject/{SAML}NameID")),
        audiences=tuple(
            frozenset(_text(audience) for audience in each.iterfind(f"{SAML}Audience"))
            for each in inside
            if each.tag == f"{SAML}AudienceRestriction"
        ),
        unknown_conditions=tuple(
            etree.QName(each).localname for each in inside if each.tag not in _KNOWN_CONDITIONS
        ),
        not_before=_instant(conditions, "NotBefore"),
        not_on_or_after=_instant(conditions, "NotOnOrAfter"),
        confirmations=_confirmations(root),
        authn_statements=len(root.findall(f"{SAML}AuthnStatement")),
        session=_session(root),
        attributes=_attributes(root),
    )


def _session(assertion: Element) -> SamlSession:
    """Read what a logout will have to name."""
    name = assertion.find(f"{SAML}Subject/{SAML}NameID")
    statement = assertion.find(f"{SAML}AuthnStatement")
    return SamlSession(
        name_id=_text(name),
        name_attributes=() if name is None else tuple(sorted(name.attrib.items())),
        index="" if statement is None else statement.get("SessionIndex", ""),
    )


def _confirmations(assertion: Element) -> tuple[Confirmation, ...]:
    """Read the bearer confirmations; other methods prove nothing here."""
    found = []
    for each in assertion.iterfind(f"{SAML}Subject/{SAML}SubjectConfirmation"):
        data = each.find(f"{SAML}SubjectConfirmationData")
        if each.get("Method") == BEARER and data is not None:
            found.append(
                Confirmation(
                    recipient=data.get("Recipient", ""),
                    in_response_to=data.get("InResponseTo", ""),
                    not_before=_instant(data, "NotBefore"),
                    not_on_or_after=_instant(data, "NotOnOrAfter"),
                )
            )
    return tuple(found)


def _attributes(assertion: Element) -> Mapping[str, tuple[str, ...]]:
    """Read the attributes as they are named; one named twice keeps all its values."""
    values: dict[str, list[str]] = {}
    for attribute in assertion.iterfind(f"{SAML}AttributeStatement/{SAML}Attribute"):
        found = values.setdefault(attribute.get("Name", ""), [])
        found += [
            "".join(value.itertext()) for value in attribute.iterfind(f"{SAML}AttributeValue")
        ]
    return {name: tuple(found) for name, found in values.items()}


def _text(element: Element | None) -> str:
    """Return the whole text of a leaf; an element inside it would split the text."""
    if element is None:
        return ""
    if len(element):
        raise ShapeError(f"élément inattendu dans {etree.QName(element).localname}")
    return element.text or ""


def _instant(element: Element | None, name: str) -> datetime | None:
    """Read an ``xs:dateTime``; SAML Core 1.3.3 wants UTC, so a missing zone is refused."""
    value = None if element is None else element.get(name)
    if value is None:
        return None
    try:
        instant = datetime.fromisoformat(value)
    except ValueError as broken:
        raise ShapeError(f"{name} n'est pas une date") from broken
    if instant.tzinfo is None:
        raise ShapeError(f"{name} sans fuseau horaire")
    return instant.astimezone(UTC)
