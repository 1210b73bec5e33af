"""The audit: how far can a reader narrow each hidden cell, from all that was ever shown?

The unknowns are the finest counts, none below zero; what is shown are sums of them.  The least and
the greatest value that a hidden cell can have are two linear programmes.  Counts are whole numbers,
so the ends of the interval are brought to whole numbers inside it.
"""

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import product
from typing import Final

from garbridge.core.disclosure.lattice import ROOT, Cell, Lattice

_NEARLY: Final = 1e-6
"""Solvers meet a bound to within about this."""


@dataclass(frozen=True, slots=True)
class Programme:
    """A linear programme without an objective: unknowns from 0 up, sums that are known.

    ``targets`` are the sums to be bounded.  An interval at least ``wide`` is wide enough: a solver
    may then stop, and tell a narrower one than the true one.
    """

    unknowns: int
    rows: tuple[tuple[tuple[int, ...], tuple[int, ...], int], ...]
    """The unknowns that are added, those that are taken off, and what it makes."""
    targets: tuple[tuple[int, ...], ...]
    wide: float


@dataclass(frozen=True, slots=True)
class Interval:
    """The least and the greatest value of a sum; ``inf`` where nothing bounds it."""

    least: float
    greatest: float

    def width(self) -> float:
        """Return how many whole steps lie inside it.

        >>> Interval(0.2, 5.9).width()
        4.0
        """
        if math.isinf(self.greatest):
            return math.inf
        return float(math.floor(self.greatest + _NEARLY) - math.ceil(self.least - _NEARLY))


Solve = Callable[[Programme], Sequence[Interval]]
"""Bounds every target of a programme, in their order."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A hidden cell that can be narrowed to less than the threshold."""

    cell: Cell
    interval: Interval


@dataclass(frozen=True, slots=True)
class Audit:
    """What an audit looked at, and what it found."""

    cells: int
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """What a reader sees: the cells that are shown, with their figures, and those that are not."""

    lattice: Lattice
    figures: Mapping[Cell, int]
    hidden: frozenset[Cell]
    empty: frozenset[Cell]
    """Those of the hidden cells that are empty."""


def audit(shown: Shown, threshold: int, solve: Solve) -> Audit:
    """Bound every hidden cell, filled ones also for a reader who knows which are empty."""
    filled = sorted(shown.hidden - shown.empty)
    empty = sorted(shown.empty)
    findings = [
        *_narrow(shown, filled, shown.empty, threshold, solve),
        *_narrow(shown, empty, frozenset(), threshold, solve),
    ]
    return Audit(len(filled) + len(empty), tuple(findings))


def _narrow(
    shown: Shown,
    cells: Sequence[Cell],
    known_empty: AbstractSet[Cell],
    threshold: int,
    solve: Solve,
) -> list[Finding]:
    if not cells:
        return []
    intervals = solve(programme(shown, cells, known_empty, threshold))
    return [
        Finding(cell, interval)
        for cell, interval in zip(cells, intervals, strict=True)
        if interval.width() < threshold
    ]


def programme(
    shown: Shown, targets: Iterable[Cell], known_empty: AbstractSet[Cell], wide: int
) -> Programme:
    """Return the programme that bounds *targets* for a reader who knows that cells are empty.

    The unknowns are the finest counts that are crossed, and one for each fine node.  What a node
    has in the one is what it has in the other; whatever meets that can be split so that it is one
    table, for fine nodes are never crossed.
    """
    unknowns = _Unknowns(shown.lattice, known_empty)
    rows = [*unknowns.ties()]
    rows += [(unknowns.below(cell), (), value) for cell, value in shown.figures.items()]
    return Programme(
        unknowns=len(unknowns.leaves),
        rows=tuple(rows),
        targets=tuple(unknowns.below(cell) for cell in targets),
        wide=wide,
    )


class _Unknowns:
    """The finest counts that may be more than zero, by number."""

    def __init__(self, lattice: Lattice, known_empty: AbstractSet[Cell]) -> None:
        self._lattice = lattice
        crossed = product(*(one.leaves for one in lattice.dimensions))
        self.leaves = [
            leaf
            for leaf in (*crossed, *_fine_cells(lattice))
            if known_empty.isdisjoint(self._above(leaf))
        ]
        self._below: defaultdict[Cell, list[int]] = defaultdict(list)
        for number, leaf in enumerate(self.leaves):
            cells = (leaf,) if _is_fine(lattice, leaf) else self._above(leaf)
            for cell in cells:
                self._below[cell].append(number)

    def below(self, cell: Cell) -> tuple[int, ...]:
        """Return the unknowns whose sum is *cell*."""
        return tuple(self._below.get(cell, ()))

    def ties(self) -> Iterator[tuple[tuple[int, ...], tuple[int, ...], int]]:
        """Yield that what is above fine nodes is their sum."""
        for relation in self._lattice.relations:
            if _is_fine(self._lattice, relation.parts[0]):
                parts = tuple(number for cell in relation.parts for number in self.below(cell))
                yield self.below(relation.whole), parts, 0

    def _above(self, leaf: Cell) -> Iterator[Cell]:
        """Yield the cells of the set above a leaf that is not fine: then nothing above it is."""
        ways = (one.above(node) for one, node in zip(self._lattice.dimensions, leaf, strict=True))
        depth = self._lattice.depth
        return (cell for cell in product(*ways) if sum(map(bool, cell)) <= depth)


def _fine_cells(lattice: Lattice) -> Iterator[Cell]:
    for axis, dimension in enumerate(lattice.dimensions):
        for node in dimension.nodes:
            if node in dimension.fine:
                yield tuple(node if at == axis else ROOT for at in range(len(lattice.dimensions)))


def _is_fine(lattice: Lattice, cell: Cell) -> bool:
    return any(node in one.fine for one, node in zip(lattice.dimensions, cell, strict=True))
