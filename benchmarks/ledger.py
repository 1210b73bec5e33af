"""``ledger``: launches sealed and the ledger checked, in records per second, and what that costs.

What proof and receipt cost is told in hundredths of a launch that has neither: in one process,
from the check to the record, without what HTTP and the parsing of a request take.
"""

import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import insert

from benchmarks.figures import Figure
from benchmarks.proved import launch_costs
from benchmarks.spent import spend
from benchmarks.world import TENANT, person, resource, school, write_portal
from garbridge.stores.sql import schema
from garbridge.wiring import open_engine, upgrade_database

RECORDS = 200_000
PEOPLE = 20_000
SEALED = 20_000
"""Records per second of one core."""
SHARE = 10
"""Hundredths of a launch that proof and receipt may cost."""

_CHUNK = 20_000
_START = datetime(2026, 9, 1, 8, 0, tzinfo=UTC)


def ledger() -> Iterator[Figure]:
    """Yield the speed of sealing and checking by CPU time, the start of the command included.

    And what a launch pays for its proof, by share as after a policy's first week and each as in it,
    and for being sealed.
    """
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        write_portal(folder, tenant=TENANT)
        _fill(f"sqlite:///{folder / 'garbridge.sqlite'}")
        sealing = _seconds(folder, "seal")
        checking = _seconds(folder, "verify")
    yield Figure("ledger: seal", RECORDS / sealing, "records/CPU second", SEALED, at_most=False)
    yield Figure("ledger: verify", RECORDS / checking, "records/CPU second")
    launch = launch_costs()
    sealed = sealing / RECORDS / launch.bare
    yield Figure("ledger: of a launch", _hundredths(launch.sampled - 1 + sealed), "%", SHARE)
    yield Figure("ledger: of one in the first week", _hundredths(launch.always - 1 + sealed), "%")


def _hundredths(share: float) -> float:
    return 100 * share


def _fill(url: str) -> None:
    engine = open_engine(url)
    upgrade_database(engine)
    for first in range(0, RECORDS, _CHUNK):
        rows = [_row(number) for number in range(first, min(first + _CHUNK, RECORDS))]
        with engine.begin() as connection:
            connection.execute(insert(schema.launch), rows)
    engine.dispose()


def _row(number: int) -> dict[str, object]:
    at = _START + timedelta(seconds=number)
    return {
        "tenant": TENANT,
        "reference": f"r{number:07}",
        "school": school(number),
        "person": person(number % PEOPLE),
        "resource": resource(number % 10),
        "provider": "bench",
        "protocol": "saml",
        "subscription": f"sub-{number % 100}-{number % 10}",
        "attributes": "PRO,UAI,DIV,GRO",
        "at": int(at.timestamp() * 1_000_000),
        "policy": "0" * 32,
    }


def _seconds(folder: Path, act: str) -> float:
    config = str(folder / "garbridge.toml")
    command = [sys.executable, "-m", "garbridge", "--config", config, "ledger", act, "--json"]
    return spend(*command).cpu
