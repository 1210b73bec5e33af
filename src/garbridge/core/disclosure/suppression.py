"""Which cells are hidden: those the rules forbid, and others, until no sum gives one back.

Two readers are kept out.  One knows nothing but what is shown.  The other knows also which cells
are empty: a resource that no pupil may have, a month in which nobody comes.  An empty cell is
hidden like any other, for "nobody of this group" is said about persons too.
"""

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from garbridge.core.disclosure.lattice import Cell, Contributions, Lattice, Relation
from garbridge.core.disclosure.rules import Rules, together

_NOBODY: Mapping[str, int] = {}


@dataclass(frozen=True, slots=True)
class Suppression:
    """Finds what is hidden in one set of tables.

    ``shown_before`` are cells that were published earlier: they cannot be hidden any more, and what
    they give away has to be kept in by hiding something else.
    """

    lattice: Lattice
    contributions: Contributions
    rules: Rules = field(default_factory=Rules)
    shown_before: frozenset[Cell] = frozenset()

    def hidden(self, more: Iterable[Cell] = ()) -> frozenset[Cell]:
        """Return the cells to hide, with *more*, which something else found to be needed."""
        forbidden = {cell for cell in self.lattice.cells if not self.rules.allow(self.parts(cell))}
        found = {*forbidden, *more} - self.shown_before
        # In one order: the same figures are hidden alike in every process.
        known = self.lattice.about
        waiting = [relation for cell in sorted(found) for relation in known.get(cell, ())]
        while waiting:
            relation = waiting.pop()
            for cell in self._needed(relation, found):
                found.add(cell)
                waiting += known[cell]
        return frozenset(self._without_idle(found, {*forbidden, *more}))

    def _without_idle(self, hidden: set[Cell], needed: AbstractSet[Cell]) -> set[Cell]:
        """Show again, the largest first, what was hidden for a sum that another cell now keeps."""
        for cell in sorted(hidden - needed, key=self._weight, reverse=True):
            hidden.remove(cell)
            if any(self._gives_away(one, hidden) for one in self.lattice.about[cell]):
                hidden.add(cell)
        return hidden

    def parts(self, cell: Cell) -> Mapping[str, int]:
        """Return how much each person makes of *cell*."""
        return self.contributions.get(cell, _NOBODY)

    def next_to(self, cell: Cell, hidden: AbstractSet[Cell]) -> Cell | None:
        """Return the cell that is best hidden too, where *cell* can be narrowed too far.

        One that stands in a sum with it; where those are hidden already, what is shown further
        away narrows it: then the smallest of all.  ``None`` where nothing is left to hide.
        """
        around = {
            other
            for relation in self.lattice.about.get(cell, ())
            for other in (relation.whole, *relation.parts)
        }
        everywhere = frozenset(self.lattice.cells)
        near = self._cheapest(around - hidden, hidden)
        return near or self._cheapest(everywhere - hidden, hidden)

    def _needed(self, relation: Relation, hidden: AbstractSet[Cell]) -> tuple[Cell, ...]:
        return self._one_of(relation, hidden) if self._gives_away(relation, hidden) else ()

    def _gives_away(self, relation: Relation, hidden: AbstractSet[Cell]) -> bool:
        """Say whether the sum alone tells too much of what is hidden in it."""
        parts = [cell for cell in relation.parts if cell in hidden]
        if relation.whole in hidden:
            # Beside empty ones alone it is what is shown, for who knows that they are empty.
            kept = any(map(self.parts, parts)) or not self.parts(relation.whole)
            return not parts or not kept
        return bool(parts) and not self._kept_in(parts)

    def _kept_in(self, parts: Iterable[Cell]) -> bool:
        """Say whether the sum of hidden *parts*, which is given away, tells of none of them."""
        filled = [known for known in map(self.parts, parts) if known]
        return len(filled) > 1 and self.rules.allow(together(filled))

    def _one_of(self, relation: Relation, hidden: AbstractSet[Cell]) -> tuple[Cell, ...]:
        around = {relation.whole, *relation.parts} - hidden
        chosen = self._cheapest(around, hidden)
        return () if chosen is None else (chosen,)

    def _cheapest(self, cells: AbstractSet[Cell], hidden: AbstractSet[Cell]) -> Cell | None:
        """Return the one of *cells* after which the fewest sums need another, then the smallest."""
        free = [cell for cell in cells if cell not in self.shown_before and self.parts(cell)]
        return min(free, key=lambda cell: self._cost(cell, hidden), default=None)

    def _cost(self, cell: Cell, hidden: AbstractSet[Cell]) -> tuple[int, int, int, Cell]:
        after = {*hidden, cell}
        opened = sum(self._gives_away(relation, after) for relation in self.lattice.about[cell])
        return (opened, *self._weight(cell))

    def _weight(self, cell: Cell) -> tuple[int, int, Cell]:
        parts = self.parts(cell)
        return (len(parts), sum(parts.values()), cell)
