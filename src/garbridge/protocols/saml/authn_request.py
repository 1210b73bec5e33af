"""Reads an AuthnRequest: one message, one parser, one meaning (Core 3.4.1).

Ignored, because nothing is decided by it: Extensions, Consent, ProviderName, Scoping, Conditions,
AttributeConsumingServiceIndex (a request never widens what is released), and what this version
of SAML does not know.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final, TypeVar

from lxml import etree

from garbridge.core.records import quick
from garbridge.errors import MalformedError
from garbridge.formats.saml.envelopes import identifier_of, issuer_in
from garbridge.formats.saml.names import SAML, SAMLP
from garbridge.formats.saml.values import only_children, parse_boolean, parse_instant, whole_text

T = TypeVar("T")

_INDEX: Final = re.compile(r"[0-9]{1,5}", re.ASCII)
_ROOT: Final = f"{{{SAMLP}}}AuthnRequest"
_ISSUER: Final = f"{{{SAML}}}Issuer"
_SUBJECT: Final = f"{{{SAML}}}Subject"
_POLICY: Final = f"{{{SAMLP}}}NameIDPolicy"
_CONTEXT: Final = f"{{{SAMLP}}}RequestedAuthnContext"
_PARTS: Final = frozenset({_ISSUER, _SUBJECT, _POLICY, _CONTEXT})


@dataclass(frozen=True, slots=True, kw_only=True)
class NameIdPolicy:
    """What identifier is asked for; ``None`` where the request does not say (3.4.1.1)."""

    name_format: str | None
    sp_name_qualifier: str | None
    allow_create: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestedContext:
    """How the person must have signed in (3.3.2.2.1): which classes, and how to compare.

    Without a class it names a declaration, or nothing: neither can be met.
    """

    comparison: str
    classes: tuple[str, ...]


@quick
@dataclass(frozen=True, slots=True, kw_only=True)
class AuthnRequest:
    """What a service provider asks for.  ``None`` is "not said"."""

    id: str
    issuer: str
    version: str
    issued: datetime
    destination: str | None
    consumer_service_url: str | None
    consumer_service_index: int | None
    protocol_binding: str | None
    force_authn: bool
    is_passive: bool
    names_subject: bool
    name_id_policy: NameIdPolicy | None
    requested_context: RequestedContext | None


def read_issuer(root: etree._Element) -> str:
    """Return whose request *root* says it is.

    Raises:
        MalformedError: *root* is no AuthnRequest or has no Issuer.
        UnknownProviderError: its Issuer is no entity.
    """
    return issuer_in(_parts(root).get(_ISSUER))


def _parts(root: etree._Element) -> dict[str, etree._Element]:
    if root.tag != _ROOT:
        raise MalformedError("not an AuthnRequest")
    return only_children(root, _PARTS)


def read_authn_request(root: etree._Element) -> AuthnRequest:
    """Return what *root* says.

    Raises:
        MalformedError: a part is missing, stands twice or cannot be read.
        UnknownProviderError: its Issuer is no entity.
    """
    parts = _parts(root)
    return AuthnRequest(
        issuer=issuer_in(parts.get(_ISSUER)),
        id=identifier_of(root),
        version=root.get("Version", ""),
        issued=parse_instant(root.get("IssueInstant", "")),
        destination=root.get("Destination"),
        consumer_service_url=root.get("AssertionConsumerServiceURL"),
        consumer_service_index=_optional(root, "AssertionConsumerServiceIndex", _index),
        protocol_binding=root.get("ProtocolBinding"),
        force_authn=_optional(root, "ForceAuthn", parse_boolean) or False,
        is_passive=_optional(root, "IsPassive", parse_boolean) or False,
        names_subject=_SUBJECT in parts,
        name_id_policy=_name_id_policy(parts.get(_POLICY)),
        requested_context=_requested_context(parts.get(_CONTEXT)),
    )


def _optional(root: etree._Element, name: str, read: Callable[[str], T]) -> T | None:
    text = root.get(name)
    return None if text is None else read(text)


def _index(text: str) -> int:
    if not _INDEX.fullmatch(text):
        raise MalformedError("AssertionConsumerServiceIndex is no number")
    return int(text)


def _name_id_policy(policy: etree._Element | None) -> NameIdPolicy | None:
    if policy is None:
        return None
    return NameIdPolicy(
        name_format=policy.get("Format"),
        sp_name_qualifier=policy.get("SPNameQualifier"),
        allow_create=_optional(policy, "AllowCreate", parse_boolean),
    )


def _requested_context(requested: etree._Element | None) -> RequestedContext | None:
    if requested is None:
        return None
    references = requested.findall(f"{{{SAML}}}AuthnContextClassRef")
    return RequestedContext(
        comparison=requested.get("Comparison", "exact"),
        classes=tuple(whole_text(reference).strip() for reference in references),
    )
