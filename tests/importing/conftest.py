"""Databases that directories are imported into: SQLite and PostgreSQL."""

from pathlib import Path

import pytest
from sqlalchemy import Engine
from tests.stores.migrated import new_database
from tests.stores.postgresql import empty

from garbridge.stores.sql.database import Database
from garbridge.stores.sql.engine import open_engine


@pytest.fixture(name="sqlite")
def _sqlite(tmp_path: Path) -> Engine:
    url = f"sqlite:///{tmp_path / 'garbridge.sqlite'}"
    new_database(url)
    return open_engine(url)


@pytest.fixture(name="postgresql")
def _postgresql(postgresql_database: Database) -> Engine:
    empty(postgresql_database.engine)
    return postgresql_database.engine


@pytest.fixture(name="engine", params=["sqlite", "postgresql"])
def _engine(request: pytest.FixtureRequest) -> Engine:
    found = request.getfixturevalue(request.param)
    assert isinstance(found, Engine)
    return found
