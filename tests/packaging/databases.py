"""What a database itself answers, whichever version writes to it."""

from sqlalchemy import create_engine


def rows(address: str, statement: str) -> list[tuple[object, ...]]:
    """Return what the database at *address* itself answers."""
    engine = create_engine(address)
    with engine.connect() as connection:
        found = [tuple(row) for row in connection.exec_driver_sql(statement)]
    engine.dispose()
    return found
