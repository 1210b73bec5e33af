"""Reads the GAR's list of one person's resources at one school, in JSON or in XML.

It is strict about what somebody would be sent by (the address: https, at a host of the GAR, of the
ENT and the school that were asked for) and lenient about the rest: an absent field, ``null``, one
value where several are usual, an unknown field, another namespace.  One entry that cannot be shown
is left out and counted; the others stand.

Not checked: whether the list is that of the person who was asked about.  The answer does not name
anybody.  It does name the ENT and the school, inside each address: where one of them is another
one, the whole answer is somebody else's, and nothing of it is used.
"""

import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final, cast
from urllib.parse import urlsplit

from lxml import etree

from garbridge.core.identifiers import SchoolId, TenantId
from garbridge.core.national import ListedResource, Presentation, Term
from garbridge.core.national_faults import ListFault
from garbridge.core.texts import is_text
from garbridge.errors import MalformedError, OversizedError, ValueRefusedError
from garbridge.formats.xml import forget_before, stream_xml
from garbridge.gar.ent.clean import label_of
from garbridge.gar.entry import named_in
from garbridge.gar.resource_list import FIELDS, LIST, PRESENTATION, RESOURCE, TERM, Kind
from garbridge.ports import ListRead

MOST: Final = 2_000
"""Entries of one list that are looked at."""

_MOST_TERMS: Final = 100
_MOST_TEXT: Final = 2_000
_MOST_NAME: Final = 400
_TAGS: Final = (f"{{*}}{RESOURCE}",)
_Entry = Mapping[str, object]


class _ForeignError(Exception):
    """An address names another ENT or another school."""


def read_list(
    body: bytes, *, tenant: TenantId, school: SchoolId, parse_address: Callable[[str], str]
) -> ListRead | ListFault:
    """Return what *body* lists.

    Args:
        body: What was answered with a status of 200, decompressed.
        tenant: Whose list was asked for.
        school: Through which school.
        parse_address: Returns an address to which somebody may be sent, or refuses it with
            :class:`~garbridge.errors.ValueRefusedError`.
    """
    try:
        resources: dict[str, ListedResource] = {}
        left_out = 0
        for entry in _entries(body):
            if len(resources) + left_out >= MOST:
                return ListFault.INVALID
            one = _resource(entry, tenant, school, parse_address)
            if one is None or one.id in resources:
                left_out += 1
            else:
                resources[one.id] = one
    except (MalformedError, OversizedError):
        return ListFault.INVALID
    except _ForeignError:
        return ListFault.FOREIGN
    return ListRead(tuple(resources.values()), left_out)


def _entries(body: bytes) -> Iterator[_Entry]:
    if body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<":
        return _xml_entries(body)
    return iter(_json_entries(body))


def _json_entries(body: bytes) -> list[_Entry]:
    """Return the entries; none, ``null`` or one without its brackets are lists, too."""
    try:
        said: object = json.loads(body.decode("utf-8-sig"))
    except (ValueError, RecursionError) as broken:
        raise MalformedError("not JSON") from broken
    if not isinstance(said, dict) or LIST not in said:
        raise MalformedError("no list of resources")
    inside = cast("dict[str, object]", said)[LIST]
    if isinstance(inside, dict):
        inside = cast("dict[str, object]", inside).get(RESOURCE)
    found = [one for one in _several(inside) if one is not None and one != ""]
    if not all(isinstance(one, dict) for one in found):
        raise MalformedError("an entry is no object")
    return [cast("_Entry", one) for one in found]


def _xml_entries(body: bytes) -> Iterator[_Entry]:
    count = 0
    for element in stream_xml(io.BytesIO(body), _TAGS):
        if element.getparent() is not None:
            count += 1
            yield _entry(element)
            forget_before(element)
        elif _name(element) != LIST and not count:
            raise MalformedError("no list of resources")


def _entry(element: etree._Element) -> _Entry:
    found: dict[str, list[object]] = {}
    for child in element:
        parts = {_name(part): part.text or "" for part in child}
        found.setdefault(_name(child), []).append(parts or child.text or "")
    return found


def _name(element: etree._Element) -> str:
    return etree.QName(element).localname


def _resource(
    entry: _Entry, tenant: TenantId, school: SchoolId, parse_address: Callable[[str], str]
) -> ListedResource | None:
    """Return what *entry* says; ``None`` where it has no name, title or address to be sent to."""
    texts: dict[str, str] = {}
    terms: dict[str, tuple[Term, ...]] = {}
    presentation = Presentation()
    for one in FIELDS:
        value = entry.get(one.name)
        match one.kind:
            case Kind.TEXT | Kind.ADDRESS:
                texts[one.attribute] = _text(value)
            case Kind.TERMS:
                terms[one.attribute] = tuple(Term(*pair) for pair in _pairs(value, TERM))
            case Kind.PRESENTATION:
                found = next(iter(_pairs(value, PRESENTATION)), None)
                presentation = Presentation(*found) if found else presentation
    address = _address(texts["address"], tenant, school, parse_address)
    if not address or not texts["title"] or not _is_identifier(texts["id"]):
        return None
    return ListedResource(
        **{**texts, "address": address},
        presentation=presentation,
        uses=terms["uses"],
        documents=terms["documents"],
        levels=terms["levels"],
        subjects=terms["subjects"],
    )


def _address(
    text: str, tenant: TenantId, school: SchoolId, parse_address: Callable[[str], str]
) -> str:
    """Return where the resource is opened; empty where nobody may be sent there."""
    try:
        query = urlsplit(text).query
        address = parse_address(text)
    except (ValueError, ValueRefusedError):
        return ""
    asked = (tenant, school)
    if any(named not in {"", wanted} for named, wanted in zip(named_in(query), asked, strict=True)):
        raise _ForeignError
    return address


def _is_identifier(text: str) -> bool:
    return 0 < len(text) <= _MOST_NAME and text.isascii() and text.isprintable() and " " not in text


def _several(value: object) -> list[object]:
    return cast("list[object]", value) if isinstance(value, list) else [value]


def _text(value: object) -> str:
    """Return a text on one line that turns no direction; the first of several."""
    first = next(iter(_several(value)), None)
    if isinstance(first, int) and not isinstance(first, bool):
        first = str(first)
    if not isinstance(first, str):
        return ""
    label = label_of(first[: 2 * _MOST_TEXT])[:_MOST_TEXT]
    return label if is_text(label) else "".join(sign for sign in label if is_text(sign))


def _pairs(value: object, names: tuple[str, str]) -> Iterable[tuple[str, str]]:
    """Yield the two parts of each object of *value* that has a label."""
    for one in _several(value)[:_MOST_TERMS]:
        if isinstance(one, dict):
            parts = cast("dict[str, object]", one)
            first, label = (_text(parts.get(name)) for name in names)
            if first or label:
                yield first, label
