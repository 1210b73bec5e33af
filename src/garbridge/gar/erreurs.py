"""What is answered instead of a document: the GAR's *Erreur*, in JSON or in XML.

``Code``, ``Message`` and ``Resource`` are the GAR's, seen in one example.  ``Details`` are ours:
for each rule that is not kept the field, the rule's number and what is wanted.
"""

import json
from collections.abc import Sequence
from http import HTTPStatus
from typing import Final

from lxml import etree

from garbridge.core.stated import Breach
from garbridge.core.texts import is_text
from garbridge.formats.xml import written_xml
from garbridge.gar.resource_list import ERROR, ERROR_PARTS

_DETAILS: Final = "Details"
_DETAIL: Final = "Detail"
_PARTS: Final = ("Champ", "Regle", "Motif")


def error_json(status: int, message: str, resource: str, breaches: Sequence[Breach] = ()) -> bytes:
    """Return the error in JSON."""
    said: dict[str, object] = dict(_said(status, message, resource))
    if breaches:
        said[_DETAILS] = [dict(zip(_PARTS, _parts(breach), strict=True)) for breach in breaches]
    return json.dumps({ERROR: said}, ensure_ascii=False).encode()


def error_xml(status: int, message: str, resource: str, breaches: Sequence[Breach] = ()) -> bytes:
    """Return the error in XML."""
    root = etree.Element(ERROR)
    for name, text in _said(status, message, resource):
        etree.SubElement(root, name).text = text
    if breaches:
        details = etree.SubElement(root, _DETAILS)
        for breach in breaches:
            detail = etree.SubElement(details, _DETAIL)
            for name, text in zip(_PARTS, _parts(breach), strict=True):
                etree.SubElement(detail, name).text = text
    return written_xml(root)


def _said(status: int, message: str, resource: str) -> Sequence[tuple[str, str]]:
    # What was asked for is not always something that a document can hold.
    shown = resource if is_text(resource) else ""
    return tuple(zip(ERROR_PARTS, (HTTPStatus(status).phrase, message, shown), strict=True))


def _parts(breach: Breach) -> tuple[str, str, str]:
    return breach.field, breach.rule, breach.reason
