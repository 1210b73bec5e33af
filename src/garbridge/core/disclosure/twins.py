"""Two tables about the same people, audited as one: how often, and how many.

Of affectations and accédants anybody knows that nobody has a resource oftener than it was bought,
and that everybody who is counted has one.  Where all pupils have all there is, the first is an
equation: what the pupils have is told by how many they are, and the rest of the total is what the
one teacher has.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from itertools import product

from garbridge.core.disclosure.auditing import Audit, Finding, Programme, Shown, Solve
from garbridge.core.disclosure.lattice import ROOT, Cell, Contributions, Dimension, Lattice
from garbridge.core.disclosure.publishing import Published, publish
from garbridge.core.disclosure.rules import Rules
from garbridge.core.disclosure.suppression import Suppression

_Row = tuple[tuple[int, ...], tuple[int, ...], int]


def publish_twins(
    links: tuple[Lattice, Contributions],
    people: tuple[Lattice, Contributions],
    solve: Solve,
    *,
    rules: Rules | None = None,
) -> list[Published]:
    """Publish what people have, by who and what, and how many they are, by who.

    Args:
        links: The table of who has what; its first dimension is that of *people*.
        people: The table of who has anything: one dimension, everybody once.
        solve: The solver of the audit.
        rules: What a cell must have.
    """
    rules, tables = rules or Rules(), (links, people)
    often = _often(*links)
    more: list[frozenset[Cell]] = [frozenset(), frozenset()]
    while True:
        made = [
            publish(*table, solve, rules=rules, hidden_too=hidden)
            for table, hidden in zip(tables, more, strict=True)
        ]
        shown = [one.shown for one in made]
        secret = [
            frozenset(c for c in one.hidden if not rules.allow(parts.get(c, {})))
            for one, (_, parts) in zip(shown, tables, strict=True)
        ]
        found = _audited(Twins(shown[0], shown[1], often), secret, rules.threshold, solve)
        also = [
            _beside(Suppression(*table, rules), one.hidden, findings)
            for table, one, findings in zip(tables, shown, found, strict=True)
        ]
        if not any(also):
            return [
                replace(one, audit=Audit(one.audit.cells, (*one.audit.findings, *findings)))
                for one, findings in zip(made, found, strict=True)
            ]
        more = [before | now for before, now in zip(more, also, strict=True)]


def _beside(
    suppression: Suppression, hidden: frozenset[Cell], findings: Iterable[Finding]
) -> frozenset[Cell]:
    cells = (suppression.next_to(finding.cell, hidden) for finding in findings)
    return frozenset(cell for cell in cells if cell is not None)


def _often(lattice: Lattice, contributions: Contributions) -> Mapping[str, int]:
    """Return how often at most one person has each thing: as far as it shows."""
    return {
        what: max(contributions.get((ROOT, what), {"": 1}).values())
        for what in _lowest(lattice.dimensions[1])
    }


def _audited(
    twins: "Twins", secret: Sequence[AbstractSet[Cell]], threshold: int, solve: Solve
) -> list[list[Finding]]:
    """Return what is too narrow in each table, as the audit of one does.

    Filled cells also for a reader who knows which are empty.
    """
    found: list[list[Finding]] = [[], []]
    for knows_empty in (True, False):
        reader = _Reader(twins, knows_empty=knows_empty)
        targets = [
            (at, cell)
            for at, (one, cells) in enumerate(zip(twins.tables(), secret, strict=True))
            for cell in sorted(cells - one.empty if knows_empty else one.empty)
        ]
        if not targets:
            continue
        intervals = solve(reader.programme([reader.below(*one) for one in targets], threshold))
        for (at, cell), interval in zip(targets, intervals, strict=True):
            if interval.width() < threshold:
                found[at].append(Finding(cell, interval))
    return found


@dataclass(frozen=True, slots=True)
class Twins:
    """What a reader sees of both: ``often`` is how often one person can have each thing."""

    links: Shown
    people: Shown
    often: Mapping[str, int]

    def tables(self) -> tuple[Shown, Shown]:
        """Return them, in the order in which cells are named by their table."""
        return self.links, self.people


class _Reader:
    """Numbers what is unknown: of everybody's finest line what they have, and how many they are."""

    def __init__(self, twins: Twins, *, knows_empty: bool) -> None:
        self.twins, self.knows_empty = twins, knows_empty
        self._below: dict[tuple[int, Cell], list[int]] = {}
        self._rows: list[_Row] = []
        self._count = 0
        who, what = self.twins.links.lattice.dimensions
        for line in _lowest(who):
            people = self._add(1, (line,))
            everything: list[int] = []
            for thing in _lowest(what):
                copies = [self._add(0, (line, thing)) for _ in range(self.twins.often[thing])]
                everything += (one for one in copies if one is not None)
            if people is None:
                continue
            for one in everything:  # nobody has it oftener than it was bought
                self._rows.append(((one, self._new()), (people,), 0))
            self._rows.append(((people, self._new()), tuple(everything), 0))
        for at, table in enumerate(self.twins.tables()):
            for cell, value in table.figures.items():
                self._rows.append((self.below(at, cell), (), value))

    def below(self, at: int, cell: Cell) -> tuple[int, ...]:
        """Return the unknowns whose sum is *cell* of the table *at*."""
        return tuple(self._below.get((at, cell), ()))

    def programme(self, targets: Sequence[tuple[int, ...]], wide: int) -> Programme:
        """Return the programme that bounds *targets*."""
        return Programme(
            unknowns=self._count, rows=tuple(self._rows), targets=tuple(targets), wide=wide
        )

    def _new(self) -> int:
        self._count += 1
        return self._count - 1

    def _add(self, at: int, leaf: Cell) -> int | None:
        """Return the number of a new unknown; ``None`` where the reader knows it to be nothing."""
        table = self.twins.tables()[at]
        above = list(_above(table.lattice, leaf))
        known: AbstractSet[Cell] = table.empty if self.knows_empty else frozenset()
        if not known.isdisjoint(above):
            return None
        number = self._new()
        for cell in above:
            self._below.setdefault((at, cell), []).append(number)
        return number


def _lowest(dimension: Dimension) -> Iterator[str]:
    return (node for node in dimension.nodes if node not in dimension.children)


def _above(lattice: Lattice, leaf: Cell) -> Iterator[Cell]:
    ways = (one.above(node) for one, node in zip(lattice.dimensions, leaf, strict=True))
    return product(*ways)
