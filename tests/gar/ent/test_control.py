"""What the GAR's control tool is known to refuse: each cause provoked, found, placed, explained."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.gar.ent.small import (
    COLLEGE,
    ECOLE,
    LEVEL,
    MATHS,
    NAMES,
    TENANT,
    Small,
    group,
    link,
    only_error,
    person,
)

import garbridge.gar.ent
from garbridge.core.identifiers import SchoolId
from garbridge.gar.ent.control import control
from garbridge.gar.ent.explaining import EXPLANATIONS
from garbridge.gar.ent.export import GarEntExport
from garbridge.gar.ent.schema import Sheet
from garbridge.ports import Findings
from garbridge.stores.sql import importing_rules
from garbridge.stores.sql.importing import private_gathering

UNKNOWN = "0759999Z"
KNOWN = {SchoolId(COLLEGE): "340", SchoolId(ECOLE): "151"}
TEACHES = {"GARMatiereCode": [MATHS]}
SCHOOLS, STAFF, PUPILS, GROUPS, DELEGATES = Sheet
Change = Callable[[Small], None]


def held(small: Small, folder: Path) -> Findings:
    """Write the small export and hold it to the control."""
    export = GarEntExport(small.write(folder / "export"), TENANT)
    return control(export, private_gathering, KNOWN)


def more(degree: int, sheet: Sheet, name: str, values: dict[str, object]) -> Change:
    """Return what states one block more."""
    return lambda small: small.add(degree, sheet, name, values)


def again(degree: int, sheet: Sheet, name: str) -> Change:
    """Return what states the first block *name* once more."""
    return lambda small: small.add(degree, sheet, name, dict(small.find(name)))


def etab(uai: str) -> dict[str, object]:
    """Return the values of a school."""
    return {"GARStructureUAI": uai, "GARStructureNomCourant": "Lycée"}


def _elsewhere(small: Small) -> None:
    profile = {"GARStructureUAI": ECOLE, "GARPersonProfil": "National_elv"}
    small.find("GAREleve", GARPersonIdentifiant="p2")["GARPersonProfils"] = [profile]
    small.find("GAREleve", GARPersonIdentifiant="p2")["GARPersonEtab"] = [COLLEGE, ECOLE]


def _profile_alone(small: Small) -> None:
    here = {"GARStructureUAI": COLLEGE, "GARPersonProfil": "National_elv"}
    there = {"GARStructureUAI": ECOLE, "GARPersonProfil": "National_elv"}
    small.find("GAREleve", GARPersonIdentifiant="p2")["GARPersonProfils"] = [here, there]


@dataclass(frozen=True)
class Cause:
    """One row of what the control tool refuses: the object, and why."""

    refused: str
    why: str
    change: Change
    code: str


CAUSES = [
    Cause(
        "GAREtab",
        "UAI-unknown-in-gar",
        more(2, SCHOOLS, "GAREtab", etab(UNKNOWN)),
        "unknown_in_gar",
    ),
    Cause("GAREtab", "UAI-given-twice", again(2, SCHOOLS, "GAREtab"), "school_twice"),
    Cause(
        "GAREtab",
        "UAI-given-in-both-degrees",
        more(1, SCHOOLS, "GAREtab", etab(COLLEGE)),
        "school_twice",
    ),
    Cause(
        "GARMEF",
        "UAI-not-accepted",
        more(
            2,
            SCHOOLS,
            "GARMEF",
            {"GARStructureUAI": UNKNOWN, "GARMEFCode": LEVEL, "GARMEFLibelle": "6e"},
        ),
        "unknown_school",
    ),
    Cause("GARMEF", "duplicate", again(2, SCHOOLS, "GARMEF"), "population_twice"),
    Cause(
        "GARMatiere",
        "UAI-not-accepted",
        more(
            2,
            SCHOOLS,
            "GARMatiere",
            {"GARStructureUAI": UNKNOWN, "GARMatiereCode": "1", "GARMatiereLibelle": "x"},
        ),
        "unknown_school",
    ),
    Cause("GARMatiere", "duplicate", again(2, SCHOOLS, "GARMatiere"), "population_twice"),
    Cause(
        "GAREleve",
        "identifier-used",
        more(2, PUPILS, "GAREleve", person("t1", COLLEGE, "elv")),
        "person_twice",
    ),
    Cause(
        "GAREnseignant",
        "identifier-used-in-the-other-degree",
        more(1, STAFF, "GAREnseignant", person("t1", ECOLE, "ens")),
        "person_twice",
    ),
    Cause(
        "GAREleve",
        "no-accepted-etab",
        more(2, PUPILS, "GAREleve", person("q", UNKNOWN, "elv")),
        "unknown_school",
    ),
    Cause("GAREleve", "etab-without-profile", _elsewhere, "school_without_profile"),
    Cause("GAREleve", "profile-without-etab", _profile_alone, "profile_without_school"),
    Cause(
        "GARPersonMEF",
        "unknown-UAI",
        more(2, PUPILS, "GARPersonMEF", link(UNKNOWN, "p1", "GARMEFCode", LEVEL)),
        "unknown_school",
    ),
    Cause(
        "GARPersonMEF",
        "unknown-MEF",
        more(2, PUPILS, "GARPersonMEF", link(COLLEGE, "p1", "GARMEFCode", "9")),
        "unknown_level",
    ),
    Cause(
        "GARPersonMEF",
        "person-of-another-school",
        more(2, PUPILS, "GARPersonMEF", link(COLLEGE, "e1", "GARMEFCode", LEVEL)),
        "not_in_school",
    ),
    Cause(
        "GAREleveEnseignement",
        "unknown-subject",
        more(2, PUPILS, "GAREleveEnseignement", link(COLLEGE, "p1", "GARMatiereCode", "9")),
        "unknown_subject",
    ),
    Cause("GARGroupe", "duplicate-code", again(2, GROUPS, "GARGroupe"), "group_twice"),
    Cause(
        "GARGroupe",
        "code-of-a-division",
        more(2, GROUPS, "GARGroupe", group(COLLEGE, "6A", "GROUPE")),
        "shared_code",
    ),
    Cause(
        "GARGroupe",
        "unknown-division",
        more(2, GROUPS, "GARGroupe", group(COLLEGE, "NEW", "GROUPE", "6Z")),
        "unknown_parent",
    ),
    Cause(
        "GARGroupe",
        "division-in-a-division",
        more(2, GROUPS, "GARGroupe", group(COLLEGE, "NEW", "DIVISION", "6A")),
        "division_with_parent",
    ),
    Cause(
        "GARPersonGroupe",
        "unknown-group",
        more(2, GROUPS, "GARPersonGroupe", link(COLLEGE, "p1", "GARGroupeCode", "6Z")),
        "unknown_group",
    ),
    Cause(
        "GARPersonGroupe",
        "unknown-person",
        more(2, GROUPS, "GARPersonGroupe", link(COLLEGE, "nobody", "GARGroupeCode", "6A")),
        "unknown_person",
    ),
    Cause("GARPersonGroupe", "duplicate-link", again(2, GROUPS, "GARPersonGroupe"), "fact_twice"),
    Cause(
        "GAREnsGroupeMatiere",
        "not-a-group",
        more(
            2,
            GROUPS,
            "GAREnsGroupeMatiere",
            {**link(COLLEGE, "t1", "GARGroupeCode", "6B"), **TEACHES},
        ),
        "not_a_group",
    ),
    Cause(
        "GAREnsGroupeMatiere",
        "unknown-subject",
        more(
            2,
            GROUPS,
            "GAREnsGroupeMatiere",
            {**link(COLLEGE, "h1", "GARGroupeCode", "6ANG"), "GARMatiereCode": ["9"]},
        ),
        "unknown_subject",
    ),
    Cause(
        "GAREnsClasseMatiere",
        "not-a-division",
        more(
            2,
            GROUPS,
            "GAREnsClasseMatiere",
            {**link(COLLEGE, "h1", "GARGroupeCode", "6ANG"), **TEACHES},
        ),
        "not_a_division",
    ),
    Cause(
        "GAREnsClasseMatiere",
        "unknown-subject",
        more(
            2,
            GROUPS,
            "GAREnsClasseMatiere",
            {**link(COLLEGE, "h1", "GARGroupeCode", "6B"), "GARMatiereCode": ["9"]},
        ),
        "unknown_subject",
    ),
]


def test_what_is_right_passes(tmp_path: Path) -> None:
    """Each test changes one thing from it."""
    findings = held(Small(), tmp_path)

    assert (findings.errors, findings.warnings) == ([], [])


@pytest.mark.parametrize("cause", CAUSES, ids=lambda cause: f"{cause.refused}-{cause.why}")
def test_each_cause_is_found_placed_and_explained(tmp_path: Path, cause: Cause) -> None:
    """By a stable code, with file and line, in French, and never with somebody's name."""
    small = Small()
    cause.change(small)

    error = only_error(held(small, tmp_path))
    explained = EXPLANATIONS[error.code]

    assert error.code == cause.code
    assert error.file.endswith(".xml")
    assert error.line
    assert explained.text.startswith("le GAR : Impossible de créer le GAR")
    assert explained.remedy
    assert not any(name in f"{error} {explained.text}" for name in (*NAMES, "nobody"))


