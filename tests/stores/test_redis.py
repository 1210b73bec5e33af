"""Redis keeps what waits a moment: the same contracts, on a real server."""

import os
import signal
import socket
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from threading import Event, Thread
from typing import Any, cast

import pytest
import redis
from tests.killing import killed_itself
from tests.stores.backends import Stores, sql_stores
from tests.stores.redis_server import running_redis

from garbridge.core.identifiers import TenantId
from garbridge.errors import ConfigError, ReplayError, StoreError, StoreUnavailableError
from garbridge.ports import (
    LaunchRecords,
    OneTimeStore,
    ParticipantStore,
    PendingLaunches,
)
from garbridge.stores.redis import (
    RedisClient,
    RedisJournal,
    RedisOneTimeStore,
    RedisParticipants,
    RedisPendingLaunches,
    check_redis,
    open_redis,
)
from garbridge.stores.sql.database import Database
from garbridge.stores.sql.engine import open_engine
from garbridge.testing import (
    LaunchJournalContract,
    OneTimeStoreContract,
    ParticipantStoreContract,
    PendingLaunchesContract,
)
from garbridge.testing.journal import CLAIM, RECORD, numbered
from garbridge.testing.onetime import ENTRY
from garbridge.testing.participants import ENTRY as SESSION_ENTRY
from garbridge.testing.pending import CLICK, SESSION
from garbridge.testing.world import ALICE, NOW, PUBLISHER, TENANT

OTHER = TenantId("another")


@pytest.fixture
def one_time(redis_client: RedisClient) -> OneTimeStore:
    """Return the one-time entries in Redis."""
    return RedisOneTimeStore(redis_client)


@pytest.fixture
def pending(redis_client: RedisClient) -> PendingLaunches:
    """Return the clicks in Redis."""
    return RedisPendingLaunches(redis_client, lambda: NOW)


@pytest.fixture
def participants(redis_client: RedisClient) -> ParticipantStore:
    """Return who is signed in where, in Redis."""
    return RedisParticipants(redis_client)


@pytest.fixture
def journal(redis_client: RedisClient, stores: Stores) -> LaunchRecords:
    """Return a journal with its records in each store and the rest in Redis."""
    records = cast("LaunchRecords", stores.journal)
    return RedisJournal(records, stores.transaction, RedisOneTimeStore(redis_client))


class TestOneTime(OneTimeStoreContract):
    """Tickets, codes and handles."""


class TestPending(PendingLaunchesContract):
    """Clicks."""


class TestParticipants(ParticipantStoreContract):
    """Who is signed in where."""


class TestJournal(LaunchJournalContract):
    """All of a launch is kept, or nothing, though in two places."""


def test_nothing_crosses_between_tenants(redis_client: RedisClient) -> None:
    """The same keys, people and sessions at two tenants are two of each."""
    other = RedisClient(redis_client.server, OTHER)
    RedisOneTimeStore(redis_client).keep(ENTRY, now=NOW)
    RedisPendingLaunches(redis_client, lambda: NOW).remember(CLICK)
    RedisParticipants(redis_client).join(SESSION_ENTRY, now=NOW)

    assert RedisOneTimeStore(other).redeem(ENTRY.key, now=NOW) is None
    recalled = RedisPendingLaunches(other, lambda: NOW).recall(SESSION, PUBLISHER.id, now=NOW)
    assert recalled is None
    assert not RedisParticipants(other).leave(ALICE, SESSION_ENTRY.key)
    assert RedisOneTimeStore(redis_client).redeem(ENTRY.key, now=NOW) == ENTRY.body


def test_redis_forgets_by_itself(redis_client: RedisClient) -> None:
    """Every key has an end of its own: nothing waits for a sweep, and nothing goes early."""
    RedisOneTimeStore(redis_client).keep(ENTRY, now=NOW)
    RedisPendingLaunches(redis_client, lambda: NOW).remember(CLICK)
    RedisParticipants(redis_client).join(SESSION_ENTRY, now=NOW)

    keys = cast("list[bytes]", redis_client.server.keys())

    assert len(keys) == 3
    for key in keys:
        assert redis_client.server.pttl(key) > 15 * 60 * 1000 - 10_000


