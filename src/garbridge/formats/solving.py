"""Asks the solver of linear programmes, which runs in a process of its own."""

import json
import math
import subprocess  # the one program that is started is this package's own
import sys
from collections.abc import Sequence
from typing import Final

from garbridge.core.disclosure.auditing import Interval, Programme
from garbridge.errors import ConfigError

_SOLVER: Final = "garbridge.formats.highs"
_MISSING: Final = "No module named 'highspy'"
_LIMIT: Final = 300
"""Seconds: a hundred times what the tables of a school take."""


def solve(programme: Programme) -> Sequence[Interval]:
    """Bound every target of *programme*, in their order.

    A programme without a solution cannot come from tables that are true; the solver then fails.

    Raises:
        ConfigError: the solver is not installed, or it failed: nothing may be published.
    """
    if not programme.targets:
        return ()
    document = {
        "unknowns": programme.unknowns,
        "rows": programme.rows,
        "targets": programme.targets,
        "wide": programme.wide,
    }
    try:
        done = subprocess.run(  # noqa: S603  # our own interpreter and module, no shell
            [sys.executable, "-m", _SOLVER],
            input=json.dumps(document),
            capture_output=True,
            text=True,
            timeout=_LIMIT,
            check=False,
        )
    except subprocess.TimeoutExpired as late:
        raise ConfigError([f"the solver had no answer after {_LIMIT} s"]) from late
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["no reason"])[-1]
        hint = 'pip install "garbridge[statistics]"'
        raise ConfigError([f"{hint}: {last}" if _MISSING in last else f"the solver failed: {last}"])
    return [
        Interval(-math.inf if least is None else least, math.inf if greatest is None else greatest)
        for least, greatest in json.loads(done.stdout)
    ]
