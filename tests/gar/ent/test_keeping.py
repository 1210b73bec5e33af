"""What is kept of an export, what is left out with a warning, and what is not kept at all."""

from pathlib import Path

import pytest
from tests.gar.ent.small import (
    BIRTH,
    COLLEGE,
    ECOLE,
    ENGLISH,
    LEVEL,
    MATHS,
    Small,
    check,
    part,
    read,
    replace_in,
    rows,
)

from garbridge.gar.ent.schema import Sheet
from garbridge.ports import Form, RowKind


@pytest.fixture(name="small")
def _small() -> Small:
    return Small()


def test_names_civility_and_first_email_are_kept(small: Small, tmp_path: Path) -> None:
    """A pupil has no e-mail; a teacher's first one counts."""
    batches, _ = read(small.write(tmp_path / "export"))

    people = {row[0]: row[1:] for row in rows(batches, RowKind.PERSON)}
    assert people["p1"] == ("Étoile-Marquée", "Zoé", "Mme", "", 1)
    assert people["t1"] == ("Marquefort", "Bruno", "Mme", "bruno.marquefort@ent.example", 1)


def test_nothing_that_is_not_needed_is_kept(small: Small, tmp_path: Path) -> None:
    """Birth date, further names, secondary identifier, posts: held to the rules, forgotten."""
    pupil = small.find("GAREleve", GARPersonIdentifiant="p1")
    pupil |= {"GARPersonIdSecondaire": "SECOND-1", "GARPersonNomPatro": "Théodule"}
    pupil["GARPersonStructRattach"] = "0999999Z"
    batches, findings = read(small.write(tmp_path / "export"))

    kept = repr([batch.rows for batch in batches])
    assert not findings.refused
    for value in (BIRTH, "Ombeline", "SECOND-1", "Théodule", "0999999Z", "L1300", "autre@ent"):
        assert value not in kept


def test_a_level_keeps_its_statistical_code(small: Small, tmp_path: Path) -> None:
    """Its first four digits are what providers may be told; an export states the rest."""
    batches, _ = read(small.write(tmp_path / "export"))

    populations = {row[:3]: row[3:] for row in rows(batches, RowKind.POPULATION)}
    assert populations[COLLEGE, "level", LEVEL] == ("6e", "[]", "21110010001")
    assert populations[COLLEGE, "subject", MATHS] == (f"Matière {MATHS}", "[]", "")
    assert populations[COLLEGE, "group", "6ANG"] == ("Libellé 6ANG", '["6A", "6B"]', "")
    assert populations[ECOLE, "division", "CP"] == ("Libellé CP", "[]", "")


@pytest.mark.parametrize("statistical", ["211", "21A10010001", ""])
def test_a_statistical_code_of_another_form_is_left_out(
    small: Small, tmp_path: Path, statistical: str
) -> None:
    """Fewer than four digits are not a level."""
    small.find("GARMEF")["GARMEFSTAT11"] = statistical
    batches, findings = read(small.write(tmp_path / "export"))

    level = next(row for row in rows(batches, RowKind.POPULATION) if row[1] == "level")
    assert (level[-1], findings.refused) == ("", False)


def test_a_level_without_a_statistical_code_has_none(small: Small, tmp_path: Path) -> None:
    """The field is optional."""
    del small.find("GARMEF")["GARMEFSTAT11"]
    batches, _ = read(small.write(tmp_path / "export"))

    assert next(r for r in rows(batches, RowKind.POPULATION) if r[1] == "level")[-1] == ""


def test_each_link_names_its_population_by_its_form(small: Small, tmp_path: Path) -> None:
    """A teacher belongs to what they teach and to the subject, named once for each group."""
    batches, _ = read(small.write(tmp_path / "export"))

    named = {row[0]: row[1:] for row in rows(batches, RowKind.REFERENCE)}
    facts = {(row[0], *named[row[1]]) for row in rows(batches, RowKind.FACT)}
    assert {fact[1:] for fact in facts if fact[0] == "t1"} == {
        (Form.LEVEL, COLLEGE, LEVEL),
        (Form.TEACHES_DIVISION, COLLEGE, "6A"),
        (Form.TEACHES_GROUP, COLLEGE, "6ANG"),
        (Form.TAUGHT, COLLEGE, MATHS),
    }
    assert ("p1", Form.FOLLOWED, COLLEGE, ENGLISH) in facts
    assert ("e1", Form.FIRST_DEGREE_LEVEL, ECOLE, "1111") in facts


def profile(school: str, name: str) -> dict[str, str]:
    """Return the values of a profile at a school."""
    return {"GARStructureUAI": school, "GARPersonProfil": name}


def memberships(export: Path, person: str) -> list[tuple[str | int, ...]]:
    """Return the schools and profiles that are kept of a person."""
    return [row[1:] for row in rows(read(export)[0], RowKind.MEMBERSHIP) if row[0] == person]


