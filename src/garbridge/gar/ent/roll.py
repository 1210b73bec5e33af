"""Holds the names of the files of one run to each other: one project, one instant, no part lost.

An export is full (*Complet*): who is not in it has left.  A missing file would end thousands of
memberships, so a run without all four sorts of file for a degree it speaks of is refused.
"""

from dataclasses import dataclass, field
from typing import Final

from garbridge.core.identifiers import TenantId
from garbridge.gar.ent.names import PartName, RunName, parse_part_name
from garbridge.gar.ent.schema import Sheet
from garbridge.ports import Findings

REQUIRED: Final = (Sheet.SCHOOLS, Sheet.STAFF, Sheet.PUPILS, Sheet.GROUPS)
"""Delegates may be missing: a project can have none."""
_SHOWN_LENGTH: Final = 80


@dataclass(slots=True)
class Roll:
    """Admits files by name; ``place`` is that of the folder or archive itself."""

    tenant: TenantId
    place: int
    findings: Findings
    run: RunName | None = None
    _others: set[RunName] = field(default_factory=set[RunName])
    """Other runs that were met, each reported once."""
    _numbers: dict[tuple[int, Sheet], set[int]] = field(
        default_factory=dict[tuple[int, Sheet], set[int]]
    )

    def admit(self, name: str) -> PartName | None:
        """Return the name taken apart; ``None``, and a finding, if the file may not be there."""
        part = parse_part_name(name)
        if part is None:
            self._error("unexpected_file", f"{shown(name)} n’est pas un fichier d’export")
            return None
        if not self.admit_run(part.run):
            return None
        numbers = self._numbers.setdefault((part.degree.number, part.sheet), set())
        if part.number in numbers:
            self._error("file_twice", f"{part.text} est donné deux fois")
            return None
        numbers.add(part.number)
        return part

    def admit_run(self, run: RunName) -> bool:
        """Say whether *run* is this tenant's and the one of all files so far."""
        if self.run is None and run.tenant == self.tenant:
            self.run = run
        if run == self.run:
            return True
        if run not in self._others:
            self._others.add(run)
            if run.tenant != self.tenant:
                reason = f"l’export est celui du projet {run.tenant}, pas de {self.tenant}"
                self._error("wrong_project", reason)
            else:
                stamp = self.run.stamp if self.run else ""
                self._error("two_runs", f"deux exports sont mêlés : {stamp} et {run.stamp}")
        return False

    def close(self) -> None:
        """Note what is missing."""
        if not self._numbers and not self._others:
            self._error("no_file", "il n’y a aucun fichier d’export")
        for degree in sorted({degree for degree, _ in self._numbers}):
            for sheet in REQUIRED:
                if (degree, sheet) not in self._numbers:
                    reason = f"il manque les fichiers {sheet.value} du {_ORDINAL[degree]} degré"
                    self._error("missing_sheet", reason)
        for (degree, sheet), numbers in self._numbers.items():
            if numbers != set(range(len(numbers))):
                reason = f"il manque un fichier {sheet.value} du {_ORDINAL[degree]} degré"
                self._error("missing_part", f"{reason} (numéros non consécutifs depuis 0000)")

    def _error(self, code: str, reason: str) -> None:
        self.findings.error(self.place, code, reason)


def shown(name: str) -> str:
    """Return a name from outside as it may stand in a message."""
    return ascii(name[:_SHOWN_LENGTH])


_ORDINAL = {1: "premier", 2: "second"}
