"""What somebody was shown that never became a launch: by its reference, without the person.

A launch that is refused has a record of its own.  This is the rest: a sign-in that failed, a
request that no provider of ours made, an error.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Final

from garbridge.core.arrivals import ARRIVAL_FAULTS
from garbridge.core.faults import CANNOT_REAUTHENTICATE, ERRORS, SESSION_ENDED
from garbridge.core.incidents import REFUSALS, Incident

KEPT: Final = timedelta(days=30)
"""How long one is remembered."""
MOST: Final = 300
"""Of one code and tenant in :data:`WINDOW`.

Strangers make errors as fast as they like, though not every one: what they make hides no other."""
WINDOW: Final = timedelta(hours=1)

INCIDENTS: Final[Mapping[str, Incident]] = MappingProxyType(
    {
        one.code: one
        for one in (
            SESSION_ENDED,
            CANNOT_REAUTHENTICATE,
            *REFUSALS.values(),
            *ERRORS.values(),
            *ARRIVAL_FAULTS.values(),
        )
    }
)
"""Each code with what it says; codes that have several texts have the last of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NotedIncident:
    """What somebody was shown.

    ``code`` is the one of the page, ``cause`` the stable name of what was behind it, and
    ``endpoint`` the one of ours that was asked; no word of any comes from outside.
    """

    reference: str
    at: datetime
    code: str
    cause: str
    endpoint: str
