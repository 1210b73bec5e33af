"""Names fixed by SAML V2.0: namespaces, bindings, formats, classes.  Section numbers are Core's."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

SAML: Final = "urn:oasis:names:tc:SAML:2.0:assertion"
SAMLP: Final = "urn:oasis:names:tc:SAML:2.0:protocol"
MD: Final = "urn:oasis:names:tc:SAML:2.0:metadata"
MDATTR: Final = "urn:oasis:names:tc:SAML:metadata:attribute"
SHIBMD: Final = "urn:mace:shibboleth:metadata:1.0"
DS: Final = "http://www.w3.org/2000/09/xmldsig#"

NAMESPACES: Mapping[str, str] = MappingProxyType(
    {"saml": SAML, "samlp": SAMLP, "md": MD, "ds": DS, "shibmd": SHIBMD}
)
"""The prefixes under which we write, and by which elements are looked up."""

HTTP_POST: Final = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST"
HTTP_REDIRECT: Final = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect"
DEFLATE: Final = "urn:oasis:names:tc:SAML:2.0:bindings:URL-Encoding:DEFLATE"

PERSISTENT: Final = "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent"
TRANSIENT: Final = "urn:oasis:names:tc:SAML:2.0:nameid-format:transient"
UNSPECIFIED: Final = "urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified"
ENTITY: Final = "urn:oasis:names:tc:SAML:2.0:nameid-format:entity"

PAIRWISE_ID: Final = "urn:oasis:names:tc:SAML:attribute:pairwise-id"
SUBJECT_ID_REQUEST: Final = "urn:oasis:names:tc:SAML:profiles:subject-id:req"
"""Subject Identifier Attributes 1.0, sections 3.4 and 4."""

BASIC: Final = "urn:oasis:names:tc:SAML:2.0:attrname-format:basic"
"""8.2.3: the attribute's name is a plain word, as GAR's are."""
URI: Final = "urn:oasis:names:tc:SAML:2.0:attrname-format:uri"

BEARER: Final = "urn:oasis:names:tc:SAML:2.0:cm:bearer"
SUCCESS: Final = "urn:oasis:names:tc:SAML:2.0:status:Success"
REQUESTER: Final = "urn:oasis:names:tc:SAML:2.0:status:Requester"
RESPONDER: Final = "urn:oasis:names:tc:SAML:2.0:status:Responder"
PARTIAL_LOGOUT: Final = "urn:oasis:names:tc:SAML:2.0:status:PartialLogout"
"""3.2.2.2: somebody could not be made to close what they had open."""

LOGOUT_BY_USER: Final = "urn:oasis:names:tc:SAML:2.0:logout:user"
"""3.7.3: whoever it is about asked for it."""

XSI: Final = "http://www.w3.org/2001/XMLSchema-instance"

PASSWORD: Final = "urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport"  # noqa: S105 - the name of a class
UNSPECIFIED_CONTEXT: Final = "urn:oasis:names:tc:SAML:2.0:ac:classes:unspecified"
