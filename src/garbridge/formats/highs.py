"""Bounds sums by linear programming, with HiGHS; a program of its own (``python -m``).

The one place that knows ``highspy``.  It runs apart: native code takes a portal down with it, and
neither a portal nor a command should carry a solver and numpy to serve a page.  A programme as JSON
comes on the standard input, the intervals leave on the standard output; ``null`` is no bound.

Source: Huangfu and Hall, *Parallelizing the dual revised simplex method*, 2018; https://highs.dev.
"""

import json
import math
import sys
from collections.abc import Mapping, Sequence
from typing import Any, Final

import highspy
import numpy as np

_NEARLY: Final = 1e-6
_PRIMAL: Final = 4
"""Its number of the primal simplex method: from one target to the next the tables stay the same,
so that the last solution is a good start."""
_WITHOUT_BOUND: Final = frozenset(
    {
        highspy.HighsModelStatus.kUnbounded,
        highspy.HighsModelStatus.kUnboundedOrInfeasible,  # the tables are true, so it is the first
    }
)


class Bounds:
    """The intervals of one programme, narrowed from what each solution shows.

    Args:
        programme: ``unknowns``, ``rows``, ``targets`` and ``wide``, as JSON has them.
    """

    def __init__(self, programme: Mapping[str, Any]) -> None:
        self._targets = [np.array(one, dtype=np.int32) for one in programme["targets"]]
        self._wide = float(programme["wide"])
        self._least = [math.inf] * len(self._targets)
        self._greatest = [-math.inf] * len(self._targets)
        self._solver = _loaded(int(programme["unknowns"]), programme["rows"])

    def intervals(self) -> list[tuple[float | None, float | None]]:
        """Return the least and the greatest value of each target."""
        if not self._solver.getNumRow():
            return [(0.0, None)] * len(self._targets)
        for number in range(len(self._targets)):
            for towards in (highspy.ObjSense.kMaximize, highspy.ObjSense.kMinimize):
                if not self._wide_enough(number):
                    self._push(number, towards)
        return [
            (_written(least), _written(greatest))
            for least, greatest in zip(self._least, self._greatest, strict=True)
        ]

    def _wide_enough(self, number: int) -> bool:
        least, greatest = self._least[number], self._greatest[number]
        if math.isinf(greatest):
            return greatest > 0 and math.isfinite(least)
        return math.floor(greatest + _NEARLY) - math.ceil(least - _NEARLY) >= self._wide

    def _push(self, number: int, towards: highspy.ObjSense) -> None:
        target, solver = self._targets[number], self._solver
        solver.changeObjectiveSense(towards)
        solver.changeColsCost(len(target), target, np.ones(len(target)))
        solver.run()
        status = solver.getModelStatus()
        solver.changeColsCost(len(target), target, np.zeros(len(target)))
        if status in _WITHOUT_BOUND:
            self._greatest[number] = math.inf
        elif status != highspy.HighsModelStatus.kOptimal:
            raise ValueError(f"the solver ended with {solver.modelStatusToString(status)}")
        else:
            self._see(np.asarray(solver.getSolution().col_value))

    def _see(self, solution: "np.ndarray[Any, np.dtype[np.float64]]") -> None:
        for number, target in enumerate(self._targets):
            value = float(solution[target].sum())
            self._least[number] = min(self._least[number], value)
            self._greatest[number] = max(self._greatest[number], value)


def _loaded(unknowns: int, rows: Sequence[Sequence[Any]]) -> "highspy.Highs":
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = unknowns, len(rows)
    model.col_cost_ = np.zeros(unknowns)
    model.col_lower_ = np.zeros(unknowns)
    model.col_upper_ = np.full(unknowns, highspy.kHighsInf)
    values = np.array([value for _, _, value in rows], dtype=np.float64)
    model.row_lower_ = model.row_upper_ = values
    indices = [column for added, taken, _ in rows for column in (*added, *taken)]
    signs = [
        sign for added, taken, _ in rows for sign in (*[1.0] * len(added), *[-1.0] * len(taken))
    ]
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.start_ = np.cumsum([0, *(len(added) + len(taken) for added, taken, _ in rows)])
    model.a_matrix_.index_ = np.array(indices, dtype=np.int32)
    model.a_matrix_.value_ = np.array(signs, dtype=np.float64)
    solver = highspy.Highs()  # type: ignore[no-untyped-call]  # it ships no annotations here
    solver.setOptionValue("output_flag", False)  # noqa: FBT003  # its own signature
    solver.setOptionValue("threads", 1)
    solver.setOptionValue("simplex_strategy", _PRIMAL)
    solver.passModel(model)
    return solver


def _written(bound: float) -> float | None:
    return bound if math.isfinite(bound) else None


if __name__ == "__main__":
    json.dump(Bounds(json.load(sys.stdin)).intervals(), sys.stdout)
