"""Feeds are Atom (RFC 4287), whatever publishers call their resources."""

import re
from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from garbridge.formats.atom import NAMESPACE, AtomEntry, AtomFeed, written_feed

AT = datetime(2026, 11, 16, 9, 30, 15, 999, tzinfo=timezone(timedelta(hours=1)))
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
ENTRY = AtomEntry(
    id="https://ent.example/mediacentre/ressource/k#1",
    title="Atlas <des> « climats » & Co",
    link="https://ent.example/mediacentre/ressource/k",
    updated=AT,
    author="Éditions du Parc",
    summary="Cartes",
    categories=("Géographie",),
)
FEED = AtomFeed(
    id="https://ent.example/mediacentre/nouveautes#0750001A",
    title="Nouveautés – Lycée",
    link="https://ent.example/flux/x",
    page="https://ent.example/mediacentre/nouveautes",
    author="ENT",
    language="fr",
    updated=AT,
    entries=(ENTRY,),
)


def read(feed: AtomFeed) -> etree._Element:
    """Return the document of *feed*, as another program reads it; held to the specification."""
    root = etree.fromstring(written_feed(feed), etree.XMLParser(resolve_entities=False))
    hold(root)
    return root


def texts(element: etree._Element, path: str) -> list[str]:
    """Return the texts at *path*."""
    return [one.text or "" for one in element.findall(path, {None: NAMESPACE})]


def hold(root: etree._Element) -> None:
    """Hold a feed to RFC 4287: 4.1.1, 4.1.2, 3.3 and 4.2.7."""
    assert root.tag == f"{{{NAMESPACE}}}feed"
    for element in (root, *root.findall(f"{{{NAMESPACE}}}entry")):
        for name in ("id", "title", "updated"):
            assert len(texts(element, name)) == 1, name
        assert all(len(texts(element, name)) <= 1 for name in ("summary", "published"))
        for instant in texts(element, "updated") + texts(element, "published"):
            assert _INSTANT.fullmatch(instant)
        links = element.findall(f"{{{NAMESPACE}}}link")
        kinds = [(one.get("rel"), one.get("type")) for one in links]
        assert ("alternate", "text/html") in kinds
        assert len(kinds) == len(set(kinds))
        assert all((one.get("href") or "").startswith("https://") for one in links)
        assert all(texts(one, "name")[0] for one in element.findall(f"{{{NAMESPACE}}}author"))
    assert texts(root, "author/name"), "an entry without an author needs the feed's"
    assert len(set(texts(root, "entry/id"))) == len(texts(root, "entry/id"))


def test_a_feed_with_an_entry() -> None:
    """Everything stands where readers look for it; times in UTC."""
    root = read(FEED)

    assert texts(root, "title") == ["Nouveautés – Lycée"]
    assert texts(root, "entry/title") == [ENTRY.title]
    assert texts(root, "entry/updated") == ["2026-11-16T08:30:15Z"]
    assert texts(root, "entry/author/name") == ["Éditions du Parc"]
    assert root.get("{http://www.w3.org/XML/1998/namespace}lang") == "fr"
    (category,) = root.iter(f"{{{NAMESPACE}}}category")
    assert category.get("term") == "Géographie"


def test_a_feed_without_entries() -> None:
    """A school to which nothing came is a feed all the same."""
    assert texts(read(replace(FEED, entries=())), "entry") == []


@pytest.mark.parametrize("title", ["", "\x00", "\x1b[2J", "\ud800", "\uffff", "\u2028", "]]>"])
def test_titles_that_no_document_can_hold(title: str) -> None:
    """What steers a terminal or breaks XML is left out; a title stands there."""
    root = read(replace(FEED, entries=(replace(ENTRY, title=f"a{title}b", summary=title),)))

    assert texts(root, "entry/title")[0].startswith("a")
    assert "\x1b" not in "".join(root.itertext())


@given(st.text(), st.text(), st.text())
def test_any_text(title: str, author: str, category: str) -> None:
    """Whatever somebody wrote: a document that is right comes of it."""
    entry = replace(ENTRY, title=title, author=author, summary=title, categories=(category,))
    root = read(replace(FEED, title=f"Nouveautés {title}", entries=(entry,)))

    assert texts(root, "entry/title")[0]
