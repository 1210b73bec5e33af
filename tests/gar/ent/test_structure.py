"""The structural validator: each mistake alone, with its file, its line and its stable code."""

from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.gar.ent.small import (
    BIRTH,
    COLLEGE,
    ECOLE,
    LEVEL,
    NAMES,
    Small,
    archived,
    check,
    only_error,
    part,
    replace_in,
)

from garbridge.gar.ent.schema import Sheet

MEN = "<men:{0}>{1}</men:{0}>\n".format


@pytest.fixture(name="export")
def _export(tmp_path: Path) -> Path:
    return Small().write(tmp_path / "export")


def line_of(path: Path, text: str) -> int:
    """Return the first line that holds *text*."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, start=1) if text in line)


def test_the_small_export_is_valid(export: Path) -> None:
    """The base case has no finding at all; each test changes one thing from it."""
    findings = check(export)

    assert (findings.errors, findings.warnings) == ([], [])


def test_the_same_export_as_an_archive_is_valid(export: Path) -> None:
    """A folder and its archive say the same."""
    findings = check(archived(export))

    assert (findings.errors, findings.warnings) == ([], [])


PUPILS, STAFF, GROUPS, SCHOOLS = Sheet.PUPILS, Sheet.STAFF, Sheet.GROUPS, Sheet.SCHOOLS


@dataclass(frozen=True)
class Mistake:
    """One replacement in one file, what it is called, and a text on the line where it stands."""

    sheet: Sheet
    old: str
    new: str
    code: str
    at: str | None
    named: str


MISTAKES = [
    Mistake(
        PUPILS,
        MEN("GARPersonNom", "Étoile-Marquée"),
        "",
        "missing_element",
        "<men:GAREleve>",
        named="no-family-name",
    ),
    Mistake(
        PUPILS,
        MEN("GARPersonAutresPrenoms", "Zoé") + MEN("GARPersonAutresPrenoms", "Ombeline"),
        "",
        "missing_element",
        "<men:GAREleve>",
        named="no-further-given-name",
    ),
    Mistake(
        PUPILS,
        MEN("GARPersonNom", "Étoile-Marquée") + MEN("GARPersonPrenom", "Zoé"),
        MEN("GARPersonPrenom", "Zoé") + MEN("GARPersonNom", "Étoile-Marquée"),
        "wrong_order",
        "GARPersonNom>",
        named="given-name-before-family-name",
    ),
    Mistake(
        PUPILS,
        MEN("GARPersonCivilite", "Mme"),
        MEN("GARPersonCivilite", "Mme") * 2,
        "too_many",
        None,
        named="civility-twice",
    ),
    Mistake(
        PUPILS,
        MEN("GARPersonCivilite", "Mme"),
        MEN("GARPersonCivilite", "Mme" * 11),
        "too_long",
        "GARPersonCivilite",
        named="civility-of-33-characters",
    ),
    Mistake(
        PUPILS,
        MEN("GARPersonNom", "Étoile-Marquée"),
        MEN("GARPersonNom", "   "),
        "empty_value",
        "GARPersonNom>",
        named="blank-name",
    ),
    Mistake(PUPILS, BIRTH, "2015-02-29", "bad_date", "2015-02-29", named="a-day-that-is-none"),
    Mistake(PUPILS, BIRTH, "09/03/2015", "bad_date", "09/03/2015", named="a-french-date"),
    Mistake(
        PUPILS,
        "<men:GARPersonNom>",
        '<men:GARPersonNom nom="Théodule">',
        "unexpected_attribute",
        "GARPersonNom ",
        named="attribute-on-a-value",
    ),
    Mistake(
        PUPILS,
        "<men:GAREleve>",
        "<men:GAREleve>Théodule",
        "unexpected_text",
        "<men:GAREleve>",
        named="text-beside-elements",
    ),
    Mistake(
        PUPILS,
        "<men:GARPersonProfils>",
        "<men:GARPersonProfils>Théodule",
        "unexpected_text",
        "<men:GARPersonProfils>",
        named="text-inside-a-profile",
    ),
    Mistake(
        PUPILS,
        MEN("GARPersonNom", "Étoile-Marquée"),
        MEN("GARPersonNom", "Étoile-Marquée<b>Théodule</b>"),
        "unexpected_element",
        "GARPersonNom>",
        named="element-inside-a-value",
    ),
    Mistake(
        PUPILS,
        MEN("GARPersonNom", "Étoile-Marquée"),
        MEN("GARPersonNom", "Étoile-Marquée") + MEN("Théodule", "x"),
        "unexpected_element",
        "<men:Théodule>",
        named="unknown-element",
    ),
    Mistake(
        PUPILS,
        "</men:GAR-ENT-Eleve>",
        "<men:GARGroupe/>\n</men:GAR-ENT-Eleve>",
        "unexpected_element",
        "<men:GARGroupe/>",
        named="block-of-another-file",
    ),
    Mistake(
        PUPILS,
        "</men:GAR-ENT-Eleve>",
        "Théodule</men:GAR-ENT-Eleve>",
        "unexpected_text",
        None,
        named="text-in-the-root",
    ),
    Mistake(PUPILS, ' Version="1.7"', "", "missing_version", None, named="no-version"),
    Mistake(
        PUPILS,
        ' Version="1.7"',
        ' Version="1.7" nom="Théodule"',
        "unexpected_attribute",
        None,
        named="attribute-on-the-root",
    ),
    Mistake(PUPILS, "National_elv", "National_xyz", "unknown_profile", None, named="profile"),
    Mistake(PUPILS, "National_elv", "elv", "unknown_profile", None, named="short-profile"),
    Mistake(
        PUPILS,
        MEN("GARPersonEtab", COLLEGE),
        MEN("GARPersonEtab", "75001A"),
        "bad_uai",
        "<men:GAREleve>",
        named="school-that-is-no-uai",
    ),
    Mistake(
        PUPILS,
        MEN("GARPersonIdentifiant", "p2") + "<men:GARPersonProfils>",
        MEN("GARPersonIdentifiant", " p2 ") + "<men:GARPersonProfils>",
        "bad_identifier",
        None,
        named="blank-around-an-identifier",
    ),
    Mistake(GROUPS, "DIVISION", "Division", "bad_status", "<men:GARGroupe>", named="status"),
    Mistake(
        GROUPS,
        MEN("GARGroupeStatut", "DIVISION"),
        MEN("GARGroupeStatut", "DIVISION") + MEN("GARGroupeDivAppartenance", "6B"),
        "division_with_parent",
        "<men:GARGroupe>",
        named="division-in-a-division",
    ),
    Mistake(
        STAFF,
        MEN("GAREnsDisciplinePosteCode", "L1300") + MEN("GAREnsDisciplinePosteCode", "L0201"),
        "",
        "missing_element",
        "<men:GAREnsDisciplinesPostes>",
        named="post-without-a-code",
    ),
    Mistake(
        SCHOOLS,
        MEN("GARMEFLibelle", "6e"),
        "<men:GARMEFLibelle/>\n",
        "empty_value",
        "GARMEFLibelle",
        named="level-without-a-label",
    ),
]


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.named)
def test_a_mistake_is_told_with_its_place(export: Path, mistake: Mistake) -> None:
    """One mistake is one error, found where it stands."""
    path = part(export, mistake.sheet)
    replace_in(path, mistake.old, mistake.new)

    error = only_error(check(export))

    assert (error.file, error.code) == (path.name, mistake.code)
    if mistake.at is not None:
        assert error.line == line_of(path, mistake.at)


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.named)
def test_a_message_never_repeats_a_value(export: Path, mistake: Mistake) -> None:
    """The place is enough to find a person; a name in a report would travel further."""
    replace_in(part(export, mistake.sheet), mistake.old, mistake.new)

    told = "\n".join(map(str, check(export).errors))

    assert mistake.code in told
    assert not any(value in told for value in (*NAMES, BIRTH, "75001A", "xyz", "hier", "p2"))


def test_blocks_stand_in_the_order_of_the_schema(export: Path) -> None:
    """People come first, then what names them."""
    path = part(export, PUPILS)
    text = path.read_text(encoding="utf-8")
    block = text[text.index("<men:GARPersonMEF>") : text.index("<men:GAREleveEnseignement>")]
    path.write_text(text.replace(block, "").replace("</men:GAR-ENT", block + "</men:GAR-ENT", 1))

    error = only_error(check(export))

    assert error.code == "wrong_order"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param("GAR-ENT-Eleve", "GAR-ENT-Enseignant", id="root-of-another-file"),
        pytest.param("ns/gar", "ns/gar/1d", id="namespace-of-the-other-degree"),
    ],
)
def test_a_file_is_what_its_name_says(export: Path, old: str, new: str) -> None:
    """A file of pupils has the root and the namespace of files of pupils."""
    path = part(export, PUPILS)
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(old, new), encoding="utf-8")

    assert only_error(check(export)).code == "wrong_root"


def test_a_profile_is_read_whatever_its_case(export: Path) -> None:
    """Portals write ``National_elv``, ``National_ELV`` and more."""
    replace_in(part(export, PUPILS), "National_elv", "NATIONAL_Elv")

    assert not check(export).refused


def test_a_school_is_read_whatever_its_case(export: Path) -> None:
    """A UAI in lower case is the same school."""
    for sheet in Sheet:
        path = part(export, sheet)
        path.write_text(path.read_text(encoding="utf-8").replace(COLLEGE, COLLEGE.lower()))

    assert not check(export).refused


def test_every_mistake_of_every_file_is_told_at_once(export: Path) -> None:
    """Whoever mends an export mends it once."""
    replace_in(part(export, PUPILS), "National_elv", "National_x", count=2)
    replace_in(part(export, PUPILS, degree=1), BIRTH, "hier")
    replace_in(part(export, SCHOOLS), LEVEL, "x" * 256)

    findings = check(export)

    assert dict(findings.counts) == {"unknown_profile": 2, "bad_date": 1, "too_long": 1}
    assert len({error.file for error in findings.errors}) == 3


def test_the_list_of_errors_is_bounded_and_their_count_is_not(tmp_path: Path) -> None:
    """A hopeless export makes a short report."""
    small = Small()
    for number in range(1_000):
        values = {**small.find("GAREleve"), "GARPersonIdentifiant": f"q{number}"}
        small.add(2, PUPILS, "GAREleve", {**values, "GARPersonDateNaissance": "hier"})
    findings = check(small.write(tmp_path / "export"))

    assert findings.counts == {"bad_date": 1_000}
    assert len(findings.errors) == findings.keep == 200


def test_a_line_beyond_65535_is_told_nearly(tmp_path: Path) -> None:
    """libxml2 counts elements so far, then takes the line of their text."""
    small = Small()
    for number in range(9_000):
        values = {**small.find("GAREleve"), "GARPersonIdentifiant": f"q{number}"}
        small.add(2, PUPILS, "GAREleve", values)
    export = small.write(tmp_path / "export")
    path = part(export, PUPILS)
    text = path.read_text(encoding="utf-8")
    at = text.rindex(BIRTH)
    path.write_text(text[:at] + "hier" + text[at + len(BIRTH) :], encoding="utf-8")

    error = only_error(check(export))

    expected = line_of(path, "hier")
    assert expected > 65_535
    assert error.line is not None
    assert abs(error.line - expected) <= 1


def test_a_malformed_file_is_told_with_its_line(export: Path) -> None:
    """What is not XML is refused like any other mistake."""
    path = part(export, Sheet.STAFF)
    replace_in(path, "</men:GARPersonNom>", "</men:GARPersonPrenom>")

    error = only_error(check(export))

    assert (error.file, error.code) == (path.name, "malformed_xml")
    assert error.line == line_of(path, "<men:GARPersonNom>")


def test_a_huge_value_is_cut_off(export: Path) -> None:
    """A value of a megabyte is refused without being kept."""
    replace_in(part(export, PUPILS), ">Zoé<", f">{'Zoé' * 500_000}<")

    error = only_error(check(export))

    assert error.code == "oversized_element"
    assert error.line, "the line to which it was read"


def test_elements_hidden_in_an_unknown_one_are_not_taken(export: Path) -> None:
    """A block counts as a child of the root only."""
    path = part(export, PUPILS, degree=1)
    text = path.read_text(encoding="utf-8")
    hidden = text.replace("<men:GAREleve>", "<men:Cache><men:GAREleve>")
    path.write_text(hidden.replace("</men:GAREleve>", "</men:GAREleve></men:Cache>"))

    assert check(export).counts["unexpected_element"] >= 1


def test_what_is_refused_in_one_degree_may_stand_in_the_other(export: Path) -> None:
    """The first degree has no e-mail and no MEF."""
    path = part(export, STAFF, degree=1)
    replace_in(
        path, "</men:GAREnseignant>", MEN("GARPersonMail", "a@b.example") + "</men:GAREnseignant>"
    )

    error = only_error(check(export))

    assert (error.file, error.code) == (path.name, "unexpected_element")
    assert "GARPersonMail" in error.reason
    assert ECOLE not in error.reason
