"""The one entry through which XML from outside becomes a tree.

Nothing else in garbridge makes an lxml parser (``tests/test_architecture.py`` looks).  What comes
through here has no DTD, no entity, no comment and no processing instruction, is UTF-8, and is of
bounded size; no network or file is touched because of it.
"""

from collections.abc import Iterator
from typing import IO, Final

from lxml import etree

from garbridge.errors import MalformedError, OversizedError

MAX_MESSAGE_BYTES: Final = 256 * 1024
"""No honest sign-in message or metadata document of one provider is larger."""
MAX_MESSAGE_MARKS: Final = 8_000
"""Upper bound of ``<`` and of ``=`` in a message: of its elements, depth and attributes."""

_FORBIDDEN = (b"<!DOCTYPE", b"<!ENTITY", b"\x00")
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")


def parse_xml(data: bytes, *, limit: int = MAX_MESSAGE_BYTES) -> etree._Element:
    """Return the root element of *data*.

    Args:
        data: A whole document in UTF-8.
        limit: The most bytes that are looked at.

    Raises:
        OversizedError: it is larger than *limit*, or has too many elements or attributes.
        MalformedError: it is not well-formed XML, holds a DTD, or is not UTF-8.
    """
    if len(data) > limit:
        raise OversizedError(f"XML of {len(data)} bytes, at most {limit} are read")
    if data.count(b"<") > MAX_MESSAGE_MARKS or data.count(b"=") > MAX_MESSAGE_MARKS:
        raise OversizedError("XML with too many elements or attributes")
    _refuse_prolog(data)
    parser = etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        collect_ids=False,
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as broken:
        raise MalformedError(f"not well-formed XML: {type(broken).__name__}") from broken
    if root.getroottree().docinfo.internalDTD is not None:
        raise MalformedError("XML with a DTD")
    return root


def stream_xml(
    source: IO[bytes], tags: tuple[str, ...] | None = None
) -> Iterator[tuple[str, etree._Element]]:
    """Yield (``"start"`` | ``"end"``, element) from a file that need not fit into memory.

    The caller empties what it has read (``element.clear()``).

    Raises:
        MalformedError: as for :func:`parse_xml`, with the line.
    """
    events = etree.iterparse(
        source,
        events=("start", "end"),
        tag=tags,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    first = True
    try:
        for event, element in events:
            if first:
                first = False
                if element.getroottree().docinfo.internalDTD is not None:
                    raise MalformedError("XML with a DTD")
            yield event, element
    except etree.XMLSyntaxError as broken:
        raise MalformedError(f"line {broken.lineno}: not well-formed XML") from broken


def _refuse_prolog(data: bytes) -> None:
    if data.startswith(_UTF16_MARKS) or any(mark in data for mark in _FORBIDDEN):
        raise MalformedError("XML with a DTD, or not in UTF-8")
    declaration = data[:200].lstrip(b"\xef\xbb\xbf").partition(b"?>")[0].lower()
    if declaration.startswith(b"<?xml") and b"encoding" in declaration:
        named = declaration.partition(b"encoding")[2].strip(b" \t\r\n='\"")
        if not named.startswith((b"utf-8", b"us-ascii")):
            raise MalformedError("XML that is not in UTF-8")
