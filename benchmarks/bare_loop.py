"""The loop the import is compared with: lxml to SQLite, nothing checked, nothing kept apart.

``python -m benchmarks.bare_loop FOLDER`` reads every file of an export and inserts a row for each
person, membership and belonging into a file without indexes, in one transaction.
"""

import sqlite3
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from lxml import etree

_BATCH = 10_000
_PEOPLE = {"GAREleve", "GAREnseignant"}
_BELONGINGS = {
    "GARPersonMEF": "GARMEFCode",
    "GARPersonMEFSTAT4": "GARMEFSTAT4Code",
    "GAREleveEnseignement": "GARMatiereCode",
    "GARPersonGroupe": "GARGroupeCode",
    "GAREnsGroupeMatiere": "GARGroupeCode",
    "GAREnsClasseMatiere": "GARGroupeCode",
}

Row = tuple[str | None, ...]


def main(folder: Path) -> None:
    """Load the export in *folder* into a database that is thrown away."""
    with tempfile.TemporaryDirectory() as scratch:
        database = sqlite3.connect(Path(scratch) / "bare.sqlite")
        database.executescript(
            "CREATE TABLE person (id, family_name, given_name, civility, email);"
            "CREATE TABLE membership (person, school, profile);"
            "CREATE TABLE belonging (person, school, kind, code);"
        )
        rows: dict[str, list[Row]] = {"person": [], "membership": [], "belonging": []}
        for file in sorted(folder.glob("*.xml")):
            for table, row in _rows(file):
                batch = rows[table]
                batch.append(row)
                if len(batch) >= _BATCH:
                    _insert(database, table, batch)
        for table, batch in rows.items():
            _insert(database, table, batch)
        database.commit()
        database.close()


def _insert(database: sqlite3.Connection, table: str, batch: list[Row]) -> None:
    if batch:
        marks = ", ".join("?" * len(batch[0]))
        database.executemany(f"INSERT INTO {table} VALUES ({marks})", batch)  # noqa: S608 - our three
        batch.clear()


def _rows(file: Path) -> Iterator[tuple[str, Row]]:
    for _, element in etree.iterparse(file, events=("end",)):
        space, _, name = str(element.tag).rpartition("}")
        of = f"{space}}}"
        text = element.findtext
        if name in _PEOPLE:
            person = text(f"{of}GARPersonIdentifiant")
            yield (
                "person",
                (
                    *(person, text(f"{of}GARPersonNom"), text(f"{of}GARPersonPrenom")),
                    *(text(f"{of}GARPersonCivilite"), text(f"{of}GARPersonMail")),
                ),
            )
            for place in element.iterfind(f"{of}GARPersonProfils"):
                school, profile = place.findtext(f"{of}GARStructureUAI"), place[1].text
                yield "membership", (person, school, profile)
        elif name in _BELONGINGS:
            person, school = text(f"{of}GARPersonIdentifiant"), text(f"{of}GARStructureUAI")
            yield "belonging", (person, school, name, text(f"{of}{_BELONGINGS[name]}"))
        else:
            continue
        element.clear()
        parent = element.getparent()
        if parent is not None:
            del parent[: parent.index(element)]


if __name__ == "__main__":
    main(Path(sys.argv[1]))
