"""Time, chance and the portal's own sign-in: what no module below the wiring takes by itself."""

from datetime import datetime
from typing import Protocol

from garbridge.core.permissions import Actor
from garbridge.core.proving import Mismatch
from garbridge.core.roles import Act


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


class Alarms(Protocol):
    """Wakes somebody.  It must not raise: what it tells of was refused already."""

    def sound(self, mismatch: Mismatch) -> None:
        """Tell that a message differed from the decision."""
        ...


class Confirmation(Protocol):
    """The portal's own way to make sure, before a bulk act, that it is still the same person.

    It may ask for the password again, or look when it last did.
    """

    def __call__(self, actor: Actor, act: Act) -> bool:
        """Say whether *actor*, a person, has confirmed that they want to do *act* now."""
        ...
