"""Writes feeds: Atom (RFC 4287).

Texts are text and no markup, and hold nothing that no XML document can hold, whoever wrote them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from lxml import etree

from garbridge.core.texts import is_text
from garbridge.formats.xml import written_xml

NAMESPACE: Final = "http://www.w3.org/2005/Atom"
MEDIA_TYPE: Final = "application/atom+xml"

_LANG: Final = "{http://www.w3.org/XML/1998/namespace}lang"


@dataclass(frozen=True, slots=True, kw_only=True)
class AtomEntry:
    """One entry; ``id`` is an address that is never another entry's, and never changes."""

    id: str
    title: str
    link: str
    updated: datetime
    author: str = ""
    summary: str = ""
    categories: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AtomFeed:
    """A feed; ``link`` is where it is, ``page`` the page for people, ``author`` whose it is."""

    id: str
    title: str
    link: str
    page: str
    author: str
    language: str
    updated: datetime
    entries: Sequence[AtomEntry]


def written_feed(feed: AtomFeed) -> bytes:
    """Return *feed* as a document."""
    root = etree.Element(_name("feed"), nsmap={None: NAMESPACE})
    root.set(_LANG, feed.language)
    _text(root, "id", feed.id)
    _text(root, "title", feed.title)
    _text(root, "updated", _instant(feed.updated))
    _author(root, feed.author)
    _link(root, "self", feed.link, MEDIA_TYPE)
    _link(root, "alternate", feed.page, "text/html")
    for entry in feed.entries:
        _entry(root, entry)
    return written_xml(root)


def _entry(root: etree._Element, entry: AtomEntry) -> None:
    element = etree.SubElement(root, _name("entry"))
    _text(element, "id", entry.id)
    _text(element, "title", _clean(entry.title) or "–")
    _text(element, "published", _instant(entry.updated))
    _text(element, "updated", _instant(entry.updated))
    if author := _clean(entry.author):
        _author(element, author)
    _link(element, "alternate", entry.link, "text/html")
    for category in _cleaned(entry.categories):
        etree.SubElement(element, _name("category")).set("term", category)
    if entry.summary:
        _text(element, "summary", entry.summary)


def _author(element: etree._Element, name: str) -> None:
    _text(etree.SubElement(element, _name("author")), "name", name)


def _link(element: etree._Element, kind: str, address: str, media_type: str) -> None:
    link = etree.SubElement(element, _name("link"))
    for name, value in (("rel", kind), ("type", media_type), ("href", address)):
        link.set(name, value)


def _text(element: etree._Element, name: str, text: str) -> None:
    etree.SubElement(element, _name(name)).text = _clean(text)


def _cleaned(texts: Iterable[str]) -> Iterable[str]:
    return filter(None, map(_clean, texts))


def _clean(text: str) -> str:
    """Return *text* on one line, without what steers a reader or that no XML may hold."""
    return "".join(sign if is_text(sign) else " " for sign in text).strip()


def _instant(at: datetime) -> str:
    """Return an instant as RFC 3339 has it, in UTC and to the second."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _name(local: str) -> str:
    return f"{{{NAMESPACE}}}{local}"
