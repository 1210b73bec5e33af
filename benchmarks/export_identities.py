"""``export-identities``: half a million people out of SQLite, beside a bare lxml writer."""

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.figures import Figure
from benchmarks.spent import spend
from benchmarks.world import write_portal

PEOPLE = 500_000
MEGABYTES = 200
SHARE = 40.0


def export_identities() -> Iterator[Figure]:
    """Yield memory and speed of writing, and of the control of what was written."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        write_portal(folder, tenant="Z9")
        file = folder / "garbridge.toml"
        file.write_text(f"{file.read_text('utf-8')}\n[national]\n", "utf-8")
        run = [sys.executable, "-m", "garbridge", "--config", str(file)]
        spend(*run, "demo-data", str(folder / "d"), "--people", str(PEOPLE), "--no-archive")
        spend(*run, "db", "upgrade")
        spend(*run, "directory", "import", str(folder / "d" / "export"))
        whole = spend(*run, "export", "identities", "write", str(folder / "e"))
        written = str(folder / "e" / "export")
        bare = spend(sys.executable, "-m", "benchmarks.bare_writer", written)
        control = spend(*run, "directory", "validate", written)
    writing = whole.cpu - control.cpu
    yield Figure("export: memory", whole.megabytes, "MB", MEGABYTES)
    share = 100 * bare.cpu / writing
    yield Figure("export: speed", share, "% of a bare lxml writer", SHARE, at_most=False)
    yield Figure("export: control", writing / control.cpu, "times the speed of writing")
    yield Figure("export: people", PEOPLE / writing, "people per CPU second")