def test_the_object_that_is_refused_is_named(tmp_path: Path) -> None:
    """So that a report of the GAR is found again in ours."""
    kinds = {"GAREleve": "GAREleve/GAREnseignant", "GAREnseignant": "GAREleve/GAREnseignant"}
    general = {"unknown_school"}  # whatever names that school
    for number, cause in enumerate(CAUSES):
        small = Small()
        cause.change(small)
        code = only_error(held(small, tmp_path / str(number))).code
        refused = EXPLANATIONS[code].refused
        named = kinds.get(cause.refused, cause.refused)

        assert code in general or named in refused or "autre lien" in refused, cause.why


def test_a_school_that_is_unknown_is_told_once(tmp_path: Path) -> None:
    """The rows that name it are skipped, as the GAR skips them."""
    small = Small()
    for number in range(20):
        small.add(2, PUPILS, "GAREleve", person(f"q{number}", UNKNOWN, "elv"))

    assert "20 lignes" in only_error(held(small, tmp_path)).reason


def test_without_the_states_list_no_school_is_looked_for(tmp_path: Path) -> None:
    """Whether the GAR knows a school cannot be told then, and is not guessed."""
    small = Small()
    small.add(2, SCHOOLS, "GAREtab", etab(UNKNOWN))
    export = GarEntExport(small.write(tmp_path / "export"), TENANT)

    assert not control(export, private_gathering).refused


def test_every_error_there_is_has_an_explanation() -> None:
    """Also those that only a file from elsewhere can have."""
    written = re.compile(
        r'(?:CutOffError|rror|Rule|_unresolved)\(\s*(?:\w+(?:\.\w+)?(?: or 0)?,\s*)?"(\w+)",'
        r'|, "(\w+)", (?:f"|\w|_)'
    )
    folder = Path(garbridge.gar.ent.__file__).parent
    texts = [path.read_text("utf-8") for path in folder.glob("*.py")]
    texts.append(Path(importing_rules.__file__).read_text("utf-8"))
    codes = {one or other for text in texts for one, other in written.findall(text)}
    warnings = {
        "control_character",
        "unsupported_profile",
        "two_profiles",
        "bad_email",
        "post_elsewhere",
    }

    assert len(codes) > 50
    assert {code for code in codes if "_" in code} - warnings - set(EXPLANATIONS) == set()
