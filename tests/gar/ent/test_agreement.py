"""What the State's schemas refuse, we refuse too; where they are content, so is our structure."""

from copy import deepcopy
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from tests.gar.ent.days import TODAY
from tests.gar.ent.real_schemas import invalid_files, needs_schemas, schemas
from tests.gar.ent.small import Small, check

from garbridge.gar.ent.district.writing import write_district
from garbridge.gar.ent.schema import VOCABULARY

STRUCTURAL = frozenset(
    {
        "malformed_xml",
        "wrong_root",
        "missing_version",
        "unexpected_element",
        "unexpected_attribute",
        "unexpected_text",
        "missing_element",
        "wrong_order",
        "too_many",
        "too_long",
        "bad_date",
    }
)
"""Codes of what the schemas say too."""


@pytest.fixture(scope="module", name="known")
def _known() -> dict[int, etree.XMLSchema]:
    return schemas()


@pytest.fixture(scope="module", name="files")
def _files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Small().write(tmp_path_factory.mktemp("small") / "export")


def drop(_root: etree._Element, element: etree._Element, _text: str) -> None:
    """Leave an element out."""
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def repeat(_root: etree._Element, element: etree._Element, _text: str) -> None:
    """State an element twice."""
    if element.getparent() is not None:
        element.addnext(deepcopy(element))


def move_first(_root: etree._Element, element: etree._Element, _text: str) -> None:
    """Put an element before its siblings."""
    parent = element.getparent()
    if parent is not None:
        parent.insert(0, element)


def move_last(_root: etree._Element, element: etree._Element, _text: str) -> None:
    """Put an element after its siblings."""
    parent = element.getparent()
    if parent is not None:
        parent.append(element)


def move_up(root: etree._Element, element: etree._Element, _text: str) -> None:
    """Put an element below the root."""
    if element is not root:
        root.append(element)


def retext(_root: etree._Element, element: etree._Element, text: str) -> None:
    """Give an element another text."""
    element.text = text


def prolong(_root: etree._Element, element: etree._Element, text: str) -> None:
    """Make an element longer than any limit."""
    element.text = (element.text or "") + "é" * (40 + len(text) * 30)


def trail(_root: etree._Element, element: etree._Element, text: str) -> None:
    """Put text after an element."""
    if element.getparent() is not None:
        element.tail = text


def mark(_root: etree._Element, element: etree._Element, text: str) -> None:
    """Give an element an attribute."""
    element.set("nom", text)


def nest(_root: etree._Element, element: etree._Element, _text: str) -> None:
    """Put an element inside itself."""
    element.append(deepcopy(element))


def rename(_root: etree._Element, element: etree._Element, text: str) -> None:
    """Give an element another name, one of the schema's own or not."""
    names = [*sorted(VOCABULARY), "Inconnu"]
    namespace = etree.QName(element).namespace
    element.tag = f"{{{namespace}}}{names[len(text) * 7 % len(names)]}"


def elsewhere(_root: etree._Element, element: etree._Element, _text: str) -> None:
    """Put an element into no namespace."""
    element.tag = etree.QName(element).localname


MUTATIONS = (
    *(drop, repeat, move_first, move_last, move_up, retext),
    *(prolong, trail, mark, nest, rename, elsewhere),
)
TEXTS = st.sampled_from(
    ["", " ", "x", "0750001A", "p1", "2015-02-30", "2015-3-9", "2015-03-09Z", "Étoile", "n" * 600]
)


@needs_schemas
@settings(max_examples=300)
@given(data=st.data())
def test_what_the_schemas_refuse_is_refused(
    known: dict[int, etree.XMLSchema],
    files: Path,
    tmp_path_factory: pytest.TempPathFactory,
    data: st.DataObject,
) -> None:
    """Any one change of any element of any file."""
    folder = tmp_path_factory.mktemp("mutant") / "export"
    folder.mkdir()
    for path in files.iterdir():
        (folder / path.name).write_bytes(path.read_bytes())
    path = data.draw(st.sampled_from(sorted(folder.iterdir())))
    tree = etree.parse(path)
    elements = list(tree.getroot().iter(etree.Element))
    element = elements[data.draw(st.integers(0, len(elements) - 1))]
    mutate = data.draw(st.sampled_from(MUTATIONS))
    mutate(tree.getroot(), element, data.draw(TEXTS))
    tree.write(path, encoding="utf-8", xml_declaration=True)

    refused_by_schema = invalid_files(folder, known)
    findings = check(folder)

    if refused_by_schema:
        assert findings.refused, refused_by_schema
    else:
        assert not STRUCTURAL & set(findings.counts), [str(error) for error in findings.errors]


@needs_schemas
def test_what_we_write_is_valid(known: dict[int, etree.XMLSchema], files: Path) -> None:
    """The small export is one that the State would take."""
    assert invalid_files(files, known) == {}


@needs_schemas
def test_the_invented_district_is_valid(known: dict[int, etree.XMLSchema], tmp_path: Path) -> None:
    """So is what ``garbridge demo-data`` writes, of both days."""
    written = write_district(tmp_path / "district", TODAY)

    assert written.before is not None
    assert invalid_files(written.export, known) == {}
    assert invalid_files(written.before, known) == {}
