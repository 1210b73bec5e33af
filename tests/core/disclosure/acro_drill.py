"""An established tool of disclosure control, asked about all that a school publishes.

``make disclosure-drill`` runs it: acro needs an environment of half a gigabyte, which ``make test``
does not install.  ``ACRO`` names its interpreter.
"""

import json
import os
import subprocess
from pathlib import Path

import pytest
from tests.core.disclosure.attacker import inside
from tests.core.statistics.drawn import MEDIAN_COLLEGE, SMALL_ECOLE, YEAR, Drawn
from tests.core.statistics.years import tables_of

from garbridge.core.disclosure.rules import Rules
from garbridge.core.statistics.protecting import published

SCRIPT = Path(__file__).with_name("asked_of_acro.py")


@pytest.mark.parametrize("threshold", [3, 5])
@pytest.mark.parametrize("school", [SMALL_ECOLE, MEDIAN_COLLEGE], ids=lambda one: str(one.pupils))
def test_acro_would_show_whatever_is_shown(school: Drawn, threshold: int, tmp_path: Path) -> None:
    """With the same figures; and it suppresses some, so that it was asked something."""
    rules, tables = Rules(threshold), tables_of(school, YEAR)
    records = [
        [
            ("|".join(cell), person, times)
            for cell, parts in table.contributions.items()
            for person, times in parts.items()
        ]
        for table in tables
    ]
    asked = {"rules": {"threshold": rules.threshold, "share": rules.share}, "tables": records}
    done = subprocess.run(
        [os.environ["ACRO"], str(SCRIPT)],
        input=json.dumps(asked),
        capture_output=True,
        text=True,
        check=True,
        cwd=tmp_path,
    )
    answers = json.loads(done.stdout.splitlines()[-1])
    safe = dict(zip((table.measure for table in tables), answers, strict=True))

    for measure, one in published(tables, inside, rules):
        shown = {"|".join(cell): float(value) for cell, value in one.shown.figures.items()}
        assert shown.items() <= safe[measure].items(), measure
    assert sum(map(len, answers)) < sum(len(table.contributions) for table in tables)
