"""After an import that changed much, PostgreSQL's planner knows the tables as they are."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from tests.gar.ent.days import NOW
from tests.gar.ent.small import Small
from tests.importing.directories import LATER, World
from tests.importing.test_atomic import crowd

from garbridge.gar.ent.export import GarEntExport
from garbridge.ports import Findings
from garbridge.stores.sql.engine import open_engine
from garbridge.stores.sql.importing import SqlStagingArea

FILLED = ("school", "person", "membership", "population", "belonging", "delegate")
ANALYSED = text("SELECT relname, analyze_count FROM pg_stat_user_tables")
ROWS = text("SELECT reltuples FROM pg_class WHERE relname = 'garbridge_person'")


@pytest.fixture(name="world")
def _world(postgresql: Engine, tmp_path: Path) -> Iterator[World]:
    world = World(postgresql, tmp_path)
    yield world
    world.close()


def analysed(world: World) -> dict[str, int]:
    """Return how often each table was analysed by a command."""
    with world.engine.connect() as connection:
        found = {name: int(count) for name, count in connection.execute(ANALYSED)}
    return {name: found[f"garbridge_{name}"] for name in FILLED}


def test_a_first_import_tells_the_planner(world: World) -> None:
    """Every table it filled is analysed once, and the rows are counted."""
    before = analysed(world)
    world.bring(crowd(200))

    assert analysed(world) == {name: count + 1 for name, count in before.items()}
    with world.engine.connect() as connection:
        assert connection.scalar(ROWS) == 206


def test_an_import_that_changed_little_does_not(world: World) -> None:
    """Of two hundred pupils one is new: the tables are what the planner thinks they are."""
    world.bring(crowd(200))
    before = analysed(world)
    world.bring(crowd(200), at=LATER)
    world.bring(crowd(201), at=LATER)

    assert analysed(world) == before


def test_only_what_changed_much_is_analysed(world: World) -> None:
    """Twice as many pupils, in the same groups."""
    world.bring(crowd(50))
    before = analysed(world)
    world.bring(crowd(100), at=LATER)

    assert {name for name, count in analysed(world).items() if count > before[name]} == {
        "person",
        "membership",
    }


def test_a_rehearsal_analyses_nothing(world: World) -> None:
    """It changes nothing."""
    before = analysed(world)
    world.bring(crowd(20), rehearse=True)

    assert analysed(world) == before


def test_an_import_is_done_even_if_the_planner_cannot_be_told(world: World) -> None:
    """Whoever holds the tables for maintenance does not make a committed import fail."""
    url = world.engine.url.render_as_string(hide_password=False)
    hasty = World(open_engine(url, lock_seconds=0.05), world.folder)
    before = analysed(world)
    with world.engine.connect() as other:
        other.execute(text("LOCK TABLE garbridge_person IN SHARE UPDATE EXCLUSIVE MODE"))
        difference = hasty.bring(crowd(20))
        other.rollback()
    hasty.close()

    assert difference.people.added == 26
    assert {name for name, count in analysed(world).items() if count == before[name]} == {"person"}
    assert world.person("q00019").memberships


def test_what_was_applied_is_told_even_if_the_session_is_lost_then(world: World) -> None:
    """The server ends the session after the commit: the import is done, and the lock is free."""
    export = GarEntExport(Small().write(world.folder / "export"), world.tenant)
    area, findings = SqlStagingArea(world.engine), Findings()
    with area(world.tenant) as staged:
        for batch in export.batches(findings):
            staged.add(batch)
        staged.check(findings)
        staged.compare()
        staged.apply(now=NOW)
        with closing(world.engine.raw_connection()) as other:
            other.cursor().execute(
                "SELECT pg_terminate_backend(pid, 5000) FROM pg_locks WHERE locktype = 'advisory'"
            )

    assert world.person("p1").memberships
    with area(world.tenant):
        pass