def test_ended_sign_ins_go_when_something_is_added(redis_client: RedisClient) -> None:
    """Somebody who is always signed in does not fill their own entry."""
    store = RedisParticipants(redis_client)
    store.join(replace(SESSION_ENTRY, key="old", until=NOW), now=NOW - timedelta(hours=1))
    store.join(SESSION_ENTRY, now=NOW)

    (key,) = cast("list[bytes]", redis_client.server.keys())
    assert redis_client.server.hlen(key.decode()) == 1


def test_what_redis_refuses_leaves_no_record(
    sqlite: Database, redis_client: RedisClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Redis goes away between the record and its commit: the launch did not happen."""
    stores = sql_stores(sqlite)
    one_time = RedisOneTimeStore(redis_client)
    journal = RedisJournal(cast("LaunchRecords", stores.journal), stores.transaction, one_time)

    def away(*_: object, **__: object) -> None:
        raise StoreUnavailableError("redis: away")

    monkeypatch.setattr(one_time, "claim", away)
    with pytest.raises(StoreUnavailableError):
        journal.commit(RECORD, [ENTRY], CLAIM)
    monkeypatch.undo()

    assert list(stores.journal.records(limit=2)) == []
    journal.commit(RECORD, [ENTRY], CLAIM)


def test_a_worker_that_is_killed_in_between_lets_nothing_be_used_twice(
    sqlite_url: str, redis_url: str, redis_client: RedisClient
) -> None:
    """After Redis took the message and before SQL kept the record: the launch did not happen.

    Nothing left, so nothing is unrecorded; whoever has the message cannot use it again.
    """

    def journal() -> tuple[Stores, RedisJournal]:
        stores = sql_stores(Database(open_engine(sqlite_url)))
        client = RedisClient(open_redis(redis_url), TENANT)
        records = cast("LaunchRecords", stores.journal)
        return stores, RedisJournal(records, stores.transaction, RedisOneTimeStore(client))

    def commit_and_die() -> None:
        stores, ours = journal()
        with stores.transaction():
            ours.commit(RECORD, [ENTRY], CLAIM)
            os.kill(os.getpid(), signal.SIGKILL)

    killed_itself(commit_and_die)
    stores, ours = journal()

    assert list(stores.journal.records(limit=2)) == []
    with pytest.raises(ReplayError):
        ours.commit(RECORD, [], CLAIM)
    assert list(stores.journal.records(limit=2)) == []
    assert RedisOneTimeStore(redis_client).redeem(ENTRY.key, now=NOW) == ENTRY.body


def test_a_record_that_cannot_be_kept_leaves_no_ticket(
    sqlite: Database, redis_client: RedisClient
) -> None:
    """The database refuses before Redis is asked."""
    one_time = RedisOneTimeStore(redis_client)
    stores = sql_stores(sqlite)
    journal = RedisJournal(cast("LaunchRecords", stores.journal), stores.transaction, one_time)
    with sqlite.engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE garbridge_launch")

    with pytest.raises(StoreError):
        journal.commit(RECORD, [ENTRY], CLAIM)

    assert one_time.peek(ENTRY.key, now=NOW) is None


def test_a_server_that_is_away_is_unavailable_at_once(
    tmp_path: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody waits for a socket that is not there."""
    client = RedisClient(open_redis(f"unix://{tmp_path}/nothing.socket"), TENANT)
    slept: list[float] = []
    monkeypatch.setattr("redis.retry.sleep", slept.append)

    with pytest.raises(StoreUnavailableError):
        RedisOneTimeStore(client).redeem("key", now=NOW)

    assert not any(slept)


@pytest.fixture
def silent() -> Iterator[str]:
    """Return the address of a server that takes connections and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        over = Event()

        def accept() -> None:
            held = []
            listening.settimeout(0.2)
            while not over.is_set():
                try:
                    held.append(listening.accept()[0])
                except TimeoutError:
                    continue
            for one in held:
                one.close()

        thread = Thread(target=accept)
        thread.start()
        yield f"redis://127.0.0.1:{listening.getsockname()[1]}/0"
        over.set()
        thread.join()


def test_a_server_that_hangs_is_unavailable_in_two_seconds(
    silent: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A worker is not lost to a Redis that takes the question and says nothing.

    It waits once for each connection, whether for that or for its answer: a busy machine that
    runs tests would take longer for as much.
    """
    client = RedisClient(open_redis(silent), TENANT)
    waits: list[float] = []
    connect: Any = redis.Connection._connect  # without types

    def connecting(connection: redis.Connection) -> socket.socket:
        assert connection.socket_timeout is not None
        assert connection.socket_connect_timeout is not None
        waits.append(max(connection.socket_timeout, connection.socket_connect_timeout))
        found: socket.socket = connect(connection)
        return found

    monkeypatch.setattr(redis.Connection, "_connect", connecting)

    with pytest.raises(StoreUnavailableError):
        RedisOneTimeStore(client).redeem("key", now=NOW)

    assert 0 < sum(waits) < 2


def test_it_is_back_without_a_restart(tmp_path_factory: pytest.TempPathFactory) -> None:
    """The same client goes on with a server that was started anew, and loads its scripts again."""
    folder = tmp_path_factory.mktemp("redis")
    with running_redis(folder) as first:
        client = RedisClient(open_redis(first), TENANT)
        one_time = RedisOneTimeStore(client)
        one_time.keep(ENTRY, now=NOW)
        client.server.script_flush()
        client.server.client_kill_filter(_type="normal", skipme=False)

        assert one_time.redeem(ENTRY.key, now=NOW) == ENTRY.body


def test_a_redis_that_evicts_is_refused(redis_client: RedisClient) -> None:
    """A message identifier that is forgotten early could be used again."""
    server = redis_client.server
    check_redis(server)
    server.config_set("maxmemory-policy", "volatile-lru")
    server.config_set("maxmemory", "100mb")
    try:
        with pytest.raises(ConfigError, match="must be noeviction"):
            check_redis(server)
    finally:
        server.config_set("maxmemory", "0")
        server.config_set("maxmemory-policy", "noeviction")


@pytest.mark.parametrize("address", ["", "nothing", "http://127.0.0.1", "redis://127.0.0.1:x/0"])
def test_an_address_that_is_none_is_refused(address: str) -> None:
    """At the start, with the key that names it."""
    with pytest.raises(ConfigError, match=r"state\.redis"):
        open_redis(address)


def test_a_full_redis_is_unavailable(redis_client: RedisClient) -> None:
    """What cannot be kept is refused, never dropped; what can be read is still read."""
    one_time, server = RedisOneTimeStore(redis_client), redis_client.server
    one_time.keep(ENTRY, now=NOW)
    server.config_set("maxmemory", "1")
    try:
        with pytest.raises(StoreUnavailableError):
            one_time.keep(replace(ENTRY, key="another"), now=NOW)
        assert one_time.peek(ENTRY.key, now=NOW) == ENTRY.body
    finally:
        server.config_set("maxmemory", "0")


def test_an_emptied_redis_refuses_what_waited(redis_client: RedisClient) -> None:
    """It is there, and knows nothing: no ticket, click or session is one any more.

    Nor does it know what was used.  Of a request for an assertion that is answered again nobody
    learns more than from a new one; whoever signs in with what was used finds no open request.
    """
    store, pending = (
        RedisOneTimeStore(redis_client),
        RedisPendingLaunches(redis_client, lambda: NOW),
    )
    sessions = RedisParticipants(redis_client)
    store.keep(ENTRY, now=NOW)
    pending.remember(CLICK)
    sessions.join(SESSION_ENTRY, now=NOW)

    redis_client.server.flushall()

    assert store.redeem(ENTRY.key, now=NOW) is None
    assert pending.recall(SESSION, PUBLISHER.id, now=NOW) is None
    assert not sessions.leave(ALICE, SESSION_ENTRY.key)
    store.keep(ENTRY, now=NOW)
    assert store.redeem(ENTRY.key, now=NOW) == ENTRY.body


def test_records_are_those_of_the_database(journal: LaunchRecords, stores: Stores) -> None:
    """What is asked of launches is answered where they are."""
    journal.commit(numbered(1))

    assert list(journal.records(limit=2)) == list(stores.journal.records(limit=2))
    assert journal.providers(ALICE) == {PUBLISHER.id}
    assert journal.people(None) == {ALICE}
    assert len(journal.launches(ALICE)) == 1
    with pytest.raises(redis.RedisError):
        redis.Redis(port=9).ping()
