"""What is told on a terminal while an export is being read, or schools are gone through."""

import sys
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from garbridge.cli.language import say
from garbridge.core.identifiers import SchoolId, TenantId
from garbridge.ports import Batch, Export, Findings
from garbridge.wiring.clock import system_ticks

_PAUSE: Final = 0.2
"""Seconds between two lines: a terminal need not follow half a million rows."""


@dataclass(frozen=True, slots=True)
class Watched:
    """An export that tells how far it has been read.

    ``show`` is given one line at a time, to be written over the one before; the last is empty.
    """

    export: Export
    show: Callable[[str], object]
    ticks: Callable[[], float] = system_ticks

    @property
    def tenant(self) -> TenantId:
        """Whose it must be."""
        return self.export.tenant

    def batches(self, findings: Findings) -> Iterator[Batch]:
        """Yield every row, as the export does."""
        rows, told = 0, 0.0
        try:
            for batch in self.export.batches(findings):
                yield batch
                rows += len(batch.rows)
                now = self.ticks()
                if now - told >= _PAUSE:
                    told = now
                    self.show(_line(rows, len(findings.files)))
        finally:
            self.show("")


def watched(export: Export) -> Export:
    """Return *export*, telling how far it has been read where there is a terminal."""
    return Watched(export, _over) if sys.stderr.isatty() else export


def by_school(
    schools: Sequence[SchoolId], *, ticks: Callable[[], float] = system_ticks
) -> Generator[SchoolId, None, None]:
    """Yield *schools*, telling where there is a terminal how many are done."""
    if not sys.stderr.isatty() or len(schools) < 2:  # noqa: PLR2004 - of one there is nothing to count
        yield from schools
        return
    told = ticks()
    try:
        for done, school in enumerate(schools):
            now = ticks()
            if now - told >= _PAUSE:
                told = now
                _over(say("{done} établissements sur {all}", done=done, all=len(schools)))
            yield school
    finally:
        _over("")


def _line(rows: int, files: int) -> str:
    return say("{rows} lignes lues, fichier {files}", rows=rows, files=files)


def _over(line: str) -> None:
    # Back to the beginning, and what stood there is erased (ECMA-48 EL).
    sys.stderr.write(f"\r\x1b[K{line}")
    sys.stderr.flush()
