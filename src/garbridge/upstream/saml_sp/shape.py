"""The shape a Response must have before anything in it is verified (Core 3.2.2, 3.3.3; 2.3 to 2.7).

It is the schema's, cut down to what a browser sign-in needs, with what the schema leaves to chance
decided: one assertion in the whole message, signatures in two places, no type redefined, no ID
twice, no text between the parts.  What follows can then name each part by one path.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from lxml import etree

from garbridge.errors import MalformedError
from garbridge.formats.enveloped import refuse_repeated_ids
from garbridge.formats.saml.names import DS, SAML, SAMLP, XSI

SIGNATURE: Final = f"{{{DS}}}Signature"
RESPONSE: Final = f"{{{SAMLP}}}Response"
STATUS: Final = f"{{{SAMLP}}}Status"
ASSERTION: Final = f"{{{SAML}}}Assertion"
ENCRYPTED: Final = f"{{{SAML}}}EncryptedAssertion"
ISSUER: Final = f"{{{SAML}}}Issuer"
VALUE: Final = f"{{{SAML}}}AttributeValue"

_RESPONSE_PARTS: Final = (
    {ISSUER}, {SIGNATURE}, {f"{{{SAMLP}}}Extensions"}, {STATUS}, {ASSERTION, ENCRYPTED},
)  # fmt: skip
_STATEMENTS: Final = {
    f"{{{SAML}}}{name}"
    for name in ("AuthnStatement", "AttributeStatement", "AuthzDecisionStatement")
}
_ASSERTION_PARTS: Final = (
    {ISSUER}, {SIGNATURE}, {f"{{{SAML}}}Subject"}, {f"{{{SAML}}}Conditions"},
    {f"{{{SAML}}}Advice"}, _STATEMENTS,
)  # fmt: skip
_RESPONSE_SAYS: Final = frozenset(
    {"ID", "Version", "IssueInstant", "Destination", "InResponseTo", "Consent"}
)
_ASSERTION_SAYS: Final = frozenset({"ID", "Version", "IssueInstant"})
_SCHEMA_PLACES: Final = frozenset(
    {f"{{{XSI}}}schemaLocation", f"{{{XSI}}}noNamespaceSchemaLocation"}
)
_FREE: Final = frozenset({f"{{{SAMLP}}}Extensions", f"{{{SAML}}}Advice"})
_REDEFINED: Final = frozenset({f"{{{XSI}}}type", f"{{{XSI}}}nil"})


@dataclass(frozen=True, slots=True)
class Shaped:
    """A Response of the one shape; nothing of it is verified.

    ``assertion`` is ``None`` where there is a status only; it may be an EncryptedAssertion.
    """

    root: etree._Element
    assertion: etree._Element | None

    @property
    def is_encrypted(self) -> bool:
        """Whether the assertion must be opened first."""
        return self.assertion is not None and self.assertion.tag == ENCRYPTED


def shaped(root: etree._Element) -> Shaped:
    """Return *root* with its one assertion.

    Raises:
        MalformedError: it is no Response, or not of the shape.
        SignatureError: an ID stands twice.
    """
    if root.tag != RESPONSE:
        raise MalformedError("not a Response")
    _parts(root, _RESPONSE_PARTS, _RESPONSE_SAYS)
    held = [child for child in root if child.tag in {ASSERTION, ENCRYPTED}]
    if len(held) > 1:
        raise MalformedError(f"{len(held)} assertions, exactly one is taken")
    assertion = held[0] if held else None
    _refuse_strangers(root, assertion)
    if assertion is not None and assertion.tag == ASSERTION:
        check_assertion(assertion)
    refuse_repeated_ids(root)
    return Shaped(root, assertion)


def check_assertion(assertion: etree._Element) -> None:
    """Return if *assertion* is one, of the shape.

    Raises:
        MalformedError: it is not.
    """
    if assertion.tag != ASSERTION:
        raise MalformedError("not an Assertion")
    _parts(assertion, _ASSERTION_PARTS, _ASSERTION_SAYS)


def check_opened(assertion: etree._Element, around: etree._Element) -> None:
    """Return if *assertion*, which was opened, has the shape it would have had in *around*.

    Raises:
        MalformedError: it has not.
        SignatureError: an ID stands twice in both together.
    """
    check_assertion(assertion)
    _refuse_strangers(assertion, assertion)
    refuse_repeated_ids(around, assertion)


def is_signed(element: etree._Element) -> bool:
    """Say whether *element* has a signature of its own."""
    return element.find(SIGNATURE) is not None


def _parts(parent: etree._Element, order: Sequence[Collection[str]], said: Collection[str]) -> None:
    """Return if the children of *parent* stand in *order*, and it says nothing but *said*."""
    name = etree.QName(parent).localname
    if set(parent.attrib) - _SCHEMA_PLACES - set(said):
        raise MalformedError(f"{name} has an attribute it may not have")
    place = 0
    for child in parent:
        found = next((n for n in range(place, len(order)) if child.tag in order[n]), None)
        if found is None:
            raise MalformedError(f"{name}: a part that may not be there, or not in that place")
        # Assertions and statements may come again; of everything else there is one.
        place = found if found == len(order) - 1 else found + 1
    if any(text.strip() for text in _between(parent)):
        raise MalformedError(f"{name} has text between its parts")


def _between(parent: etree._Element) -> Iterator[str]:
    yield parent.text or ""
    for child in parent:
        yield child.tail or ""


def _refuse_strangers(root: etree._Element, assertion: etree._Element | None) -> None:
    """Refuse assertions, messages and signatures anywhere but in their one place.

    Extensions and Advice may hold what they like otherwise (IIP-EXT01): it is not looked at.
    """
    for element in root.iter():
        tag = element.tag
        if tag in {ASSERTION, ENCRYPTED} and element is not assertion:
            raise MalformedError("an assertion in another place")
        if tag == RESPONSE and element is not root:
            raise MalformedError("a Response inside of another")
        if tag == SIGNATURE and element.getparent() not in (root, assertion):
            raise MalformedError("a signature in another place")
    if any(not _REDEFINED.isdisjoint(element.attrib) for element in _looked_at(root)):
        raise MalformedError("an element whose type is redefined")


def _looked_at(element: etree._Element) -> Iterator[etree._Element]:
    """Yield *element* and what is in it, but not what only others understand, nor values."""
    if element.tag != VALUE:
        yield element
        if element.tag not in _FREE:
            for child in element:
                yield from _looked_at(child)
