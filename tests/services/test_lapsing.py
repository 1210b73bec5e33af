"""What was released before somebody was protected or objected is told no more; and only theirs."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from garbridge.core.identifiers import PersonId
from garbridge.ports import LaunchRecord
from garbridge.services.lapsing import LapseService
from garbridge.stores.memory import MemoryDatabase, MemoryRestrictions
from garbridge.testing.journal import RECORD
from garbridge.testing.restrictions import OBJECTION, PROTECTION
from garbridge.testing.world import ALICE, NOW

MOMENT = timedelta(microseconds=1)


class Search:
    """Knows one launch, and how often it was asked."""

    def __init__(self, found: LaunchRecord | None) -> None:
        self.found = found
        self.asked = 0

    def of_reference(self, reference: str) -> LaunchRecord | None:
        """Return it."""
        assert reference == RECORD.reference
        self.asked += 1
        return self.found


def lapse(search: Search, *restricted: datetime, who: PersonId = ALICE) -> LapseService:
    """Return the service where *who* was restricted at those instants."""
    store = MemoryRestrictions(MemoryDatabase())
    for number, at in enumerate(restricted):
        kept = (PROTECTION, OBJECTION)[number % 2]
        store.record(replace(kept, person=who, recorded=replace(kept.recorded, at=at)))
    return LapseService(search=search, restrictions=store)


@pytest.mark.parametrize(
    ("at", "lapsed"), [(NOW - MOMENT, False), (NOW, True), (NOW + MOMENT, True)]
)
def test_it_lapses_from_the_instant_on(at: datetime, lapsed: bool) -> None:  # noqa: FBT001 - an expectation
    """A launch of after a protection has released what is left already."""
    service = lapse(Search(replace(RECORD, person=ALICE)), at)

    assert service.has_lapsed(RECORD.reference, NOW) is lapsed


def test_whoever_objects_ends_nothing_of_anybody_else() -> None:
    """One who objects again and again keeps nobody out."""
    search = Search(replace(RECORD, person=PersonId("bob")))
    service = lapse(search, NOW, NOW + MOMENT)

    assert not service.has_lapsed(RECORD.reference, NOW)


def test_nearly_always_no_launch_is_looked_for() -> None:
    """It may read all launches."""
    search = Search(replace(RECORD, person=ALICE))
    service = lapse(search, NOW - MOMENT)

    assert not service.has_lapsed(RECORD.reference, NOW)
    assert search.asked == 0


@pytest.mark.parametrize("found", [None, replace(RECORD, person=PersonId(""))])
def test_a_launch_of_nobody_has_lapsed(found: LaunchRecord | None) -> None:
    """It was erased meanwhile: nobody says that it may be told."""
    assert lapse(Search(found), NOW).has_lapsed(RECORD.reference, NOW)
