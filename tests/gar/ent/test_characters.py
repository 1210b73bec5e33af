"""Characters that cannot be seen, typed or told to a provider: refused, or a blank instead."""

from pathlib import Path

import pytest
from tests.gar.ent.small import Small, check, only_error, part, read, replace_in, rows

from garbridge.gar.ent.schema import Sheet
from garbridge.ports import Finding, RowKind

LINE_BREAKERS = [
    pytest.param("&#9;", id="tab"),
    pytest.param("&#10;", id="line-feed"),
    pytest.param("&#13;", id="carriage-return"),
    pytest.param("\x7f", id="delete"),
    pytest.param("\x85", id="next-line"),
    pytest.param("\x9b", id="control-sequence-introducer"),
    pytest.param("\u2028", id="line-separator"),
]
UNSEEN = [
    *LINE_BREAKERS,
    pytest.param("\xad", id="soft-hyphen"),
    pytest.param("\u200b", id="zero-width-space"),
    pytest.param("\u202e", id="right-to-left-override"),
    pytest.param("\ufeff", id="byte-order-mark"),
]
NOT_XML = [
    pytest.param("&#1;", id="control"),
    pytest.param("&#27;", id="escape"),
    pytest.param("\x08", id="control-as-it-is"),
    pytest.param("&#xFFFE;", id="not-a-character"),
    pytest.param("\uffff", id="not-a-character-as-it-is"),
    pytest.param("&#xD800;", id="half-of-a-pair"),
]


@pytest.fixture(name="small")
def _small() -> Small:
    return Small()


@pytest.mark.parametrize("unseen", LINE_BREAKERS)
@pytest.mark.parametrize(
    ("sheet", "before", "kind", "kept"),
    [
        pytest.param(Sheet.PUPILS, ">Étoile", RowKind.PERSON, "Étoile -Marquée", id="name"),
        pytest.param(Sheet.PUPILS, ">Mme", RowKind.PERSON, "Mme x", id="civility"),
        pytest.param(Sheet.GROUPS, ">Libellé", RowKind.POPULATION, "Libellé 6A", id="label"),
        pytest.param(Sheet.SCHOOLS, ">École", RowKind.SCHOOL, "École 2", id="school"),
    ],
)
def test_a_control_character_in_a_label_becomes_a_blank(  # noqa: PLR0917 - two tables
    small: Small, tmp_path: Path, unseen: str, sheet: Sheet, before: str, kind: RowKind, kept: str
) -> None:
    """With a warning that says where: a name on two lines is no reason to refuse a project."""
    small.find("GAREleve")["GARPersonCivilite"] = "Mmex"
    path = part(small.write(tmp_path / "export"), sheet)
    replace_in(path, before, f"{before} {unseen}{unseen}")
    findings = check(path.parent)

    assert (findings.refused, dict(findings.warned)) == (False, {"control_character": 1})
    assert findings.warnings[0].line
    assert kept in [value for row in rows(read(path.parent)[0], kind) for value in row]


def test_an_indented_value_is_not_warned_of(small: Small, tmp_path: Path) -> None:
    """Blanks around a value, line ends too, are the file's and not the value's."""
    path = part(small.write(tmp_path / "export"), Sheet.GROUPS)
    replace_in(path, ">Libellé 6A<", ">\n\t\tLibellé 6A\n\t<")
    findings = check(path.parent)

    assert (findings.errors, findings.warnings) == ([], [])


@pytest.mark.parametrize("unseen", UNSEEN)
@pytest.mark.parametrize(
    ("sheet", "block", "name"),
    [
        pytest.param(Sheet.GROUPS, "GARGroupe", "GARGroupeCode", id="group"),
        pytest.param(Sheet.GROUPS, "GARGroupe", "GARGroupeDivAppartenance", id="parent"),
        pytest.param(Sheet.GROUPS, "GARPersonGroupe", "GARGroupeCode", id="member"),
        pytest.param(Sheet.SCHOOLS, "GARMEF", "GARMEFCode", id="level"),
        pytest.param(Sheet.SCHOOLS, "GARMatiere", "GARMatiereCode", id="subject"),
        pytest.param(Sheet.PUPILS, "GAREleveEnseignement", "GARMatiereCode", id="followed"),
    ],
)
def test_a_code_nobody_can_type_is_refused(  # noqa: PLR0917 - two tables
    small: Small, tmp_path: Path, unseen: str, sheet: Sheet, block: str, name: str
) -> None:
    """Where it stands: to providers it would be another code than the one that is seen."""
    path = part(small.write(tmp_path / "export"), sheet)
    text = path.read_text(encoding="utf-8")
    at = text.index(f"<men:{name}>", text.index(f"<men:{block}>")) + len(f"<men:{name}>x")
    path.write_text(text[:at] + unseen + text[at:], encoding="utf-8")
    error = only_error(check(path.parent))

    block_line = text.count("\n", 0, text.rindex(f"<men:{block}>", 0, at)) + 1
    assert error == Finding(path.name, block_line, "bad_code", error.reason)


def test_a_wide_blank_in_a_code_is_a_blank(small: Small, tmp_path: Path) -> None:
    """Portals paste codes from office software."""
    export = small.write(tmp_path / "export")
    path = part(export, Sheet.GROUPS)
    replace_in(path, ">6A<", ">6\xa0A<", count=-1)

    assert not check(export).refused


@pytest.mark.parametrize("unseen", UNSEEN)
def test_an_identifier_is_made_of_what_can_be_seen(
    small: Small, tmp_path: Path, unseen: str
) -> None:
    """It is the root of everything a provider is told."""
    path = part(small.write(tmp_path / "export"), Sheet.PUPILS)
    replace_in(path, "<men:GARPersonIdentifiant>p1", f"<men:GARPersonIdentifiant>p{unseen}1")
    error = only_error(check(path.parent))

    assert (error.file, error.line, error.code) == (path.name, 3, "bad_identifier")


@pytest.mark.parametrize("unseen", NOT_XML)
@pytest.mark.parametrize(
    ("sheet", "before"),
    [
        pytest.param(Sheet.PUPILS, "<men:GARPersonIdentifiant>p", id="identifier"),
        pytest.param(Sheet.PUPILS, "<men:GARPersonNom>", id="name"),
        pytest.param(Sheet.GROUPS, "<men:GARGroupeCode>", id="code"),
        pytest.param(Sheet.GROUPS, "<men:GARGroupeLibelle>", id="label"),
    ],
)
def test_what_no_provider_could_be_told_is_refused(
    small: Small, tmp_path: Path, unseen: str, sheet: Sheet, before: str
) -> None:
    """A character XML 1.0 cannot carry would stop every launch of the person."""
    path = part(small.write(tmp_path / "export"), sheet)
    text = path.read_text(encoding="utf-8")
    at = text.index(before) + len(before)
    path.write_text(text[:at] + unseen + text[at:], encoding="utf-8")
    error = only_error(check(path.parent))

    line = text.count("\n", 0, at) + 1
    assert (error.file, error.line, error.code) == (path.name, line, "malformed_xml")
