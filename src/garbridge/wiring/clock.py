"""The clock and the random source; every other module is handed them."""

import secrets
import time
from datetime import UTC, datetime


def system_clock() -> datetime:
    """Return the current aware UTC datetime."""
    return datetime.now(UTC)


def system_ticks() -> float:
    """Return seconds of a clock that never goes back."""
    return time.monotonic()


def random_token() -> str:
    """Return 32 unguessable characters, 192 bits."""
    return secrets.token_urlsafe(24)
