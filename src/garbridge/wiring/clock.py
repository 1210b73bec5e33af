"""The clock and the random source; every other module is handed them."""

import os
import time
from datetime import UTC, datetime


def system_clock() -> datetime:
    """Return the current aware UTC datetime."""
    return datetime.now(UTC)


def system_ticks() -> float:
    """Return seconds of a clock that never goes back."""
    return time.monotonic()


def random_token() -> str:
    """Return 40 unguessable characters, 160 bits: one call of the system, no loop of our own."""
    return os.urandom(20).hex()
