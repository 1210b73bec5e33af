"""Our facts about GAR-ENT say what the State's schemas say, no more and no less."""

import pytest
from lxml import etree
from tests.gar.ent.real_schemas import needs_schemas, schema_tree

from garbridge.gar.ent.schema import DEGREES, VOCABULARY, Block, Degree, Field, Sheet

XS = "{http://www.w3.org/2001/XMLSchema}"


def lengths(tree: etree._Element) -> dict[str, int]:
    """Return the maximal length of each simple type."""
    found: dict[str, int] = {}
    for simple in tree.iterfind(f"{XS}simpleType"):
        limit = simple.find(f"{XS}restriction/{XS}maxLength")
        assert limit is not None
        found[str(simple.get("name"))] = int(str(limit.get("value")))
    return found


def fields(tree: etree._Element, name: str) -> tuple[Field, ...]:
    """Return the fields of a complex type, those of its base first."""
    simple = lengths(tree)
    kind = tree.find(f"{XS}complexType[@name='{name}']")
    assert kind is not None
    extension = kind.find(f".//{XS}extension")
    found = () if extension is None else fields(tree, local(extension.get("base")))
    for element in kind.iterfind(f".//{XS}element"):
        type_name = local(element.get("type"))
        most = element.get("maxOccurs", "1")
        found += (
            Field(
                name=str(element.get("name")),
                least=int(element.get("minOccurs", "1")),
                most=None if most == "unbounded" else int(most),
                length=simple.get(type_name),
                date=type_name == "date",
                fields=()
                if type_name in simple or type_name == "date"
                else fields(tree, type_name),
            ),
        )
    return found


def local(name: str | None) -> str:
    """Return a name without its prefix."""
    return str(name).rpartition(":")[2]


def blocks(tree: etree._Element, sheet: Sheet) -> tuple[Block, ...]:
    """Return what the schema says of a sort of file."""
    root = tree.find(f"{XS}element[@name='{sheet.root}']")
    assert root is not None
    keys: dict[str, tuple[str, ...]] = {}
    for key in root.iterfind(f"{XS}key"):
        selector = key.find(f"{XS}selector")
        assert selector is not None
        named = [local(field.get("xpath")) for field in key.iterfind(f"{XS}field")]
        keys[local(selector.get("xpath"))] = tuple(named)
    return tuple(
        Block(child.name, child.fields, keys[child.name]) for child in fields(tree, sheet.root)
    )


@needs_schemas
@pytest.mark.parametrize("sheet", Sheet)
@pytest.mark.parametrize("degree", DEGREES, ids=lambda degree: f"{degree.number}D")
def test_facts_are_those_of_the_schema(degree: Degree, sheet: Sheet) -> None:
    """Elements, order, repeats, lengths, dates and keys, all of them."""
    assert degree.sheets[sheet] == blocks(schema_tree(degree.number), sheet)


@needs_schemas
@pytest.mark.parametrize("degree", DEGREES, ids=lambda degree: f"{degree.number}D")
def test_namespace_is_that_of_the_schema(degree: Degree) -> None:
    """A file in another namespace is another file."""
    assert schema_tree(degree.number).get("targetNamespace") == degree.namespace


@pytest.mark.parametrize("degree", DEGREES, ids=lambda degree: f"{degree.number}D")
def test_every_key_is_made_of_required_fields(degree: Degree) -> None:
    """What may be absent cannot identify anything."""
    for known in degree.sheets.values():
        for block in known:
            required = {child.name for child in block.fields if child.least and not child.fields}

            assert set(block.key) <= required


def test_the_vocabulary_holds_every_name_and_no_other() -> None:
    """Only these names are ever repeated in a message."""
    assert {"GAR-ENT-Eleve", "GAREleve", "GARPersonProfil", "GARMEFSTAT4Code"} <= VOCABULARY
    assert all(name.startswith("GAR") for name in VOCABULARY)