def test_a_person_has_a_profile_for_each_school(small: Small, tmp_path: Path) -> None:
    """Teacher here, head there."""
    teacher = small.find("GAREnseignant", GARPersonIdentifiant="t1")
    teacher["GARPersonProfils"] = [
        profile(COLLEGE, "National_ens"),
        profile(ECOLE, "National_DIR"),
    ]
    teacher["GARPersonEtab"] = [COLLEGE, ECOLE]
    export = small.write(tmp_path / "export")

    assert memberships(export, "t1") == [(COLLEGE, "ens"), (ECOLE, "dir")]
    assert not check(export).refused


def test_of_two_profiles_at_one_school_the_first_is_kept(small: Small, tmp_path: Path) -> None:
    """A person is one thing at a school; which other was stated is a warning."""
    small.find("GAREleve")["GARPersonProfils"] = [
        profile(COLLEGE, "National_elv"),
        profile(COLLEGE, "National_ens"),
    ]
    export = small.write(tmp_path / "export")
    findings = check(export)

    assert memberships(export, "p1") == [(COLLEGE, "elv")]
    assert (findings.refused, dict(findings.warned)) == (False, {"two_profiles": 1})


@pytest.mark.parametrize("name", ["National_tut", "National_ACA"])
def test_a_profile_the_gar_does_not_serve_is_left_out(
    small: Small, tmp_path: Path, name: str
) -> None:
    """With a warning; what the person belongs to is left out with it, without an error."""
    small.find("GAREleve")["GARPersonProfils"] = [profile(COLLEGE, name)]
    export = small.write(tmp_path / "export")
    findings = check(export)

    assert memberships(export, "p1") == [(COLLEGE, "")]
    assert next(row for row in rows(read(export)[0], RowKind.PERSON) if row[0] == "p1")[-1] == 0
    assert (findings.refused, dict(findings.warned)) == (False, {"unsupported_profile": 1})


def test_a_served_profile_counts_beside_one_that_is_not(small: Small, tmp_path: Path) -> None:
    """Whatever the order in which they are stated."""
    small.find("GAREleve")["GARPersonProfils"] = [
        profile(COLLEGE, "National_tut"),
        profile(COLLEGE, "National_elv"),
    ]

    assert memberships(small.write(tmp_path / "export"), "p1") == [(COLLEGE, "elv")]


def test_a_profile_without_its_school_gives_nothing(small: Small, tmp_path: Path) -> None:
    """A membership needs both statements."""
    small.find("GAREleve")["GARPersonEtab"] = [ECOLE]
    export = small.write(tmp_path / "export")
    _, findings = read(export)

    assert memberships(export, "p1") == [(ECOLE, "")]
    assert dict(findings.warned) == {"profile_without_school": 1, "school_without_profile": 1}


def test_a_mail_that_is_none_is_left_out(small: Small, tmp_path: Path) -> None:
    """With a warning that does not repeat it."""
    small.find("GAREnseignant")["GARPersonMail"] = ["Bruno Marquefort"]
    batches, findings = read(small.write(tmp_path / "export"))

    teacher = next(row for row in rows(batches, RowKind.PERSON) if row[0] == "t1")
    assert (teacher[4], dict(findings.warned)) == ("", {"bad_email": 1})
    assert "Marquefort" not in str(findings.warnings)


@pytest.mark.parametrize("uai", [ECOLE, "6A"])
def test_a_post_at_a_school_of_others_is_told(small: Small, tmp_path: Path, uai: str) -> None:
    """With a warning: posts are not kept, and what the GAR makes of such a one is not known."""
    posts = {"GARStructureUAI": uai, "GAREnsDisciplinePosteCode": ["L1300"]}
    small.find("GAREnseignant")["GAREnsDisciplinesPostes"] = [posts]
    _, findings = read(small.write(tmp_path / "export"))

    assert (findings.refused, dict(findings.warned)) == (False, {"post_elsewhere": 1})


def test_blanks_around_values_are_not_kept(small: Small, tmp_path: Path) -> None:
    """Portals pad codes and names."""
    export = small.write(tmp_path / "export")
    replace_in(part(export, Sheet.PUPILS), ">Étoile-Marquée<", ">  Étoile-Marquée <")
    replace_in(part(export, Sheet.GROUPS), ">6A<", "> 6A <")

    assert not check(export).refused
    assert "  " not in repr([batch.rows for batch in read(export)[0]])


def test_a_delegate_is_kept_for_each_school(small: Small, tmp_path: Path) -> None:
    """With the e-mail that the State requires."""
    small.find("GARRespAff")["GARRespAffEtab"] = [COLLEGE, ECOLE]
    batches, _ = read(small.write(tmp_path / "export"))

    assert rows(batches, RowKind.DELEGATE) == [
        ("h1", COLLEGE, "chef@ent.example"),
        ("h1", ECOLE, "chef@ent.example"),
    ]
