"""The entries of one of the GAR's lists, in JSON or in XML, whatever is said in each.

Lenient: an absent field, ``null``, one value where several are usual, another namespace.  What is
no list at all, or is cut off, is none: nothing of it is used.
"""

import io
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Final, cast

from lxml import etree

from garbridge.core.labels import label_of
from garbridge.core.texts import is_text
from garbridge.errors import MalformedError
from garbridge.formats.xml import forget_before, stream_xml

Entry = Mapping[str, object]

_MOST_TERMS: Final = 100
_MOST_TEXT: Final = 2_000
_MOST_NAME: Final = 400


def entries_of(
    body: bytes, root: str, entry: str, head: str | None = None
) -> Iterator[tuple[str, Entry]]:
    """Yield each entry of the list *root*, under the name *entry*.

    Args:
        body: A whole answer, in UTF-8.
        root: What the list is called.
        entry: What each of its entries is called.
        head: What else it may say, a text: yielded under its own name, as the only field of it.

    Raises:
        MalformedError: it is no such list.
        OversizedError: one entry of it is larger than any honest one.
    """
    if body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<":
        return _xml_entries(body, root, [entry, *([head] if head else [])])
    return _json_entries(body, root, entry, head)


def _json_entries(
    body: bytes, root: str, entry: str, head: str | None
) -> Iterator[tuple[str, Entry]]:
    """Yield the entries; none, ``null`` or one without its brackets are lists, too."""
    try:
        said: object = json.loads(body.decode("utf-8-sig"))
    except (ValueError, RecursionError) as broken:
        raise MalformedError("not JSON") from broken
    if not isinstance(said, dict) or root not in said:
        raise MalformedError("no list of resources")
    inside = cast("dict[str, object]", said)[root]
    if isinstance(inside, dict):
        named = cast("dict[str, object]", inside)
        if head is not None and head in named:
            yield head, {head: named[head]}
        inside = named.get(entry)
    found = [one for one in _several(inside) if one is not None and one != ""]
    if not all(isinstance(one, dict) for one in found):
        raise MalformedError("an entry is no object")
    for one in found:
        yield entry, cast("Entry", one)


def _xml_entries(body: bytes, root: str, names: list[str]) -> Iterator[tuple[str, Entry]]:
    count = 0
    for element in stream_xml(io.BytesIO(body), tuple(f"{{*}}{name}" for name in names)):
        name = _name(element)
        if element.getparent() is not None:
            count += 1
            yield name, _entry(element) or {name: element.text or ""}
            forget_before(element)
        elif name != root and not count:
            raise MalformedError("no list of resources")


def _entry(element: etree._Element) -> Entry:
    found: dict[str, list[object]] = {}
    for child in element:
        parts = {_name(part): part.text or "" for part in child}
        found.setdefault(_name(child), []).append(parts or child.text or "")
    return found


def _name(element: etree._Element) -> str:
    return etree.QName(element).localname


def is_identifier(text: str) -> bool:
    """Say whether *text* can name a resource: short, without spaces, in ASCII."""
    return 0 < len(text) <= _MOST_NAME and text.isascii() and text.isprintable() and " " not in text


def text_of(value: object) -> str:
    """Return a text on one line that turns no direction, cut if long; the first of several."""
    return _line_of(value)[:_MOST_TEXT]


def address_of(value: object) -> str:
    """Return a text likewise, or nothing of one that is long: half an address is another one."""
    text = _line_of(value)
    return text if len(text) <= _MOST_TEXT else ""


def _line_of(value: object) -> str:
    first = next(iter(_several(value)), None)
    if isinstance(first, int) and not isinstance(first, bool):
        first = str(first)
    if not isinstance(first, str):
        return ""
    label = label_of(first[: 2 * _MOST_TEXT])
    return label if is_text(label) else "".join(sign for sign in label if is_text(sign))


def is_seen(text: str) -> bool:
    """Say whether anything of *text* can be seen: a link of invisible characters has no name.

    >>> is_seen("R14"), is_seen("\u200b"), is_seen("")
    (True, False, False)
    """
    return any(sign.isprintable() and not sign.isspace() for sign in text)


def flag_of(value: object) -> bool:
    """Return a boolean of JSON or of XML Schema; whatever else is said is no."""
    first = next(iter(_several(value)), None)
    return first is True or first == 1 or (isinstance(first, str) and first.strip() in _YES)


_YES: Final = frozenset({"true", "1"})


def pairs_of(value: object, names: tuple[str, str]) -> Iterable[tuple[str, str]]:
    """Yield the two parts of each object of *value* that has a label."""
    for one in _several(value)[:_MOST_TERMS]:
        if isinstance(one, dict):
            parts = cast("dict[str, object]", one)
            first, label = (text_of(parts.get(name)) for name in names)
            if first or label:
                yield first, label


def _several(value: object) -> list[object]:
    return cast("list[object]", value) if isinstance(value, list) else [value]
