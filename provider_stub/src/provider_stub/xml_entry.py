"""The one door for XML from outside: bounded bytes in, a plain tree out.

Nothing here looks at SAML or CAS.  What cannot be read twice in two ways gets
in: UTF-8 only, no document type, no entity, bounded size, depth and number of
elements.  For messages, :func:`parse_message` also refuses comments, CDATA
sections and processing instructions, so that the text of an element is one
text node and no two parsers can disagree about it.
"""

import copy
import re
from collections.abc import Iterator
from typing import IO, TypeAlias

from lxml import etree

from provider_stub.errors import UnreadableXmlError

Element: TypeAlias = etree._Element  # noqa: SLF001 - lxml names its public element type so

MESSAGE_LIMIT = 256 * 1024  # bytes; a signed response is 6 to 12 kB
METADATA_LIMIT = 1024 * 1024  # bytes
_ELEMENT_LIMIT = 2_000
_DEPTH_LIMIT = 32
_DECLARATION = re.compile(rb"<\?xml[ \t\r\n]")
_UTF_8_NAMES = frozenset({"UTF-8", "US-ASCII", "ASCII"})


def parse_message(data: bytes) -> Element:
    """Parse a protocol message, refusing everything a message never needs.

    Raises:
        UnreadableXmlError: whatever the reason.
    """
    _bound(data, MESSAGE_LIMIT)
    if b"<!" in data:
        raise UnreadableXmlError("DOCTYPE, commentaire ou section CDATA interdit")
    if data.count(b"<?") != (1 if _DECLARATION.match(data) else 0):
        raise UnreadableXmlError("instruction de traitement interdite")
    return _parse(data)


def parse_metadata(data: bytes) -> Element:
    """Parse a metadata document; comments are allowed there, and dropped.

    Raises:
        UnreadableXmlError: whatever the reason.
    """
    _bound(data, METADATA_LIMIT)
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise UnreadableXmlError("DOCTYPE interdit")
    return _parse(data)


def stream_children(source: IO[bytes]) -> Iterator[Element]:
    """Yield the root of a large file, then each child of it; what was yielded is then let go.

    Raises:
        UnreadableXmlError: it is not XML, or states a document type.
    """
    depth = 0
    try:
        for event, element in etree.iterparse(
            source,
            ("start", "end"),
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            huge_tree=False,
            remove_comments=True,
            remove_pis=True,
        ):
            depth += 1 if event == "start" else -1
            if event == "start" and depth == 1:
                if element.getroottree().docinfo.doctype:
                    raise UnreadableXmlError("DOCTYPE interdit")
                yield element
            elif event == "end" and depth == 1:
                yield element
                element.clear()
    except etree.XMLSyntaxError as broken:
        raise UnreadableXmlError("XML mal formé") from broken


def serialize(element: Element) -> bytes:
    """Write *element* again, without anything that was dropped when it was read."""
    return etree.tostring(element, encoding="utf-8")


def pretty(element: Element) -> str:
    """Show *element* indented, for a person; never for a signature."""
    shown = copy.deepcopy(element)
    etree.indent(shown)
    return etree.tostring(shown, encoding="unicode")


def _bound(data: bytes, limit: int) -> None:
    """Refuse by size and encoding, before any parser runs."""
    if not data:
        raise UnreadableXmlError("message vide")
    if len(data) > limit:
        raise UnreadableXmlError(f"plus de {limit // 1024} Kio")
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as broken:
        raise UnreadableXmlError("pas en UTF-8") from broken
    if b"\0" in data:
        raise UnreadableXmlError("octet nul")


def _parse(data: bytes) -> Element:
    """Parse bounded bytes with every outward feature of the parser off."""
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        huge_tree=False,
        load_dtd=False,
        dtd_validation=False,
        collect_ids=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as broken:
        raise UnreadableXmlError("XML mal formé") from broken
    document = root.getroottree().docinfo
    if document.internalDTD is not None or document.doctype:
        raise UnreadableXmlError("DOCTYPE interdit")
    if (document.encoding or "UTF-8").upper() not in _UTF_8_NAMES:
        raise UnreadableXmlError("pas en UTF-8")
    _measure(root)
    return root


def _measure(root: Element) -> None:
    """Refuse a tree too deep or too large to be worth looking at."""
    depth, count = 0, 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        count += event == "start"
        if depth > _DEPTH_LIMIT:
            raise UnreadableXmlError(f"plus de {_DEPTH_LIMIT} niveaux")
        if count > _ELEMENT_LIMIT:
            raise UnreadableXmlError(f"plus de {_ELEMENT_LIMIT} éléments")
