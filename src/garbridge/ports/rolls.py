"""The port of the rolls of schools."""

from typing import Protocol

from garbridge.core.identifiers import SchoolId
from garbridge.core.rolls import Roll


class RollStore(Protocol):
    """Who was at each school of one tenant when it was last looked at."""

    def roll(self, school: SchoolId) -> Roll:
        """Return the roll of *school*; empty where it was never looked at."""
        ...

    def write(self, school: SchoolId, roll: Roll) -> None:
        """Replace the roll of *school*, all or nothing.

        Raises:
            StoreError: the roll is as it was.
        """
        ...
