"""The PostgreSQL of the tests: one in a process, whoever asks for it."""

from collections.abc import Iterator

import pytest
from tests.stores.postgresql import running_postgresql

from garbridge.stores.sql.database import Database
from garbridge.stores.sql.engine import open_engine
from garbridge.stores.sql.migrating import upgrade


@pytest.fixture(scope="session")
def postgresql_url() -> Iterator[str]:
    """Return the address of a PostgreSQL that runs as long as the tests."""
    with running_postgresql() as url:
        yield url


@pytest.fixture(scope="session")
def postgresql_database(postgresql_url: str) -> Iterator[Database]:
    """Return its database, with our tables."""
    database = Database(open_engine(postgresql_url))
    upgrade(database.engine)
    yield database
    database.close()
