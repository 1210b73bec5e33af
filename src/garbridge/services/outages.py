"""Which providers do not answer, as every worker knows it: from the database, once a minute."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from garbridge.core.identifiers import ProviderId
from garbridge.core.outages import SETTLED, WINDOW, down_of
from garbridge.errors import StoreError
from garbridge.ports import Clock, MeasureStore

FRESH: Final = timedelta(minutes=1)
"""For so long a process shows what it read last, so that no page asks."""


class Outages:
    """What one process knows of providers that do not answer.

    Args:
        measures: Where launches and redemptions are counted; asked for when it is needed.
        clock: The time.
    """

    def __init__(self, measures: Callable[[], MeasureStore], clock: Clock) -> None:
        self._measures = measures
        self._clock = clock
        self._down: frozenset[ProviderId] = frozenset()
        self._until: datetime | None = None

    def down(self) -> frozenset[ProviderId]:
        """Return them; nobody is said to be down whom nothing is known of."""
        now = self._clock()
        if self._until is None or not now < self._until <= now + FRESH:
            self._until = now + FRESH
            self._down = self._read(now)
        return self._down

    def _read(self, now: datetime) -> frozenset[ProviderId]:
        try:
            return down_of(self._measures().answered(now - WINDOW, now - SETTLED))
        except StoreError:
            return frozenset()
