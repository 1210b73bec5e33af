"""Reads the token of a launch: its header, and what it says of somebody in GAR's names."""

import base64
import binascii
import json
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from provider_stub.errors import ShapeError

_CLAIM: Final = "https://purl.imsglobal.org/spec/lti/claim/"
MESSAGE_TYPE: Final = f"{_CLAIM}message_type"
VERSION: Final = f"{_CLAIM}version"
DEPLOYMENT_ID: Final = f"{_CLAIM}deployment_id"
TARGET_LINK_URI: Final = f"{_CLAIM}target_link_uri"
CUSTOM: Final = f"{_CLAIM}custom"

_OWN: Mapping[str, str] = MappingProxyType(
    {"family_name": "NOM", "given_name": "PRE", "email": "P_MEL"}
)
_PARTS: Final = 3


def header_of(token: str, limit: int) -> Mapping[str, Any]:
    """Return the header of a compact token (RFC 7515 7.1), which proves nothing yet.

    Raises:
        ShapeError: it is none, or longer than *limit*.
    """
    parts = token.split(".")
    if len(token) > limit or len(parts) != _PARTS:
        raise ShapeError("ni jeton, ni taille permise")
    try:
        said = json.loads(base64.urlsafe_b64decode(parts[0] + "=" * (-len(parts[0]) % 4)))
    except (binascii.Error, ValueError) as broken:
        raise ShapeError("en-tête illisible") from broken
    if not isinstance(said, dict):
        raise ShapeError("en-tête illisible")
    return said


def attributes_of(claims: Mapping[str, Any]) -> Mapping[str, tuple[str, ...]]:
    """Return what is said of somebody, under GAR's names.

    >>> attributes_of({CUSTOM: {"DIV": "6A;5B"}, "given_name": "Zoé"})
    {'PRE': ('Zoé',), 'DIV': ('6A', '5B')}
    """
    found: dict[str, tuple[str, ...]] = {
        name: (str(claims[own]),) for own, name in _OWN.items() if own in claims
    }
    return found | {name: split(str(value)) for name, value in claims.get(CUSTOM, {}).items()}


def split(text: str) -> tuple[str, ...]:
    r"""Return the values in one parameter: ``;`` between them, a backslash before one inside.

    >>> split(r"a;b\;c;\\")
    ('a', 'b;c', '\\')
    """
    values, value, escaped = [], "", False
    for character in text:
        if escaped:
            value, escaped = value + character, False
        elif character == "\\":
            escaped = True
        elif character == ";":
            values.append(value)
            value = ""
        else:
            value += character
    return (*values, value)
