"""An import happens as a whole or not at all, and nobody waits for it but its own end."""

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import Engine
from tests.gar.ent.days import NOW
from tests.gar.ent.small import TENANT, Small, person
from tests.importing.directories import LATER, World
from tests.killing import killed_in_a_fork
from tests.small_disk import MEGABYTE, fill, small_disk
from tests.stores.migrated import new_database

from garbridge.errors import StoreUnavailableError
from garbridge.gar.ent.export import GarEntExport
from garbridge.gar.ent.schema import Sheet
from garbridge.ports import Findings
from garbridge.services.importing import Imported
from garbridge.stores.sql import importing_difference, importing_sqlite
from garbridge.stores.sql.engine import open_engine
from garbridge.stores.sql.importing import SqlStagingArea

KILLS = {"sqlite": 65, "postgresql": 35}
"""With those of processes of their own more than a hundred."""
FEW = 40
STATEMENTS = 14
"""What the last transaction is made of."""
SCRIPT = Path(__file__).with_name("killed_import.py")


@pytest.fixture(name="world")
def _world(engine: Engine, tmp_path: Path) -> Iterator[World]:
    world = World(engine, tmp_path)
    yield world
    world.close()


@pytest.fixture(name="file")
def _file(sqlite: Engine) -> Path:
    return Path(sqlite.url.database or "")


def crowd(count: int) -> Small:
    """Return an export of *count* more pupils."""
    small = Small()
    for number in range(count):
        values = person(f"q{number:05}", "0750001A", "elv")
        small.add(2, Sheet.PUPILS, "GAREleve", values)
    return small


