"""What one process read within the last minute, so that no page asks for it anew."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final, Generic, TypeVar

from garbridge.ports import Clock

T = TypeVar("T")

FRESH: Final = timedelta(minutes=1)
"""For so long what was read last is shown; a clock that went back ends it too."""


class Fresh(Generic[T]):
    """A value that is read when it is asked for and was not read for a minute.

    Args:
        first: What is known before anything was read.
        read: Returns the value now, from the one that was known before.
        clock: The time.
    """

    def __init__(self, first: T, read: Callable[[T], T], clock: Clock) -> None:
        self._known = first
        self._read = read
        self._clock = clock
        self._until: datetime | None = None

    def value(self) -> T:
        """Return it."""
        now = self._clock()
        if self._until is None or not now < self._until <= now + FRESH:
            self._until = now + FRESH
            self._known = self._read(self._known)
        return self._known
