"""The version of the tables."""

from sqlalchemy import Engine

from garbridge.stores.sql.schema import metadata


def upgrade_database(engine: Engine) -> None:
    """Bring the tables to the version of this program."""
    metadata.create_all(engine)


def database_status(engine: Engine) -> tuple[str | None, str]:
    """Return the version that is there, ``None`` for an empty database, and the expected one."""
    return None, "1"
