"""Imports an export and ends itself by SIGKILL after a given statement of the last transaction.

``python killed_import.py URL EXPORT STATEMENT``; 0 never kills.
"""

import os
import signal
import sys
from pathlib import Path

from tests.gar.ent.days import NOW
from tests.gar.ent.small import TENANT

from garbridge.gar.ent.export import GarEntExport
from garbridge.services.importing import ImportService
from garbridge.stores.sql import importing_difference as difference
from garbridge.stores.sql.engine import open_engine
from garbridge.stores.sql.importing import SqlStagingArea
from garbridge.stores.sql.importing_sql import Sql


class Killing:
    """Passes statements on, and kills the process after one of them."""

    def __init__(self, sql: Sql, after: int) -> None:
        self.sql = sql
        self.left = after

    def run(self, sql: str, **values: str | int) -> None:
        """Execute a statement; perhaps for the last time."""
        self.sql.run(sql, **values)
        self.left -= 1
        if not self.left:
            os.kill(os.getpid(), signal.SIGKILL)


def main(url: str, export: str, after: int) -> None:
    """Import, and die where it was asked for."""
    apply = difference.apply

    def killed(sql: Sql, tenant: str, now: int) -> None:
        apply(Killing(sql, after), tenant, now)  # type: ignore[arg-type] # reads nothing there

    difference.apply = killed
    area = SqlStagingArea(open_engine(url))
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    service = ImportService(staging=area, clock=lambda: NOW)
    outcome = service.run(GarEntExport(Path(export), TENANT), accept_removals=True)
    sys.stdout.write(f"{type(outcome).__name__}\n")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
