"""What the statements of an import run on: the connection of one import, on either database."""

from collections.abc import Sequence
from typing import Any, Protocol

from garbridge.ports import Difference

Row = tuple[Any, ...]


class Sql(Protocol):
    """Executes statements with ``:name`` parameters on the connection of one import."""

    def run(self, sql: str, **values: str | int) -> None:
        """Execute a statement."""
        ...

    def rows(self, sql: str, **values: str | int) -> Sequence[Row]:
        """Execute a query and return all its rows."""
        ...


class Target(Protocol):
    """The directory of one tenant during one import."""

    def compare(self) -> Difference:
        """Compare what is wanted with the directory as it is now."""
        ...

    def apply(self, now: int) -> None:
        """Apply the difference in one transaction, at *now* in microseconds since 1970."""
        ...
