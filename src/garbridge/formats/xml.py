"""The one entry through which XML from outside becomes a tree.

Nothing else in garbridge makes an lxml parser (``tests/test_architecture.py`` looks).  What comes
through here has no DTD, no entity, no comment and no processing instruction, is UTF-8, and is of
bounded size; no network or file is touched because of it.
"""

from collections.abc import Iterator
from typing import Final, Protocol, TypedDict

from lxml import etree

from garbridge.errors import MalformedError, OversizedError

MAX_MESSAGE_BYTES: Final = 256 * 1024
"""No honest sign-in message or metadata document of one provider is larger."""
MAX_MESSAGE_MARKS: Final = 8_000
"""Upper bound of ``<`` and of ``=`` in a message: of its elements, depth and attributes."""
MAX_BETWEEN_BYTES: Final = 256 * 1024
"""No honest element of a large file is larger."""


class _Settings(TypedDict):
    encoding: str
    resolve_entities: bool
    no_network: bool
    load_dtd: bool
    dtd_validation: bool
    huge_tree: bool
    remove_comments: bool
    remove_pis: bool
    collect_ids: bool


_CLOSED: Final = _Settings(
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
"""For messages and for streams: a door that one of them opened would be open."""

_PARSER: Final = etree.XMLParser(**_CLOSED)
"""For messages.  It keeps nothing of one for the next, and threads take turns at it."""

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
    try:
        root = etree.fromstring(data, _PARSER)
    except (etree.XMLSyntaxError, ValueError) as broken:
        raise MalformedError(f"not well-formed XML: {type(broken).__name__}") from broken
    if root.getroottree().docinfo.internalDTD is not None:
        raise MalformedError("XML with a DTD")
    return root


def written_xml(root: etree._Element) -> bytes:
    """Return *root* as a document of its own, in UTF-8."""
    octets: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return octets


class Readable(Protocol):
    """What a stream of bytes must be able to do."""

    def read(self, size: int, /) -> bytes:
        """Return at most *size* bytes, none at the end."""
        ...


def stream_xml(
    source: Readable, tags: tuple[str, ...], *, limit: int = MAX_BETWEEN_BYTES
) -> Iterator[etree._Element]:
    """Yield each element of *tags* once it is complete, and the root last.

    The file need not fit into memory: the caller lets go of what it has read with
    :func:`forget_before`, and no more than *limit* bytes are read between two elements.

    Args:
        source: A document in UTF-8.
        tags: Names with their namespace, as ``{namespace}name``.
        limit: The most bytes without an element of *tags*.

    Raises:
        MalformedError: as for :func:`parse_xml`, with the line where there is one.
        OversizedError: something in it is larger than *limit*.
    """
    guarded = _Guarded(source, limit)
    events = etree.iterparse(
        guarded,
        tag=tags,
        remove_blank_text=True,
        **_CLOSED,
    )
    try:
        for _, element in events:
            guarded.waiting = 0
            yield element
    except etree.XMLSyntaxError as broken:
        raise MalformedError("not well-formed XML", line=broken.lineno or None) from broken
    if events.root is not None:
        yield events.root


def forget_before(element: etree._Element) -> None:
    """Drop everything that stands before *element* in its parent: it was read."""
    parent = element.getparent()
    if parent is not None:
        del parent[: parent.index(element)]


class _Guarded:
    """A file that refuses what must not be in it, before the parser sees it."""

    __slots__ = ("_end", "_limit", "_lines", "_source", "waiting")

    def __init__(self, source: Readable, limit: int) -> None:
        self._source = source
        self._limit = limit
        self._end = b""
        self._lines = 1
        self.waiting = 0
        """Bytes given since the last element."""

    def read(self, size: int = -1, /) -> bytes:
        """Return the next bytes, looked at."""
        chunk = self._source.read(size)
        if not self._end:
            _refuse_prolog(chunk)
        else:
            _refuse_marks(self._end + chunk, self._lines - self._end.count(b"\n"))
        # Long enough for a mark that stands across two chunks.
        self._end = (self._end + chunk)[-len(_FORBIDDEN[0]) :]
        self.waiting += len(chunk)
        self._lines += chunk.count(b"\n")
        if self.waiting > self._limit:
            reason = f"XML with more than {self._limit} bytes in one element"
            raise OversizedError(reason, line=self._lines)
        return chunk


def _refuse_prolog(data: bytes) -> None:
    if data.startswith(_UTF16_MARKS):
        raise MalformedError("XML that is not in UTF-8", line=1)
    _refuse_marks(data, 1)
    declaration = data[:200].lstrip(b"\xef\xbb\xbf").partition(b"?>")[0].lower()
    if declaration.startswith(b"<?xml") and b"encoding" in declaration:
        named = declaration.partition(b"encoding")[2].strip(b" \t\r\n='\"")
        if not named.startswith((b"utf-8", b"us-ascii")):
            raise MalformedError("XML that is not in UTF-8", line=1)


def _refuse_marks(data: bytes, first_line: int) -> None:
    """Refuse what no file may hold; *data* begins on *first_line*."""
    for mark in _FORBIDDEN:
        place = data.find(mark)
        if place >= 0:
            line = first_line + data.count(b"\n", 0, place)
            raise MalformedError("XML with a DTD, or not in UTF-8", line=line)
