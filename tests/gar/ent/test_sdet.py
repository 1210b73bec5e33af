"""Tables in SDET attributes: each attribute becomes the element that real portals make of it."""

import base64
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from tests.gar.ent.exported import Exported
from tests.gar.ent.small import TENANT

from garbridge.config.national import AGREED_FUNCTIONS
from garbridge.core.exporting import ExportRules, LeftOuts, Omission
from garbridge.core.identifiers import PersonId
from garbridge.core.people import Profile
from garbridge.errors import ImportRefusedError
from garbridge.gar.ent.from_directory import DirectoryStatement
from garbridge.gar.ent.sdet import PEOPLE, sdet_directory
from garbridge.gar.exporting import Preparing
from garbridge.stores.memory.database import MemoryDatabase
from garbridge.stores.memory.delegations import MemoryDelegations
from garbridge.stores.sql.importing import private_gathering
from garbridge.testing.world import NOW

COLLEGE, LYCEE, ECOLE = "0750001A", "0750002B", "0351234A"
STRUCTURES = f"""ENTStructureUAI;ENTDisplayName;degre;ENTEtablissementContrat;ENTStructureClasses
{COLLEGE};Collège du Parc;2;PU;6A$Sixième A|6B$Sixième B
{LYCEE};Lycée du Parc;2;PU;
{ECOLE};École du Parc;1;PU;$|CP$Cours préparatoire
"""
PUPIL = {
    "ENTPersonUid": "p1",
    "sn": "Étoile-Marquée",
    "givenName": "Zoé",
    "personalTitle": "Mme",
    "ENTPersonAutresPrenoms": "Zoé|Ombeline",
    "ENTPersonNomPatro": "Théodule",
    "ENTPersonDateNaissance": "09/03/2015",
    "ENTPersonStructRattach": COLLEGE.lower(),
    "ENTPersonNationalProfil": "National_ELV",
    "ENTEleveMEF": "10010012110",
    "ENTEleveClasses": f"{COLLEGE}$6A",
    "ENTEleveGroupes": f"{COLLEGE}$6ANG",
}
TEACHER = {
    "ENTPersonUid": "t1",
    "sn": "Marquefort",
    "givenName": "Bruno",
    "mail": "bruno@ent.example",
    "ENTPersonFonctions": f"{COLLEGE}$ENS$x|{LYCEE}$DIR",
    "ENTPersonStructRattach": "0759999Z",
    "ENTAuxEnsMef": f"{COLLEGE}$10010012110",
    "ENTAuxEnsClassesMatieres": f"{COLLEGE}$6A$061300|{COLLEGE}$6A$061900|{COLLEGE}$6B$061300",
    "ENTAuxEnsGroupesMatieres": f"{COLLEGE}$6ANG$030201",
    "ENTAuxEnsDisciplinesPoste": f"{COLLEGE}$L1300|{COLLEGE}$L1300|0759999Z$L0201",
    "ENTPersonProfils": f"cn={COLLEGE}_GarRespAff,ou=profils|cn=autre,ou=profils",
}


def write(folder: Path, *people: Mapping[str, str], structures: str = STRUCTURES) -> Path:
    """Write both tables."""
    lines = [";".join(PEOPLE)]
    lines += [";".join(one.get(name, "") for name in PEOPLE) for one in people]
    folder.mkdir()
    (folder / "personnes.csv").write_text("\n".join(lines) + "\n", "utf-8")
    (folder / "structures.csv").write_text(structures, "utf-8")
    return folder


def write_entries(folder: Path, *people: Mapping[str, str]) -> Path:
    """Write the same people as an LDAP directory does, among entries of other things."""
    folder.mkdir()
    lines = ["version: 1", "", "dn: ou=people,dc=example", "objectClass: organizationalUnit", ""]
    for one in people:
        lines.append(f"dn: uid={one['ENTPersonUid']},ou=people,dc=example")
        for name, values in one.items():
            for value in values.split("|"):
                coded = base64.b64encode(value.encode()).decode()
                line = f"{name}: {value}" if value.isascii() else f"{name}:: {coded}"
                lines += [line[:40], *(f" {line[at : at + 40]}" for at in range(40, len(line), 40))]
        lines.append("")
    (folder / "personnes.ldif").write_text("\n".join(lines), "utf-8")
    (folder / "structures.csv").write_text(STRUCTURES, "utf-8")
    return folder


def exported(
    folder: Path, *people: Mapping[str, str], written: Callable[..., Path] = write
) -> Exported:
    """Export the tables; what is written must be right."""
    left, made = LeftOuts(), folder / "made"
    made.mkdir(parents=True)
    with sdet_directory(written(folder / "tables", *people), AGREED_FUNCTIONS, left) as directory:
        statement = DirectoryStatement(
            tenant=TENANT,
            directory=directory,
            delegations=MemoryDelegations(MemoryDatabase()),
            declared=directory,
            rules=ExportRules(),
            now=NOW,
            details=directory.details,
            contracts=directory.contracts,
            left=left,
        )
        preparing = Preparing(gathering=private_gathering, sent={})
        found = Exported(made / "export", preparing.prepare(statement, left, made, NOW))
    assert [str(one) for one in found.prepared.findings.errors] == []
    assert found.prepared.findings.warnings == []
    return found


