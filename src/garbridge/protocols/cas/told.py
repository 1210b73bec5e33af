"""Reads a ``serviceResponse`` of ours as a CAS client would."""

import json
from collections.abc import Iterator
from typing import cast

from lxml import etree

from garbridge.core.proving import Told
from garbridge.errors import ProtocolError, ReleaseMismatchError
from garbridge.formats.xml import parse_xml
from garbridge.ports import Document
from garbridge.protocols.cas.documents import NAMESPACE

_SUCCESS = "authenticationSuccess"
_CAS = f"{{{NAMESPACE}}}"


def read_told(document: Document) -> Told:
    """Return whom and what *document* tells; in JSON as in XML.

    Raises:
        ReleaseMismatchError: it is no answer of success that can be read.
    """
    try:
        if document.media_type.endswith("json"):
            return _json(document.body)
        return _xml(document.body)
    except (ProtocolError, ValueError, KeyError, TypeError, AttributeError) as broken:
        raise ReleaseMismatchError("the serviceResponse cannot be read") from broken


def _json(body: bytes) -> Told:
    said = cast("dict[str, dict[str, dict[str, object]]]", json.loads(body))
    answer = said["serviceResponse"]
    success = answer[_SUCCESS]
    attributes = cast("dict[str, list[str]]", success.get("attributes", {}))
    beside = [*(said.keys() - {"serviceResponse"}), *(answer.keys() - {_SUCCESS})]
    beside += success.keys() - {"user", "attributes"}
    told = tuple([(name, tuple(values)) for name, values in attributes.items()])
    return Told(cast("str", success["user"]), told, tuple(sorted(beside)))


def _xml(body: bytes) -> Told:
    root = parse_xml(body)
    users: list[str] = []
    beside: list[str] = []
    attributes: list[tuple[str, list[str]]] = []
    for place, element in _placed(root, ""):
        text = element.text or ""
        if place == f"serviceResponse/{_SUCCESS}/user":
            users.append(text)
        elif place.startswith(f"serviceResponse/{_SUCCESS}/attributes/"):
            name = place.removeprefix(f"serviceResponse/{_SUCCESS}/attributes/")
            if attributes and attributes[-1][0] == name:
                attributes[-1][1].append(text)
            else:
                attributes.append((name, [text]))
        elif place not in _FRAME or text.strip():
            beside.append(place)
        beside += [f"{place}/@{name}" for name, _ in element.items()]
    if len(users) != 1:
        beside.append("user")
    told = tuple([(name, tuple(values)) for name, values in attributes])
    return Told("".join(users), told, tuple(beside))


def _placed(element: etree._Element, above: str) -> Iterator[tuple[str, etree._Element]]:
    """Yield *element* and all within, each with the names that lead to it."""
    place = above + str(element.tag).replace(_CAS, "")
    yield place, element
    for child in element:
        yield from _placed(child, f"{place}/")


_FRAME = frozenset(
    {"serviceResponse", f"serviceResponse/{_SUCCESS}", f"serviceResponse/{_SUCCESS}/attributes"}
)
