"""A linear programme solved with fractions: slow, exact, and none of what the library ships.

The two-phase simplex method with Bland's rule (Bland, *New finite pivoting rules for the simplex
method*, 1977), which cannot cycle.
"""

from collections.abc import Sequence
from fractions import Fraction

Row = list[Fraction]


class Simplex:
    """Values from 0 up with ``sum(row * x) == value`` for each row.

    Args:
        width: How many values there are.
        rows: Coefficients of each sum.
        values: What each makes, none below zero.
    """

    def __init__(self, width: int, rows: Sequence[Sequence[int]], values: Sequence[int]) -> None:
        self.width = width
        extra = len(rows)
        self.table: list[Row] = [
            [
                *map(Fraction, row),
                *(Fraction(at == other) for other in range(extra)),
                Fraction(value),
            ]
            for at, (row, value) in enumerate(zip(rows, values, strict=True))
        ]
        self.basis = [self.width + at for at in range(extra)]
        phase = [Fraction(0)] * self.width + [Fraction(-1)] * extra
        assert self._climb(phase, self.width + extra) == 0, "the tables contradict each other"
        self._drop_extra()

    def greatest(self, target: Sequence[int]) -> Fraction | None:
        """Return the greatest value of a sum; ``None`` where nothing bounds it."""
        return self._climb([*map(Fraction, target)], self.width)

    def least(self, target: Sequence[int]) -> Fraction:
        """Return the least value of a sum of values from 0 up."""
        found = self.greatest([-one for one in target])
        assert found is not None
        return -found

    def _climb(self, gain: Row, columns: int) -> Fraction | None:
        while True:
            price = [gain[one] if one < len(gain) else Fraction(0) for one in self.basis]
            entering = next(
                (
                    column
                    for column in range(columns)
                    if column not in self.basis
                    and gain[column]
                    > sum(
                        (p * row[column] for p, row in zip(price, self.table, strict=True)),
                        Fraction(0),
                    )
                ),
                None,
            )
            if entering is None:
                return sum(
                    (p * row[-1] for p, row in zip(price, self.table, strict=True)), Fraction(0)
                )
            ratios = [
                (row[-1] / row[entering], self.basis[at], at)
                for at, row in enumerate(self.table)
                if row[entering] > 0
            ]
            if not ratios:
                return None
            self._pivot(min(ratios)[2], entering)

    def _pivot(self, at: int, column: int) -> None:
        by = self.table[at][column]
        pivot = [one / by for one in self.table[at]]
        for number, row in enumerate(self.table):
            factor = row[column]
            if number == at:
                self.table[number] = pivot
            elif factor:
                self.table[number] = [
                    a - factor * b if b else a for a, b in zip(row, pivot, strict=True)
                ]
        self.basis[at] = column

    def _drop_extra(self) -> None:
        for at in reversed(range(len(self.table))):
            if self.basis[at] >= self.width:
                column = next((c for c in range(self.width) if self.table[at][c]), None)
                if column is None:
                    del self.table[at], self.basis[at]
                else:
                    self._pivot(at, column)
