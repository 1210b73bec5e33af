"""A small valid export of two schools, from which a test changes one thing."""

from datetime import datetime
from pathlib import Path

from garbridge.core.identifiers import TenantId
from garbridge.gar.ent.export import GarEntExport
from garbridge.gar.ent.names import RunName, run_name
from garbridge.gar.ent.schema import FIRST_DEGREE, SECOND_DEGREE, Sheet
from garbridge.gar.ent.writer import ExportWriter, Values, write_archive
from garbridge.ports import Batch, Finding, Findings, Row, RowKind
from garbridge.services.importing import validate
from garbridge.stores.sql.importing import private_gathering

TENANT = TenantId("F0")
RUN: RunName = run_name(TENANT, datetime(2026, 11, 20, 21, 0))  # noqa: DTZ001 - a name has no zone
COLLEGE, ECOLE = "0750001A", "0750002B"
LEVEL, MATHS, ENGLISH = "10010012110", "061300", "030201"
NAMES = ("Étoile-Marquée", "Zoé", "Marquefort", "Bruno", "Ombeline", "Théodule")
"""Every name in the export: none may ever be seen in a message."""
BIRTH = "2015-03-09"


def person(identifier: str, school: str, profile: str, **more: object) -> dict[str, object]:
    """Return the values of a pupil or teacher, all fields that are not given being usual ones."""
    return {
        "GARPersonIdentifiant": identifier,
        "GARPersonProfils": [
            {"GARStructureUAI": school, "GARPersonProfil": f"National_{profile}"},
        ],
        "GARPersonNom": "Étoile-Marquée",
        "GARPersonPrenom": "Zoé",
        "GARPersonAutresPrenoms": ["Zoé", "Ombeline"],
        "GARPersonCivilite": "Mme",
        "GARPersonEtab": [school],
        "GARPersonDateNaissance": BIRTH,
        **more,
    }


def link(school: str, identifier: str, name: str, code: str | list[str]) -> dict[str, object]:
    """Return the values of an element that links a person to a population."""
    return {"GARStructureUAI": school, "GARPersonIdentifiant": identifier, name: code}


def group(school: str, code: str, status: str, *parents: str) -> dict[str, object]:
    """Return the values of a division or group."""
    return {
        "GARGroupeCode": code,
        "GARStructureUAI": school,
        "GARGroupeLibelle": f"Libellé {code}",
        "GARGroupeStatut": status,
        "GARGroupeDivAppartenance": list(parents),
    }


