"""The port of what merges brought over beside licences, for as long as they can be undone."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from garbridge.core.identifiers import OperationId
from garbridge.core.merges import Brought


class MergeStore(Protocol):
    """What the merges of one tenant brought over."""

    def note(self, operation: OperationId, brought: Sequence[Brought], *, at: datetime) -> None:
        """Keep what *operation*, of the instant *at*, brought over; forget what is over by then."""
        ...

    def brought(self, operation: OperationId, *, now: datetime) -> Sequence[Brought]:
        """Return what *operation* brought over, in no order.

        Nothing where it is unknown, was forgotten, or :data:`UNDO_WINDOW` has passed at *now*; and
        nothing of anybody who was erased.
        """
        ...

    def claim(self, operation: OperationId, *, now: datetime) -> Sequence[Brought]:
        """Inside a transaction: return the same, which nobody else is given until its end."""
        ...

    def forget(self, operation: OperationId) -> None:
        """Forget it: it was undone."""
        ...

    def expire(self, *, now: datetime) -> None:
        """Forget what nobody can undo any more at *now*."""
        ...