def test_entries_of_an_ldap_directory_are_the_same_as_tables(tmp_path: Path) -> None:
    """Attribute by attribute; what is in the directory beside people is nobody."""
    tables = exported(tmp_path / "csv", PUPIL, TEACHER)
    entries = exported(tmp_path / "ldif", PUPIL, TEACHER, written=write_entries)

    assert tables.rows("GAREnseignant"), "there is something to compare"
    for name in ("GAREleve", "GAREnseignant", "GARPersonMEF", "GARGroupe", "GARPersonGroupe"):
        assert entries.rows(name) == tables.rows(name)
    for name in ("GAREnsClasseMatiere", "GAREnsGroupeMatiere", "GAREtab"):
        assert entries.rows(name) == tables.rows(name)


@pytest.mark.parametrize(
    ("people", "said"),
    [
        ([{**PUPIL, "ENTPersonUid": ""}], "ligne 6, colonne ENTPersonUid : vide"),
        ([PUPIL, PUPIL], "déjà celui d’une autre personne"),
        ([{**PUPIL, "ENTPersonUid": "p1|p2"}], "un seul identifiant"),
    ],
    ids=["none", "twice", "two"],
)
def test_what_is_wrong_in_entries_is_told_by_line(
    tmp_path: Path, people: list[Mapping[str, str]], said: str
) -> None:
    """As in a table."""
    folder = write_entries(tmp_path / "tables", *people)

    with (
        pytest.raises(ImportRefusedError) as refused,
        sdet_directory(folder, AGREED_FUNCTIONS, LeftOuts()),
    ):
        pass
    assert said in "".join(refused.value.problems)
    assert "Marqu" not in "".join(refused.value.problems)


def test_entries_and_a_table_of_people_are_one_too_many(tmp_path: Path) -> None:
    """Nobody knows which of them is of today."""
    folder = write_entries(tmp_path / "tables", PUPIL)
    (folder / "personnes.csv").write_text(";".join(PEOPLE) + "\n", "utf-8")

    with (
        pytest.raises(ImportRefusedError, match="un seul des deux"),
        sdet_directory(folder, AGREED_FUNCTIONS, LeftOuts()),
    ):
        pass


def test_every_attribute_of_a_pupil_is_stated(tmp_path: Path) -> None:
    """Also those that no directory of ours keeps."""
    found = exported(tmp_path, PUPIL)

    assert found.rows("GAREleve") == [
        {
            "GARPersonIdentifiant": "p1",
            "GARPersonProfils": f"{COLLEGE} National_elv",
            "GARPersonNomPatro": "Théodule",
            "GARPersonNom": "Étoile-Marquée",
            "GARPersonPrenom": "Zoé",
            "GARPersonAutresPrenoms": ["Zoé", "Ombeline"],
            "GARPersonCivilite": "Mme",
            "GARPersonStructRattach": COLLEGE,
            "GARPersonEtab": COLLEGE,
            "GARPersonDateNaissance": "2015-03-09",
        }
    ]
    assert [row["GARMEFCode"] for row in found.rows("GARPersonMEF")] == ["10010012110"]
    assert [row["GARStructureContrat"] for row in found.rows("GAREtab")] == ["PU"] * 3
    groups = {row["GARGroupeCode"]: row["GARGroupeLibelle"] for row in found.rows("GARGroupe")}
    assert groups == {"6A": "Sixième A", "6ANG": "6ANG"}


def test_a_teacher_is_stated_with_each_subject_where_it_is_taught(tmp_path: Path) -> None:
    """One row for each class, the subjects inside; nothing is taught where it was not said."""
    found = exported(tmp_path, PUPIL, TEACHER)

    taught = {
        row["GARGroupeCode"]: row["GARMatiereCode"] for row in found.rows("GAREnsClasseMatiere")
    }
    assert taught == {"6A": ["061300", "061900"], "6B": "061300"}
    groups = {
        row["GARGroupeCode"]: row["GARMatiereCode"] for row in found.rows("GAREnsGroupeMatiere")
    }
    assert groups == {"6ANG": "030201"}
    assert found.ids("GARPersonGroupe") == ["p1", "p1"]


def test_a_profile_for_each_school_and_posts_there(tmp_path: Path) -> None:
    """A school of attachment outside the project is emptied, and so are posts there."""
    row = exported(tmp_path, PUPIL, TEACHER).rows("GAREnseignant")[0]

    assert row["GARPersonProfils"] == [f"{COLLEGE} National_ens", f"{LYCEE} National_dir"]
    assert "GARPersonStructRattach" not in row
    assert row["GAREnsDisciplinesPostes"] == f"{COLLEGE} L1300"
    assert row["GARPersonMail"] == "bruno@ent.example"


