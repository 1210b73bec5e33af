"""How long somebody waits for a database: one that is there and says nothing answers nobody.

What was stopped refuses a connection at once.  What was frozen, or is behind a network that drops
what is sent, does neither: without an end to the waiting, every thread of a portal would stand
still with it.  Commands and jobs may wait; whoever serves a person says how long.

The one thing of SQLite that keeps anybody waiting is another writer.  Nobody who reads waits for
it, so whoever waited in vain reads on, and tries once more to write without waiting.
"""

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy.engine.interfaces import DBAPIConnection

from garbridge.errors import StoreUnavailableError
from garbridge.stores.outages import PROBE, Outage

SILENCE: Final = 1.5
"""Seconds after which a database that has said nothing at all counts as away."""
_MOMENT: Final = 0.1
"""For a writer of SQLite that somebody else has just waited for in vain: it may be done by now."""
ACTIVE: Final = 1
"""The status of a connection that waits for an answer (libpq: ``PQTRANS_ACTIVE``)."""


@dataclass(slots=True)
class Patience:
    """For one request: seconds for each answer, and for each connection that is opened.

    Once one was waited for in vain, nothing is waited for any more.  ``is_busy`` says it of another
    writer, whom no reader waits for.  ``is_heard``: the database is there, however long it takes.
    """

    seconds: float
    is_over: bool = False
    is_busy: bool = False
    is_heard: bool = False


_current: ContextVar[Patience | None] = ContextVar("patience", default=None)


@contextmanager
def patience(seconds: float, *, is_over: bool = False) -> Iterator[None]:
    """Wait in the block for so many *seconds* at most for each answer of a database.

    Not at all where *is_over*: it was waited for already.
    """
    token = _current.set(Patience(seconds, is_over))
    try:
        yield
    finally:
        _current.reset(token)


def require_patience(outage: Outage | None) -> float:
    """Make sure that the database was not waited for in vain already.

    Args:
        outage: What is known of it; ``None`` where it can keep nobody waiting.

    Returns:
        For how many seconds a sign of life is waited for first, 0 where none is needed: somebody
        would wait for longer, or it said nothing a while ago.

    Raises:
        StoreUnavailableError: it was, for the same request, or by whoever knows of the *outage*.
    """
    current = _current.get()
    if current is None:
        return 0.0
    if current.is_over or (outage is not None and outage.is_sure):
        raise StoreUnavailableError("it did not answer a moment ago")
    if outage is None:
        return 0.0
    if outage.is_on:
        return PROBE
    return SILENCE if current.seconds > SILENCE and not current.is_heard else 0.0


def is_left() -> bool:
    """Say whether the database was waited for in vain."""
    current = _current.get()
    return current is not None and current.is_over


@contextmanager
def hearing(most: float) -> Iterator[None]:
    """Wait in the block for *most* seconds, and after it for as long as was said."""
    current = _current.get()
    if current is None:
        yield
        return
    seconds, current.seconds = current.seconds, min(most, current.seconds)
    try:
        yield
    finally:
        current.seconds = seconds
    current.is_heard = True


class Waiting(sqlite3.Connection):
    """A connection to SQLite: ``waits`` is for how many seconds it waits for another writer.

    ``most`` is for how many it does where nobody says.
    """

    most: float = 0.0
    waits: float = 0.0

    def attune(self, outage: Outage) -> None:
        """Wait from now on as long as whoever has it does: less in an *outage*, and not without."""
        waits = bounded(self.most)
        if outage.is_on and _current.get() is not None:
            waits = min(waits, _MOMENT if outage.is_sure else PROBE)
        if waits != self.waits:
            self.execute(f"PRAGMA busy_timeout={int(waits * 1000)}")
            self.waits = waits


def bounded(most: float) -> float:
    """Return for how many seconds another writer is waited for: *most*, where nobody says less."""
    current = _current.get()
    if current is None:
        return most
    return 0.0 if current.is_busy else min(most, current.seconds)


def note_busy() -> None:
    """Note that another writer was waited for in vain."""
    current = _current.get()
    if current is not None:
        current.is_busy = True


def patient(kind: Any, error: type[Exception]) -> Any:  # noqa: ANN401 - a class of psycopg's, which is optional
    """Return the class of connections *kind*, whose waiting ends; *error* is what it raises then.

    A connection that was left while it waits is closed: its answer would be taken for the next.
    """

    def wait(self: Any, gen: Any, *arguments: Any, **named: Any) -> Any:  # noqa: ANN401 - passed on
        current = _current.get()
        if current is None:
            return kind.wait(self, gen, *arguments, **named)
        try:
            return kind.wait(self, gen, *arguments, **{"timeout": current.seconds, **named})
        except error:
            if self.info.transaction_status == ACTIVE:
                current.is_over = True
                self.close()
            raise

    return type(f"Patient{kind.__name__}", (kind,), {"wait": wait})


def opened(connect: Callable[[], DBAPIConnection]) -> DBAPIConnection:
    """Return what *connect* returns, unless somebody does not wait for so long.

    In a thread of its own then: psycopg waits for two seconds at least.  What is left ends by the
    bounds of the driver, and closes what it opened.

    Raises:
        StoreUnavailableError: it was waited for in vain, or the machine gives no thread.
    """
    current = _current.get()
    if current is None:
        return connect()
    return _Opening(connect, current).opened()


class _Opening:
    """One connection that is opened, or that comes too late and is closed."""

    def __init__(self, connect: Callable[[], DBAPIConnection], current: Patience) -> None:
        self._connect = connect
        self._current = current
        self._lock = threading.Lock()
        self._is_left = False
        self._found: DBAPIConnection | None = None
        self._failed: Exception | None = None

    def opened(self) -> DBAPIConnection:
        thread = threading.Thread(target=self._run, daemon=True)
        try:
            thread.start()
        except RuntimeError as full:
            raise StoreUnavailableError("no thread to open a connection in") from full
        thread.join(min(self._current.seconds, SILENCE))
        with self._lock:
            self._is_left = True
        if self._failed is not None:
            raise self._failed
        if self._found is None:
            self._current.is_over = True
            raise StoreUnavailableError("no connection in time")
        return self._found

    def _run(self) -> None:
        try:
            found = self._connect()
        except Exception as failed:  # noqa: BLE001 - raised where somebody waits for it
            self._failed = failed
            return
        with self._lock:
            if not self._is_left:
                self._found = found
                return
        found.close()
