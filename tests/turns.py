"""Workers that take turns at a store, in an order drawn by lot: every order that threads may take.

Threads that are merely started at once take but few of the orders there are, and on a quiet machine
hardly ever the rare ones.  Here each waits before each call of the store until its turn is drawn.
"""

import random
import threading
from collections.abc import Callable, Sequence
from datetime import datetime

from garbridge.ports import OneTimeEntry, OneTimeStore


class Turns:
    """Runs workers that take turns; one seed is one order, again and again.

    Args:
        seed: What the order is drawn from.
    """

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(seed)  # noqa: S311  # an order, no secret
        self._changed = threading.Condition()
        self._waiting: dict[int, threading.Semaphore] = {}
        self._running = 0
        self._here = threading.local()

    def take(self) -> None:
        """Wait for a turn; a thread that is none of the workers goes on at once."""
        number: int | None = getattr(self._here, "number", None)
        if number is None:
            return
        turn = threading.Semaphore(0)
        with self._changed:
            self._waiting[number] = turn
            self._changed.notify()
        turn.acquire()

    def run(self, workers: Sequence[Callable[[], object]]) -> None:
        """Run *workers* to their end; between two turns exactly one of them goes on."""
        self._running = len(workers)
        threads = [
            threading.Thread(target=self._work, args=(number, worker), daemon=True)
            for number, worker in enumerate(workers)
        ]
        for thread in threads:
            thread.start()
        while self._draw():
            pass
        for thread in threads:
            thread.join()

    def _work(self, number: int, worker: Callable[[], object]) -> None:
        self._here.number = number
        try:
            worker()
        finally:
            with self._changed:
                self._running -= 1
                self._changed.notify()

    def _draw(self) -> bool:
        with self._changed:
            self._changed.wait_for(lambda: len(self._waiting) == self._running)
            if not self._running:
                return False
            turn = self._waiting.pop(self._chance.choice(sorted(self._waiting)))
        turn.release()
        return True


class OneTimeInTurns:
    """A one-time store of which each call waits for its turn, as each goes to a server by itself.

    Args:
        store: What keeps the entries.
        turns: Whose turn it is.
    """

    def __init__(self, store: OneTimeStore, turns: Turns) -> None:
        self._store = store
        self._turns = turns

    def keep(self, entry: OneTimeEntry, *, now: datetime) -> None:
        """Store *entry*."""
        self._turns.take()
        self._store.keep(entry, now=now)

    def peek(self, key: str, *, now: datetime) -> bytes | None:
        """Return the body and leave it there."""
        self._turns.take()
        return self._store.peek(key, now=now)

    def redeem(self, key: str, *, now: datetime, leave: OneTimeEntry | None = None) -> bytes | None:
        """Return the body once."""
        self._turns.take()
        return self._store.redeem(key, now=now, leave=leave)
