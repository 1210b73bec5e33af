"""Reads one file of an export: its root, its blocks in their order, each to its handler."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from lxml import etree

from garbridge.errors import MalformedError, OversizedError
from garbridge.formats.xml import Readable, forget_before, stream_xml
from garbridge.gar.ent import people, places
from garbridge.gar.ent.blocks import BlockReader, strangers_path
from garbridge.gar.ent.part import Part
from garbridge.gar.ent.places import Handler
from garbridge.gar.ent.schema import VERSION_ATTRIBUTE, VOCABULARY, Degree, Sheet
from garbridge.ports import Batch, Form

_HANDLERS: Final[Mapping[str, Handler]] = {
    "GAREtab": places.school,
    "GARMEF": places.level,
    "GARMatiere": places.subject,
    "GAREleve": people.person,
    "GAREnseignant": people.person,
    "GARGroupe": places.group,
    "GARPersonMEF": places.link(Form.LEVEL),
    "GARPersonMEFSTAT4": places.link(Form.FIRST_DEGREE_LEVEL),
    "GAREleveEnseignement": places.link(Form.FOLLOWED),
    "GARPersonGroupe": places.link(Form.MEMBER),
    "GAREnsGroupeMatiere": places.teaching(Form.TEACHES_GROUP),
    "GAREnsClasseMatiere": places.teaching(Form.TEACHES_DIVISION),
    "GARRespAff": people.delegate,
}
_LINKS: Final[Mapping[str, Form]] = {
    "GARPersonMEF": Form.LEVEL,
    "GARPersonMEFSTAT4": Form.FIRST_DEGREE_LEVEL,
    "GAREleveEnseignement": Form.FOLLOWED,
    "GARPersonGroupe": Form.MEMBER,
}
"""Three texts: school, person, code.  By far the most frequent, so they have a path of their own:
once a (school, code) was read in full, the others that name it need only the right shape."""
_SCHEMA_INSTANCE: Final = "{http://www.w3.org/2001/XMLSchema-instance}"
_LOOK_EVERY: Final = 256
"""Blocks after which what was read is looked at for strangers, and forgotten."""
_ROWS_TOGETHER: Final = 1000
"""Rows of a kind that are gathered before they are handed on; fewer at the end of a file."""
_stray_text = etree.XPath("boolean(text()[normalize-space()])")


@dataclass(frozen=True, slots=True)
class Expected:
    """A block that may stand in a file, its place among the others, and who takes it."""

    order: int
    reader: BlockReader
    handler: Handler
    form: str | None


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What may stand in one sort of file.  It remembers the shapes it met: make it once."""

    degree: Degree
    sheet: Sheet
    blocks: Mapping[object, Expected]
    strangers: etree.XPath


def vocabulary(degree: Degree, sheet: Sheet) -> Vocabulary:
    """Return what may stand in a file of *sheet*."""
    blocks = degree.sheets[sheet]
    return Vocabulary(
        degree,
        sheet,
        {
            f"{{{degree.namespace}}}{block.name}": Expected(
                order,
                BlockReader(block, degree.namespace),
                _HANDLERS[block.name],
                form.value if (form := _LINKS.get(block.name)) else None,
            )
            for order, block in enumerate(blocks)
        },
        etree.XPath(strangers_path(blocks, "g"), namespaces={"g": degree.namespace}),
    )


