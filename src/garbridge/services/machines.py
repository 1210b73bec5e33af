"""Which machine asks, and whether not too often."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from threading import Lock
from typing import Final

from garbridge.core.machines import ClientCertificate, Machine, Turned, recognise
from garbridge.ports import CallCounter, Clock
from garbridge.services.feed import Limiter

_PARTS: Final = 100
"""A hundredth of what a machine may ask in a minute is counted at once."""


class Meter:
    """Counts calls in the store, some at a time: not each question costs a transaction.

    Of several workers each has taken a few that it does not use: a machine is stopped by so much
    before its limit, and never after it.

    Args:
        counter: What all workers share.
        per_minute: How often each machine may ask.
    """

    def __init__(self, counter: CallCounter, per_minute: int) -> None:
        self._counter = counter
        self._most = per_minute
        self._at_once = max(1, per_minute // _PARTS)
        self._lock = Lock()
        self._left: dict[str, tuple[datetime, int]] = {}

    def allows(self, machine: str, now: datetime) -> bool:
        """Count one call of *machine*; say whether it is not one too many.

        Raises:
            StoreError: nobody can say.
        """
        minute = now.replace(second=0, microsecond=0)
        with self._lock:
            before, left = self._left.get(machine, (minute, 0))
            if before == minute and left:
                self._left[machine] = minute, left - 1
                return True
        # Two threads may both take some: what one does not use is lost, and nothing is given twice.
        taken = self._counter.take(machine, self._at_once, minute=minute)
        mine = min(self._at_once, self._most - (taken - self._at_once))
        if mine < 1:
            return False
        with self._lock:
            self._left[machine] = minute, mine - 1
        return True


@dataclass(frozen=True, slots=True, kw_only=True)
class MachineService:
    """Lets a machine in by what it proves; strangers are counted in each process by itself."""

    machines: Sequence[Machine]
    meter: Meter
    strangers: Limiter
    clock: Clock

    def admit(self, certificate: ClientCertificate | None, token: str | None) -> Machine | Turned:
        """Return which machine asks, or why it is not heard.

        Raises:
            StoreError: nobody can say how often it asked.
        """
        now = self.clock()
        found = recognise(self.machines, certificate, token, now=now)
        if isinstance(found, Turned):
            return found if self.strangers.allows("", now) else Turned.TOO_MANY
        return found if self.meter.allows(found.id, now) else Turned.TOO_MANY
