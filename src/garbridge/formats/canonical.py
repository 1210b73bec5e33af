"""Writes XML that already is in its exclusive canonical form, so that strings can be signed.

Exclusive XML Canonicalization 1.0 over Canonical XML 1.0 (sections 1.1 and 2.3): each prefix is
declared on the outermost element that uses it, declarations come before attributes, both are
sorted, nothing is self-closing.  What is written here is its own canonical form; a property test
compares it with lxml's.

A shape is laid out once, when a module is loaded, and filled for each message.  The elements of
one shape are ordinary values::

    _NAME_ID = Template(
        Element("saml:NameID", {"Format": Hole("format")}, (Hole("subject"),)), NAMESPACES
    )
    _NAME_ID.fill(format=PERSISTENT, subject=subject)

Characters that XML 1.0 cannot carry (most control characters, halves of a surrogate pair,
U+FFFE and U+FFFF) are refused, never dropped: what is received is what was released.
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from garbridge.errors import ValueRefusedError

SIGNATURE_PLACE: Final = "\x00"
"""A child that marks where an enveloped signature will stand: no XML holds this character."""
ELEMENT_PLACE: Final = "\x01"
"""What a slot may be filled with to mark where the octets of an element will stand."""

_UNCARRIED = r"\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff"
_IN_TEXT = re.compile(rf"[&<>\r{_UNCARRIED}]")
_IN_ATTRIBUTE = re.compile(rf'[&<"\t\n\r{_UNCARRIED}]')
_ANYWHERE = re.compile(rf'[&<>"\t\n\r{_UNCARRIED}]')
_WRITTEN: Mapping[str, str] = MappingProxyType(
    {
        "&": "&amp;",
        "<": "&lt;",
        ">": "&gt;",
        '"': "&quot;",
        "\t": "&#x9;",
        "\n": "&#xA;",
        "\r": "&#xD;",
    }
)


@dataclass(frozen=True, slots=True)
class Hole:
    """A value that is filled in later and escaped for the place where it stands."""

    name: str


@dataclass(frozen=True, slots=True)
class Slot:
    """Elements that are filled in later: canonical for this place already, put in as they are."""

    name: str


@dataclass(frozen=True, slots=True)
class Element:
    """An element of a shape.  Its name has a prefix; so may its attributes' names."""

    name: str
    attributes: Mapping[str, str | Hole] = field(default_factory=dict)
    children: tuple["Element | Hole | Slot | str", ...] = ()


Node = Element | Hole | Slot | str
_Escape = Callable[[str], str]
_Part = str | tuple[str, _Escape]


def escape_text(value: str) -> str:
    """Return *value* as canonical character data.

    Raises:
        ValueRefusedError: it holds a character that XML cannot carry.  It is not repeated.
    """
    if value.isalnum() or _IN_TEXT.search(value) is None:  # the first is quick for identifiers
        return value
    return _IN_TEXT.sub(_write, value)


def escape_attribute(value: str) -> str:
    """Return *value* as the inside of a canonical attribute.

    Raises:
        ValueRefusedError: it holds a character that XML cannot carry.  It is not repeated.
    """
    if value.isalnum() or _IN_ATTRIBUTE.search(value) is None:
        return value
    return _IN_ATTRIBUTE.sub(_write, value)


class Template:
    """One shape, laid out once.

    Args:
        root: The outermost element.
        namespaces: The address of each prefix.
        inside: Prefixes that are in force where the result will stand.
    """

    __slots__ = ("_escaped", "_format", "_named", "_parts", "_places")

    def __init__(
        self, root: Element, namespaces: Mapping[str, str], *, inside: Collection[str] = ()
    ) -> None:
        self._take(_lay_out(root, namespaces, frozenset(inside)))

    def fill(self, **values: str) -> str:
        """Return the element with *values* in its holes and slots.

        Raises:
            KeyError: a hole has no value.
            ValueRefusedError: a value holds a character that XML cannot carry.
        """
        # Most values need no escape wherever they stand: one look at all of them together.
        if _ANYWHERE.search("".join(map(values.__getitem__, self._escaped))) is None:
            return self._named % values
        return self._format % tuple([escape(values[name]) for name, escape in self._places])

    def given(self, **values: str) -> "Template":
        """Return the shape with *values* in some of its holes, for what stays the same.

        Raises:
            ValueRefusedError: a value holds a character that XML cannot carry.
        """
        shape = object.__new__(Template)
        shape._take(
            part[1](values[part[0]]) if not isinstance(part, str) and part[0] in values else part
            for part in self._parts
        )
        return shape

    def _take(self, parts: Iterable[_Part]) -> None:
        self._parts = tuple(parts)
        self._places = tuple(part for part in self._parts if not isinstance(part, str))
        self._escaped = tuple({name: None for name, escape in self._places if escape is not str})
        self._format, self._named = (
            "".join(
                part.replace("%", "%%") if isinstance(part, str) else place.format(part[0])
                for part in self._parts
            )
            for place in ("%s", "%({})s")
        )


def _lay_out(
    element: Element, namespaces: Mapping[str, str], declared: frozenset[str]
) -> Iterator[_Part]:
    prefix = element.name.partition(":")[0]
    used = {prefix} | {name.partition(":")[0] for name in element.attributes if ":" in name}
    fresh = sorted(used - declared - {"xml"})
    yield f"<{element.name}"
    for name in fresh:
        yield f' xmlns:{name}="{escape_attribute(namespaces[name])}"'
    for name in sorted(element.attributes, key=lambda name: _rank(name, namespaces)):
        value = element.attributes[name]
        yield f' {name}="'
        if isinstance(value, Hole):
            yield (value.name, escape_attribute)
        else:
            yield escape_attribute(value)
        yield '"'
    yield ">"
    for child in element.children:
        if isinstance(child, Element):
            yield from _lay_out(child, namespaces, declared.union(fresh))
        else:
            yield _leaf(child)
    yield f"</{element.name}>"


def _leaf(child: Hole | Slot | str) -> _Part:
    if isinstance(child, Hole):
        return (child.name, escape_text)
    if isinstance(child, Slot):
        return (child.name, str)
    return child if child == SIGNATURE_PLACE else escape_text(child)


def _rank(name: str, namespaces: Mapping[str, str]) -> tuple[str, str]:
    """Sort attributes by namespace, then name; those without a prefix have no namespace."""
    prefix, colon, local = name.rpartition(":")
    if prefix == "xml":
        return "http://www.w3.org/XML/1998/namespace", local
    return (namespaces[prefix] if colon else ""), local


def _write(found: re.Match[str]) -> str:
    written = _WRITTEN.get(found[0])
    if written is None:
        raise ValueRefusedError("value", None, "characters that XML 1.0 can carry")
    return written
