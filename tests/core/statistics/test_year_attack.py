"""Somebody who reads all that a school ever published of a year, and solves for what is hidden.

One linear programme of every table, the three terms and the year together.  A reader who knows the
measures too knows more: who opened something made an accès at least, who can reach something has an
affectation at least, and nobody two of one resource.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

import pytest
from tests.core.disclosure.attacker import inside
from tests.core.statistics.drawn import SMALL_ECOLE, Drawn
from tests.core.statistics.years import SchoolYear, Term, drawn_year

from garbridge.core.disclosure.auditing import Programme
from garbridge.core.disclosure.lattice import ROOT, Cell, Dimension
from garbridge.core.disclosure.rules import Rules, together
from garbridge.core.statistics.figures import Figures, Measure
from garbridge.core.statistics.rows import Row

COLUMNS = {
    "person": "public",
    "month": "mois",
    "resource": "ressource",
    "reason": "motif",
    "provider": "fournisseur",
}
SCHOOLS = [
    SMALL_ECOLE,
    Drawn(pupils=60, staff=4, titles=5, levels=5, seed=7),
    Drawn(pupils=90, staff=12, titles=6, levels=3, each=8.0, seed=2),
]
Unknowns = tuple[int, ...]


@dataclass(frozen=True)
class Hidden:
    """A figure without a number: what it is the sum of, and what each person makes of it."""

    row: Row
    unknown: Unknowns
    parts: Mapping[str, int]


class Reader:
    """Unknown are the finest counts of each term; what is published are sums of them."""

    def __init__(self, read: SchoolYear, *, knows_measures: bool) -> None:
        """Number the unknowns, and write down every figure that is shown."""
        self._read = read
        self._numbers: dict[tuple[int, Measure, Cell], int] = {}
        self._tables = {
            (n, table.measure): table for n, one in enumerate(read.terms) for table in one.tables
        }
        for (term, measure), table in self._tables.items():
            for atom in product(*(_leaves(n, table) for n in range(len(_dimensions(table))))):
                self._numbers[term, measure, atom] = len(self._numbers)
        self._secret = {
            (n, table.measure): _secret(one, table)
            for n, one in enumerate(read.terms)
            for table in one.tables
        }
        self.rows: list[tuple[Unknowns, Unknowns, int]] = []
        self.hidden: list[Hidden] = []
        for number, one in enumerate(read.terms):
            for row in one.publication.rows:
                self._see(row, [number])
        for row in read.year.rows:
            if row.mesure in {Measure.ACCESSES, Measure.FAILURES}:
                self._see(row, range(len(read.terms)))
        self._slack = len(self._numbers)
        for less, more in self._less() if knows_measures else ():
            self.rows.append(((*less, self._slack), more, 0))
            self._slack += 1

    def _see(self, row: Row, terms: Sequence[int]) -> None:
        unknown: list[int] = []
        parts: list[Mapping[str, int]] = []
        for term in terms:
            table = self._tables[term, Measure(row.mesure)]
            cell = tuple(getattr(row, COLUMNS[one.name]) for one in _dimensions(table))
            unknown += self.under(term, Measure(row.mesure), cell)
            if cell in self._secret[term, table.measure]:
                parts.append(table.contributions.get(cell, {}))
        if row.valeur is not None:
            self.rows.append((tuple(unknown), (), row.valeur))
        elif any(parts):
            self.hidden.append(Hidden(row, tuple(unknown), together(parts)))

    def under(self, term: int, measure: Measure, cell: Cell) -> Unknowns:
        """Return the unknowns that *cell* is the sum of; of a line that is not there, none."""
        table = self._tables[term, measure]
        below = [
            [leaf for leaf in _leaves(n, table) if node in {*one.above(leaf), ROOT}]
            for n, (node, one) in enumerate(zip(cell, _dimensions(table), strict=True))
        ]
        return tuple(self._numbers[term, measure, atom] for atom in product(*below))

    def _less(self) -> Iterator[tuple[Unknowns, Unknowns]]:
        """Yield what is never more than what."""
        for term, _ in enumerate(self._read.terms):
            for who in _leaves(0, self._tables[term, Measure.USERS]):
                users = self.under(term, Measure.USERS, (who,))
                yield users, self.under(term, Measure.ACCESSES, (who, ROOT, ROOT))
            given = self._tables[term, Measure.ASSIGNMENTS]
            for who in _leaves(0, self._tables[term, Measure.REACHED]):
                reached = self.under(term, Measure.REACHED, (who,))
                yield reached, self.under(term, Measure.ASSIGNMENTS, (who, ROOT))
                for what in _leaves(1, given):
                    yield self.under(term, Measure.ASSIGNMENTS, (who, what)), reached

    def recovered(self, threshold: int) -> list[Hidden]:
        """Return the hidden figures that are known to within less than *threshold*."""
        programme = Programme(
            unknowns=self._slack,
            rows=tuple(self.rows),
            targets=tuple(one.unknown for one in self.hidden),
            wide=threshold,
        )
        found = zip(self.hidden, inside(programme), strict=True)
        return [one for one, interval in found if interval.width() < threshold]


def _dimensions(table: Figures) -> Sequence[Dimension]:
    return table.lattice.dimensions


def _leaves(number: int, table: Figures) -> list[str]:
    one = table.lattice.dimensions[number]
    return [node for node in one.nodes if node not in one.children]


def _secret(term: Term, table: Figures) -> frozenset[Cell]:
    """Return the cells of *table* that are published without a number."""
    return frozenset(
        tuple(getattr(row, COLUMNS[one.name]) for one in _dimensions(table))
        for row in term.publication.rows
        if row.mesure == table.measure and row.valeur is None
    )


@pytest.mark.parametrize("threshold", [3, 5])
@pytest.mark.parametrize("school", SCHOOLS, ids=lambda one: f"{one.pupils}-{one.seed}")
def test_nobody_is_read_off_all_that_a_school_published(school: Drawn, threshold: int) -> None:
    """A figure is hidden so that it can have as many values as there must be persons.

    For whoever knows the measures, every figure that few people make, or one nearly all of.
    """
    rules = Rules(threshold)
    read = drawn_year(school, rules)
    plain, knowing = (Reader(read, knows_measures=knows) for knows in (False, True))

    assert len(plain.hidden) > 50
    assert len(plain.rows) > 120
    assert plain.recovered(threshold) == []
    assert [one.row for one in knowing.recovered(threshold) if not rules.allow(one.parts)] == []


def test_what_everybody_has_tells_nothing_of_who_has_the_rest() -> None:
    """Sixty pupils have two titles each, which is all there is: a teacher's would be what is left.

    Drawn until one was found: each table alone kept it in.
    """
    read = drawn_year(Drawn(pupils=60, staff=4, titles=5, levels=5, seed=20), Rules(3))
    reader = Reader(read, knows_measures=True)

    assert [one.row for one in reader.recovered(3) if not Rules(3).allow(one.parts)] == []


def test_a_figure_too_much_is_found() -> None:
    """Where one more is told, the reader has it, and what follows from it."""
    reader = Reader(drawn_year(SMALL_ECOLE, Rules(5)), knows_measures=False)
    told = min(reader.hidden, key=lambda one: len(one.unknown))

    reader.rows.append((told.unknown, (), sum(told.parts.values())))

    assert told in reader.recovered(5)
