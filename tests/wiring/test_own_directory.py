"""A portal with a directory of its own has a queue; one that imports is told by the import."""

from pathlib import Path

from tests.services.school import PEOPLE
from tests.stores.migrated import new_database
from tests.wiring.inside import portal_with
from tests.wiring.portal_files import portal

from garbridge.core.identifiers import PersonId
from garbridge.core.queue import EntryKind
from garbridge.stores.memory import MemoryDirectory
from garbridge.testing.world import LYCEE, NOW, pupil
from garbridge.wiring import build_runtime


def test_arrivals_and_departures_of_ones_own_directory_wait(tmp_path: Path) -> None:
    """On disk, from one night to the next."""
    config = portal(tmp_path)
    new_database(config.database)
    directory = MemoryDirectory([LYCEE], PEOPLE)
    first = build_runtime(config, directory=directory, clock=lambda: NOW)
    first.merging.feeding.refresh()
    directory.put(pupil("nouvelle"), at=NOW)
    directory.remove(PersonId("alice"), at=NOW)

    again = build_runtime(config, directory=directory, clock=lambda: NOW)
    found = again.merging.feeding.refresh()

    assert isinstance(found, tuple)
    assert [(one.kind, one.person) for one in found] == [
        (EntryKind.DEPARTURE, "alice"),
        (EntryKind.ARRIVAL, "nouvelle"),
    ]


def test_a_portal_that_imports_keeps_no_roll(tmp_path: Path) -> None:
    """The import queues what it changes."""
    with portal_with(PEOPLE, tmp_path) as runtime:
        assert runtime.merging.rolls is None
