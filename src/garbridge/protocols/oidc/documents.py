"""The JSON answers of the back channel, and what stands on each of them."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Final

from garbridge.core.attributes import Attribute
from garbridge.ports import Document, Redemption

NO_STORE: Final[Mapping[str, str]] = {
    "Cache-Control": "no-store",
    "Pragma": "no-cache",  # RFC 6749 5.1
    "X-Content-Type-Options": "nosniff",
}
JSON: Final = "application/json"
REALM: Final = "garbridge"
_RETRY: Final = "5"
"""Seconds after which a client may ask again."""


def json_document(status: int, said: Mapping[str, object], **headers: str) -> Document:
    """Return *said* as a document that nobody keeps."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Document(status, JSON, json.dumps(said).encode(), {**NO_STORE, **named})


def error_document(status: int, error: str, description: str, **headers: str) -> Document:
    """Return an error as RFC 6749 5.2 has it; *description* repeats nothing of the request."""
    return json_document(status, {"error": error, "error_description": description}, **headers)


def away_document(description: str) -> Document:
    """Return the answer while a store is away: back within seconds, without a restart."""
    return error_document(503, "temporarily_unavailable", description, Retry_After=_RETRY)


def redemption(
    launch: str, told: Mapping[str, tuple[str, ...]], fault: str, now: datetime
) -> Redemption:
    """Return the record of one exchange: what was told, or the *fault* why nothing was."""
    attributes = () if fault else tuple(map(Attribute, told))
    return Redemption(launch=launch, attributes=attributes, fault=fault or None, at=now)
