"""Who writes is elsewhere, or somebody else writes: known in time, and well again by itself."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from typing import cast

import psycopg.errors
import pytest
import redis
from sqlalchemy import text
from tests.stores.backends import sql_stores
from tests.stores.test_patience import asked, silent

from garbridge.core.identifiers import TenantId
from garbridge.errors import StoreUnavailableError
from garbridge.stores.redis import RedisClient, RedisOneTimeStore
from garbridge.stores.sql.database import Database
from garbridge.stores.sql.engine import open_engine, unavailable
from garbridge.stores.sql.patience import Waiting, patience
from garbridge.testing.journal import RECORD, numbered
from garbridge.testing.onetime import ENTRY
from garbridge.testing.world import ALICE, NOW, TENANT

VERY_LONG = 600.0
"""Seconds: who waited for so long would show it."""


@pytest.fixture(name="lasting")
def _lasting(sqlite_url: str) -> Iterator[Database]:
    """Return a database for commands, which wait very long for another writer."""
    database = Database(open_engine(sqlite_url, lock_seconds=VERY_LONG))
    yield database
    database.close()


def waits(database: Database) -> list[float]:
    """Return for how long each idle connection waits for another writer."""
    return [cast("Waiting", one).waits for one in database._connections._idle]


def test_who_serves_a_person_leaves_another_writer_in_time(lasting: Database) -> None:
    """The first write is refused after a moment, the next at once, and reading goes on."""
    stores = sql_stores(lasting)
    with closing(sqlite3.connect(str(lasting.engine.url.database), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")

        with patience(0.05):
            with pytest.raises(StoreUnavailableError):
                stores.journal.commit(RECORD)
            assert stores.directory.person(ALICE) is None, "no reader waits"
            with pytest.raises(StoreUnavailableError):
                stores.journal.commit(RECORD)
            assert stores.directory.person(ALICE) is None
            assert waits(lasting) == [0.0]

    with patience(0.05):
        stores.journal.commit(RECORD)
    assert waits(lasting) == [0.05], "the next request is as patient as the first"


def test_a_command_waits_for_a_writer_though_a_request_had_the_connection(
    lasting: Database,
) -> None:
    """What a request asked for is the request's; where it waits longer, the store's end counts."""
    stores = sql_stores(lasting)
    with patience(0.05):
        stores.journal.commit(RECORD)
    stores.journal.commit(numbered(2))
    assert waits(lasting) == [VERY_LONG]
    ((told,),) = cast("Waiting", lasting._connections._idle[0]).execute("PRAGMA busy_timeout")
    assert told == VERY_LONG * 1000

    with patience(2 * VERY_LONG):
        stores.journal.commit(numbered(3))
    assert waits(lasting) == [VERY_LONG]


def test_a_server_that_only_reads_is_left(postgresql: Database) -> None:
    """Two servers changed places: what is open leads to the one that must not be written to."""
    stores = sql_stores(postgresql)
    for held in [postgresql._connections.take() for _ in range(3)]:
        held.execute("SET default_transaction_read_only = on")
        postgresql._connections.give(held)

    with pytest.raises(StoreUnavailableError), stores.transaction():
        stores.journal.commit(RECORD)

    stores.journal.commit(numbered(2))
    with stores.transaction():
        stores.journal.commit(numbered(3))
    assert len(stores.journal.records(limit=9)) == 2


def test_many_rows_leave_it_too(postgresql: Database) -> None:
    """By whatever call it was learnt."""
    held = postgresql._connections.take()
    held.execute("SET default_transaction_read_only = on")
    postgresql._connections.give(held)
    stores = sql_stores(postgresql)

    with pytest.raises(StoreUnavailableError):
        stores.one_time.keep(ENTRY, now=NOW)
    stores.one_time.keep(ENTRY, now=NOW)
    assert stores.one_time.peek(ENTRY.key, now=NOW) == ENTRY.body


def test_a_transaction_begins_anew_where_it_had_not_begun(postgresql: Database) -> None:
    """A restart of the server costs no launch whose transaction it had not heard of."""
    stores = sql_stores(postgresql)
    stores.journal.commit(RECORD)
    with postgresql.engine.connect() as connection:
        connection.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        )

    with stores.transaction():
        stores.journal.commit(numbered(2))

    assert len(stores.journal.records(limit=9)) == 2


def test_what_nobody_waits_for_any_more_ends_at_the_server(postgresql: Database) -> None:
    """Whoever pressed again and again would keep a slow server from ever being well."""
    running = asked(
        postgresql,
        "count(*) FROM pg_stat_activity WHERE query LIKE '%pg_sleep(613)%'"
        " AND pid <> pg_backend_pid() AND state = 'active'",
    )
    with patience(0.2), pytest.raises(StoreUnavailableError):
        postgresql.rows(asked(postgresql, "pg_sleep(613)"))

    for _ in range(300):
        if postgresql.rows(running) == [(0,)]:
            break
        time.sleep(0.1)
    assert postgresql.rows(running) == [(0,)]


def test_a_silent_server_is_left_by_who_would_wait_long_for_an_answer() -> None:
    """A page that counts much waits for its figures, and not for a server that is not there."""
    with silent() as (address, lines):
        database = Database(open_engine(f"{address}?connect_timeout=600"))
        with patience(VERY_LONG), pytest.raises(StoreUnavailableError):
            sql_stores(database).directory.person(ALICE)
        assert len(lines) == 1


def test_a_server_that_was_heard_is_waited_for(
    postgresql: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is asked for a sign of life once, on a connection that was open."""
    monkeypatch.setattr("garbridge.stores.sql.patience.SILENCE", 0.3)
    one = asked(postgresql, "1")
    postgresql.rows(one)

    with patience(VERY_LONG):
        assert postgresql.rows(asked(postgresql, "pg_sleep(0.6), 2"))[0][1] == 2
        assert postgresql.rows(one) == [(1,)]


