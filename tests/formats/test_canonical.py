"""What we write is its own canonical form, and carries any value unchanged."""

from collections.abc import Mapping
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from garbridge.errors import ValueRefusedError
from garbridge.formats.canonical import (
    Element,
    Hole,
    Slot,
    Template,
    escape_attribute,
    escape_text,
)

NAMESPACES: Mapping[str, str] = {"a": "urn:z", "b": "urn:y", "c": "urn:x"}

CARRIED = st.text(
    st.one_of(
        st.sampled_from("\"'<>&\r\n\t%{}\u00a0\u2028\U0001f600]"),
        st.characters(
            codec="utf-8", exclude_categories=("Cc", "Cs"), exclude_characters="\ufffe\uffff"
        ),
    ),
    max_size=40,
)
"""Every character XML 1.0 can carry, the troublesome ones often."""

names = st.builds("{}:{}".format, st.sampled_from("abc"), st.sampled_from(["x", "y", "Zed"]))
attributes = st.dictionaries(
    st.one_of(st.sampled_from(["ID", "Alpha", "beta", "xml:lang"]), names), CARRIED, max_size=5
)
elements = st.recursive(
    st.builds(Element, names, attributes),
    lambda inner: st.builds(
        Element, names, attributes, st.lists(st.one_of(inner, CARRIED), max_size=4).map(tuple)
    ),
    max_leaves=12,
)


@given(elements)
def test_what_is_written_is_its_own_canonical_form(element: Element) -> None:
    """Signing the string equals signing the tree: lxml's exclusive canonicalization agrees."""
    written = Template(element, NAMESPACES).fill().encode()

    assert etree.tostring(etree.fromstring(written), method="c14n", exclusive=True) == written


@given(elements, elements)
def test_a_slot_keeps_the_canonical_form(outer: Element, inner: Element) -> None:
    """An element laid out for its place, and put there later, is canonical there."""
    shape = Element("a:outer", {}, (outer, Slot("inner")))
    written = (
        Template(shape, NAMESPACES)
        .fill(inner=Template(inner, NAMESPACES, inside=("a",)).fill())
        .encode()
    )

    assert etree.tostring(etree.fromstring(written), method="c14n", exclusive=True) == written


@given(CARRIED, CARRIED)
def test_a_value_comes_back_unchanged_from_another_parser(text: str, attribute: str) -> None:
    """Expat reads in text and attribute exactly what was filled in."""
    shape = Template(Element("a:e", {"v": Hole("attribute")}, (Hole("text"),)), NAMESPACES)

    read = ET.fromstring(shape.fill(text=text, attribute=attribute))  # noqa: S314 - our own output

    assert (read.text or "", read.get("v")) == (text, attribute)


@pytest.mark.parametrize("character", ["\x00", "\x0b", "\x1f", "\ud800", "\ufffe", "\uffff"])
def test_a_character_xml_cannot_carry_is_refused(character: str) -> None:
    """Nothing is dropped silently, and the error does not repeat the value."""
    for escape in (escape_text, escape_attribute):
        with pytest.raises(ValueRefusedError) as refused:
            escape(f"Zoé{character}")
        assert "Zoé" not in str(refused.value)


@pytest.mark.parametrize("hole", ["text", "attribute"])
def test_a_template_refuses_it_wherever_it_would_stand(hole: str) -> None:
    """Plain values beside it do not let it pass."""
    shape = Template(Element("a:e", {"v": Hole("attribute")}, (Hole("text"),)), NAMESPACES)

    with pytest.raises(ValueRefusedError):
        shape.fill(**{"text": "plain", "attribute": "plain"} | {hole: "\ufffe"})


def test_a_missing_value_is_an_error() -> None:
    """A hole nobody filled never becomes an empty element."""
    with pytest.raises(KeyError):
        Template(Element("a:e", {}, (Hole("subject"),)), NAMESPACES).fill()


def test_an_unknown_prefix_is_an_error() -> None:
    """A prefix without an address cannot be laid out."""
    with pytest.raises(KeyError):
        Template(Element("nobody:e"), NAMESPACES)


@given(CARRIED, CARRIED, CARRIED)
def test_what_is_given_beforehand_is_written_alike(first: str, second: str, text: str) -> None:
    """Filling in two steps writes what filling in one step writes, percent signs included."""
    holes = {"v": Hole("first"), "w": Hole("second")}
    shape = Template(Element("a:e", holes, (Hole("text"), "100 %")), NAMESPACES)

    at_once = shape.fill(first=first, second=second, text=text)

    assert shape.given(first=first).given(text=text).fill(second=second) == at_once
    assert shape.fill(first=first, second=second, text=text) == at_once
