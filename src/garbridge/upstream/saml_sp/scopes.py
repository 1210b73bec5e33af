"""Holds values of the form ``who@where`` to what the identity provider may speak for.

Where one identity provider may state another's scope it can sign in another's people (SAML2Int
SDP-SP17).  Its metadata lists its own (*shibmd:Scope*), never as a pattern here (SDP-SP14).
"""

from collections.abc import Collection
from dataclasses import replace
from typing import Final

from garbridge.upstream.saml_sp.values import StatedAttribute

SCOPED: Final = frozenset(
    {
        "urn:oasis:names:tc:SAML:attribute:pairwise-id",
        "urn:oasis:names:tc:SAML:attribute:subject-id",
        "urn:oid:1.3.6.1.4.1.5923.1.1.1.6",
        "urn:oid:1.3.6.1.4.1.5923.1.1.1.9",
        "urn:oid:1.3.6.1.4.1.5923.1.1.1.13",
        "urn:mace:dir:attribute-def:eduPersonPrincipalName",
        "urn:mace:dir:attribute-def:eduPersonScopedAffiliation",
        "eduPersonPrincipalName",
        "eduPersonScopedAffiliation",
        "eduPersonUniqueId",
        "pairwise-id",
        "subject-id",
    }
)
"""The names of attributes whose values have a scope."""


def in_scope(attribute: StatedAttribute, scopes: Collection[str]) -> StatedAttribute:
    """Return *attribute* with the values that its issuer may state: those of one of *scopes*.

    Others are left out, as if they had not been stated.  Scopes are compared without case.
    """
    if attribute.name not in SCOPED:
        return attribute
    known = {scope.lower() for scope in scopes}
    kept = (one for one in attribute.values if one.rpartition("@")[2].lower() in known)
    return replace(attribute, values=tuple(value for value in kept if value.count("@") == 1))
