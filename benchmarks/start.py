"""``start-1000``: the CPU that a portal of a thousand providers takes until it can answer.

Measured over a whole new process, the interpreter and every import included: what a worker of
gunicorn costs at each start.  The bar is 2 s where a signature takes 0.21 ms (``design.md``): the
unit is measured between the starts, so that a busy or a slow machine says the same.
"""

import statistics
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.figures import Figure
from benchmarks.many_providers import write_many_providers
from benchmarks.spent import spend
from benchmarks.unit import signature_seconds
from benchmarks.world import write_portal
from garbridge.wiring import open_engine, upgrade_database

PROVIDERS = 1_000
BAR = 2.0
SIGNATURE = 0.000_21
"""Seconds of CPU of the signature by which the bar was set."""
RUNS = 5


def start_1000() -> Iterator[Figure]:
    """Yield the start with a thousand providers and, beside it, with none."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        database = f"sqlite:///{folder / 'garbridge.sqlite'}"
        write_portal(folder, tenant="BENCH", database=database)
        upgrade_database(open_engine(database))
        (folder / "providers").mkdir()
        bare = _start(folder)
        write_many_providers(folder / "providers", PROVIDERS)
        full = _start(folder)
    yield Figure("start-1000", full.signatures * SIGNATURE, "s at 0.21 ms/signature", BAR)
    yield Figure("start-1000: as measured", full.cpu, "CPU seconds")
    yield Figure("start-1000: resident", full.megabytes, "megabytes")
    yield Figure("start-1000: without a provider", bare.signatures * SIGNATURE, "s at 0.21 ms")


@dataclass(frozen=True, slots=True)
class _Cost:
    cpu: float
    signatures: float
    megabytes: float


def _start(folder: Path) -> _Cost:
    """Return the median of several starts; the first, which compiles and warms, is left out."""
    command = (sys.executable, "-m", "benchmarks.started", str(folder / "garbridge.toml"))
    spend(*command)
    runs = [(signature_seconds(), spend(*command)) for _ in range(RUNS)]
    return _Cost(
        cpu=statistics.median(one.cpu for _, one in runs),
        signatures=statistics.median(one.cpu / unit for unit, one in runs),
        megabytes=statistics.median(one.megabytes for _, one in runs),
    )
