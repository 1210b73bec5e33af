"""Reads what a Response and its assertion say: one tree, one path for each part, one meaning.

``read_assertion`` is given the copy of an element that was verified, and nothing around it.
Ignored, because nothing is decided by it: Consent, Extensions, Advice, SubjectLocality and the
Address of a confirmation (the portal and we may see other addresses of one browser),
AuthzDecisionStatement, encrypted attributes, and attributes nobody asked for.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from lxml import etree

from garbridge.errors import MalformedError, OversizedError
from garbridge.formats.saml.envelopes import identifier_of, issuer_in, statuses_in
from garbridge.formats.saml.logout_writing import SubjectName
from garbridge.formats.saml.names import SAML
from garbridge.formats.saml.values import only_children, parse_instant, whole_text
from garbridge.upstream.saml_sp.shape import ISSUER, STATUS, VALUE
from garbridge.upstream.saml_sp.values import StatedAttribute

MAX_VALUE: Final = 4096
"""Characters of one value; SAML2Int has 256 as what everybody must take (IIP-G02)."""
MAX_VALUES: Final = 1000
"""Of all attributes together: a teacher of many groups has a few hundred."""

_SUBJECT: Final = f"{{{SAML}}}Subject"
_NAME_ID: Final = f"{{{SAML}}}NameID"
_ENCRYPTED_ID: Final = f"{{{SAML}}}EncryptedID"
_ENCRYPTED_ATTRIBUTE: Final = f"{{{SAML}}}AttributeStatement/{{{SAML}}}EncryptedAttribute"
_BASE_ID: Final = f"{{{SAML}}}BaseID"
_IDENTIFIERS: Final = frozenset({_NAME_ID, _ENCRYPTED_ID, _BASE_ID})
_CONFIRMATION: Final = f"{{{SAML}}}SubjectConfirmation"
_CONFIRMATION_DATA: Final = f"{{{SAML}}}SubjectConfirmationData"
_CONDITIONS: Final = f"{{{SAML}}}Conditions"
_RESTRICTION: Final = f"{{{SAML}}}AudienceRestriction"
_AUDIENCE: Final = f"{{{SAML}}}Audience"
_ONE_TIME: Final = f"{{{SAML}}}OneTimeUse"
_PROXY: Final = f"{{{SAML}}}ProxyRestriction"
_AUTHN: Final = f"{{{SAML}}}AuthnStatement"
_CONTEXT: Final = f"{{{SAML}}}AuthnContext"
_CLASS: Final = f"{{{SAML}}}AuthnContextClassRef"


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """What a Response says on its outside; ``statuses`` are its codes, the outer one first."""

    id: str
    issuer: str
    version: str
    issued: datetime
    destination: str | None
    in_response_to: str | None
    statuses: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmation:
    """A SubjectConfirmation; ``is_other`` says that somebody else than the subject confirms."""

    method: str
    recipient: str | None
    in_response_to: str | None
    not_before: datetime | None
    ends: datetime | None
    is_other: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Conditions:
    """Until when an assertion holds, and for whom: each of ``audiences`` is one restriction."""

    not_before: datetime | None
    ends: datetime | None
    audiences: tuple[frozenset[str], ...]
    proxy_restricted: bool
    unknown: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Authentication:
    """An AuthnStatement."""

    at: datetime
    context: str | None
    authorities: tuple[str, ...]
    session_index: str | None
    session_ends: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Assertion:
    """What an assertion says.

    ``encrypted_name`` is an EncryptedID that is still closed, ``encrypted_attributes`` how many
    attributes are, and stay so.
    """

    id: str
    issuer: str
    version: str
    issued: datetime
    subject: SubjectName | None = field(repr=False)
    encrypted_name: etree._Element | None
    confirmations: tuple[Confirmation, ...]
    conditions: Conditions | None
    authentications: tuple[Authentication, ...]
    attributes: tuple[StatedAttribute, ...] = field(repr=False)
    encrypted_attributes: int


def read_envelope(root: etree._Element) -> Envelope:
    """Return what the Response *root* says on its outside.

    Raises:
        MalformedError: a part is missing, stands twice or cannot be read.
        UnknownProviderError: its Issuer is no entity.
    """
    parts = only_children(root, frozenset({ISSUER, STATUS}))
    return Envelope(
        id=identifier_of(root),
        issuer=issuer_in(parts.get(ISSUER)),
        version=root.get("Version", ""),
        issued=parse_instant(root.get("IssueInstant", "")),
        destination=root.get("Destination"),
        in_response_to=root.get("InResponseTo"),
        statuses=statuses_in(parts.get(STATUS)),
    )


def read_assertion(root: etree._Element) -> Assertion:
    """Return what the assertion *root* says.

    Raises:
        MalformedError: a part is missing, stands twice or cannot be read.
        OversizedError: a value is longer than any honest one, or there are too many.
        UnknownProviderError: its Issuer is no entity.
    """
    parts = only_children(root, frozenset({ISSUER, _SUBJECT, _CONDITIONS}))
    subject = parts.get(_SUBJECT)
    named = {} if subject is None else only_children(subject, _IDENTIFIERS)
    if len(named) > 1 or _BASE_ID in named:
        raise MalformedError("a Subject with several identifiers, or with one of another kind")
    name, conditions = named.get(_NAME_ID), parts.get(_CONDITIONS)
    return Assertion(
        id=identifier_of(root),
        issuer=issuer_in(parts.get(ISSUER)),
        version=root.get("Version", ""),
        issued=parse_instant(root.get("IssueInstant", "")),
        subject=None if name is None else read_name(name),
        encrypted_name=named.get(_ENCRYPTED_ID),
        confirmations=()
        if subject is None
        else tuple(map(_confirmation, subject.findall(_CONFIRMATION))),
        conditions=None if conditions is None else _conditions(conditions),
        authentications=tuple(map(_authentication, root.findall(_AUTHN))),
        attributes=_attributes(root),
        encrypted_attributes=len(root.findall(_ENCRYPTED_ATTRIBUTE)),
    )


def read_name(name: etree._Element) -> SubjectName:
    """Return the identifier in *name*, a NameID, as it stands there.

    Raises:
        MalformedError: it is empty, not printable, or has blanks around it.
        OversizedError: it is longer than any honest one.
    """
    if name.tag != _NAME_ID:
        raise MalformedError("an identifier that is no NameID")
    value = _bounded(whole_text(name))
    if not value or value != value.strip() or not value.isprintable():
        raise MalformedError("NameID is empty, or not plain text")
    return SubjectName(
        value=value,
        format=name.get("Format"),
        name_qualifier=name.get("NameQualifier"),
        sp_name_qualifier=name.get("SPNameQualifier"),
    )


def _instant(element: etree._Element, name: str) -> datetime | None:
    text = element.get(name)
    return None if text is None else parse_instant(text)


def _confirmation(element: etree._Element) -> Confirmation:
    parts = only_children(element, _IDENTIFIERS | {_CONFIRMATION_DATA})
    data = parts.get(_CONFIRMATION_DATA)
    if data is None:
        data = etree.Element(_CONFIRMATION_DATA)
    return Confirmation(
        method=element.get("Method", ""),
        recipient=data.get("Recipient"),
        in_response_to=data.get("InResponseTo"),
        not_before=_instant(data, "NotBefore"),
        ends=_instant(data, "NotOnOrAfter"),
        is_other=not _IDENTIFIERS.isdisjoint(parts),
    )


def _conditions(element: etree._Element) -> Conditions:
    known = {_RESTRICTION, _ONE_TIME, _PROXY}
    return Conditions(
        not_before=_instant(element, "NotBefore"),
        ends=_instant(element, "NotOnOrAfter"),
        audiences=tuple(
            frozenset(whole_text(audience) for audience in restriction.findall(_AUDIENCE))
            for restriction in element.findall(_RESTRICTION)
        ),
        proxy_restricted=any(map(_forbids_proxying, element.findall(_PROXY))),
        unknown=any(child.tag not in known for child in element),
    )


def _forbids_proxying(restriction: etree._Element) -> bool:
    """Say whether *restriction* leaves us no assertion to make, or not for everybody (2.5.1.6)."""
    count = restriction.get("Count")
    return (count is not None and count.strip().lstrip("+0") == "") or len(restriction) > 0


def _authentication(element: etree._Element) -> Authentication:
    context = only_children(element, frozenset({_CONTEXT})).get(_CONTEXT)
    if context is None:
        raise MalformedError("no AuthnContext")
    named = only_children(context, frozenset({_CLASS})).get(_CLASS)
    return Authentication(
        at=parse_instant(element.get("AuthnInstant", "")),
        context=None if named is None else whole_text(named).strip(),
        authorities=tuple(
            whole_text(one) for one in context.findall(f"{{{SAML}}}AuthenticatingAuthority")
        ),
        session_index=element.get("SessionIndex"),
        session_ends=_instant(element, "SessionNotOnOrAfter"),
    )


def _attributes(root: etree._Element) -> tuple[StatedAttribute, ...]:
    found: list[StatedAttribute] = []
    for element in root.iterfind(f"{{{SAML}}}AttributeStatement/{{{SAML}}}Attribute"):
        name = element.get("Name", "")
        if not name:
            raise MalformedError("an Attribute without a Name")
        values = tuple(
            _bounded(value.text or "") for value in element.findall(VALUE) if not len(value)
        )
        found.append(StatedAttribute(name, element.get("NameFormat"), values))
    if sum(len(one.values) for one in found) > MAX_VALUES:
        raise OversizedError("more values than any honest assertion states")
    return tuple(found)


def _bounded(text: str) -> str:
    if len(text) > MAX_VALUE:
        raise OversizedError(f"a value of {len(text)} characters")
    return text
