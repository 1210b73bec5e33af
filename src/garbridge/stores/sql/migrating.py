"""Brings a database to the tables of this version, and back.

The scripts stand in ``migrations/versions`` and are part of the wheel.  garbridge has a version
table of its own and looks at its own tables only; a portal that keeps its tables in the same
database gives :func:`without_garbridge_tables` to its Alembic environment, and then neither sees
the other::

    migrate = Migrate(app, db, include_object=without_garbridge_tables)
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Final

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.runtime.environment import EnvironmentContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine
from sqlalchemy.sql.schema import SchemaItem

from garbridge.stores.sql.engine import store_errors
from garbridge.stores.sql.schema import PREFIX, VERSION_TABLE, metadata

_SCRIPTS: Final = "garbridge.stores.sql:migrations"
_LOCK: Final = 0x6761726272696467
"""The number of PostgreSQL's advisory lock: the first bytes of our name."""


@dataclass(frozen=True, slots=True)
class Status:
    """The revision a database has, ``None`` for no tables at all, and the one it should have.

    ``is_newer`` where this version does not know the revision it has.
    """

    current: str | None
    head: str | None
    is_newer: bool = False

    @property
    def up_to_date(self) -> bool:
        """Say whether there is nothing to do."""
        return self.current == self.head


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Bring the database to *revision* in one transaction; two at once wait for one another.

    Raises:
        StoreError: nothing was changed.
    """
    with _alone(engine) as connection:
        command.upgrade(_config(connection), revision)


def downgrade(engine: Engine, revision: str = "base") -> None:
    """Bring the database back to *revision* in one transaction; ``base`` drops every table.

    Raises:
        StoreError: nothing was changed.
    """
    with _alone(engine) as connection:
        command.downgrade(_config(connection), revision)


def status(engine: Engine) -> Status:
    """Return where the database stands.

    Raises:
        StoreError: it cannot be read.
    """
    with store_errors(), engine.connect() as connection:
        current = _context(connection).get_current_revision()
    known = _revisions()
    return Status(current, known[0], current is not None and current not in known)


@cache
def _revisions() -> tuple[str, ...]:
    """Return every revision of this version, the latest first."""
    config = Config()
    config.set_main_option("script_location", _SCRIPTS)
    return tuple(one.revision for one in ScriptDirectory.from_config(config).walk_revisions())


def check(engine: Engine) -> list[str]:
    """Return how the tables differ from those of this version; nothing when they agree.

    Raises:
        StoreError: the database cannot be read.
    """
    with store_errors(), engine.connect() as connection:
        return [str(difference) for difference in compare_metadata(_context(connection), metadata)]


def ours(
    _item: SchemaItem, name: str | None, kind: str, _reflected: object, _compared: object
) -> bool:
    """Say whether Alembic may look at a table: ours are those with the prefix."""
    return kind != "table" or (name or "").startswith(PREFIX)


def without_garbridge_tables(
    item: SchemaItem, name: str | None, kind: str, reflected: object, compared: object
) -> bool:
    """Say whether a portal's Alembic may look at a table: any but garbridge's."""
    return kind != "table" or not ours(item, name, kind, reflected, compared)


def run_environment(environment: EnvironmentContext) -> None:
    """Run the scripts on the connection that :func:`upgrade` or :func:`downgrade` opened."""
    environment.configure(
        connection=environment.config.attributes["connection"],
        target_metadata=metadata,
        version_table=VERSION_TABLE,
        include_object=ours,
        transactional_ddl=True,
    )
    with environment.begin_transaction():
        environment.run_migrations()


@contextmanager
def _alone(engine: Engine) -> Iterator[Connection]:
    with store_errors(), engine.connect() as connection, connection.begin():
        if engine.dialect.name == "sqlite":
            # The driver begins by itself only before rows are changed, not before tables are.
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        else:
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")
        yield connection


def _config(connection: Connection) -> Config:
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", _SCRIPTS)
    return config


def _context(connection: Connection) -> MigrationContext:
    return MigrationContext.configure(
        connection, opts={"version_table": VERSION_TABLE, "include_object": ours}
    )
