"""What a process read is shown for a minute, and read again after it."""

from datetime import timedelta

from garbridge.services.fresh import FRESH, Fresh
from garbridge.testing.world import NOW

TICK = timedelta(microseconds=1)


def test_it_is_read_once_a_minute_also_where_the_clock_went_back() -> None:
    """From what was known before; the end of the minute is exclusive."""
    times = iter([NOW, NOW + FRESH - TICK, NOW + FRESH, NOW, NOW + TICK])
    fresh = Fresh(0, lambda before: before + 1, lambda: next(times))

    assert [fresh.value() for _ in range(5)] == [1, 1, 2, 3, 3]
