"""The ports of the directory import: what an export says, and where it is staged and applied.

An export (GAR: *export de l'annuaire*) comes as batches of plain tuples, because half a million
people pass here; :class:`RowKind` documents each tuple.  A **place** is the number of a file and
a line in it, so that a finding made long after reading still names both.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final, Protocol

from garbridge.core.identifiers import TenantId

KEPT_FINDINGS: Final = 200
"""Findings kept of each severity; the rest are counted."""

_LINE_BITS = 32
_LINE_MASK = (1 << _LINE_BITS) - 1


class RowKind(StrEnum):
    """What the tuples of a batch state.

    A reference is a population as people's rows name it, numbered within the run; its form says
    in which element it stood and decides what it may stand for.  Each place is the last column.
    """

    SCHOOL = "school"
    """(school, name, degree, place)"""
    PERSON = "person"
    """(person, family name, given name, civility, email, kept, place).

    ``kept`` is 0 for somebody without any profile that is served: known, never stored.
    """
    MEMBERSHIP = "membership"
    """(person, school, profile, place); an empty profile is one that is not served."""
    POPULATION = "population"
    """(school, kind, code, label, parents as JSON, statistical, place)"""
    REFERENCE = "reference"
    """(number, form, school, code, place); facts use the number, before it is stated or after."""
    FACT = "fact"
    """(person, number of a reference, place): the person belongs there."""
    DELEGATE = "delegate"
    """(person, school, email, place)"""


class Form(StrEnum):
    """The element in which a population is named, by its role in the export."""

    LEVEL = "mef"
    FIRST_DEGREE_LEVEL = "mefstat4"
    """Not declared anywhere: naming it makes it exist."""
    FOLLOWED = "followed"
    """A pupil's subject."""
    TAUGHT = "taught"
    """A teacher's subject, named once for each group it is taught to."""
    MEMBER = "member"
    """A division or a group."""
    TEACHES_GROUP = "teaches_group"
    TEACHES_DIVISION = "teaches_division"
    PARENT = "parent"
    """The division a group draws from; no person's row uses it."""


Row = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Batch:
    """Some rows of one kind."""

    kind: RowKind
    rows: Sequence[Row]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong, at its place; never a name or another personal value.

    ``line`` is ``None`` where it is about the whole *file*.  ``code`` is stable.
    """

    file: str
    line: int | None
    code: str
    reason: str

    def __str__(self) -> str:
        place = self.file if self.line is None else f"{self.file}, ligne {self.line}"
        return f"{place} : {self.reason} [{self.code}]"


@dataclass(slots=True)
class Findings:
    """Gathers what is wrong: a bounded list, and the count of all.

    An error refuses the whole export; a warning tells what was left out of it.
    """

    keep: int = KEPT_FINDINGS
    errors: list[Finding] = field(default_factory=list[Finding])
    warnings: list[Finding] = field(default_factory=list[Finding])
    counts: Counter[str] = field(default_factory=Counter[str])
    """Errors by code."""
    warned: Counter[str] = field(default_factory=Counter[str])
    """Warnings by code."""
    files: list[str] = field(default_factory=list[str])

    def file(self, name: str) -> int:
        """Register a file; adding a line to what is returned gives a place in it."""
        self.files.append(name)
        return (len(self.files) - 1) << _LINE_BITS

    def error(self, place: int, code: str, reason: str) -> None:
        """Note what refuses the export."""
        self.counts[code] += 1
        if len(self.errors) < self.keep:
            self.errors.append(self._at(place, code, reason))

    def warning(self, place: int, code: str, reason: str) -> None:
        """Note what is left out."""
        self.warned[code] += 1
        if len(self.warnings) < self.keep:
            self.warnings.append(self._at(place, code, reason))

    @property
    def refused(self) -> bool:
        """Whether anything refuses the export."""
        return bool(self.counts)

    def _at(self, place: int, code: str, reason: str) -> Finding:
        line = place & _LINE_MASK
        return Finding(self.files[place >> _LINE_BITS], line or None, code, reason)


@dataclass(frozen=True, slots=True)
class Change:
    """How many things of one sort an import adds, changes, ends and leaves as they are."""

    added: int = 0
    changed: int = 0
    ended: int = 0
    unchanged: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class SchoolChange:
    """Who arrives at one school, leaves it, or changes class, group or level there.

    ``before`` is how many were there, 0 where nobody leaves any school: it is not counted then.
    """

    school: str
    arrivals: int = 0
    departures: int = 0
    moves: int = 0
    before: int = 0


@dataclass(frozen=True, slots=True)
class Difference:
    """What an export changes in the directory.

    ``by_school`` holds the schools where somebody arrives, leaves or moves, by UAI, and where
    anybody leaves all that are known.  ``people_before`` is how many had a place, 0 where nobody
    leaves: it is not counted then.
    """

    schools: Change
    people: Change
    memberships: Change
    populations: Change
    belongings: Change
    delegates: Change
    by_school: tuple[SchoolChange, ...] = ()
    people_before: int = 0


class Export(Protocol):
    """A full statement of the schools and people of one tenant."""

    @property
    def tenant(self) -> TenantId:
        """Whose it must be: an export of another project is refused while it is read."""
        ...

    def batches(self, findings: Findings) -> Iterator[Batch]:
        """Yield every row, file by file, in bounded memory.

        What is wrong goes to *findings*; rows that are wrong are not yielded.  Nothing is raised
        because of what a file holds.
        """
        ...


class Gathering(Protocol):
    """A private place where the rows of one export are gathered and held to the rules."""

    def add(self, batch: Batch) -> None:
        """Take a batch."""
        ...

    def check(self, findings: Findings) -> None:
        """Hold the rows to the rules that need all of them; note what breaks one."""
        ...


class Staging(Gathering, Protocol):
    """A gathering beside a directory, which stays as it is, and open, until :meth:`apply`."""

    def compare(self) -> Difference:
        """Compare with the directory as it is now.  After a :meth:`check` without errors only.

        Raises:
            StoreError: the directory cannot be read.
        """
        ...

    def apply(self, *, now: datetime) -> None:
        """Apply the difference in one transaction: all of it, or nothing.

        What vanished ends at *now*; what changed is marked as changed at *now*.

        Raises:
            StoreError: nothing was applied.
        """
        ...


class StagingArea(Protocol):
    """Opens a staging; of several imports of one tenant at once, one is served."""

    def __call__(self, tenant: TenantId) -> AbstractContextManager[Staging]:
        """Open, and forget everything that was staged at the end of the block.

        Raises:
            StoreUnavailableError: another import of *tenant* is running.
        """
        ...


class GatheringArea(Protocol):
    """Opens a gathering that needs no directory."""

    def __call__(self) -> AbstractContextManager[Gathering]:
        """Open, and forget everything that was gathered at the end of the block."""
        ...