def test_a_connection_that_ended_is_heard_to_have_ended(postgresql: Database) -> None:
    """And another one is opened."""
    one = asked(postgresql, "1")
    held = postgresql._connections.take()
    (pid,) = held.execute("SELECT pg_backend_pid()").fetchall()[0]
    postgresql._connections.give(held)
    with postgresql.engine.connect() as connection:
        connection.execute(text(f"SELECT pg_terminate_backend({int(pid)})"))

    with patience(VERY_LONG):
        assert postgresql.rows(one) == [(1,)]


@pytest.mark.parametrize(
    "name",
    [
        "TooManyConnections",
        "CannotConnectNow",
        "AdminShutdown",
        "DiskFull",
        "OutOfMemory",
        "LockNotAvailable",
        "QueryCanceled",
        "DeadlockDetected",
        "ReadOnlySqlTransaction",
        "IdleInTransactionSessionTimeout",
    ],
)
def test_what_passes_by_itself_is_unavailable(name: str) -> None:
    """Whoever asked reads that it comes back, and not that something is broken."""
    assert isinstance(unavailable(getattr(psycopg.errors, name)()), StoreUnavailableError)


@pytest.mark.parametrize("name", ["UniqueViolation", "UndefinedTable", "InsufficientPrivilege"])
def test_what_does_not_pass_by_itself_is_no_outage(name: str) -> None:
    """Somebody must mend it."""
    assert not isinstance(unavailable(getattr(psycopg.errors, name)()), StoreUnavailableError)


def test_a_redis_that_only_reads_is_left(redis_client: RedisClient) -> None:
    """What is open would lead to the former one for ever; the address leads to the new one."""
    server = redis_client.server
    admin = redis.Redis(unix_socket_path=server.connection_pool.connection_kwargs["path"])
    one_time = RedisOneTimeStore(RedisClient(server, TenantId(TENANT)))
    one_time.keep(ENTRY, now=NOW)
    admin.slaveof("127.0.0.1", 1)
    try:
        before = _clients(admin)
        with pytest.raises(StoreUnavailableError):
            one_time.redeem(ENTRY.key, now=NOW)
        for _ in range(300):  # the server hears of it a moment later
            if _clients(admin) < before:
                break
            time.sleep(0.1)
        assert _clients(admin) == before - 1
    finally:
        admin.slaveof()
    assert one_time.redeem(ENTRY.key, now=NOW) == ENTRY.body


def _clients(admin: "redis.Redis") -> int:
    return len(cast("list[object]", admin.client_list()))
