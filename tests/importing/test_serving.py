"""What an import tells the rules: schools that changed, whatever ends the process in between."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine
from tests.gar.ent.small import COLLEGE, ECOLE, TENANT, Small
from tests.importing.directories import LATER, World, left

from garbridge.core.identifiers import SchoolId
from garbridge.gar.ent.export import GarEntExport
from garbridge.ports import Served
from garbridge.services.importing import ImportService
from garbridge.stores.sql.importing import SqlStagingArea
from garbridge.stores.sql.serving import SqlServingLog


@pytest.fixture(name="world")
def _world(engine: Engine, tmp_path: Path) -> Iterator[World]:
    world = World(engine, tmp_path)
    yield world
    world.close()


def changes(world: World) -> tuple[int, int]:
    """Return how many changes of the two schools were counted."""
    log = SqlServingLog(world.database, TENANT)
    counts = [log.served(SchoolId(school)).changes for school in (COLLEGE, ECOLE)]
    return counts[0], counts[1]


def test_an_import_counts_the_schools_whose_people_change(world: World) -> None:
    """Those that arrive, and those that leave; a school where nothing moves is not counted."""
    world.bring(Small())
    assert changes(world) == (1, 1)

    world.bring(Small(), at=LATER)
    assert changes(world) == (1, 1)

    world.bring(left(Small(), "p1"), at=LATER)
    assert changes(world) == (2, 1)


def test_a_rehearsal_counts_nothing(world: World) -> None:
    """It writes nothing at all."""
    world.bring(Small(), rehearse=True)

    assert changes(world) == (0, 0)


def test_what_was_counted_outlives_a_follower_that_failed(world: World) -> None:
    """The import stays applied, and what it counted is there for the next time."""

    class KilledError(Exception):
        """Ends the process between import and followers."""

    def kill() -> None:
        raise KilledError

    export = GarEntExport(Small().write(world.folder / "export"), TENANT)
    service = ImportService(
        staging=SqlStagingArea(world.engine), clock=lambda: LATER, followers=(kill,)
    )
    with pytest.raises(KilledError):
        service.run(export)

    found = SqlServingLog(world.database, TENANT).served(SchoolId(COLLEGE))
    assert found == Served(changes=1, seen=0, digest="")
