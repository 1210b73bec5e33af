"""Reads one file of an export: its root, its blocks in their order, each to its handler."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import IO, Final

from lxml import etree

from garbridge.errors import MalformedError, OversizedError
from garbridge.formats.xml import forget_before, stream_xml
from garbridge.gar.ent import people, places
from garbridge.gar.ent.blocks import BlockReader
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
    "GARPersonMEF": places.link(Form.LEVEL),
    "GARPersonMEFSTAT4": places.link(Form.FIRST_DEGREE_LEVEL),
    "GAREleveEnseignement": places.link(Form.FOLLOWED),
    "GARGroupe": places.group,
    "GARPersonGroupe": places.link(Form.MEMBER),
    "GAREnsGroupeMatiere": places.teaching(Form.TEACHES_GROUP),
    "GAREnsClasseMatiere": places.teaching(Form.TEACHES_DIVISION),
    "GARRespAff": people.delegate,
}
_SCHEMA_INSTANCE: Final = "{http://www.w3.org/2001/XMLSchema-instance}"
_LOOK_EVERY: Final = 256
"""Blocks after which what was read is forgotten."""


_stray_text = etree.XPath("boolean(text()[normalize-space()])")


@dataclass(frozen=True, slots=True)
class Expected:
    """A block that may stand in a file, its place among the others, and who takes it."""

    order: int
    reader: BlockReader
    handler: Handler


Vocabulary = Mapping[object, Expected]
"""Blocks by their full name.  Made once for each sort of file: it remembers the shapes it met."""


def vocabulary(degree: Degree, sheet: Sheet) -> Vocabulary:
    """Return what may stand in a file of *sheet*."""
    return {
        f"{{{degree.namespace}}}{block.name}": Expected(
            order, BlockReader(block, degree.namespace), _HANDLERS[block.name]
        )
        for order, block in enumerate(degree.sheets[sheet])
    }


@dataclass(slots=True)
class PartReader:
    """Reads one file.  What is wrong goes to the findings of *part*; nothing is raised."""

    part: Part
    degree: Degree
    sheet: Sheet
    blocks: Vocabulary
    _root: etree._Element | None = None
    _order: int = 0
    _seen: int = 0
    _kept: int = 0
    """Blocks that were read but still stand in the root: 0, or 1 after the first forgetting."""
    _stray: bool = False

    def read(self, source: IO[bytes]) -> Iterator[Batch]:
        """Yield the rows of *source*."""
        try:
            for element in stream_xml(source, tuple(map(str, self.blocks))):
                block = self.blocks.get(element.tag)
                if block is None:
                    self._end(element)
                    break
                self._take(element, block)
                if self._seen >= _LOOK_EVERY:
                    self._let_go(element)
                    yield from self.part.batches()
        except MalformedError as broken:
            reason = "ce n’est pas du XML bien formé, en UTF-8 et sans DTD"
            self.part.error(broken.line or 0, "malformed_xml", reason)
        except OversizedError:
            reason = "un élément est démesuré, ou rien n’est ce que le nom du fichier annonce"
            self.part.error(0, "oversized_element", reason)
        yield from self.part.batches()

    def _take(self, element: etree._Element, block: Expected) -> None:
        self._seen += 1
        line = element.sourceline or 0
        if self._root is None:
            self._root = element.getroottree().getroot()
        if element.getparent() is not self._root:
            reason = f"{block.reader.block.name} n’est pas un enfant de la racine"
            self.part.error(line, "unexpected_element", reason)
        if block.order < self._order:
            reason = f"{block.reader.block.name} vient après des éléments qui doivent le suivre"
            self.part.error(line, "wrong_order", reason)
        self._order = block.order
        content = block.reader.read(element, self.part.error)
        if content is not None:
            block.handler(self.part, content, line)

    def _let_go(self, element: etree._Element) -> None:
        root = self._root
        if root is None or element.getparent() is not root:
            return
        if root.index(element) != self._seen + self._kept - 1:
            self._strangers(root)
        self._text_of(root)
        forget_before(element)
        self._seen, self._kept = 0, 1

    def _end(self, root: etree._Element) -> None:
        line = root.sourceline or 0
        if root.tag != f"{{{self.degree.namespace}}}{self.sheet.root}":
            reason = f"la racine n’est pas {self.sheet.root} dans {self.degree.namespace}"
            self.part.error(line, "wrong_root", reason)
            return
        if root.get(VERSION_ATTRIBUTE) is None:
            self.part.error(line, "missing_version", "l’attribut Version manque")
        for name in map(str, root.keys()):
            if name != VERSION_ATTRIBUTE and not name.startswith(_SCHEMA_INSTANCE):
                reason = "un attribut de la racine n’est pas prévu"
                self.part.error(line, "unexpected_attribute", reason)
        if len(root) != self._seen + self._kept:
            self._strangers(root)
        self._text_of(root)

    def _strangers(self, root: etree._Element) -> None:
        for child in root:
            if child.tag not in self.blocks:
                name = etree.QName(child).localname
                shown = f"l’élément {name}" if name in VOCABULARY else "un élément inconnu"
                reason = f"{shown} n’a pas sa place dans {self.sheet.root}"
                self.part.error(child.sourceline or 0, "unexpected_element", reason)

    def _text_of(self, root: etree._Element) -> None:
        if not self._stray and _stray_text(root):
            self._stray = True
            reason = f"du texte se trouve entre les éléments de {self.sheet.root}"
            self.part.error(root.sourceline or 0, "unexpected_text", reason)
