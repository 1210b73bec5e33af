"""The nature of schools from the State's list and from a table."""

from pathlib import Path

import pytest

from garbridge.errors import ImportRefusedError
from garbridge.gar.establishments import read_natures

NAMESPACE = "http://www.atosworldline.com/listEtablissement/v1.0/"
SCHOOL = "<etablissement><uai>{}</uai><nature_uai>{}</nature_uai><commune>75101</commune>"
LIST = """<?xml version="1.0" encoding="UTF-8"?>
<listEtablissement xmlns="{}">{}</listEtablissement>"""


def xml(folder: Path, *schools: tuple[str, str]) -> Path:
    """Write a list as the State's service answers."""
    each = "\n".join(SCHOOL.format(*school) + "</etablissement>" for school in schools)
    path = folder / "etablissements.xml"
    path.write_text(LIST.format(NAMESPACE, each), encoding="utf-8")
    return path


def table(folder: Path, *lines: str) -> Path:
    """Write a table."""
    path = folder / "natures.csv"
    path.write_text("\n".join(["uai;nature", *lines]), encoding="utf-8")
    return path


def test_the_list_of_the_state_is_read(tmp_path: Path) -> None:
    """Of each school two elements; what else it says is left alone."""
    path = xml(tmp_path, ("0750001A", "300"), ("0750003c", "151"))

    assert read_natures(path) == {"0750001A": "300", "0750003C": "151"}


def test_a_long_list_is_read(tmp_path: Path) -> None:
    """As many schools as there are in France."""
    path = xml(tmp_path, *((f"{number:07}A", "151") for number in range(70_000)))

    assert len(read_natures(path)) == 70_000


def test_a_table_is_read(tmp_path: Path) -> None:
    """What a spreadsheet writes."""
    assert read_natures(table(tmp_path, "0750001A;300", "")) == {"0750001A": "300"}


@pytest.mark.parametrize(
    ("lines", "place"),
    [
        (["x;300"], "natures.csv, ligne 2, colonne uai"),
        (["0750001A;30"], "natures.csv, ligne 2, colonne nature"),
        (["0750001A;300", "0750001A;340"], "natures.csv, ligne 3, colonne nature"),
        ([], "natures.csv : aucun établissement"),
    ],
)
def test_a_wrong_line_is_told(tmp_path: Path, lines: list[str], place: str) -> None:
    """With its place, and nothing is read."""
    with pytest.raises(ImportRefusedError) as refused:
        read_natures(table(tmp_path, *lines))

    assert refused.value.problems[0].startswith(place)


@pytest.mark.parametrize(
    "text",
    [
        '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>',
        "<listEtablissement>",
        LIST.format(NAMESPACE, SCHOOL.format("x", "300") + "</etablissement>"),
        LIST.format("urn:other", SCHOOL.format("0750001A", "300") + "</etablissement>"),
    ],
    ids=["dtd", "cut", "no-uai", "other-namespace"],
)
def test_another_xml_is_refused(tmp_path: Path, text: str) -> None:
    """Nothing outside is touched because of it."""
    path = tmp_path / "etablissements.xml"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(ImportRefusedError):
        read_natures(path)
