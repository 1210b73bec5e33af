"""``import``: half a million people from an export into SQLite; beside it, a bare loop."""

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.figures import Figure
from benchmarks.spent import spend
from benchmarks.world import write_portal

PEOPLE = 500_000
MEGABYTES = 150
SHARE = 35.0
MEGABYTES_AGAIN = 200
AGAIN = 0.5
"""Of the first import's speed."""


def directory_import() -> Iterator[Figure]:
    """Yield memory and speed of the first import, and of the next one with nothing new."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        write_portal(folder, tenant="Z9")
        run = [sys.executable, "-m", "garbridge", "--config", str(folder / "garbridge.toml")]
        spend(*run, "demo-data", str(folder / "d"), "--people", str(PEOPLE), "--no-archive")
        spend(*run, "db", "upgrade")
        export = str(folder / "d" / "export")
        bare = spend(sys.executable, "-m", "benchmarks.bare_loop", export)
        ours = spend(*run, "directory", "import", export)
        again = spend(*run, "directory", "import", export)
    yield Figure("import: memory", ours.megabytes, "MB", MEGABYTES)
    share = 100 * bare.cpu / ours.cpu
    yield Figure("import: speed", share, "% of a bare loop", SHARE, at_most=False)
    yield Figure("import: again, memory", again.megabytes, "MB", MEGABYTES_AGAIN)
    yield Figure(
        "import: again, unchanged", ours.cpu / again.cpu, "times the speed", AGAIN, at_most=False
    )
    yield Figure("import: people", PEOPLE / ours.cpu, "people per CPU second")
