"""A policy as a document, and the name it has by its content.

Two policies that let the same leave of the same people for the same reasons are one version; one
that differs in a comma of a purpose is another.  What a launch let leave is recorded under the
version, and the document is kept: years later it can be read what the rule was that day.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import datetime

from garbridge.core.attributes import CATALOGUE, Attribute
from garbridge.core.catalogue import Provider, Resource
from garbridge.core.policy import PolicyEntry, ReleasePolicy
from garbridge.core.terms import Terms

VERSION_DIGITS = 32
"""Hexadecimal digits of a version: 128 bits, so that nobody finds two policies of one name."""

Document = Mapping[str, object]


def policy_document(provider: Provider, resources: Iterable[Resource], protocol: str) -> Document:
    """Return everything that decides what *provider* learns, in one order whatever the file's.

    Args:
        provider: With its policy and terms.
        resources: Those it owns: each may receive less than the policy, or more once activated.
        protocol: The one it speaks.
    """
    own = _own(provider.policy)
    return {
        **({"attributes": own} if own else {}),
        "provider": provider.id,
        "name": provider.name,
        "protocol": protocol,
        **({"anonymous": True} if provider.anonymous else {}),
        "terms": None if provider.terms is None else _terms(provider.terms),
        "release": sorted(
            (_entry(one) for one in provider.policy.entries),
            key=lambda one: (one["attribute"], one["profiles"]),
        ),
        "resources": {
            resource.id: {
                "title": resource.title,
                "release": _names(resource.narrowed_to),
                "interaction": _names(resource.interaction),
            }
            for resource in sorted(resources, key=lambda resource: resource.id)
        },
    }


def policy_version(document: Document) -> str:
    """Return the name of *document*: the first digits of the SHA-256 of its canonical JSON.

    >>> policy_version({"b": 1, "a": "é"}) == policy_version({"a": "é", "b": 1})
    True
    """
    return hashlib.sha256(canonical(document)).hexdigest()[:VERSION_DIGITS]


def canonical(document: Document) -> bytes:
    """Return *document* as JSON: sorted keys, no space, UTF-8; equal documents, equal bytes."""
    text = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode()


def _own(policy: ReleasePolicy) -> dict[str, object]:
    """Return what is known of each attribute of the portal's own that *policy* names."""
    return {
        str(attribute): {
            "label": facts.label,
            "type": facts.type.value,
            "sensitivity": facts.sensitivity.value,
            "staff_only": facts.staff_only,
        }
        for attribute, facts in policy.catalogue.items()
        if attribute in policy.by_attribute and attribute not in CATALOGUE
    }


def _entry(entry: PolicyEntry) -> dict[str, object]:
    return {
        "attribute": str(entry.attribute),
        "purpose": entry.purpose,
        "legal_basis": entry.legal_basis.value,
        "profiles": sorted(profile.value for profile in entry.profiles),
        "transformation": entry.transformation.value,
        "constants": {profile.value: text for profile, text in entry.constants},
        "validated_by": entry.validated_by,
        "validated_on": entry.validated_on.isoformat(),
        "ends": _instant(entry.ends),
        "retention": entry.retention,
        "accept": dict(entry.accepted),
    }


def _instant(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat()


def _names(attributes: frozenset[Attribute] | None) -> list[str] | None:
    return None if attributes is None else sorted(str(attribute) for attribute in attributes)


def _terms(terms: Terms) -> dict[str, object]:
    return {
        "role": terms.role.value,
        "contract": terms.contract,
        "hosting": sorted(terms.hosting),
        "contact": terms.contact,
        "sub_processors": [
            {"name": one.name, "country": one.country, "purpose": one.purpose}
            for one in terms.sub_processors
        ],
        "transfers": [
            {"country": one.country, "safeguard": one.safeguard} for one in terms.transfers
        ],
    }
