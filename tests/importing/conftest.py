"""Databases that directories are imported into: SQLite and PostgreSQL."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine
from tests.stores.migrated import new_database
from tests.stores.postgresql import empty, running_postgresql

from garbridge.stores.sql.engine import open_engine
from garbridge.stores.sql.migrating import upgrade


@pytest.fixture(scope="session", name="server")
def _server() -> Iterator[Engine]:
    with running_postgresql() as url:
        engine = open_engine(url)
        upgrade(engine)
        yield engine


@pytest.fixture(name="sqlite")
def _sqlite(tmp_path: Path) -> Engine:
    url = f"sqlite:///{tmp_path / 'garbridge.sqlite'}"
    new_database(url)
    return open_engine(url)


@pytest.fixture(name="postgresql")
def _postgresql(server: Engine) -> Engine:
    empty(server)
    return server


@pytest.fixture(name="engine", params=["sqlite", "postgresql"])
def _engine(request: pytest.FixtureRequest) -> Engine:
    found = request.getfixturevalue(request.param)
    assert isinstance(found, Engine)
    return found
