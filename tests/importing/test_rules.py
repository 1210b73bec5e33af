"""The rules across files: each alone, at the place where it is broken."""

from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.gar.ent.small import (
    COLLEGE,
    ECOLE,
    LEVEL,
    MATHS,
    NAMES,
    Small,
    check,
    group,
    link,
    only_error,
    part,
    person,
)

from garbridge.gar.ent.schema import Sheet

UNKNOWN = "0759999Z"
PUPILS, STAFF, GROUPS, SCHOOLS, DELEGATES = (
    Sheet.PUPILS,
    Sheet.STAFF,
    Sheet.GROUPS,
    Sheet.SCHOOLS,
    Sheet.DELEGATES,
)
TEACHES = {"GARMatiereCode": [MATHS]}


def school(uai: str) -> dict[str, object]:
    """Return the values of a school."""
    return {"GARStructureUAI": uai, "GARStructureNomCourant": "Lycée"}


def again(small: Small, degree: int, sheet: Sheet, name: str) -> None:
    """State the first block *name* a second time."""
    small.add(degree, sheet, name, dict(small.find(name)))


@dataclass(frozen=True)
class Added:
    """A block too many, and the code of the error it causes.

    Files of the first degree are read first: of two statements the second degree's is the second.
    """

    degree: int
    sheet: Sheet
    name: str
    values: dict[str, object]
    code: str
    named: str


