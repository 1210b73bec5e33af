"""The port of what counts how often other machines ask."""

from datetime import datetime
from typing import Protocol


class CallCounter(Protocol):
    """How often each machine asked in the running minute, in all workers together; no person."""

    def take(self, machine: str, calls: int, *, minute: datetime) -> int:
        """Count *calls* of *machine* in *minute*; return how many there are in it with these.

        Another minute than the last one begins at nothing.  Of many that take at once each is told
        another number.
        """
        ...
