"""People and schools in SDET attributes, as a directory that an export can be made of.

A folder with two tables (CSV, ``;``, UTF-8), a row for each and a column for each attribute;
several values in one cell are separated by ``|``, which is this program's own choice::

    structures.csv   ENTStructureUAI ENTDisplayName degre (1 or 2, ours)
                     ENTEtablissementContrat ENTStructureClasses (code$label)
    personnes.csv    ENTPersonUid sn givenName, and any of :data:`PEOPLE`

In the place of the second there may be ``personnes.ldif``: the entries of an LDAP directory.

The attributes and what becomes of them are those that real portals use (SDET, *annexe
opérationnelle*), as far as their public code shows.  Labels of levels, subjects and groups are not
among them: each is labelled by its code.
"""

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Final

from garbridge.core.delegations import Declared
from garbridge.core.exporting import LeftOuts, Omission
from garbridge.core.identifiers import PersonId, SchoolId, parse_school_id
from garbridge.core.people import Person, Profile, School
from garbridge.errors import StoreUnavailableError, ValueRefusedError
from garbridge.formats.ldif import Entry, read_entries
from garbridge.formats.tables import Line, Problems, read_lines
from garbridge.gar.ent.sdet_rows import Cells, birth_of, declared_in, details_of, person_of
from garbridge.gar.ent.stated import Details
from garbridge.ports import Directory

SCHOOLS_FILE: Final = "structures.csv"
PEOPLE_FILE: Final = "personnes.csv"
ENTRIES_FILE: Final = "personnes.ldif"
_SEVERAL: Final = "|"
_SCHOOLS: Final = (
    *("ENTStructureUAI", "ENTDisplayName", "degre"),
    *("ENTEtablissementContrat", "ENTStructureClasses"),
)
PEOPLE: Final = (
    *("ENTPersonUid", "sn", "givenName", "personalTitle", "mail", "ENTPersonAutresPrenoms"),
    *("ENTPersonNomPatro", "ENTPersonDateNaissance", "ENTPersonStructRattach"),
    *("ENTPersonFonctions", "ENTPersonNationalProfil", "ENTPersonProfils"),
    *("ENTEleveMEF", "ENTEleveClasses", "ENTEleveGroupes", "ENTAuxEnsMef"),
    *("ENTAuxEnsClassesMatieres", "ENTAuxEnsGroupesMatieres", "ENTAuxEnsDisciplinesPoste"),
)
"""Every column of people; the first three are required."""
_CONTRACTS: Final = ("PU", "PR")
_TABLES: Final = """
CREATE TEMP TABLE person (person TEXT PRIMARY KEY, cells TEXT) WITHOUT ROWID;
CREATE TEMP TABLE place (school TEXT, person TEXT, PRIMARY KEY (school, person)) WITHOUT ROWID;
CREATE TEMP TABLE declared (school TEXT, person TEXT, email TEXT);
"""


