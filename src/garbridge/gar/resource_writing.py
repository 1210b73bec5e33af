"""Writes the GAR's two lists, in the forms in which its clients read them.

Titles and names are a publisher's own: what no XML can hold in one becomes a blank, so that one
text does not keep everybody from the list.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

from lxml import etree

from garbridge.core.labels import label_of
from garbridge.core.national import ListedResource, PublicResource
from garbridge.formats.xml import written_xml
from garbridge.gar.resource_list import (
    FIELDS,
    GENERATED,
    LIST,
    NAMESPACE,
    PRESENTATION,
    PUBLIC_FIELDS,
    PUBLIC_LIST,
    PUBLIC_RESOURCE,
    RESOURCE,
    SELLER,
    SELLER_PARTS,
    TERM,
    Kind,
)

_Value = str | dict[str, str] | list[dict[str, str]]


_HERE: Final = "\0"
"""Stands for the start of an address in what is written once: no text of a resource has it."""
_MOST: Final = 20_000
"""More than any portal has; what is written once is forgotten beyond."""


class ListTexts:
    """Writes lists: what is the same for everybody of a resource is written once."""

    def __init__(self) -> None:
        self._written: dict[int, tuple[ListedResource, str, str]] = {}

    def json(self, start: str, resources: Iterable[ListedResource]) -> bytes:
        """Return the list of one person through one school, in JSON.

        Args:
            start: What every address begins with.
            resources: Each with the end of its address.
        """
        begun = json.dumps(start)[1:-1]
        listed = [begun.join(self._around(resource)) for resource in resources]
        return f'{{"{LIST}": {{"{RESOURCE}": [{", ".join(listed)}]}}}}'.encode()

    def _around(self, resource: ListedResource) -> tuple[str, str]:
        """Return what stands before and after the start of the address."""
        found = self._written.get(id(resource))
        if found is None or found[0] is not resource:
            whole = replace(resource, address=f"{_HERE}{resource.address}")
            text = json.dumps(dict(_fields(whole)), ensure_ascii=False)
            before, _, after = text.partition(json.dumps(_HERE)[1:-1])
            if len(self._written) >= _MOST:
                self._written.clear()
            found = self._written[id(resource)] = resource, before, after
        return found[1:]


def write_list_xml(start: str, resources: Iterable[ListedResource]) -> bytes:
    """Return the same in XML: repeated elements with children of the same names."""
    root = etree.Element(LIST)
    for plain in resources:
        resource = replace(plain, address=f"{start}{plain.address}")
        element = etree.SubElement(root, RESOURCE)
        for name, value in _fields(resource):
            for one in value if isinstance(value, list) else (value,):
                _add(element, name, one)
    return written_xml(root)


def write_public_list(resources: Iterable[PublicResource], *, now: datetime) -> bytes:
    """Return the list of everything, in XML."""
    root = etree.Element(f"{{{NAMESPACE}}}{PUBLIC_LIST}", nsmap={None: NAMESPACE})
    made = now.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    etree.SubElement(root, f"{{{NAMESPACE}}}{GENERATED}").text = made
    for resource in resources:
        element = etree.SubElement(root, f"{{{NAMESPACE}}}{PUBLIC_RESOURCE}")
        for field in PUBLIC_FIELDS:
            value: object = getattr(resource, field.attribute)
            text = str(value).lower() if isinstance(value, bool) else label_of(str(value))
            if text or field.is_stated:
                etree.SubElement(element, f"{{{NAMESPACE}}}{field.name}").text = text
            if field.attribute == _BEFORE_SELLERS:
                _sellers(element, resource)
    return written_xml(root)


_BEFORE_SELLERS = "publisher"


def _sellers(element: etree._Element, resource: PublicResource) -> None:
    for seller in resource.sellers:
        inside = etree.SubElement(element, f"{{{NAMESPACE}}}{SELLER}")
        for name, text in zip(SELLER_PARTS, (seller.id, seller.name), strict=True):
            etree.SubElement(inside, f"{{{NAMESPACE}}}{name}").text = label_of(text)


def _fields(resource: ListedResource) -> Iterator[tuple[str, _Value]]:
    for field in FIELDS:
        match field.kind:
            case Kind.TEXT | Kind.ADDRESS:
                said: str = getattr(resource, field.attribute)
                text = label_of(said) if field.kind is Kind.TEXT else said
                if text or field.is_stated:
                    yield field.name, text
            case Kind.TERMS:
                terms = getattr(resource, field.attribute)
                pairs = ((term.uri, label_of(term.label)) for term in terms)
                yield field.name, [dict(zip(TERM, pair, strict=True)) for pair in pairs]
            case Kind.PRESENTATION:
                kind = resource.presentation
                parts = (kind.code, label_of(kind.label))
                yield field.name, dict(zip(PRESENTATION, parts, strict=True))


def _add(element: etree._Element, name: str, value: str | dict[str, str]) -> None:
    inside = etree.SubElement(element, name)
    if isinstance(value, str):
        inside.text = value
        return
    for part, text in value.items():
        etree.SubElement(inside, part).text = text