ADDED = [
    Added(2, SCHOOLS, "GAREtab", school(COLLEGE), "school_twice", named="school-twice"),
    Added(1, SCHOOLS, "GAREtab", school(COLLEGE), "school_twice", named="school-in-both"),
    Added(
        2, PUPILS, "GAREleve", person("q", UNKNOWN, "elv"), "unknown_school", named="pupil-of-none"
    ),
    Added(
        2,
        GROUPS,
        "GARGroupe",
        group(UNKNOWN, "6A", "DIVISION"),
        "unknown_school",
        named="group-of-no-school",
    ),
    Added(
        2,
        PUPILS,
        "GARPersonMEF",
        link(UNKNOWN, "p1", "GARMEFCode", LEVEL),
        "unknown_school",
        named="level-at-no-school",
    ),
    Added(
        2,
        SCHOOLS,
        "GARMEF",
        {"GARStructureUAI": COLLEGE, "GARMEFCode": LEVEL, "GARMEFLibelle": "6e"},
        "population_twice",
        named="level-twice",
    ),
    Added(
        2,
        SCHOOLS,
        "GARMatiere",
        {"GARStructureUAI": COLLEGE, "GARMatiereCode": MATHS, "GARMatiereLibelle": "Maths"},
        "population_twice",
        named="subject-twice",
    ),
    Added(
        2,
        GROUPS,
        "GARGroupe",
        group(COLLEGE, "6A", "DIVISION"),
        "group_twice",
        named="division-twice",
    ),
    Added(
        2, GROUPS, "GARGroupe", group(COLLEGE, "6A", "GROUPE"), "shared_code", named="shared-code"
    ),
    Added(
        2,
        GROUPS,
        "GARGroupe",
        group(COLLEGE, "NEW", "GROUPE", "6Z"),
        "unknown_parent",
        named="parent-that-is-not-there",
    ),
    Added(
        2,
        GROUPS,
        "GARGroupe",
        group(COLLEGE, "NEW", "GROUPE", "6ANG"),
        "unknown_parent",
        named="parent-that-is-a-group",
    ),
    Added(
        2,
        PUPILS,
        "GARPersonMEF",
        link(COLLEGE, "p1", "GARMEFCode", "999"),
        "unknown_level",
        named="level-unknown",
    ),
    Added(
        2,
        PUPILS,
        "GAREleveEnseignement",
        link(COLLEGE, "p1", "GARMatiereCode", "999"),
        "unknown_subject",
        named="followed-subject-unknown",
    ),
    Added(
        2,
        GROUPS,
        "GAREnsClasseMatiere",
        {**link(COLLEGE, "t1", "GARGroupeCode", "6B"), "GARMatiereCode": [MATHS, "999"]},
        "unknown_subject",
        named="taught-subject-unknown",
    ),
    Added(
        2,
        GROUPS,
        "GARPersonGroupe",
        link(COLLEGE, "p1", "GARGroupeCode", "6Z"),
        "unknown_group",
        named="group-unknown",
    ),
    Added(
        2,
        GROUPS,
        "GAREnsGroupeMatiere",
        {**link(COLLEGE, "t1", "GARGroupeCode", "6Z"), **TEACHES},
        "unknown_group",
        named="taught-group-unknown",
    ),
    Added(
        2,
        GROUPS,
        "GAREnsGroupeMatiere",
        {**link(COLLEGE, "t1", "GARGroupeCode", "6B"), **TEACHES},
        "not_a_group",
        named="division-taught-as-a-group",
    ),
    Added(
        2,
        GROUPS,
        "GAREnsClasseMatiere",
        {**link(COLLEGE, "h1", "GARGroupeCode", "6ANG"), **TEACHES},
        "not_a_division",
        named="group-taught-as-a-division",
    ),
    Added(
        2,
        PUPILS,
        "GAREleve",
        person("t1", COLLEGE, "elv"),
        "person_twice",
        named="pupil-as-teacher",
    ),
    Added(
        1, PUPILS, "GAREleve", person("p1", ECOLE, "elv"), "person_twice", named="in-both-degrees"
    ),
    Added(
        2,
        PUPILS,
        "GARPersonMEF",
        link(COLLEGE, "p1", "GARMEFCode", LEVEL),
        "fact_twice",
        named="level-of-a-person-twice",
    ),
    Added(
        2,
        GROUPS,
        "GARPersonGroupe",
        link(COLLEGE, "p1", "GARGroupeCode", "6A"),
        "fact_twice",
        named="group-of-a-person-twice",
    ),
    Added(
        2,
        GROUPS,
        "GAREnsClasseMatiere",
        {**link(COLLEGE, "t1", "GARGroupeCode", "6A"), **TEACHES},
        "fact_twice",
        named="class-of-a-teacher-twice",
    ),
    Added(
        2,
        GROUPS,
        "GARPersonGroupe",
        link(COLLEGE, "nobody", "GARGroupeCode", "6A"),
        "unknown_person",
        named="person-unknown",
    ),
    Added(
        2,
        PUPILS,
        "GARPersonMEF",
        link(COLLEGE, "e1", "GARMEFCode", LEVEL),
        "not_in_school",
        named="person-of-another-school",
    ),
    Added(
        2,
        DELEGATES,
        "GARRespAff",
        {
            "GARPersonIdentifiant": "nobody",
            "GARPersonNom": "Marquefort",
            "GARPersonPrenom": "Bruno",
            "GARPersonMail": ["a@b.example"],
            "GARRespAffEtab": [COLLEGE],
        },
        "unknown_delegate",
        named="delegate-unknown",
    ),
]


@pytest.mark.parametrize("added", ADDED, ids=lambda added: added.named)
def test_a_block_that_breaks_a_rule_is_told(tmp_path: Path, added: Added) -> None:
    """One block too many is one error, in the file where it stands, without a name."""
    small = Small()
    small.add(added.degree, added.sheet, added.name, added.values)
    export = small.write(tmp_path / "export")

    error = only_error(check(export))

    assert (error.file, error.code) == (part(export, added.sheet).name, added.code)
    assert error.line is not None
    assert not any(name in str(error) for name in (*NAMES, "nobody"))


def test_the_line_is_that_of_the_second_statement(tmp_path: Path) -> None:
    """The first one was right until the second came."""
    small = Small()
    small.add(2, GROUPS, "GARPersonGroupe", link(COLLEGE, "p1", "GARGroupeCode", "6A"))
    export = small.write(tmp_path / "export")
    lines = part(export, GROUPS).read_text(encoding="utf-8").splitlines()
    stated = [number for number, line in enumerate(lines, 1) if line == "<men:GARPersonGroupe>"]

    assert only_error(check(export)).line == stated[-1]


