"""The port of what is counted for a monitor."""

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from garbridge.core.identifiers import ProviderId, SchoolId
from garbridge.core.measures import LaunchKind
from garbridge.core.outages import Asked


class MeasureStore(Protocol):
    """Counts of one tenant; they never name anybody."""

    def launches(self, since: datetime) -> Mapping[LaunchKind, int]:
        """Return how many launches ended at *since* or later, of each kind that there is.

        The cost grows with those alone.
        """
        ...

    def redemptions(self, since: datetime) -> Mapping[str, int]:
        """Return how many tickets and codes were handed in at *since* or later.

        By the protocol's code for why nothing was told; empty where something was.
        """
        ...

    def answered(
        self, since: datetime, until: datetime
    ) -> Mapping[tuple[ProviderId, SchoolId], Asked]:
        """Return of how many people providers were told something, at each school.

        Of the launches from *since* to before *until*, those alone whose protocol lets them ask,
        and that were granted.  What was asked for in vain does not count: anybody may hand in a
        ticket that is none.  The cost grows with those launches alone.
        """
        ...

    def seats(self) -> int:
        """Return how many licences somebody holds.  Asked by a monitor alone."""
        ...