class SdetDirectory(Directory):
    """A directory of the tables, for one export; people lie in a file without a name meanwhile.

    Args:
        private: A connection whose ``temp`` schema is empty.
        functions: The profile for each function.
    """

    def __init__(self, private: sqlite3.Connection, functions: Mapping[str, Profile]) -> None:
        self._private = private
        self._functions = functions
        self._schools: dict[SchoolId, School] = {}
        self._labels: dict[SchoolId, Mapping[str, str]] = {}
        self.contracts: dict[SchoolId, str] = {}
        private.execute("PRAGMA temp_store=FILE")
        private.executescript(_TABLES)

    def load(self, folder: Path, left: LeftOuts) -> None:
        """Read what is in *folder*; what a row has that no export can hold goes to *left*.

        Raises:
            ImportRefusedError: with every mistake, by file, line and column.
        """
        problems = Problems()
        optional = frozenset(_SCHOOLS[3:])
        for line in read_lines(folder / SCHOOLS_FILE, _SCHOOLS, optional, problems):
            self._school(line)
        self._private.execute("BEGIN")
        self._people(folder, left, problems)
        self._private.execute("COMMIT")
        problems.refuse()

    def person(self, person: PersonId) -> Person | None:
        """Return one person; ``None`` if unknown."""
        cells = self._cells(person)
        return None if cells is None else self._person(cells)

    def members(self, school: SchoolId) -> Iterator[Person]:
        """Yield everybody of *school*, by identifier."""
        rows = self._private.execute(
            "SELECT p.cells FROM temp.place AS l JOIN temp.person AS p ON p.person = l.person"
            " WHERE l.school = ? ORDER BY l.person",
            (school,),
        )
        for (text,) in rows.fetchall():
            yield self._person(json.loads(text))

    def school(self, school: SchoolId) -> School | None:
        """Return one school; ``None`` if unknown."""
        return self._schools.get(school)

    def schools(self) -> Iterator[School]:
        """Yield every school, by UAI."""
        yield from (self._schools[name] for name in sorted(self._schools))

    def changed_since(self, instant: datetime) -> Iterator[PersonId]:
        """Yield everybody: tables do not say when."""
        del instant
        for (name,) in self._private.execute("SELECT person FROM temp.person").fetchall():
            yield PersonId(name)

    def declared_for(self, person: PersonId) -> Sequence[Declared]:
        """Return where *person* is stated as assigning."""
        return self._declared("person", person)

    def declared_at(self, school: SchoolId) -> Sequence[Declared]:
        """Return who is stated at *school* as assigning."""
        return self._declared("school", school)

    def details(self, person: PersonId) -> Details | None:
        """Return what the tables say of *person* that no directory keeps."""
        cells = self._cells(person)
        return None if cells is None else details_of(cells)

    def _declared(self, column: str, value: str) -> Sequence[Declared]:
        query = (
            f"SELECT school, person, email FROM temp.declared WHERE {column} = ?"  # noqa: S608 - one of two
            " ORDER BY school, person"
        )
        return [
            Declared(school=SchoolId(school), person=PersonId(person), email=email)
            for school, person, email in self._private.execute(query, (value,)).fetchall()
        ]

    def _cells(self, person: str) -> Cells | None:
        query = "SELECT cells FROM temp.person WHERE person = ?"
        found = self._private.execute(query, (person,)).fetchone()
        return None if found is None else json.loads(found[0])

    def _person(self, cells: Cells) -> Person:
        return person_of(cells, self._functions, self._labels)

    def _school(self, line: Line) -> None:
        try:
            uai = parse_school_id(line.text("ENTStructureUAI"))
        except ValueRefusedError:
            line.problem("ENTStructureUAI", "il faut un code UAI")
            return
        if uai in self._schools:
            line.problem("ENTStructureUAI", "cet établissement est donné deux fois")
        if line.text("degre") not in {"1", "2"}:
            line.problem("degre", "il faut 1 ou 2")
            return
        self._schools[uai] = School(uai, line.text("ENTDisplayName"), int(line.text("degre")))
        contract = line.text("ENTEtablissementContrat")
        if contract not in {"", *_CONTRACTS}:
            line.problem("ENTEtablissementContrat", "il faut PU, PR, ou rien")
        self.contracts[uai] = contract
        pairs = [value.partition("$") for value in _values(line.text("ENTStructureClasses"))]
        self._labels[uai] = {code: label for code, _, label in pairs}

    def _people(self, folder: Path, left: LeftOuts, problems: Problems) -> None:
        table, entries = folder / PEOPLE_FILE, folder / ENTRIES_FILE
        if not entries.exists():
            for line in read_lines(table, PEOPLE, frozenset(PEOPLE[3:]), problems):
                cells = {name: values for name in PEOPLE if (values := _values(line.text(name)))}
                self._take(line, line.text("ENTPersonUid"), cells, left)
            return
        if table.exists():
            problems.add(ENTRIES_FILE, f"il y a aussi {PEOPLE_FILE} : un seul des deux")
        for entry in read_entries(entries, PEOPLE, problems):
            if any(name.startswith("ENT") for name in entry.values):  # else it is nobody's
                named = _SEVERAL.join(entry.values.get("ENTPersonUid", ()))
                self._take(entry, named, entry.values, left)

    def _take(self, line: Line | Entry, who: str, cells: Cells, left: LeftOuts) -> None:
        if not who:
            line.problem("ENTPersonUid", "vide : il faut un identifiant")
            return
        if cells.get("ENTPersonUid") != [who]:
            line.problem("ENTPersonUid", "il faut un seul identifiant : « | » sépare des valeurs")
            return
        if self._cells(who) is not None:
            line.problem("ENTPersonUid", "cet identifiant est déjà celui d’une autre personne")
            return
        self._private.execute("INSERT INTO temp.person VALUES (?, ?)", (who, json.dumps(cells)))
        person = self._person(cells)
        for place in person.memberships:
            if place.school not in self._schools:
                left.add(place.school, Omission.UNKNOWN_SCHOOL, who)
            row = (place.school, who)
            self._private.execute("INSERT OR IGNORE INTO temp.place VALUES (?, ?)", row)
        self._note(who, person, cells, left)

    def _note(self, who: str, person: Person, cells: Cells, left: LeftOuts) -> None:
        for value in cells.get("ENTPersonFonctions", ()):
            uai, function = [*value.split("$"), ""][:2]
            if function.upper() not in self._functions:
                left.add(SchoolId(uai.upper()), Omission.UNKNOWN_FUNCTION, who)
        if cells.get("ENTPersonDateNaissance") and not birth_of(cells) and person.memberships:
            left.add(person.memberships[0].school, Omission.BAD_DATE, who)
        rows = [(school, who, email) for school, email in declared_in(cells)]
        self._private.executemany("INSERT INTO temp.declared VALUES (?, ?, ?)", rows)


@contextmanager
def sdet_directory(
    folder: Path, functions: Mapping[str, Profile], left: LeftOuts
) -> Iterator[SdetDirectory]:
    """Yield the directory that the tables of *folder* are.

    Raises:
        ImportRefusedError: with every mistake.
        StoreUnavailableError: the disk of temporary files is full.
    """
    try:
        with closing(sqlite3.connect("", isolation_level=None)) as private:
            directory = SdetDirectory(private, functions)
            directory.load(folder, left)
            yield directory
    except sqlite3.Error as failed:
        raise StoreUnavailableError(f"{folder.name}: {failed}") from failed


def _values(cell: str) -> list[str]:
    return [value.strip() for value in cell.split(_SEVERAL) if value.strip()]
