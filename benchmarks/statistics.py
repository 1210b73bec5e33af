"""``statistics``: auditing the full set of tables of a school; a million accès of a hundred."""

import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.core.statistics.drawn import MEDIAN_COLLEGE, YEAR, Drawn
from tests.core.statistics.years import tables_of

from benchmarks.figures import Figure
from benchmarks.million import fill
from benchmarks.spent import Spent, spend
from garbridge.core.disclosure.rules import Rules
from garbridge.core.statistics.protecting import published
from garbridge.formats.solving import solve

AUDIT_BAR = 5.0
SHARE_BAR = 0.9
SECONDS_BAR = 15.0
MEMORY_BAR = 300.0
LARGE_LYCEE = Drawn(pupils=1_800, staff=180, titles=120, levels=9, each=12.0)


def statistics() -> Iterator[Figure]:
    """Yield the seconds of a median collège and of a large lycée, and the share that is shown.

    Then what a million accès cost: those of a year's nights, and those of its end.
    """
    yield from _audited()
    with tempfile.TemporaryDirectory() as scratch:
        file = str(Path(scratch) / "launches.sqlite")
        fill(file)
        counting, making = _spent(file, "count"), _spent(file, "figures")
    name = "statistics: 1,000,000 accès"
    yield Figure(f"{name}, counted", counting.cpu, "CPU seconds")
    yield Figure(name, making.cpu, "CPU seconds", SECONDS_BAR)
    yield Figure(f"{name}, memory", max(counting.megabytes, making.megabytes), "MB", MEMORY_BAR)


def _spent(file: str, act: str) -> Spent:
    return spend(sys.executable, "-m", "benchmarks.million", file, act)


def _audited() -> Iterator[Figure]:
    for name, school in (("collège", MEDIAN_COLLEGE), ("large lycée", LARGE_LYCEE)):
        tables = tables_of(school, YEAR)
        begun = _cpu()
        done = [one for _, one in published(tables, solve, Rules())]
        taken = _cpu() - begun
        if any(one.audit.findings for one in done):
            raise TypeError("what is published passes the audit")
        shown = sum(len(one.shown.figures) for one in done)
        share = shown / sum(one.reaching for one in done)
        yield Figure(f"statistics: audit, {name}", taken, "CPU seconds", AUDIT_BAR)
        yield Figure(
            f"statistics: shown, {name}", share, "of what may be", SHARE_BAR, at_most=False
        )


def _cpu() -> float:
    """Return the seconds of this process and of those that it waited for, the solver's among them.

    Whatever else runs beside them on the machine is no cost of the audit.
    """
    spent = os.times()
    return spent.user + spent.system + spent.children_user + spent.children_system
