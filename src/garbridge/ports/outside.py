"""Time and chance, the two things no module below the wiring may take by itself."""

from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    """The only source of time."""

    def __call__(self) -> datetime:
        """Return the current aware UTC datetime."""
        ...


class TokenSource(Protocol):
    """The only source of chance."""

    def __call__(self) -> str:
        """Return an unguessable text of at least 128 bits: letters, digits, ``-`` and ``_``."""
        ...
