"""Files for spreadsheets: read back as they were meant, and computed by none."""

import csv
import io
import json
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from garbridge.formats.sheets import csv_of, json_of, neutral, ods_of
from garbridge.formats.xml import parse_xml

COLUMNS = ("discipline", "valeur")
FORMULAS = ["=1+1", "+33", "-2", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "\u22121", "\uff1d1"]
TEXT = st.text(st.characters(exclude_categories=["Cs"]))


@pytest.mark.parametrize("formula", FORMULAS)
def test_nothing_is_computed(formula: str) -> None:
    """Names of disciplines and resources come from files of others."""
    rows = [(formula, 1)]

    assert neutral(formula).startswith("'")
    read = list(csv.reader(io.StringIO(csv_of(COLUMNS, rows).decode("utf-8-sig")), delimiter=";"))
    assert read[1] == ["'" + formula, "1"]
    assert json.loads(json_of(COLUMNS, rows))[0]["discipline"] == "'" + formula
    assert b">=" not in zipfile.ZipFile(io.BytesIO(ods_of("t", COLUMNS, rows))).read("content.xml")


@given(TEXT, st.integers(0))
def test_a_text_comes_back(text: str, number: int) -> None:
    """Quotes, separators and line ends too; a number stays a number, nothing stays nothing."""
    rows = [(text, number), ("", None)]

    source = io.StringIO(csv_of(COLUMNS, rows).decode("utf-8-sig"), newline="")
    read = list(csv.reader(source, delimiter=";"))
    assert read == [list(COLUMNS), [neutral(text), str(number)], ["", ""]]
    assert json.loads(json_of(COLUMNS, rows))[0] == {"discipline": neutral(text), "valeur": number}


def test_excel_knows_that_it_is_utf_8() -> None:
    """By the mark at the beginning, once."""
    written = csv_of(COLUMNS, [("Éducation", 5)])

    assert written == "\ufeffdiscipline;valeur\r\nÉducation;5\r\n".encode()


@given(TEXT)
def test_an_ods_file_is_well_formed(text: str) -> None:
    """Whatever the texts hold; the media type stands first and plain, as the standard asks."""
    archive = zipfile.ZipFile(io.BytesIO(ods_of(text, COLUMNS, [(text, 7), ("x", None)])))

    first = archive.infolist()[0]
    assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)
    root = parse_xml(archive.read("content.xml"))
    rows = [one for one in root.iter() if str(one.tag).endswith("}table-row")]
    assert [len(row) for row in rows] == [2, 2, 2]
    assert archive.testzip() is None


def test_the_same_table_is_the_same_file() -> None:
    """No clock in it."""
    assert ods_of("t", COLUMNS, [("x", 1)]) == ods_of("t", COLUMNS, [("x", 1)])
