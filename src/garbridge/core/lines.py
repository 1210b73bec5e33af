"""How many lines of a journal may be asked for: the same on every store.

To a database a negative number is all lines, an error, or all but the last ones.
"""

from typing import Final

from garbridge.errors import ValueRefusedError

MOST_LINES: Final = 1_000_000


def require_limit(limit: int) -> int:
    """Return *limit*.

    Raises:
        ValueRefusedError: it is below 1, or above :data:`MOST_LINES`.

    >>> require_limit(50)
    50
    """
    if not 1 <= limit <= MOST_LINES:
        raise ValueRefusedError("limit", str(limit), f"a number from 1 to {MOST_LINES}")
    return limit
