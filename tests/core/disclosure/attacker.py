"""Somebody who reads published tables and solves for what is hidden, without the library's audit.

Their unknowns are the finest counts of all, each fine node crossed with everything: they know what
the columns mean, and use nothing of how the library sums or solves.
"""

from collections.abc import Iterator
from fractions import Fraction
from itertools import product

from tests.core.disclosure.simplex import Simplex

from garbridge.core.disclosure.auditing import Interval, Programme, Shown
from garbridge.core.disclosure.lattice import Cell
from garbridge.formats.highs import Bounds


def inside(programme: Programme) -> list[Interval]:
    """Bound *programme* in this process, as the library does in another."""
    document = {
        "unknowns": programme.unknowns,
        "rows": programme.rows,
        "targets": programme.targets,
        "wide": programme.wide,
    }
    return [
        Interval(least or 0.0, float("inf") if greatest is None else greatest)
        for least, greatest in Bounds(document).intervals()
    ]


def recovered(
    shown: Shown, threshold: int, *, knows_empty: bool
) -> Iterator[tuple[Cell, Fraction]]:
    """Yield each hidden cell whose interval is narrower than *threshold*, with its width."""
    dimensions = shown.lattice.dimensions
    lowest = ([n for n in one.nodes if n not in one.children] for one in dimensions)
    atoms = list(product(*lowest))

    def under(cell: Cell) -> list[int]:
        return [
            int(
                all(
                    n in one.above(leaf)
                    for n, leaf, one in zip(cell, atom, dimensions, strict=True)
                )
            )
            for atom in atoms
        ]

    known = {**shown.figures, **(dict.fromkeys(shown.empty, 0) if knows_empty else {})}
    reader = Simplex(len(atoms), [under(cell) for cell in known], list(known.values()))
    for cell in sorted(shown.hidden - known.keys()):
        greatest = reader.greatest(under(cell))
        if greatest is not None and greatest - reader.least(under(cell)) < threshold:
            yield cell, greatest
