"""The objects of an export of identities, and why a GAR would not create one of them."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

PEOPLE = ("GAREnseignant", "GAREleve")
Key = tuple[str, str]
"""A school and a code, or somebody's identifier."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """An object that is not created, where it stands and why."""

    file: str
    line: int
    refused: str
    cause: str

    def __str__(self) -> str:
        """Return it as the GAR's report would."""
        return (
            f"{self.file}, ligne {self.line} : Impossible de créer le {self.refused} : {self.cause}"
        )


@dataclass(slots=True)
class Report:
    """How many of each object are there, what was refused, and the schools of which nothing is."""

    counts: Counter[str] = field(default_factory=Counter[str])
    refusals: list[Refusal] = field(default_factory=list[Refusal])
    refused_schools: set[str] = field(default_factory=set[str])


@dataclass(frozen=True, slots=True)
class Row:
    """One object of a file: its values by name, those inside others too."""

    file: str
    line: int
    name: str
    values: dict[str, list[str]]

    def one(self, name: str) -> str:
        """Return the first value of that name; empty where there is none."""
        return self.values.get(name, [""])[0]


class Control:
    """Holds the objects of one export to each other, in the order in which they come.

    Args:
        known: The schools that the GAR knows; ``None`` is any.
    """

    def __init__(self, known: frozenset[str] | None = None) -> None:
        self.report = Report()
        self._known = known
        self._schools: set[str] = set()
        self._codes: dict[str, set[Key]] = {name: set() for name in ("GARMEF", "GARMatiere")}
        self._bands: dict[Key, str] = {}
        self._people: dict[str, set[str]] = {}
        self._links: set[tuple[str, ...]] = set()

    def take(self, row: Row) -> None:
        """Create the object of *row*, or refuse it."""
        self.report.counts[row.name] += 1
        uai = row.one("GARStructureUAI").upper()
        if row.name != "GAREtab" and row.name not in (*PEOPLE, "GARRespAff"):
            if uai in self.report.refused_schools:
                return
            if uai not in self._schools:
                self.report.refused_schools.add(uai)
                self._refuse(row, "l'UAI n'est pas un établissement accepté")
                return
        _TAKE[row.name](self, row, uai)

    def school(self, row: Row, uai: str) -> None:
        """Create a school."""
        if uai in self._schools:
            self._refuse(row, "l'UAI est déjà donné dans ce projet")
        elif self._known is not None and uai not in self._known:
            self.report.refused_schools.add(uai)
            self._refuse(row, "l'UAI est inconnu du GAR")
        else:
            self._schools.add(uai)

    def code(self, row: Row, uai: str) -> None:
        """Create a level or a subject."""
        key = uai, row.one(f"{row.name}Code")
        if key in self._codes[row.name]:
            self._refuse(row, "le code est en double dans l'établissement")
        self._codes[row.name].add(key)

    def person(self, row: Row, _uai: str) -> None:
        """Create somebody."""
        who = row.one("GARPersonIdentifiant")
        profiles = {uai.upper() for uai in row.values.get("GARStructureUAI", ())}
        places = {uai.upper() for uai in row.values.get("GARPersonEtab", ())}
        if who in self._people:
            self._refuse(row, "l'identifiant est déjà utilisé dans ce projet")
        elif not places & profiles & self._schools:
            self._refuse(row, "aucun GARPersonEtab et profil dans un établissement accepté")
        elif places != profiles:
            self._refuse(row, "GARPersonEtab et profils ne nomment pas les mêmes établissements")
        else:
            self._people[who] = places & self._schools

    def level(self, row: Row, uai: str) -> None:
        """Create the level of somebody; in the first degree a level is not declared."""
        code = row.one("GARMEFCode")
        if row.name == "GARPersonMEF" and (uai, code) not in self._codes["GARMEF"]:
            self._refuse(row, "le code MEF est inconnu dans l'établissement")
        else:
            self._link(row, uai, code or row.one("GARMEFSTAT4Code"))

    def followed(self, row: Row, uai: str) -> None:
        """Create what a pupil follows."""
        code = row.one("GARMatiereCode")
        if (uai, code) not in self._codes["GARMatiere"]:
            self._refuse(row, "la matière est inconnue dans l'établissement")
        else:
            self._link(row, uai, code)

    def band(self, row: Row, uai: str) -> None:
        """Create a division or a group; divisions come first."""
        key, status = (uai, row.one("GARGroupeCode")), row.one("GARGroupeStatut")
        parents = row.values.get("GARGroupeDivAppartenance", [])
        if key in self._bands:
            self._refuse(row, "le code est en double dans l'établissement")
        elif status == "DIVISION" and parents:
            self._refuse(row, "une division a une division d'appartenance")
        elif any(self._bands.get((uai, parent)) != "DIVISION" for parent in parents):
            self._refuse(row, "la division d'appartenance est inconnue")
        else:
            self._bands[key] = status

    def member(self, row: Row, uai: str) -> None:
        """Create somebody's place in a group."""
        code = row.one("GARGroupeCode")
        if (uai, code) not in self._bands:
            self._refuse(row, "le groupe est inconnu")
        else:
            self._link(row, uai, code)

    def teaching(self, row: Row, uai: str) -> None:
        """Create what somebody teaches to a division or a group."""
        code = row.one("GARGroupeCode")
        status = "DIVISION" if row.name == "GAREnsClasseMatiere" else "GROUPE"
        subjects = row.values.get("GARMatiereCode", [])
        if self._bands.get((uai, code)) != status:
            self._refuse(row, f"le groupe n'est pas de statut {status}")
        elif any((uai, subject) not in self._codes["GARMatiere"] for subject in subjects):
            self._refuse(row, "la matière est inconnue dans l'établissement")
        else:
            self._link(row, uai, code)

    def delegate(self, row: Row, _uai: str) -> None:
        """Create who may assign."""
        if row.one("GARPersonIdentifiant") not in self._people:
            self._refuse(row, "la personne est inconnue")
        elif not row.one("GARPersonMail"):
            self._refuse(row, "l'adresse électronique manque")

    def _link(self, row: Row, uai: str, code: str) -> None:
        who = row.one("GARPersonIdentifiant")
        key = (row.name, uai, who, code)
        if uai not in self._people.get(who, set()):
            self._refuse(row, "la personne est inconnue dans l'établissement")
        elif key in self._links:
            self._refuse(row, "le lien est en double")
        self._links.add(key)

    def _refuse(self, row: Row, cause: str) -> None:
        self.report.refusals.append(Refusal(row.file, row.line, row.name, cause))


_TAKE: dict[str, Callable[[Control, Row, str], None]] = {
    "GAREtab": Control.school,
    "GARMEF": Control.code,
    "GARMatiere": Control.code,
    "GAREnseignant": Control.person,
    "GAREleve": Control.person,
    "GARPersonMEF": Control.level,
    "GARPersonMEFSTAT4": Control.level,
    "GAREleveEnseignement": Control.followed,
    "GARGroupe": Control.band,
    "GARPersonGroupe": Control.member,
    "GAREnsGroupeMatiere": Control.teaching,
    "GAREnsClasseMatiere": Control.teaching,
    "GARRespAff": Control.delegate,
}