def start(world: World, export: Path, after: int) -> subprocess.Popen[str]:
    """Start an import in a process of its own and wait until it begins."""
    url = world.engine.url.render_as_string(hide_password=False)
    root = Path(__file__).parents[2]
    paths = os.pathsep.join(map(str, (root / "src", root)))
    environment = {**os.environ, "PYTHONPATH": paths}
    process = subprocess.Popen(
        [sys.executable, str(SCRIPT), url, str(export), str(after)],
        stdout=subprocess.PIPE,
        text=True,
        env=environment,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def wait_for_locks(world: World) -> None:
    """Wait until the database has noticed that an import's process is gone."""
    for _ in range(200):
        try:
            with SqlStagingArea(world.engine)(TENANT):
                return
        except StoreUnavailableError:
            time.sleep(0.05)
    raise AssertionError("the lock of a dead import is still held")


@pytest.mark.parametrize("after", [1, 4, 7, 10, STATEMENTS])
def test_a_kill_within_the_transaction_leaves_what_was(world: World, after: int) -> None:
    """After any of its statements, nothing of it is there; the next import goes through."""
    world.bring(Small())
    before = world.everything()
    small = crowd(50)
    small.drop(small.find("GARPersonGroupe", GARPersonIdentifiant="p2"))
    export = small.write(world.folder / "export")
    process = start(world, export, after)
    process.communicate(timeout=60)

    assert process.returncode == -signal.SIGKILL
    wait_for_locks(world)
    assert world.everything() == before
    assert world.bring(small, at=LATER).people.added == 50


def test_those_are_all_the_statements_there_are(world: World) -> None:
    """A kill after one more never comes: the import is done."""
    export = crowd(5).write(world.folder / "export")
    process = start(world, export, STATEMENTS + 1)
    told, _ = process.communicate(timeout=60)

    assert (process.returncode, told) == (0, "Imported\n")


def test_a_kill_at_any_moment_leaves_all_or_nothing(world: World) -> None:
    """Whatever it was doing: reading, checking, comparing, applying."""
    world.bring(Small())
    before = world.everything()
    small = crowd(1_500)
    export = small.write(world.folder / "export")
    began = time.monotonic()
    process = start(world, export, 0)
    process.communicate(timeout=120)
    lasted = time.monotonic() - began
    after = world.everything()
    chance = random.Random(7)  # noqa: S311 - moments, not secrets
    for _ in range(5):
        world.bring(Small(), at=LATER)
        there = world.everything()
        process = start(world, export, 0)
        time.sleep(chance.uniform(0, lasted))
        process.kill()
        process.communicate()
        wait_for_locks(world)

        assert world.everything() in (there, after)

    assert before != after


def test_a_hundred_kills_leave_all_or_nothing(world: World) -> None:
    """Small imports there and back again, at random points; another one finishes each."""
    ways = [
        crowd(FEW).write(world.folder / "there"),
        Small().write(world.folder / "back"),
    ]
    states, lasted = [], 0.0
    for export in (*ways, *ways):
        began = time.monotonic()
        bring(world, export)
        lasted = time.monotonic() - began
        states.append(world.everything())
    points = random.Random(20261122)  # noqa: S311 - when to kill is no secret
    outcomes: Counter[bool] = Counter()
    for number in range(KILLS[world.engine.dialect.name]):
        before, after = states[-1 - number % 2], states[-2 + number % 2]
        killed_in_a_fork(
            partial(bring_apart, world, ways[number % 2]), points.uniform(0, lasted * 1.1)
        )
        wait_for_locks(world)

        found = world.everything()
        assert found in (before, after)
        outcomes[found == after] += 1
        bring(world, ways[number % 2])
        assert world.everything() == after

    assert outcomes[False], "no kill came before the end"


def bring(world: World, export: Path) -> None:
    """Import *export*, which must be right."""
    source = GarEntExport(export, TENANT)
    assert isinstance(world.service().run(source, accept_removals=True), Imported)


def bring_apart(world: World, export: Path) -> None:
    """Import *export* in a fork, which must not use the connections of the first process."""
    world.engine.dispose(close=False)
    bring(world, export)


def write_at_once(file: Path, reference: str) -> None:
    """Record a launch as a worker does, without waiting for any lock."""
    with closing(sqlite3.connect(file, timeout=0, isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute(
            "INSERT INTO garbridge_launch"
            " (tenant, reference, person, protocol, attributes, at) VALUES (?, ?, 'p', 's', '', 1)",
            (TENANT, reference),
        )
        connection.execute("COMMIT")


def test_launches_are_recorded_while_an_import_prepares(
    sqlite: Engine, file: Path, tmp_path: Path
) -> None:
    """Reading, checking and comparing hold no lock: not even a moment's wait is needed."""
    export = GarEntExport(crowd(3_000).write(tmp_path / "export"), TENANT)
    findings = Findings()
    with SqlStagingArea(sqlite)(TENANT) as staged:
        for number, batch in enumerate(export.batches(findings)):
            staged.add(batch)
            write_at_once(file, f"read{number}")
        staged.check(findings)
        write_at_once(file, "checked")
        staged.compare()
        write_at_once(file, "compared")
        staged.apply(now=NOW)
        write_at_once(file, "applied")

    with closing(sqlite3.connect(file)) as connection:
        (count,) = connection.execute("SELECT count(*) FROM garbridge_launch").fetchone()
    assert count > 10


def test_people_are_read_while_an_import_is_applied(
    sqlite: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Until it is committed, everybody sees the directory as it was."""
    world = World(sqlite, tmp_path)
    world.bring(Small())
    before = world.everything()
    seen: list[bool] = []
    run = importing_sqlite.SqliteTarget.run

    def watched(target: importing_sqlite.SqliteTarget, sql: str, **values: str | int) -> None:
        run(target, sql, **values)
        seen.append(world.everything() == before)

    monkeypatch.setattr(importing_sqlite.SqliteTarget, "run", watched)
    world.bring(crowd(20), at=LATER)
    after = world.everything()
    world.close()

    assert seen
    assert all(seen)
    assert after != before


def test_an_import_that_cannot_write_changes_nothing(
    sqlite: Engine, file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody else holds the database for longer than an import waits."""
    monkeypatch.setattr(importing_sqlite, "WAIT_SECONDS", 0.05)
    world = World(sqlite, tmp_path)
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreUnavailableError):
            world.bring(Small())
        other.execute("ROLLBACK")
    empty = world.everything()
    world.bring(Small())
    world.close()

    assert empty == {"schools": [], "people": {}}


def test_a_failure_within_the_transaction_undoes_it(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An error is as good as a kill."""
    world.bring(Small())
    before = world.everything()
    broken = (*importing_difference._APPLY[:-1], "INSERT INTO nowhere VALUES (1)")
    monkeypatch.setattr(importing_difference, "_APPLY", broken)
    with pytest.raises(Exception, match=r"UndefinedTable|OperationalError") as failed:
        world.bring(crowd(10), at=LATER)

    assert world.everything() == before
    assert "nowhere" not in str(failed.value)


@pytest.mark.parametrize("room", [0, 64 * 1024, 256 * 1024, 512 * 1024])
def test_a_disk_that_fills_up_within_undoes_it(tmp_path: Path, room: int) -> None:
    """Wherever it ends: what was there is there, and with room again all of it comes."""
    with small_disk(tmp_path / "disk", 12 * MEGABYTE) as place:
        url = f"sqlite:///{place / 'garbridge.sqlite'}"
        new_database(url)
        world = World(open_engine(url), tmp_path)
        world.bring(Small())
        before = world.everything()
        ballast = fill(place)
        os.truncate(ballast, ballast.stat().st_size - room)

        with pytest.raises(StoreUnavailableError):
            world.bring(crowd(3_000), at=LATER)

        assert world.everything() == before
        ballast.unlink()
        world.bring(crowd(3_000), at=LATER)
        assert world.person("q02999").memberships
        world.close()


def test_nothing_is_left_on_the_disk(sqlite: Engine, file: Path, tmp_path: Path) -> None:
    """The private tables lie in a file without a name; only an empty lock stays."""
    world = World(sqlite, tmp_path / "exports")
    world.bring(crowd(2_000))
    world.close()

    kept = {path.name for path in file.parent.iterdir() if path.is_file()}
    assert kept <= {file.name, f"{file.name}-wal", f"{file.name}-shm", f"{file.name}-import"}
    assert file.with_name(f"{file.name}-import").stat().st_size == 0
    assert file.with_name(f"{file.name}-import").stat().st_mode & 0o777 == 0o600
