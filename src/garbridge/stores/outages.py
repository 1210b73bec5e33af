"""That a store says nothing is known for a moment: not everybody finds it out by waiting.

A portal has few workers.  If each request waited for a silent store, those behind it would wait for
all of them, and far longer than anybody was promised.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

HOLD: Final = 2.0
"""Seconds for which a store that said nothing is not asked: it may be back a moment later."""
PROBE: Final = 0.3
"""Seconds for which it is waited for afterwards, to find out."""


@dataclass(slots=True)
class Outage:
    """What one process knows of one store.

    Args:
        ticks: A clock that only goes forward, in seconds; without one nothing is remembered, which
            is for commands and tests.
    """

    ticks: Callable[[], float] | None = None
    _until: float | None = field(default=None, init=False)

    @property
    def is_on(self) -> bool:
        """Whether the store said nothing when it was asked last."""
        return self._until is not None

    @property
    def is_sure(self) -> bool:
        """Whether that was a moment ago, so that it need not be asked."""
        until = self._until
        return until is not None and self.ticks is not None and self.ticks() < until

    def begin(self, seconds: float = HOLD) -> None:
        """Remember for so many *seconds* that it said nothing; 0 is to ask it first of all."""
        if self.ticks is not None:
            self._until = self.ticks() + seconds

    def end(self) -> None:
        """Remember that it answers."""
        self._until = None
