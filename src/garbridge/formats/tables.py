"""Reads tables that people keep in a spreadsheet: CSV with ``;``, UTF-8, one header row.

That is what a French Excel writes as « CSV UTF-8 ».  Every mistake is gathered with file, line and
column before anything is refused; a value is never repeated, for it may be a name.
"""

import csv
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, TypeVar

from garbridge.errors import ImportRefusedError, ValueRefusedError

T = TypeVar("T")

SEPARATOR: Final = ";"
KEPT_PROBLEMS: Final = 100_000
"""Problems that are kept, more than anybody corrects by hand; the others are counted."""


@dataclass(slots=True)
class Problems:
    """What is wrong in some tables, in the order in which it was found.

    ``is_cut`` says that not every row could be read: what the others ask for is only a part of
    what was meant, and nobody knows which.
    """

    found: list[str] = field(default_factory=list[str])
    total: int = 0
    is_cut: bool = False

    def add(self, place: str, reason: str) -> None:
        """Note what is wrong at *place*."""
        self.total += 1
        if len(self.found) < KEPT_PROBLEMS:
            self.found.append(f"{place} : {reason}")

    def cut(self, place: str, reason: str) -> None:
        """Note that nothing could be read from *place* on."""
        self.is_cut = True
        self.add(place, reason)

    def refuse(self) -> None:
        """End here if anything was found.

        Raises:
            ImportRefusedError: with every problem.
        """
        if self.total:
            raise ImportRefusedError(self.found, self.total)


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a table: its cells by column, without blanks around them."""

    file: str
    number: int
    cells: Mapping[str, str]
    problems: Problems

    def text(self, column: str) -> str:
        """Return a cell; empty when it is."""
        return self.cells[column]

    def problem(self, column: str, reason: str) -> None:
        """Note that a cell is wrong."""
        self.problems.add(f"{self.file}, ligne {self.number}, colonne {column}", reason)

    def parsed(self, column: str, parse: Callable[[str], T], expected: str) -> T | None:
        """Return a cell turned into a value; ``None``, and a problem, when it cannot be."""
        text = self.text(column)
        try:
            return parse(text)
        except (ValueRefusedError, ValueError, KeyError, OverflowError):
            self.problem(column, f"vide : {expected}" if not text else expected)
            return None


def read_lines(
    path: Path, columns: Sequence[str], optional: frozenset[str], problems: Problems
) -> Iterator[Line]:
    """Yield the rows of *path*, empty ones left out.

    Args:
        path: The file.
        columns: Every column there may be, in any order.
        optional: Those that may be missing; their cells are empty then.
        problems: Takes what makes a row, or the whole file, unreadable.
    """
    began = 1
    try:
        with path.open(encoding="utf-8-sig", newline="") as source:
            rows = csv.reader(source, delimiter=SEPARATOR, strict=True)
            header = [name.strip() for name in next(rows, [])]
            if not _fits(path, header, columns, optional, problems):
                return
            empty, began = dict.fromkeys(columns, ""), rows.line_num + 1
            for row in rows:
                began = rows.line_num + 1
                if not any(cell.strip() for cell in row):
                    continue
                if len(row) != len(header):
                    reason = f"{len(row)} cellules, il en faut {len(header)}"
                    problems.add(f"{path.name}, ligne {rows.line_num}", reason)
                    continue
                cells = empty | {n: c.strip() for n, c in zip(header, row, strict=True)}
                yield Line(path.name, rows.line_num, cells, problems)
    except UnicodeDecodeError:
        place = f"{path.name}, ligne {_undecodable(path)}"
        problems.cut(place, "ce n’est pas de l’UTF-8 (enregistrer en « CSV UTF-8 »)")
    except csv.Error:
        place = f"{path.name}, ligne {began}"
        problems.cut(place, "guillemets mal fermés : la suite ne peut pas être lue")
    except OSError as broken:
        problems.cut(path.name, f"ne peut pas être lu ({type(broken).__name__})")


def _undecodable(path: Path) -> int:
    """Return the first line of *path* that is no UTF-8; 1 where that can no longer be told."""
    with suppress(OSError), path.open("rb") as source:
        for number, line in enumerate(source, start=1):
            try:
                line.decode()
            except UnicodeDecodeError:
                return number
    return 1


def _fits(
    path: Path,
    header: Sequence[str],
    columns: Sequence[str],
    optional: frozenset[str],
    problems: Problems,
) -> bool:
    place = f"{path.name}, ligne 1"
    before = problems.total
    for name in columns:
        if name not in header and name not in optional:
            problems.add(place, f"il manque la colonne {name}")
        elif header.count(name) > 1:
            problems.add(place, f"la colonne {name} est donnée deux fois")
    for number, name in enumerate(header, start=1):
        if name not in columns:
            problems.add(place, f"la colonne n° {number} n’a pas un nom connu")
    return problems.total == before