class Small:
    """The small export as a list of blocks, to be changed and then written."""

    def __init__(self) -> None:
        self.blocks: list[tuple[int, Sheet, str, dict[str, object]]] = []
        self._schools()
        self._people()

    def add(self, degree: int, sheet: Sheet, name: str, values: dict[str, object]) -> None:
        """Add a block."""
        self.blocks.append((degree, sheet, name, values))

    def find(self, name: str, **values: object) -> dict[str, object]:
        """Return the values of the first block *name* that holds *values*."""
        return next(
            found
            for _, _, block, found in self.blocks
            if block == name and values.items() <= found.items()
        )

    def drop(self, values: dict[str, object]) -> None:
        """Leave a block out."""
        self.blocks = [block for block in self.blocks if block[3] is not values]

    def write(self, folder: Path, run: RunName = RUN) -> Path:
        """Write the files into *folder*, which is made."""
        folder.mkdir(parents=True, exist_ok=True)
        writer = ExportWriter(folder, run)
        degrees = {1: FIRST_DEGREE, 2: SECOND_DEGREE}
        for degree, sheet, name, values in self.blocks:
            stated: Values = values  # type: ignore[assignment] # built by hand, of the right form
            writer.add(degrees[degree], sheet, name, stated)
        writer.close()
        return folder

    def _schools(self) -> None:
        for degree, school in ((2, COLLEGE), (1, ECOLE)):
            named = {"GARStructureUAI": school, "GARStructureNomCourant": f"École {degree}"}
            self.add(degree, Sheet.SCHOOLS, "GAREtab", dict[str, object](named))
        level = {"GARMEFCode": LEVEL, "GARMEFLibelle": "6e", "GARMEFSTAT11": "21110010001"}
        self.add(2, Sheet.SCHOOLS, "GARMEF", {"GARStructureUAI": COLLEGE, **level})
        for code in (MATHS, ENGLISH):
            subject = {"GARMatiereCode": code, "GARMatiereLibelle": f"Matière {code}"}
            self.add(2, Sheet.SCHOOLS, "GARMatiere", {"GARStructureUAI": COLLEGE, **subject})
        self.add(2, Sheet.GROUPS, "GARGroupe", group(COLLEGE, "6A", "DIVISION"))
        self.add(2, Sheet.GROUPS, "GARGroupe", group(COLLEGE, "6B", "DIVISION"))
        self.add(2, Sheet.GROUPS, "GARGroupe", group(COLLEGE, "6ANG", "GROUPE", "6A", "6B"))
        self.add(1, Sheet.GROUPS, "GARGroupe", group(ECOLE, "CP", "DIVISION"))

    def _people(self) -> None:
        self.add(2, Sheet.PUPILS, "GAREleve", person("p1", COLLEGE, "elv"))
        self.add(2, Sheet.PUPILS, "GAREleve", person("p2", COLLEGE, "elv"))
        self.add(1, Sheet.PUPILS, "GAREleve", person("e1", ECOLE, "elv"))
        staff = {"GARPersonNom": "Marquefort", "GARPersonPrenom": "Bruno"}
        mail = {"GARPersonMail": ["bruno.marquefort@ent.example", "autre@ent.example"]}
        posts = [{"GARStructureUAI": COLLEGE, "GAREnsDisciplinePosteCode": ["L1300", "L0201"]}]
        teacher = person("t1", COLLEGE, "ens", **staff, **mail, GAREnsDisciplinesPostes=posts)
        self.add(2, Sheet.STAFF, "GAREnseignant", teacher)
        self.add(2, Sheet.STAFF, "GAREnseignant", person("h1", COLLEGE, "dir", **staff))
        self.add(1, Sheet.STAFF, "GAREnseignant", person("m1", ECOLE, "ens", **staff))
        for pupil, division in (("p1", "6A"), ("p2", "6B")):
            self.add(2, Sheet.PUPILS, "GARPersonMEF", link(COLLEGE, pupil, "GARMEFCode", LEVEL))
            followed = link(COLLEGE, pupil, "GARMatiereCode", ENGLISH)
            self.add(2, Sheet.PUPILS, "GAREleveEnseignement", followed)
            member = link(COLLEGE, pupil, "GARGroupeCode", division)
            self.add(2, Sheet.GROUPS, "GARPersonGroupe", member)
        english = link(COLLEGE, "p1", "GARGroupeCode", "6ANG")
        self.add(2, Sheet.GROUPS, "GARPersonGroupe", english)
        self.add(2, Sheet.STAFF, "GARPersonMEF", link(COLLEGE, "t1", "GARMEFCode", LEVEL))
        for name, code in (("GAREnsClasseMatiere", "6A"), ("GAREnsGroupeMatiere", "6ANG")):
            values = {**link(COLLEGE, "t1", "GARGroupeCode", code), "GARMatiereCode": [MATHS]}
            self.add(2, Sheet.GROUPS, name, values)
        for who in ("e1", "m1"):
            first = link(ECOLE, who, "GARMEFSTAT4Code", "1111")
            sheet = Sheet.PUPILS if who == "e1" else Sheet.STAFF
            self.add(1, sheet, "GARPersonMEFSTAT4", first)
            self.add(1, Sheet.GROUPS, "GARPersonGroupe", link(ECOLE, who, "GARGroupeCode", "CP"))
        head: dict[str, object] = {
            "GARPersonIdentifiant": "h1",
            "GARPersonNom": "Marquefort",
            "GARPersonPrenom": "Bruno",
            "GARPersonMail": ["chef@ent.example"],
            "GARRespAffEtab": [COLLEGE],
        }
        self.add(2, Sheet.DELEGATES, "GARRespAff", head)


def part(folder: Path, sheet: Sheet, degree: int = 2) -> Path:
    """Return the first file of a sort."""
    mark = "_1D_" if degree == 1 else "_"
    return folder / f"{RUN.base}{mark}{sheet.value}_0000.xml"


def replace_in(path: Path, old: str, new: str, count: int = 1) -> None:
    """Replace text in a file, which must hold it."""
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{path.name} does not hold {old}"
    path.write_text(text.replace(old, new, count), encoding="utf-8")


def archived(folder: Path, run: RunName = RUN) -> Path:
    """Return the archive of *folder*, written beside it with its MD5."""
    return write_archive(folder, run)


def check(path: Path) -> Findings:
    """Hold an export to every rule."""
    return validate(GarEntExport(path, TENANT), private_gathering)


def read(path: Path) -> tuple[list[Batch], Findings]:
    """Read an export without the rules across files."""
    findings = Findings()
    return list(GarEntExport(path, TENANT).batches(findings)), findings


def rows(batches: list[Batch], kind: RowKind) -> list[Row]:
    """Return the rows of a kind, without their places."""
    return [row[:-1] for batch in batches if batch.kind is kind for row in batch.rows]


def only_error(findings: Findings) -> Finding:
    """Return the one error there is."""
    assert len(findings.errors) == 1, [str(error) for error in findings.errors]
    return findings.errors[0]
