"""What is told on a terminal while an export is read, or one thing after the other is done."""

import sys
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

from garbridge.cli.language import say
from garbridge.core.identifiers import SchoolId, TenantId
from garbridge.core.messages import N_, Message
from garbridge.ports import Batch, Export, Findings
from garbridge.wiring.clock import system_ticks

T = TypeVar("T")

_PAUSE: Final = 0.2
"""Seconds between two lines: a terminal need not follow half a million rows."""
_SCHOOLS: Final = N_("{done} établissements sur {all}")
_RESOURCES: Final = N_("{done} ressources sur {all}")
_ORDERS: Final = N_("{done} abonnements sur {all}")
_PEOPLE: Final = N_("{done} personnes sur {all}")


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
    return _counted(schools, _SCHOOLS, ticks)


def by_resource(portions: Sequence[T], *, ticks: Callable[[], float] = system_ticks) -> Iterator[T]:
    """Yield *portions*, each of a resource, telling where there is a terminal how many are done."""
    return _counted(portions, _RESOURCES, ticks)


def by_part(
    parts: Sequence[Sequence[T]], *, ticks: Callable[[], float] = system_ticks
) -> Iterator[Sequence[T]]:
    """Yield *parts* of orders, telling where there is a terminal how many orders are done."""
    return _counted(parts, _ORDERS, ticks, len)


def over_people(people: int | None) -> Callable[[int], object] | None:
    """Return what is given how many of *people* are written, where there is a terminal to tell."""
    if people is None or not sys.stderr.isatty():
        return None
    return lambda done: _over(say(_PEOPLE, done=done, all=people) if done < people else "")


def _counted(
    things: Sequence[T],
    said: Message,
    ticks: Callable[[], float],
    count: Callable[[T], int] = lambda _: 1,
) -> Generator[T, None, None]:
    if not sys.stderr.isatty() or len(things) < 2:  # noqa: PLR2004 - of one there is nothing to count
        yield from things
        return
    told, done, every = ticks(), 0, sum(map(count, things))
    try:
        for thing in things:
            now = ticks()
            if now - told >= _PAUSE:
                told = now
                _over(say(said, done=done, all=every))
            yield thing
            done += count(thing)
    finally:
        _over("")


def _line(rows: int, files: int) -> str:
    return say("{rows} lignes lues, fichier {files}", rows=rows, files=files)


def _over(line: str) -> None:
    # Back to the beginning, and what stood there is erased (ECMA-48 EL).
    sys.stderr.write(f"\r\x1b[K{line}")
    sys.stderr.flush()
