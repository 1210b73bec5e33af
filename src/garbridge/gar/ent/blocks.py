"""Reads one element of an export against the schema: order, repeats, lengths, dates.

Elements come in few shapes.  The order of a shape's children is checked once and remembered; for
every further element of that shape only its values are looked at.  What must not be there at all,
attributes and text between elements, is looked for in many elements at once, in C
(:func:`strangers_path`).  Only where something is wrong :meth:`BlockReader.look_closely` says
what, and never repeats a value.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from operator import gt, itemgetter
from types import MappingProxyType
from typing import Final, NamedTuple, cast

from lxml import etree

from garbridge.gar.ent.dates import is_date
from garbridge.gar.ent.schema import VOCABULARY, Block, Field

Report = Callable[[int, str, str], None]
"""Takes a line, a stable code and a French sentence."""
Problem = tuple[int | None, str, str]
"""The index of a child (``None``: the element itself), a code and a sentence."""

_UNLIMITED: Final = 1 << 30
_MOST_SHAPES: Final = 1000
"""More differently shaped elements than that are made to fill the memory."""
_NONE: Mapping[str, Sequence["Inner"]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Shape:
    """An accepted sequence of children: where each field stands, and how long it may be."""

    at: Mapping[str, tuple[int, ...]]
    limits: tuple[int, ...]
    required: Callable[[Sequence[str]], Sequence[str]]
    dates: tuple[int, ...]


class Content(NamedTuple):
    """What stands in an element that was accepted; an empty child is an empty text."""

    shape: Shape
    texts: list[str]
    inner: Mapping[str, Sequence["Inner"]]

    def one(self, name: str) -> str:
        """Return the first value of a field, without blanks around it; empty if it is absent."""
        indexes = self.shape.at.get(name)
        return self.texts[indexes[0]].strip() if indexes else ""

    def all(self, name: str) -> list[str]:
        """Return the values of a field."""
        return [self.texts[index] for index in self.shape.at.get(name, ())]


class Inner(NamedTuple):
    """A child that has children itself: its line and the texts in it."""

    line: int
    texts: list[str]


@dataclass(slots=True)
class BlockReader:
    """Reads the elements of one block, or of one field with children, in one namespace."""

    block: Block | Field
    namespace: str
    inner: dict[str, "BlockReader"] = field(init=False)
    _shapes: dict[tuple[object, ...], Shape | list[Problem]] = field(init=False)

    def __post_init__(self) -> None:
        self._shapes = {}
        self.inner = {
            child.name: BlockReader(child, self.namespace)
            for child in self.block.fields
            if child.fields
        }

    def values(self, element: etree._Element) -> list[str] | None:
        """Return the texts of *element* if its shape is right and none is missing or empty.

        Neither lengths nor dates are looked at: for an element whose values must be those of
        another that was read in full.
        """
        children = element[:]
        if isinstance(self._shape(tuple([child.tag for child in children])), list):
            return None
        texts = [child.text for child in children]
        return cast("list[str]", texts) if all(texts) else None

    def read(self, element: etree._Element, report: Report) -> Content | None:
        """Return what stands in *element*; ``None``, and a report, if it may not stand there."""
        children = element[:]
        shape = self._shape(tuple([child.tag for child in children]))
        texts = [child.text or "" for child in children]
        if (
            isinstance(shape, list)
            or not all(map(str.strip, shape.required(texts)))
            or any(map(gt, map(len, texts), shape.limits))
            or (shape.dates and not all(is_date(texts[index]) for index in shape.dates))
        ):
            self.look_closely(element, report)
            return None
        inner = self._inner(children, shape, report) if self.inner else _NONE
        return None if inner is None else Content(shape, texts, inner)

    def look_closely(self, element: etree._Element, report: Report) -> None:
        """Report what is wrong with the children of *element* and their values."""
        children = element[:]
        names = [_local(child.tag, self.namespace) for child in children]
        problems = _misplaced(self.block.fields, names)
        fields = {child.name: child for child in self.block.fields}
        for index, (name, child) in enumerate(zip(names, children, strict=True)):
            if (known := fields.get(name)) and not known.fields:
                problems += _value_problems(known, child.text or "", index)
        for place, code, reason in problems:
            line = (element if place is None else children[place]).sourceline
            report(line or 0, code, f"{self.block.name} : {reason}")

    def look_for_strangers(self, element: etree._Element, report: Report) -> None:
        """Report attributes, text beside elements and elements where only text may stand."""
        name, line = self.block.name, element.sourceline or 0
        if element.keys():
            report(line, "unexpected_attribute", f"{name} : un attribut n’est pas prévu")
        if (element.text or "").strip() or any((child.tail or "").strip() for child in element):
            report(line, "unexpected_text", f"{name} : du texte se trouve entre ses éléments")
        for child in element:
            inner = self.inner.get(_local(child.tag, self.namespace))
            if inner is not None:
                inner.look_for_strangers(child, report)
            elif child.keys() or len(child):
                code = "unexpected_attribute" if child.keys() else "unexpected_element"
                reason = f"{name} : un élément contient autre chose que du texte"
                report(child.sourceline or line, code, reason)

    def _inner(
        self, children: list[etree._Element], shape: Shape, report: Report
    ) -> Mapping[str, list[Inner]] | None:
        found: dict[str, list[Inner]] = {}
        refused = False
        for name, reader in self.inner.items():
            found[name] = []
            for index in shape.at.get(name, ()):
                element = children[index]
                content = reader.read(element, report)
                if content is None:
                    refused = True
                else:
                    found[name].append(Inner(element.sourceline or 0, content.texts))
        return None if refused else found

    def _shape(self, tags: tuple[object, ...]) -> Shape | list[Problem]:
        shape = self._shapes.get(tags)
        if shape is None:
            if len(self._shapes) >= _MOST_SHAPES:
                self._shapes.clear()
            names = [_local(tag, self.namespace) for tag in tags]
            shape = _misplaced(self.block.fields, names) or _shape_of(self.block.fields, names)
            self._shapes[tags] = shape
        return shape


def strangers_path(blocks: Sequence[Block], prefix: str) -> str:
    """Return an XPath that says whether a root's blocks hold what no element may hold.

    That is: an attribute; text beside elements; an element in one that holds text only.
    """
    tests = ["*/@*", "*/*/@*", "*/*/*/@*", "*/text()[normalize-space()]"]
    for block in blocks:
        here = f"{prefix}:{block.name}"
        inner = [f"{prefix}:{child.name}" for child in block.fields if child.fields]
        if inner:
            leaves = " or ".join(f"self::{name}" for name in inner)
            tests += [f"{here}/*[not({leaves})]/*"]
            tests += [f"{here}/{name}/text()[normalize-space()]" for name in inner]
            tests += [f"{here}/{name}/*/*" for name in inner]
        else:
            tests.append(f"{here}/*/*")
    return " or ".join(f"boolean({test})" for test in tests)


def _local(tag: object, namespace: str) -> str:
    text = str(tag)
    prefix = f"{{{namespace}}}"
    return text.removeprefix(prefix) if text.startswith(prefix) else ""


def _shape_of(fields: tuple[Field, ...], names: list[str]) -> Shape:
    known = {child.name: child for child in fields}
    row = [known[name] for name in names]
    at: dict[str, tuple[int, ...]] = {}
    for index, name in enumerate(names):
        at[name] = (*at.get(name, ()), index)
    required = [i for i, child in enumerate(row) if child.least and not child.fields]
    return Shape(
        at=at,
        limits=tuple(_UNLIMITED if child.length is None else child.length for child in row),
        required=itemgetter(*required) if len(required) > 1 else list,
        dates=tuple(i for i, child in enumerate(row) if child.date),
    )


def _misplaced(fields: tuple[Field, ...], names: list[str]) -> list[Problem]:
    problems: list[Problem] = []
    position = count = 0
    for index, name in enumerate(names):
        place = next((i for i, child in enumerate(fields) if child.name == name), None)
        if place is None:
            shown = f"l’élément {name}" if name in VOCABULARY else "un élément inconnu"
            problems.append((index, "unexpected_element", f"{shown} n’y a pas sa place"))
            continue
        if place < position:
            problems.append((index, "wrong_order", f"l’élément {name} vient trop tard"))
            continue
        if place > position:
            problems += _missing(fields[position:place], count, names)
            position, count = place, 0
        count += 1
        most = fields[place].most
        if most is not None and count > most:
            problems.append((index, "too_many", f"l’élément {name} est répété"))
    return problems + _missing(fields[position:], count, names)


def _missing(skipped: Sequence[Field], count: int, names: list[str]) -> list[Problem]:
    """Return what is missing of *skipped*; what only stands elsewhere is in the wrong order."""
    absent = [
        child
        for index, child in enumerate(skipped)
        if child.least and (index or not count) and child.name not in names
    ]
    return [(None, "missing_element", f"il manque l’élément {child.name}") for child in absent]


def _value_problems(known: Field, text: str, index: int) -> list[Problem]:
    problems: list[Problem] = []
    if known.least and not text.strip():
        problems.append((index, "empty_value", f"{known.name} est vide"))
    if known.length is not None and len(text) > known.length:
        most = f"{known.name} dépasse {known.length} caractères"
        problems.append((index, "too_long", most))
    if known.date and not is_date(text):
        problems.append((index, "bad_date", f"{known.name} n’est pas une date (AAAA-MM-JJ)"))
    return problems
