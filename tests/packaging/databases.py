"""Databases of a test's own on one PostgreSQL, empty or like another one."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import create_engine, make_url, text


@contextmanager
def database(server: str, name: str, *, like: str = "template1") -> Iterator[str]:
    """Yield the address of a database called *name*, as the one called *like* is now."""
    address = make_url(server)
    engine = create_engine(address, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {like}"))
    try:
        yield address.set(database=name).render_as_string(hide_password=False)
    finally:
        with engine.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
        engine.dispose()


def rows(address: str, statement: str) -> list[tuple[object, ...]]:
    """Return what the database at *address* itself answers."""
    engine = create_engine(address)
    with engine.connect() as connection:
        found = [tuple(row) for row in connection.execute(text(statement))]
    engine.dispose()
    return found
