"""The writer: the schema's order whatever the order of values, and nothing foreign."""

from pathlib import Path

import pytest
from lxml import etree
from tests.gar.ent.small import COLLEGE, RUN, Small, check, part, person

from garbridge.gar.ent.schema import SECOND_DEGREE, Block, Sheet
from garbridge.gar.ent.writer import ExportWriter, Values, render

PUPIL: Block = SECOND_DEGREE.sheets[Sheet.PUPILS][0]
SUBJECT: Block = SECOND_DEGREE.sheets[Sheet.SCHOOLS][2]
VALUES = {"GARMatiereLibelle": "Maths", "GARMatiereCode": "1", "GARStructureUAI": COLLEGE}


def test_elements_come_in_the_schemas_order() -> None:
    """One place knows it, so nobody can get it wrong."""
    assert render(SUBJECT, VALUES).splitlines() == [
        "<men:GARMatiere>",
        "<men:GARStructureUAI>0750001A</men:GARStructureUAI>",
        "<men:GARMatiereCode>1</men:GARMatiereCode>",
        "<men:GARMatiereLibelle>Maths</men:GARMatiereLibelle>",
        "</men:GARMatiere>",
    ]


@pytest.mark.parametrize("text", ["<b>&amp;</b>", "]]>", "\"'", "é\u00a0😀", "a\nb"])
def test_any_text_comes_back_as_it_was(text: str) -> None:
    """What looks like markup is text."""
    rendered = render(SUBJECT, {**VALUES, "GARMatiereLibelle": text})
    tree = etree.fromstring(rendered.replace("men:", ""))

    assert tree.findtext("GARMatiereLibelle") == text


def test_a_missing_or_foreign_field_is_a_mistake_of_the_caller() -> None:
    """It never becomes a file that the GAR would refuse."""
    values: Values = {name: text for name, text in VALUES.items() if name != "GARMatiereCode"}
    with pytest.raises(ValueError, match="without GARMatiereCode"):
        render(SUBJECT, values)
    with pytest.raises(ValueError, match="not its own"):
        render(SUBJECT, {**VALUES, "GARPersonNom": "x"})


def test_a_message_of_the_writer_holds_no_value() -> None:
    """Its caller's log is not the place for a name."""
    values = person("p1", COLLEGE, "elv")
    del values["GARPersonPrenom"]
    with pytest.raises(ValueError, match="GARPersonPrenom") as refused:
        render(PUPIL, values)  # type: ignore[arg-type] # built by hand, of the right form

    assert "Étoile" not in str(refused.value)


def test_a_file_is_cut_at_its_most_nodes(tmp_path: Path) -> None:
    """The next one goes on; together they are one export."""
    small = Small()
    for number in range(25):
        small.add(2, Sheet.PUPILS, "GAREleve", person(f"q{number}", COLLEGE, "elv"))
    folder = tmp_path / "export"
    folder.mkdir()
    writer = ExportWriter(folder, RUN, most_nodes=10)
    for _, sheet, name, values in (block for block in small.blocks if block[0] == 2):
        writer.add(SECOND_DEGREE, sheet, name, values)  # type: ignore[arg-type] # as above
    writer.close()
    first = [block for block in Small().blocks if block[0] == 1]
    other = Small()
    other.blocks = first
    other.write(folder)

    assert len(etree.parse(part(folder, Sheet.PUPILS)).getroot()) == 10
    assert len(list(folder.glob("*_Eleve_*"))) == 5
    assert not check(folder).refused


def test_required_files_are_written_though_they_are_empty(tmp_path: Path) -> None:
    """A project without groups still states that it has none."""
    small = Small()
    small.blocks = [block for block in small.blocks if block[2] == "GAREtab" and block[0] == 2]
    export = small.write(tmp_path / "export")

    assert {path.name.split("_")[-2] for path in export.iterdir()} == {
        "Etab",
        "Enseignant",
        "Eleve",
        "Groupe",
    }
    assert not check(export).refused
