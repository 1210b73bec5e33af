"""``import``: half a million people from an export into SQLite; beside it, a bare loop."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.figures import Figure
from benchmarks.world import write_portal

PEOPLE = 500_000
MEGABYTES = 150
SHARE = 35.0


@dataclass(frozen=True, slots=True)
class Spent:
    """What a process used: CPU seconds, and its largest resident set in megabytes."""

    cpu: float
    megabytes: float


def directory_import() -> Iterator[Figure]:
    """Yield memory, the share of the bare loop's speed, and people in a second."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        write_portal(folder, tenant="Z9")
        run = [sys.executable, "-m", "garbridge", "--config", str(folder / "garbridge.toml")]
        _spend(*run, "demo-data", str(folder / "d"), "--people", str(PEOPLE), "--no-archive")
        _spend(*run, "db", "upgrade")
        export = str(folder / "d" / "export")
        bare = _spend(sys.executable, "-m", "benchmarks.bare_loop", export)
        ours = _spend(*run, "directory", "import", export)
    yield Figure("import: memory", ours.megabytes, "MB", MEGABYTES)
    share = 100 * bare.cpu / ours.cpu
    yield Figure("import: speed", share, "% of a bare loop", SHARE, at_most=False)
    yield Figure("import: people", PEOPLE / ours.cpu, "people per CPU second")


def _spend(*command: str) -> Spent:
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return Spent(usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)
