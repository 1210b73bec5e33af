"""The ``serviceResponse`` documents, in XML and JSON (CAS Protocol 2.5.2, Appendix A)."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from garbridge.core.records import quick
from garbridge.errors import ValueRefusedError
from garbridge.formats.canonical import escape_attribute, escape_text
from garbridge.ports import Document

NAMESPACE: Final = "http://www.yale.edu/tp/cas"

_HEADERS: Final = MappingProxyType(
    {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
)


_RESPONSE: Final = (
    "<?xml version='1.0' encoding='UTF-8'?>\n"
    f'<cas:serviceResponse xmlns:cas="{NAMESPACE}">%s</cas:serviceResponse>'
)
_SUCCESS: Final = "<cas:authenticationSuccess><cas:user>%s</cas:user>%s</cas:authenticationSuccess>"
_ATTRIBUTES: Final = "<cas:attributes>%s</cas:attributes>"
_FAILURE: Final = '<cas:authenticationFailure code="%s">%s</cas:authenticationFailure>'
_NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")


class Format(StrEnum):
    """The values of the parameter ``format`` (2.5.1)."""

    XML = "xml"
    JSON = "json"


@quick
@dataclass(frozen=True, slots=True)
class Success:
    """The ticket was good.  ``attributes`` in the order in which they are to stand."""

    user: str
    attributes: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Failure:
    """The ticket was not good: ``code`` is one of 2.5.3, ``description`` never quotes."""

    code: str
    description: str
    status: int = 200


def document(outcome: Success | Failure, wanted: Format) -> Document:
    """Return *outcome* in the *wanted* format."""
    body = _json(outcome) if wanted is Format.JSON else _xml(outcome)
    status = outcome.status if isinstance(outcome, Failure) else 200
    return Document(status, f"application/{wanted}", body, _HEADERS)


def _xml(outcome: Success | Failure) -> bytes:
    if isinstance(outcome, Failure):
        said = _FAILURE % (escape_attribute(outcome.code), escape_text(outcome.description))
    else:
        told = [
            _element(name) % escape_text(value)
            for name, values in outcome.attributes.items()
            for value in values
        ]
        attributes = _ATTRIBUTES % "".join(told) if told else ""
        said = _SUCCESS % (escape_text(outcome.user), attributes)
    return (_RESPONSE % said).encode()


@lru_cache(maxsize=256)
def _element(name: str) -> str:
    """Return the element of an attribute, with a place for its value.

    Raises:
        ValueRefusedError: no element can be called so.
    """
    if _NAME.fullmatch(name) is None:
        raise ValueRefusedError("attribute", name, "a name of XML without a prefix")
    return f"<cas:{name}>%s</cas:{name}>"


def _json(outcome: Success | Failure) -> bytes:
    said: dict[str, object]
    if isinstance(outcome, Failure):
        failure = {"code": outcome.code, "description": outcome.description}
        said = {"authenticationFailure": failure}
    else:
        success: dict[str, object] = {"user": outcome.user}
        if outcome.attributes:
            success["attributes"] = dict(outcome.attributes)
        said = {"authenticationSuccess": success}
    return json.dumps({"serviceResponse": said}).encode()
