"""Which providers do not answer, as every worker knows it: from the database, once a minute."""

from collections.abc import Callable

from garbridge.core.outages import SETTLED, WINDOW, Down, down_of
from garbridge.errors import StoreError
from garbridge.ports import Clock, MeasureStore
from garbridge.services.fresh import Fresh


class Outages:
    """What one process knows of providers that do not answer.

    Args:
        measures: Where launches and redemptions are counted; asked for when it is needed.
        clock: The time.
    """

    def __init__(self, measures: Callable[[], MeasureStore], clock: Clock) -> None:
        self._measures = measures
        self._clock = clock
        self._down = Fresh(Down(), self._read, clock)

    def down(self) -> Down:
        """Return them; nobody is said to be down whom nothing is known of."""
        return self._down.value()

    def _read(self, _before: Down) -> Down:
        now = self._clock()
        try:
            return down_of(self._measures().answered(now - WINDOW, now - SETTLED))
        except StoreError:
            return Down()