@pytest.mark.parametrize(
    "group",
    ["GarRespAff", "GarRespAffDeleg", "GAR1DRespAff"],
)
def test_who_assigns_is_read_off_their_groups(tmp_path: Path, group: str) -> None:
    """In each of the forms that were seen."""
    member = {**TEACHER, "ENTPersonProfils": f"cn={COLLEGE}_{group},ou=profils,dc=ent"}
    rows = exported(tmp_path, PUPIL, member).rows("GARRespAff")

    assert [(row["GARPersonIdentifiant"], row["GARRespAffEtab"]) for row in rows] == [
        ("t1", COLLEGE)
    ]


def test_the_first_degree_has_levels_of_four_digits(tmp_path: Path) -> None:
    """And neither subjects nor e-mail."""
    child = {
        "ENTPersonUid": "e1",
        "sn": "Étoile-Marquée",
        "givenName": "Zoé",
        "ENTPersonFonctions": f"{ECOLE}$ELE",
        "ENTEleveMEF": "1111",
        "ENTEleveClasses": f"{ECOLE}$CP",
    }
    found = exported(tmp_path, child)

    assert found.rows("GARPersonMEFSTAT4")[0]["GARMEFSTAT4Code"] == "1111"
    assert found.rows("GARGroupe")[0]["GARGroupeLibelle"] == "Cours préparatoire"


@pytest.mark.parametrize(
    ("change", "why", "at"),
    [
        ({"ENTPersonFonctions": f"{COLLEGE}$ASE"}, Omission.UNKNOWN_FUNCTION, COLLEGE),
        ({"ENTPersonDateNaissance": "2015-03-09"}, Omission.BAD_DATE, COLLEGE),
        ({"ENTPersonFonctions": "0759999Z$ELE"}, Omission.UNKNOWN_SCHOOL, "0759999Z"),
        ({"sn": ""}, Omission.NO_NAME, COLLEGE),
    ],
)
def test_what_cannot_be_stated_is_left_out_and_told(
    tmp_path: Path, change: dict[str, str], why: Omission, at: str
) -> None:
    """Real portals disagree on some functions: of those nothing is assumed."""
    found = exported(tmp_path, PUPIL, {**PUPIL, "ENTPersonUid": "p2", **change})

    assert found.omissions() == [(at, why, 1)]


def test_functions_are_those_of_the_configuration(tmp_path: Path) -> None:
    """One that is added counts, whatever the case in the table."""
    member = {**TEACHER, "ENTPersonFonctions": f"{COLLEGE}$ase"}
    functions = {**AGREED_FUNCTIONS, "ASE": Profile.SCHOOL_LIFE}
    left = LeftOuts()
    with sdet_directory(write(tmp_path / "tables", member), functions, left) as directory:
        person = directory.person(PersonId("t1"))
        everybody = list(directory.changed_since(NOW))

    assert person is not None
    assert [place.profile for place in person.memberships] == [Profile.SCHOOL_LIFE]
    assert (left.total, everybody) == (0, ["t1"])


@pytest.mark.parametrize(
    ("people", "structures", "told"),
    [
        ([PUPIL, PUPIL], STRUCTURES, "personnes.csv, ligne 3, colonne ENTPersonUid"),
        ([{**PUPIL, "ENTPersonUid": ""}], STRUCTURES, "personnes.csv, ligne 2"),
        ([{**PUPIL, "ENTPersonUid": "p1|p2"}], STRUCTURES, "un seul identifiant"),
        ([{**PUPIL, "ENTPersonUid": "p1|"}], STRUCTURES, "un seul identifiant"),
        ([], STRUCTURES.replace(";2;", ";3;", 1), "structures.csv, ligne 2, colonne degre"),
        ([], STRUCTURES.replace(LYCEE, COLLEGE), "deux fois"),
        ([], STRUCTURES.replace(COLLEGE, "parc"), "il faut un code UAI"),
        ([], STRUCTURES.replace("PU", "XX", 1), "il faut PU, PR, ou rien"),
        ([], STRUCTURES.replace("degre", "degree"), "il manque la colonne degre"),
    ],
)
def test_a_table_that_is_wrong_is_refused_with_its_place(
    tmp_path: Path, people: list[dict[str, str]], structures: str, told: str
) -> None:
    """Every mistake at once, and nobody's name."""
    folder = write(tmp_path / "tables", *people, structures=structures)
    with (
        pytest.raises(ImportRefusedError) as refused,
        sdet_directory(folder, AGREED_FUNCTIONS, LeftOuts()),
    ):
        pass

    assert told in str(refused.value)
    assert "Étoile" not in str(refused.value)
