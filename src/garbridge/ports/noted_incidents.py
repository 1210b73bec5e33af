"""The port of what somebody was shown that never became a launch."""

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from garbridge.core.noted_incidents import NotedIncident


class IncidentLog(Protocol):
    """The incidents of one tenant that people were shown: none names anybody."""

    def note(self, incident: NotedIncident) -> bool:
        """Note *incident*; ``False`` where there were too many of late, and it is not.

        Too many is :data:`garbridge.core.noted_incidents.MOST` of its code in the window that ends
        with it.

        Raises:
            StoreError: it could not be noted.
        """
        ...

    def incident(self, reference: str, *, now: datetime) -> NotedIncident | None:
        """Return the one that was shown under *reference*; ``None`` if none is known at *now*.

        One is forgotten :data:`garbridge.core.noted_incidents.KEPT` after it was shown.
        """
        ...

    def counted(self, since: datetime) -> Mapping[str, int]:
        """Return how many were noted at *since* or later, by their codes; of none there is none."""
        ...
