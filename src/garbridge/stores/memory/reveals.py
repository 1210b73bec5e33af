"""Requests to name the person behind an identifier, in memory."""

from collections.abc import Mapping, Sequence
from itertools import count

from garbridge.core.reveals import CLOSING, PROTOCOL, RevealStep
from garbridge.errors import StoreError
from garbridge.stores.memory.database import MemoryDatabase


class MemoryReveals:
    """The reference of :class:`garbridge.ports.RevealStore`.

    Args:
        database: Where they are kept, beside the launches.
    """

    def __init__(self, database: MemoryDatabase) -> None:
        self._database = database
        self._numbers = count()

    def add(self, step: RevealStep) -> None:
        """Keep *step*.

        Raises:
            StoreError: its request is closed already; nothing was written.
        """
        with self._database.transaction():
            closed = any(one.kind in CLOSING for one in self.steps(step.request))
            if closed and step.kind in CLOSING:
                raise StoreError("the request is closed already")
            self._database.naming.reveals.put(next(self._numbers), step)

    def steps(self, request: str) -> Sequence[RevealStep]:
        """Return the steps of one request, oldest first."""
        return [one for one in reversed(self._newest()) if one.request == request]

    def latest(self, *, limit: int) -> Sequence[RevealStep]:
        """Return the steps of all requests, newest first."""
        return self._newest()[:limit]

    def recorded(self) -> Mapping[str, str]:
        """Return what the journal of launches says of them."""
        with self._database.transaction():
            records = self._database.records.all().values()
        return {one.reference: one.policy for one in records if one.protocol == PROTOCOL}

    def _newest(self) -> list[RevealStep]:
        with self._database.transaction():
            found = sorted(self._database.naming.reveals.all().items(), reverse=True)
        return [step for _, step in found]
