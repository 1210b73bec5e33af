"""The same stores in memory, in SQLite and in PostgreSQL."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.stores.backends import Stores, memory_stores, sql_stores
from tests.stores.migrated import new_database
from tests.stores.postgresql import empty
from tests.stores.redis_server import running_redis

from garbridge.stores.redis import RedisClient, open_redis
from garbridge.stores.sql.database import Database
from garbridge.stores.sql.engine import open_engine
from garbridge.testing.world import TENANT


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """Return the address of a SQLite file of this test, with our tables."""
    url = f"sqlite:///{tmp_path / 'garbridge.sqlite'}"
    new_database(url)
    return url


@pytest.fixture
def sqlite(sqlite_url: str) -> Iterator[Database]:
    """Return an empty SQLite database."""
    database = Database(open_engine(sqlite_url))
    yield database
    database.close()


@pytest.fixture(scope="session")
def redis_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the address of a Redis that runs as long as the tests."""
    with running_redis(tmp_path_factory.mktemp("redis")) as url:
        yield url


@pytest.fixture
def redis_client(redis_url: str) -> RedisClient:
    """Return what one tenant does with that Redis, emptied."""
    server = open_redis(redis_url)
    server.flushall()
    return RedisClient(server, TENANT)


@pytest.fixture
def postgresql(postgresql_database: Database) -> Database:
    """Return the PostgreSQL database, emptied."""
    empty(postgresql_database.engine)
    return postgresql_database


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> Database:
    """Return an empty database of each sort."""
    found = request.getfixturevalue(request.param)
    assert isinstance(found, Database)
    return found


@pytest.fixture(params=["memory", "sqlite", "postgresql"])
def stores(request: pytest.FixtureRequest) -> Stores:
    """Return the empty stores of one tenant, of each sort."""
    if request.param == "memory":
        return memory_stores()
    found = request.getfixturevalue(request.param)
    assert isinstance(found, Database)
    return sql_stores(found)
