"""What an export says of people, as it was at one instant: whatever is changed meanwhile.

A person who moves from one school to another while an export is made stands at one of them, and
whoever is made a delegate stands in all of its files or in none.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from garbridge.stores.sql.delegations import SqlDelegations
from garbridge.stores.sql.directory import SqlDirectory
from garbridge.stores.sql.restrictions import SqlRestrictions


@dataclass(frozen=True, slots=True)
class OneState:
    """The stores that an export reads, in one state of their database; nothing is written."""

    directory: SqlDirectory
    delegations: SqlDelegations
    restrictions: SqlRestrictions


@contextmanager
def one_state(directory: SqlDirectory) -> Iterator[OneState]:
    """Yield the state of the database of *directory* as it is now, on a connection of its own.

    Raises:
        StoreError: the database is away.
    """
    with directory.apart() as (database, tenant):
        yield OneState(
            directory=SqlDirectory(database, tenant),
            delegations=SqlDelegations(database, tenant),
            restrictions=SqlRestrictions(database, tenant),
        )
