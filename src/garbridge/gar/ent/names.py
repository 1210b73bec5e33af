"""The names of an export's files: who states, when, which degree, which sort, which part.

``{idENT}_GAR-ENT_Complet_{yyyyMMdd_HHmmss}_{sort}_{NNNN}.xml``; files of the first degree hold
``_1D_`` before the sort, and some portals write ``_2D_`` in the others.  An archive is named by
the part before the sort.  Only full exports (*Complet*) exist.
"""

import re
from dataclasses import dataclass
from datetime import datetime

from garbridge.core.identifiers import TenantId
from garbridge.gar.ent.schema import FIRST_DEGREE, SECOND_DEGREE, Degree, Sheet

_RUN = r"(?P<tenant>[A-Za-z0-9]{1,20})_GAR-ENT_Complet_(?P<stamp>[0-9]{8}_[0-9]{6})"
_SHEETS = "|".join(Sheet)
_PART = re.compile(rf"{_RUN}_(?P<mark>[12]D_)?(?P<sheet>{_SHEETS})_(?P<number>[0-9]{{4}})\.xml")
_ARCHIVE = re.compile(rf"{_RUN}\.tar\.gz")
_MARKS = {1: "1D_", 2: ""}
_STAMP = "%Y%m%d_%H%M%S"


@dataclass(frozen=True, slots=True, order=True)
class RunName:
    """What all files of one export share: the project and the instant of its making."""

    tenant: TenantId
    stamp: str

    @property
    def base(self) -> str:
        """The name of the archive without its suffix."""
        return f"{self.tenant}_GAR-ENT_Complet_{self.stamp}"


@dataclass(frozen=True, slots=True)
class PartName:
    """The name of one file, taken apart."""

    run: RunName
    mark: str
    sheet: Sheet
    number: int

    @property
    def degree(self) -> Degree:
        """The degree that the mark stands for; none stands for the second."""
        return FIRST_DEGREE if self.mark == _MARKS[FIRST_DEGREE.number] else SECOND_DEGREE

    @property
    def text(self) -> str:
        """The file name."""
        return f"{self.run.base}_{self.mark}{self.sheet.value}_{self.number:04}.xml"


def part_name(run: RunName, degree: Degree, sheet: Sheet, number: int) -> PartName:
    """Return the name garbridge gives to a file."""
    return PartName(run, _MARKS[degree.number], sheet, number)


def run_name(tenant: TenantId, at: datetime) -> RunName:
    """Return the name of an export of *tenant* made *at*."""
    return RunName(tenant, at.strftime(_STAMP))


def parse_part_name(text: str) -> PartName | None:
    """Return a file name taken apart; ``None`` if it is not that of an export's file.

    >>> parse_part_name("Z9_GAR-ENT_Complet_20261121_210000_1D_Eleve_0000.xml").sheet
    <Sheet.PUPILS: 'Eleve'>
    """
    found = _PART.fullmatch(text)
    if found is None or not _is_instant(found["stamp"]):
        return None
    return PartName(
        RunName(TenantId(found["tenant"]), found["stamp"]),
        found["mark"] or "",
        Sheet(found["sheet"]),
        int(found["number"]),
    )


def parse_archive_name(text: str) -> RunName | None:
    """Return the run of an archive's file name; ``None`` if it is not that of an export."""
    found = _ARCHIVE.fullmatch(text)
    if found is None or not _is_instant(found["stamp"]):
        return None
    return RunName(TenantId(found["tenant"]), found["stamp"])


def _is_instant(stamp: str) -> bool:
    try:
        datetime.strptime(stamp, _STAMP)  # noqa: DTZ007 - the name states no zone
    except ValueError:
        return False
    return True
