"""The same figures are hidden alike in every process: two answers would be two clues."""

import os
import subprocess
import sys

PROGRAM = """
from tests.core.disclosure.attacker import inside
from tests.core.statistics.drawn import SMALL_ECOLE, YEAR
from garbridge.core.disclosure.publishing import publish
from garbridge.core.statistics.figures import use
first = use(SMALL_ECOLE.tallies(), YEAR, SMALL_ECOLE.catalogue())[0]
print(sorted(publish(first.lattice, first.contributions, inside).shown.figures.items()))
"""


def test_the_order_of_sets_decides_nothing() -> None:
    """Python orders a set of texts anew in each process."""
    answers = {
        subprocess.run(
            [sys.executable, "-c", PROGRAM],
            env=os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(sys.path)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2", "3")
    }

    assert len(answers) == 1
