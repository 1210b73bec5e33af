"""The ``serviceResponse`` documents, in XML and JSON (CAS Protocol 2.5.2, Appendix A)."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from lxml import etree

from garbridge.core.records import quick
from garbridge.ports import Document

NAMESPACE: Final = "http://www.yale.edu/tp/cas"

_HEADERS: Final = MappingProxyType(
    {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
)


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
    root = etree.Element(_name("serviceResponse"), nsmap={"cas": NAMESPACE})
    if isinstance(outcome, Failure):
        failure = etree.SubElement(root, _name("authenticationFailure"), code=outcome.code)
        failure.text = outcome.description
    else:
        success = etree.SubElement(root, _name("authenticationSuccess"))
        etree.SubElement(success, _name("user")).text = outcome.user
        if outcome.attributes:
            attributes = etree.SubElement(success, _name("attributes"))
            for name, values in outcome.attributes.items():
                for value in values:
                    etree.SubElement(attributes, _name(name)).text = value
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def _name(local: str) -> str:
    return f"{{{NAMESPACE}}}{local}"


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
