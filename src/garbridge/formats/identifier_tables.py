"""Identifiers as a table: who is known how at which provider, as one portal hands it to another."""

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from garbridge.core.identifiers import parse_person_id, parse_provider_id
from garbridge.core.messages import N_, Sentence
from garbridge.core.naming import Pair
from garbridge.core.rotation import NewName
from garbridge.formats.tables import SEPARATOR, Line, Problems, read_lines

COLUMNS: Final = ("personne", "editeur", "identifiant")
_PERSON: Final = Sentence(N_("il faut un identifiant de personne"))
_PROVIDER: Final = Sentence(N_("il faut le nom court d’un éditeur"))


@dataclass(frozen=True, slots=True)
class IdentifierFile:
    """What a file says: pairs, each with its line, and what cannot be read."""

    pairs: tuple[Pair, ...]
    lines: tuple[Line, ...]
    problems: Problems


def read_identifiers(file: Path) -> IdentifierFile:
    """Read ``identifiants.csv``; whether a pair may be taken over is not decided here.

    Nothing is raised because of what the file holds.
    """
    problems = Problems()
    pairs: list[Pair] = []
    lines: list[Line] = []
    for line in read_lines(file, COLUMNS, frozenset(), problems):
        person = line.parsed("personne", parse_person_id, _PERSON)
        sector = line.parsed("editeur", parse_provider_id, _PROVIDER)
        if person is not None and sector is not None:
            pairs.append(Pair(person, sector, line.text("identifiant")))
            lines.append(line)
    return IdentifierFile(tuple(pairs), tuple(lines), problems)


def write_identifiers(pairs: Iterable[Pair]) -> Iterator[str]:
    """Yield the lines of the same file.

    Each identifier stands there as the provider knows it, to the letter: the file is for a
    program.  # Not checked: what a spreadsheet would compute of it, because a changed identifier
    would make somebody a stranger.
    """
    yield _line(COLUMNS)
    for pair in pairs:
        yield _line((pair.person, pair.sector, pair.identifier))


def write_new_names(names: Iterable[NewName]) -> Iterator[str]:
    """Yield the lines of a file for a provider: the old identifier and the new one, no person."""
    yield _line(("ancien", "nouveau"))
    for name in names:
        yield _line((name.old, name.new))


def _line(cells: Iterable[str]) -> str:
    written = io.StringIO()
    csv.writer(written, delimiter=SEPARATOR, lineterminator="\n").writerow(cells)
    return written.getvalue()
