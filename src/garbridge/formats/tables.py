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

from garbridge.core.messages import N_, Message, Sentence, sentence
from garbridge.core.stated import EMPTY
from garbridge.errors import ImportRefusedError, ValueRefusedError

T = TypeVar("T")
Text = str | Sentence

_WRONG: Final = N_("{place} : {reason}")
_AT_LINE: Final = N_("{file}, ligne {line}")
_AT_COLUMN: Final = N_("{place}, colonne {column}")
UNREADABLE: Final = N_("ne peut pas être lu ({why})")
SEPARATOR: Final = ";"
_CELLS: Final = N_("{there} cellules, il en faut {wanted}")
KEPT_PROBLEMS: Final = 100_000
"""Problems that are kept, more than anybody corrects by hand; the others are counted."""


def at_line(file: str, line: int) -> Sentence:
    """Return a place in *file*."""
    return sentence(_AT_LINE, file=file, line=line)


def at_column(place: Sentence, column: str) -> Sentence:
    """Return a cell of the line at *place*, or a value of what begins there."""
    return sentence(_AT_COLUMN, place=place, column=column)


@dataclass(slots=True)
class Problems:
    """What is wrong in some tables, in the order in which it was found.

    A place or a reason that is a text is French.  ``is_cut`` says that not every row could be read:
    what the others ask for is only a part of what was meant, and nobody knows which.
    """

    kept: list[Sentence] = field(default_factory=list[Sentence])
    total: int = 0
    is_cut: bool = False

    @property
    def found(self) -> list[str]:
        """What is kept of it, in French."""
        return list(map(str, self.kept))

    def said(self, text: Callable[[Message], str]) -> list[str]:
        """Return what is kept of it in the language of *text*, which looks sentences up."""
        return [one.said(text) for one in self.kept]

    def add(self, place: Text, reason: Text) -> None:
        """Note what is wrong at *place*."""
        self.total += 1
        if len(self.kept) < KEPT_PROBLEMS:
            self.kept.append(sentence(_WRONG, place=place, reason=reason))

    def cut(self, place: Text, reason: Text) -> None:
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

    def problem(self, column: str, reason: Text) -> None:
        """Note that a cell is wrong."""
        self.problems.add(at_column(at_line(self.file, self.number), column), reason)

    def parsed(self, column: str, parse: Callable[[str], T], expected: Text) -> T | None:
        """Return a cell turned into a value; ``None``, and a problem, when it cannot be."""
        text = self.text(column)
        try:
            return parse(text)
        except (ValueRefusedError, ValueError, KeyError, OverflowError):
            self.problem(column, expected if text else sentence(EMPTY, wanted=expected))
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
                    reason = sentence(_CELLS, there=len(row), wanted=len(header))
                    place = at_line(path.name, rows.line_num)
                    problems.add(place, reason)
                    continue
                cells = empty | {n: c.strip() for n, c in zip(header, row, strict=True)}
                yield Line(path.name, rows.line_num, cells, problems)
    except UnicodeDecodeError:
        place = at_line(path.name, _undecodable(path))
        problems.cut(place, Sentence(N_("ce n’est pas de l’UTF-8 (enregistrer en « CSV UTF-8 »)")))
    except csv.Error:
        place = at_line(path.name, began)
        problems.cut(place, Sentence(N_("guillemets mal fermés : la suite ne peut pas être lue")))
    except OSError as broken:
        problems.cut(path.name, sentence(UNREADABLE, why=type(broken).__name__))


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
    place = at_line(path.name, 1)
    before = problems.total
    for name in columns:
        if name not in header and name not in optional:
            problems.add(place, sentence(N_("il manque la colonne {name}"), name=name))
        elif header.count(name) > 1:
            problems.add(place, sentence(N_("la colonne {name} est donnée deux fois"), name=name))
    for number, name in enumerate(header, start=1):
        if name not in columns:
            unknown = N_("la colonne n° {number} n’a pas un nom connu")
            problems.add(place, sentence(unknown, number=number))
    return problems.total == before
