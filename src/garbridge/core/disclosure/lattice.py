"""The cells of a set of tables, and which sums of cells are other cells.

A dimension is a tree: all months, a term, a month.  A cell names a node of each dimension.  The set
holds the cells that name at most so many nodes below the root, and so all the tables of two
dimensions with all their margins: they are protected and audited as one.

A fine node, such as one resource, is named alone: there is a line for it, and no column.  Crossing
it with the others would hide more than it shows.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, combinations, product
from types import MappingProxyType
from typing import Final

from garbridge.core.disclosure.rules import together

ROOT: Final = ""
"""All of a dimension."""

_CROSSED: Final = 2
"""From two nodes on a cell stands in a table of rows and columns."""

Cell = tuple[str, ...]
"""A node of each dimension, in their order."""

Contributions = Mapping[Cell, Mapping[str, int]]
"""How much each person makes of a cell; a cell that is not in it is empty."""


class Dimension:
    """A tree of nodes, such as months in terms.

    Args:
        name: What it is of.
        parents: Leads from each node to the one above it, at last to :data:`ROOT`.
        fine: Nodes that are named alone: leaves, and with each all that stand beside it.

    Raises:
        ValueError: a node has no way to the root, or *fine* is not as it must be.

    >>> months = Dimension("month", {"2026-09": "term", "2026-10": "term", "term": ROOT})
    >>> months.children["term"], months.above("2026-09")
    (('2026-09', '2026-10'), ('2026-09', 'term', ''))
    """

    def __init__(
        self, name: str, parents: Mapping[str, str], fine: frozenset[str] = frozenset()
    ) -> None:
        self.name: Final = name
        self.parents: Final = MappingProxyType(dict(parents))
        self.fine: Final = fine
        for node, direct in self.parents.items():
            beside = (other in fine for other in self.children[direct])
            if direct in fine or (node in fine and not all(beside)):
                raise ValueError(f"{name}: {node} is not fine as its neighbours are")
            above, steps = node, 0
            while above != ROOT:
                if above not in self.parents or steps > len(self.parents):
                    raise ValueError(f"{name}: no way from {node} to the root")
                above, steps = self.parents[above], steps + 1

    @cached_property
    def children(self) -> Mapping[str, tuple[str, ...]]:
        """The nodes directly below each that has any."""
        found: defaultdict[str, list[str]] = defaultdict(list)
        for node, above in self.parents.items():
            found[above].append(node)
        return {above: tuple(nodes) for above, nodes in found.items()}

    @cached_property
    def nodes(self) -> tuple[str, ...]:
        """Every node, the root first, each after the one above it."""
        found = [ROOT]
        for node in found:
            found += self.children.get(node, ())
        return tuple(found)

    @cached_property
    def leaves(self) -> tuple[str, ...]:
        """The nodes that are not fine, with nothing below that is not; at least the root."""
        coarse = [node for node in self.nodes if node not in self.fine]
        inner = {self.parents[node] for node in coarse if node != ROOT}
        return tuple(node for node in coarse if node not in inner)

    def above(self, node: str) -> tuple[str, ...]:
        """Return *node* and all above it, the root last."""
        found = [node]
        while found[-1] != ROOT:
            found.append(self.parents[found[-1]])
        return tuple(found)


@dataclass(frozen=True, slots=True)
class Relation:
    """A cell that is the sum of others, along one dimension."""

    whole: Cell
    parts: tuple[Cell, ...]


class Lattice:
    """The cells of some dimensions that name few nodes below the root.

    Args:
        dimensions: In the order in which a cell names their nodes.
        depth: How many nodes below the root it may name.
    """

    def __init__(self, dimensions: Iterable[Dimension], depth: int = 2) -> None:
        self.dimensions: Final = tuple(dimensions)
        self.depth: Final = depth

    @cached_property
    def cells(self) -> tuple[Cell, ...]:
        """Every cell of the set."""
        order = [{node: at for at, node in enumerate(one.nodes)} for one in self.dimensions]
        found = [cell for named in self._named() for cell in self._naming(named)]
        return tuple(
            sorted(found, key=lambda cell: [at[node] for at, node in zip(order, cell, strict=True)])
        )

    def _named(self) -> Iterator[tuple[int, ...]]:
        """Yield which dimensions a cell of the set may name together."""
        every = range(len(self.dimensions))
        return chain.from_iterable(
            combinations(every, named) for named in range(min(self.depth, len(every)) + 1)
        )

    def _naming(self, named: tuple[int, ...]) -> Iterator[Cell]:
        crossed = len(named) >= _CROSSED
        ways = [
            [node for node in one.nodes if node != ROOT and not (crossed and node in one.fine)]
            if axis in named
            else [ROOT]
            for axis, one in enumerate(self.dimensions)
        ]
        return product(*ways)

    @cached_property
    def relations(self) -> tuple[Relation, ...]:
        """Every sum of cells of the set that is a cell of the set."""
        return tuple(self._relations())

    @cached_property
    def about(self) -> Mapping[Cell, tuple[Relation, ...]]:
        """The relations in which each cell stands, as the whole or as a part."""
        found: defaultdict[Cell, list[Relation]] = defaultdict(list)
        for relation in self.relations:
            for cell in (relation.whole, *relation.parts):
                found[cell].append(relation)
        return {cell: tuple(relations) for cell, relations in found.items()}

    def _relations(self) -> Iterator[Relation]:
        held = frozenset(self.cells)
        for cell in self.cells:
            for axis, dimension in enumerate(self.dimensions):
                below = dimension.children.get(cell[axis], ())
                parts = tuple((*cell[:axis], node, *cell[axis + 1 :]) for node in below)
                if parts and held.issuperset(parts):
                    yield Relation(cell, parts)

    def contributions(self, counted: Iterable[tuple[Cell, str, int]]) -> Contributions:
        """Return what each person makes of each cell.

        Args:
            counted: A leaf of each dimension, a person and how much it is, in any order.
        """
        lowest: dict[Cell, dict[str, int]] = {}
        of_leaf: dict[Cell, list[dict[str, int]]] = {}
        tables = [(len(self.dimensions) - len(named), self._onto(named)) for named in self._named()]
        for leaf, person, count in counted:
            held = of_leaf.get(leaf)
            if held is None:
                cells = [
                    (left, tuple([way[node] for way, node in zip(onto, leaf, strict=True)]))
                    for left, onto in tables
                ]
                held = [lowest.setdefault(c, {}) for left, c in cells if c.count(ROOT) == left]
                of_leaf[leaf] = held
            for parts in held:
                parts[person] = parts.get(person, 0) + count
        below: defaultdict[Cell, list[Mapping[str, int]]] = defaultdict(list)
        for cell, parts in lowest.items():
            for over in self._over(cell):
                below[over].append(parts)
        return {
            cell: several[0] if len(several) == 1 else together(several)
            for cell, several in below.items()
        }

    def _onto(self, named: tuple[int, ...]) -> list[Mapping[str, str]]:
        """Return what each node becomes in the table that names these dimensions: its lowest."""
        crossed = len(named) >= _CROSSED
        return [
            {
                node: one.parents[node] if crossed and node in one.fine else node
                for node in one.nodes
            }
            if axis in named
            else dict.fromkeys(one.nodes, ROOT)
            for axis, one in enumerate(self.dimensions)
        ]

    def _over(self, cell: Cell) -> Iterator[Cell]:
        """Yield *cell* and those over it in the same table."""
        ways = (
            [above for above in one.above(node) if above != ROOT] or [ROOT]
            for one, node in zip(self.dimensions, cell, strict=True)
        )
        return product(*ways)
