"""Asks acro which cells of a table may be shown; a program in an environment of its own.

acro is the disclosure control of British research environments (MIT); it imports pandas and much
else.  Tables come as JSON on the standard input: records of a cell, a person and what they make of
it, with the threshold and the largest share.  What acro suppresses is missing from the answer.
"""

import json
import logging
import sys
import warnings
from collections.abc import Mapping, Sequence
from typing import Any

import acro
import pandas as pd

JUST_ABOVE = 1e-9
"""acro suppresses from the share on, and the library above it."""


def safe(records: Sequence[Sequence[Any]], rules: Mapping[str, int]) -> dict[str, float]:
    """Return the cells that acro shows, with their figures."""
    session = acro.ACRO(suppress=True)
    session.config.update(
        safe_threshold=rules["threshold"],
        safe_nk_n=1,
        safe_nk_k=rules["share"] / 100 + JUST_ABOVE,
        safe_pratio_p=0.0,
    )
    frame = pd.DataFrame(records, columns=["cell", "person", "times"]).assign(all="all")
    shown = session.pivot_table(
        frame, values="times", index=["cell"], columns=["all"], aggfunc="sum"
    )
    if shown.empty:
        return {}
    return {str(cell): float(value) for cell, value in shown.iloc[:, 0].dropna().items()}


if __name__ == "__main__":
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
    asked = json.load(sys.stdin)
    answers = [safe(records, asked["rules"]) for records in asked["tables"]]
    sys.stdout.write("\n" + json.dumps(answers))
