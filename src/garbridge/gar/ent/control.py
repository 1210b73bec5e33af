"""Holds a whole export to what the GAR itself refuses, beyond what an import of ours refuses.

An import leaves out what it can do without, with a warning; before sending, what the GAR is known
to refuse is an error too, and so is a school that the State's list does not have.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from garbridge.core.identifiers import SchoolId, TenantId
from garbridge.ports import Batch, Export, Findings, GatheringArea, RowKind
from garbridge.services.importing import validate

_REFUSED: Final = frozenset({"profile_without_school", "school_without_profile"})
"""Warnings of an import that make the GAR refuse somebody: « aucun GARPersonEtab accepté »."""
_UNKNOWN_IN_GAR: Final = "cet établissement n’est pas dans la liste des établissements de l’État"


@dataclass(slots=True)
class StrictFindings(Findings):
    """Findings in which a warning that the GAR would refuse somebody for is an error."""

    def warning(self, place: int, code: str, reason: str) -> None:
        """Note what is left out, or what refuses the export."""
        if code in _REFUSED:
            Findings.error(self, place, code, reason)
        else:
            Findings.warning(self, place, code, reason)


@dataclass(frozen=True, slots=True)
class _Compared:
    """An export whose schools are looked for in the State's list."""

    export: Export
    known: Mapping[SchoolId, str]

    @property
    def tenant(self) -> TenantId:
        return self.export.tenant

    def batches(self, findings: Findings) -> Iterator[Batch]:
        for batch in self.export.batches(findings):
            if batch.kind is RowKind.SCHOOL:
                for school, _, _, place in batch.rows:
                    if school not in self.known:
                        findings.error(int(place), "unknown_in_gar", _UNKNOWN_IN_GAR)
            yield batch


def control(
    export: Export, gathering: GatheringArea, known: Mapping[SchoolId, str] | None = None
) -> Findings:
    """Return what the GAR would refuse in *export*.

    Args:
        export: All of it.
        gathering: Where its rows are held to each other.
        known: The schools of the State's list; ``None`` where it is not there, and whether the GAR
            knows a school is not checked.
    """
    compared = export if known is None else _Compared(export, known)
    return validate(compared, gathering, StrictFindings())
