"""What has ended is forgotten in time; what has not, never."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from tests.stores.backends import Stores, memory_stores, sql_stores

from garbridge.core.entitlements import Licences
from garbridge.core.identifiers import PersonId
from garbridge.errors import KeyInUseError
from garbridge.ports import SessionId
from garbridge.stores.memory import (
    MemoryDatabase,
    MemoryJournal,
    MemoryOneTimeStore,
    MemoryPendingLaunches,
)
from garbridge.stores.memory.launches import KEPT_RECORDS
from garbridge.stores.sql.database import Database
from garbridge.stores.sql.schema import lease, once, pending
from garbridge.testing.journal import RECORD, numbered
from garbridge.testing.leases import FLOATING, take
from garbridge.testing.onetime import ENTRY
from garbridge.testing.pending import CLICK, SESSION
from garbridge.testing.world import NOW, PUBLISHER

DAY = timedelta(days=1)


def _count(database: Database) -> int:
    with database.engine.connect() as connection:
        counts = [
            connection.scalar(select(func.count()).select_from(table)) for table in (once, pending)
        ]
    return sum(count or 0 for count in counts)


def _leases(database: Database) -> int:
    with database.engine.connect() as connection:
        return connection.scalar(select(func.count()).select_from(lease)) or 0


def _leave_many_behind(stores: Stores, number: int) -> None:
    with stores.transaction():
        for one in range(number):
            stores.one_time.keep(replace(ENTRY, key=f"old-{one}"), now=NOW)
            stores.pending.remember(replace(CLICK, session=SessionId(f"old-{one}")))


def test_ended_rows_are_swept_by_later_launches(database: Database) -> None:
    """A database that serves launches does not grow with tickets nobody came back for."""
    stores = sql_stores(database)
    _leave_many_behind(stores, 300)

    for number in range(40):
        stores.journal.commit(replace(numbered(number), at=NOW + DAY))

    assert _count(database) == 0


def test_one_commit_sweeps_a_bounded_number(database: Database) -> None:
    """No single launch pays for a rush of the past."""
    stores = sql_stores(database)
    _leave_many_behind(stores, 300)

    stores.journal.commit(replace(RECORD, at=NOW + DAY))

    assert _count(database) == 2 * (300 - 256)


def test_ended_entries_are_swept_by_later_ones(database: Database) -> None:
    """Somebody who never launches anything cannot fill the store with requests that wait."""
    stores = sql_stores(database)
    with stores.transaction():
        for one in range(600):
            stores.one_time.keep(replace(ENTRY, key=f"old-{one}"), now=NOW)

    for one in range(48):
        later = replace(ENTRY, key=f"new-{one}", until=ENTRY.until + DAY)
        stores.one_time.keep(later, now=NOW + DAY)

    assert _count(database) == 48


def test_what_has_not_ended_stays(database: Database) -> None:
    """Whatever the clock of another machine says: a quarter of an hour of doubt is granted."""
    stores = sql_stores(database)
    stores.one_time.keep(ENTRY, now=NOW)
    stores.pending.remember(CLICK)

    for number in range(40):
        stores.journal.commit(replace(numbered(number), at=ENTRY.until + timedelta(minutes=14)))

    assert stores.one_time.redeem(ENTRY.key, now=NOW) == ENTRY.body
    assert stores.pending.recall(SESSION, PUBLISHER.id, now=NOW) == CLICK


def test_what_was_used_stays_used_though_a_clock_was_ten_minutes_ahead(stores: Stores) -> None:
    """A message is seen, the clock jumps and is set right: it does not come again."""
    seen = replace(ENTRY, body=b"")
    stores.one_time.keep(seen, now=NOW)

    for number in range(40):
        ahead = replace(ENTRY, key=f"ahead-{number}", until=ENTRY.until + timedelta(minutes=10))
        stores.one_time.keep(ahead, now=NOW + timedelta(minutes=10))

    with pytest.raises(KeyInUseError):
        stores.one_time.keep(seen, now=NOW)


def test_ended_leases_are_swept_by_later_ones(database: Database) -> None:
    """And by nothing else: a launch that takes none does not pay for them."""
    stores = sql_stores(database)
    many = replace(FLOATING, licences=Licences(overall=None))
    stores.writer.write(subscriptions=[many])
    with stores.transaction():
        for one in range(300):
            assert take(stores.leases, PersonId(f"old-{one}"))

    for number in range(40):
        stores.journal.commit(replace(numbered(number), at=NOW + DAY))
    assert _leases(database) == 300
    for one in range(40):
        assert take(stores.leases, PersonId(f"new-{one}"), at=NOW + DAY)

    assert _leases(database) == 40


def test_sweeping_workers_do_not_wait_for_each_other(postgresql: Database) -> None:
    """Two machines that sweep at one instant take different rows."""
    stores = sql_stores(postgresql)
    _leave_many_behind(stores, 300)

    with stores.transaction():
        stores.journal.commit(replace(numbered(1), at=NOW + DAY))
        other = Database(postgresql.engine)
        sql_stores(other).journal.commit(replace(numbered(2), at=NOW + DAY))
        other.close()

    assert _count(postgresql) == 0


def test_memory_is_swept_by_what_it_keeps() -> None:
    """Without any launch, too."""
    database = MemoryDatabase()
    store = MemoryOneTimeStore(database)
    store.keep(ENTRY, now=NOW)

    store.keep(replace(ENTRY, key="later", until=ENTRY.until + DAY), now=NOW + DAY)

    assert list(database.once.all()) == ["later"]


def test_memory_forgets_too() -> None:
    """The reference is bounded as well: by time, and the journal by number."""
    database = MemoryDatabase()
    MemoryOneTimeStore(database).keep(ENTRY, now=NOW)
    MemoryPendingLaunches(database).remember(CLICK)

    MemoryJournal(database).commit(replace(RECORD, at=NOW + DAY))

    assert database.once.all() == {}
    assert database.pending.all() == {}


@pytest.mark.parametrize("number", [KEPT_RECORDS - 1, KEPT_RECORDS, KEPT_RECORDS + 5])
def test_memory_keeps_the_latest_records(number: int) -> None:
    """Older ones give way."""
    stores = memory_stores()
    with stores.transaction():
        for one in range(number):
            stores.journal.commit(numbered(one))

    found = stores.journal.records(limit=2 * KEPT_RECORDS)

    assert len(found) == min(number, KEPT_RECORDS)
    assert found[0].reference == f"REF{number - 1:05}"