@dataclass(slots=True)
class PartReader:
    """Reads one file.  What is wrong goes to the findings of *part*; nothing is raised."""

    part: Part
    known: Vocabulary
    _root: etree._Element | None = None
    _order: int = 0
    _seen: int = 0
    _kept: int = 0
    """Blocks that were read but still stand in the root: 0, or 1 after the first forgetting."""
    _stray: bool = False

    def read(self, source: Readable) -> Iterator[Batch]:
        """Yield the rows of *source*."""
        try:
            for element in self._elements(source):
                self._let_go(element)
                yield from self.part.batches(_ROWS_TOGETHER)
        except MalformedError as broken:
            reason = "ce n’est pas du XML bien formé, en UTF-8 et sans DTD"
            self.part.error(broken.line or 0, "malformed_xml", reason)
        except OversizedError as broken:
            reason = "un élément est démesuré, ou rien n’est ce que le nom du fichier annonce"
            self.part.error(broken.line or 0, "oversized_element", reason)
        yield from self.part.batches()

    def _elements(self, source: Readable) -> Iterator[etree._Element]:
        """Take each block; yield one from time to time, for all before it to be let go.

        The most frequent path of an import, hence its local names.
        """
        part, blocks, base = self.part, self.known.blocks, self.part.base
        current: Expected | None = None
        root = None
        links: Mapping[tuple[str, str], int] = {}
        for element in stream_xml(source, tuple(map(str, blocks))):
            block = blocks.get(element.tag)
            if block is None:
                self._end(element)
                return
            line = element.sourceline or 0
            if block is not current or element.getparent() is not root:
                root = self._place(element, block, line)
                current = block
                links = part.numbers(block.form) if block.form else {}
            self._seen += 1
            if block.form is not None and (texts := block.reader.values(element)):
                number = links.get((texts[0], texts[2]))
                if number is not None:
                    part.facts.append((texts[1], number, base + line))
                    if self._seen >= _LOOK_EVERY:
                        yield element
                    continue
            content = block.reader.read(element, part.error)
            if content is not None:
                block.handler(part, content, line)
            if self._seen >= _LOOK_EVERY:
                yield element

    def _place(self, element: etree._Element, block: Expected, line: int) -> etree._Element | None:
        """Note a block that stands where it may not; return the root."""
        name = block.reader.block.name
        if self._root is None:
            self._root = element.getroottree().getroot()
        if element.getparent() is not self._root:
            reason = f"{name} n’est pas un enfant de la racine"
            self.part.error(line, "unexpected_element", reason)
        if block.order < self._order:
            reason = f"{name} vient après des éléments qui doivent le suivre"
            self.part.error(line, "wrong_order", reason)
        self._order = block.order
        return self._root

    def _let_go(self, element: etree._Element) -> None:
        root = self._root
        if root is None or element.getparent() is not root:
            return
        if root.index(element) != self._seen + self._kept - 1:
            self._unexpected(root)
        self._strangers(root, upto=root.index(element) + 1)
        forget_before(element)
        self._seen, self._kept = 0, 1

    def _end(self, root: etree._Element) -> None:
        degree, sheet = self.known.degree, self.known.sheet
        line = root.sourceline or 0
        if root.tag != f"{{{degree.namespace}}}{sheet.root}":
            reason = f"la racine n’est pas {sheet.root} dans {degree.namespace}"
            self.part.error(line, "wrong_root", reason)
            return
        if root.get(VERSION_ATTRIBUTE) is None:
            self.part.error(line, "missing_version", "l’attribut Version manque")
        for name in map(str, root.keys()):
            if name != VERSION_ATTRIBUTE and not name.startswith(_SCHEMA_INSTANCE):
                reason = "un attribut de la racine n’est pas prévu"
                self.part.error(line, "unexpected_attribute", reason)
        if len(root) != self._seen + self._kept:
            self._unexpected(root)
        self._strangers(root, upto=len(root))

    def _unexpected(self, root: etree._Element) -> None:
        for child in root:
            if child.tag not in self.known.blocks:
                name = etree.QName(child).localname
                shown = f"l’élément {name}" if name in VOCABULARY else "un élément inconnu"
                reason = f"{shown} n’a pas sa place dans {self.known.sheet.root}"
                self.part.error(child.sourceline or 0, "unexpected_element", reason)

    def _strangers(self, root: etree._Element, upto: int) -> None:
        if self.known.strangers(root):
            for child in root[self._kept : upto]:
                block = self.known.blocks.get(child.tag)
                if block is not None:
                    block.reader.look_for_strangers(child, self.part.error)
        if not self._stray and _stray_text(root):
            self._stray = True
            reason = f"du texte se trouve entre les éléments de {self.known.sheet.root}"
            self.part.error(root.sourceline or 0, "unexpected_text", reason)
