"""A store that says nothing is waited for once, and not by everybody who comes while it does."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from typing import cast

import pytest
import redis
from sqlalchemy import PoolProxiedConnection
from tests.stores.backends import sql_stores
from tests.stores.test_patience import asked, silent
from tests.upstream.provider import Ticks

from garbridge.errors import StoreUnavailableError
from garbridge.stores.outages import HOLD, PROBE, Outage
from garbridge.stores.redis import RedisClient, RedisOneTimeStore
from garbridge.stores.sql.database import Database
from garbridge.stores.sql.engine import open_engine
from garbridge.stores.sql.patience import Waiting, patience
from garbridge.testing.journal import RECORD, numbered
from garbridge.testing.onetime import ENTRY
from garbridge.testing.world import ALICE, NOW


@pytest.fixture(name="ticks")
def _ticks() -> Ticks:
    return Ticks()


@pytest.fixture(name="serving")
def _serving(postgresql: Database, ticks: Ticks) -> Iterator[Database]:
    """Return the PostgreSQL database of a process that serves."""
    database = Database(postgresql.engine, ticks=ticks)
    yield database
    database.close()


def test_what_one_waited_for_in_vain_the_next_does_not_wait_for(
    ticks: Ticks, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is asked again a moment later, and a command asks whenever it is run."""
    opened: list[None] = []
    with silent() as (address, _):
        database = Database(open_engine(f"{address}?connect_timeout=2"), ticks=ticks)
        connect = database.engine.raw_connection

        def counted() -> PoolProxiedConnection:
            opened.append(None)
            return connect()

        monkeypatch.setattr(database.engine, "raw_connection", counted)
        directory = sql_stores(database).directory

        def refused() -> int:
            with patience(0.2), pytest.raises(StoreUnavailableError):
                directory.person(ALICE)
            return len(opened)

        assert refused() == 1
        assert [refused() for _ in range(20)] == [1] * 20
        ticks.at += HOLD
        assert refused() == 2
        assert refused() == 2
        with pytest.raises(StoreUnavailableError):
            directory.person(ALICE)
        assert len(opened) == 3


def test_one_slow_answer_is_no_outage(serving: Database) -> None:
    """Whoever comes next asks for a sign of life, and gets it."""
    one = asked(serving, "1")
    with patience(0.2), pytest.raises(StoreUnavailableError):
        serving.rows(asked(serving, "pg_sleep(2)"))

    with patience(0.2):
        assert serving.rows(one) == [(1,)]
    assert not serving._outage.is_on


def test_a_database_that_is_back_is_served_from(serving: Database, ticks: Ticks) -> None:
    """At the latest when it was not asked for a moment."""
    one = asked(serving, "1")
    serving._outage.begin()

    with patience(5), pytest.raises(StoreUnavailableError, match="a moment ago"):
        serving.rows(one)
    ticks.at += HOLD
    with patience(5):
        assert serving.rows(one) == [(1,)]
        assert serving.rows(one) == [(1,)]
    assert not serving._outage.is_on


def test_nobody_waits_long_behind_another_writer(sqlite: Database, ticks: Ticks) -> None:
    """Of SQLite: it is tried each time, for a moment, because it may be done; reading goes on."""
    database = Database(sqlite.engine, ticks=ticks)
    stores = sql_stores(database)

    def written(number: int) -> float:
        with patience(0.4):
            stores.directory.person(ALICE)  # leaves a connection behind that tells
            try:
                stores.journal.commit(numbered(number))
            except StoreUnavailableError:
                stores.directory.person(ALICE)
                return 0
        return cast("Waiting", database._connections._idle[0]).waits

    with closing(sqlite3.connect(str(database.engine.url.database), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert written(1) == 0
        assert written(2) == 0

    assert written(3) == 0.1, "known a moment ago, and tried all the same"
    assert written(4) == 0.4, "it was done"
    database._outage.begin()
    ticks.at += HOLD
    assert written(5) == PROBE
    assert len(stores.journal.records(limit=9)) == 3
    database.close()


def test_a_redis_that_is_silent_is_waited_for_once(redis_client: RedisClient, ticks: Ticks) -> None:
    """And asked again a moment later."""
    client = RedisClient(redis_client.server, redis_client.tenant, Outage(ticks))
    admin = redis.Redis(unix_socket_path=client.server.connection_pool.connection_kwargs["path"])
    one_time = RedisOneTimeStore(client)
    one_time.keep(ENTRY, now=NOW)

    admin.client_pause(1_000)
    with pytest.raises(StoreUnavailableError, match="TimeoutError"):
        one_time.peek(ENTRY.key, now=NOW)
    time.sleep(1.1)

    with pytest.raises(StoreUnavailableError, match="a moment ago"):
        one_time.peek(ENTRY.key, now=NOW)
    ticks.at += HOLD
    assert one_time.peek(ENTRY.key, now=NOW) == ENTRY.body
    assert not client.outage.is_on


def test_without_a_clock_nothing_is_remembered(sqlite: Database) -> None:
    """Commands, and tests: each finds out for itself."""
    outage = Outage()
    outage.begin()

    assert not outage.is_on
    sql_stores(sqlite).journal.commit(RECORD)