def test_a_delegate_stands_once(tmp_path: Path) -> None:
    """All schools of a delegate stand in one block."""
    small = Small()
    again(small, 2, DELEGATES, "GARRespAff")

    assert only_error(check(small.write(tmp_path / "export"))).code == "delegate_twice"


def test_keys_are_unique_across_files(tmp_path: Path) -> None:
    """The schema looks at one file; the project is all of them."""
    small = Small()
    again(small, 2, PUPILS, "GAREleve")
    export = small.write(tmp_path / "export")
    path = part(export, PUPILS)
    text = path.read_text(encoding="utf-8")
    second = text.rindex("<men:GAREleve>")
    end = text.index("</men:GAREleve>", second) + len("</men:GAREleve>\n")
    block, root = text[second:end], text[: text.index("<men:GAREleve>")]
    path.write_text(
        text.replace(block, "", 1) if text.count(block) == 1 else text[:second] + text[end:]
    )
    other = path.with_name(path.name.replace("_0000.", "_0001."))
    other.write_text(f"{root}{block}</men:GAR-ENT-Eleve>\n", encoding="utf-8")

    error = only_error(check(export))

    assert (error.file, error.code) == (other.name, "person_twice")


def test_an_unknown_school_is_told_once(tmp_path: Path) -> None:
    """Not once for each of its pupils."""
    small = Small()
    for number in range(50):
        small.add(2, PUPILS, "GAREleve", person(f"q{number}", UNKNOWN, "elv"))

    error = only_error(check(small.write(tmp_path / "export")))

    assert UNKNOWN in error.reason
    assert "50 lignes" in error.reason


def test_what_follows_from_a_mistake_is_not_told(tmp_path: Path) -> None:
    """Where groups are wrong, who is in them is not looked at."""
    small = Small()
    small.drop(small.find("GARGroupe", GARGroupeCode="6A"))

    codes = set(check(small.write(tmp_path / "export")).counts)

    assert codes == {"unknown_group", "unknown_parent"}


def test_member_and_teacher_of_one_division_may_be_one_person(tmp_path: Path) -> None:
    """A teacher's division may be stated in both ways."""
    small = Small()
    small.add(2, GROUPS, "GARPersonGroupe", link(COLLEGE, "t1", "GARGroupeCode", "6A"))

    assert not check(small.write(tmp_path / "export")).refused


def test_a_subject_may_be_taught_to_many_groups(tmp_path: Path) -> None:
    """It is repeated for each of them."""
    small = Small()
    values = {**link(COLLEGE, "t1", "GARGroupeCode", "6B"), **TEACHES}
    small.add(2, GROUPS, "GAREnsClasseMatiere", values)

    assert not check(small.write(tmp_path / "export")).refused


def test_somebody_who_is_not_served_may_belong_and_delegate(tmp_path: Path) -> None:
    """Their profile was left out with a warning; the rest of them is no error."""
    small = Small()
    served = [{"GARStructureUAI": COLLEGE, "GARPersonProfil": "National_aca"}]
    small.find("GAREnseignant", GARPersonIdentifiant="h1")["GARPersonProfils"] = served
    small.add(2, STAFF, "GARPersonMEF", link(COLLEGE, "h1", "GARMEFCode", LEVEL))

    findings = check(small.write(tmp_path / "export"))

    assert (findings.refused, dict(findings.warned)) == (False, {"unsupported_profile": 1})


def test_a_level_of_the_first_degree_need_not_be_declared(tmp_path: Path) -> None:
    """1D files declare none; a code that a 2D file gives the same école does not collide."""
    small = Small()
    level = {"GARStructureUAI": ECOLE, "GARMEFCode": "1111", "GARMEFLibelle": "CP"}
    small.add(2, SCHOOLS, "GARMEF", dict(level))

    assert not check(small.write(tmp_path / "export")).refused
