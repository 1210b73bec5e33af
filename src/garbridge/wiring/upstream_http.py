"""Asks an upstream while somebody waits: within bounds of time, size and number.

- All of it, names looked up and headers included, takes :data:`TOTAL` seconds at most, and the
  bounds of :mod:`garbridge.wiring.timed_http` hold.
- Whatever is answered within :data:`QUICK` seconds is no burden, however many ask at the peak of a
  Monday morning.  Beyond that at most so many go on at one time, and nobody asks for :data:`PAUSE`
  seconds after two in a row were too late: see :mod:`garbridge.wiring.upstream_places`.
"""

import logging
import threading
from collections.abc import Mapping
from typing import Final, TextIO
from urllib.parse import urlencode

from garbridge.ports import Fetched, Unfetched
from garbridge.wiring.timed_http import FORM, Asked, begun
from garbridge.wiring.upstream_places import Slots

QUICK: Final = 0.5
TOTAL: Final = 5.0
PAUSE: Final = 10.0
"""Seconds."""
LARGEST: Final = 256 * 1024
"""No honest answer about one person is larger, in octets."""

_LOG = logging.getLogger("garbridge.upstream")


class HttpFetcher:
    """Asks one upstream.

    Args:
        places: Where who asks for long must have a place.
        total: Seconds for one request.
        quick: Seconds of it for which no place is needed.
    """

    def __init__(self, places: Slots, *, total: float = TOTAL, quick: float = QUICK) -> None:
        self._places = places
        self._total = total
        self._quick = quick

    def get(
        self, url: str, *, headers: Mapping[str, str] | None = None, limit: int | None = None
    ) -> Fetched | Unfetched:
        """Return what is at *url*."""
        return self._ask(Asked("GET", url, None, headers or {}, limit or LARGEST))

    def post(
        self, url: str, form: Mapping[str, str], *, headers: Mapping[str, str] | None = None
    ) -> Fetched | Unfetched:
        """Return the answer to *form*."""
        body = urlencode(form)
        return self._ask(Asked("POST", url, body, {**FORM, **(headers or {})}, LARGEST))

    def _ask(self, asked: Asked) -> Fetched | Unfetched:
        outcome = self._answered(asked)
        if isinstance(outcome, Unfetched):
            _LOG.warning("the upstream was asked in vain: %s", outcome.why)
        return outcome

    def _answered(self, asked: Asked) -> Fetched | Unfetched:
        if self._places.is_closed():
            return Unfetched("it did not answer a moment ago")
        held = _Held()
        request = begun(asked, held.end)
        if request is None:
            return Unfetched("no thread")
        request.join(self._quick)
        if request.outcome is None and (refused := self._placed(held)) is not None:
            request.shut()
            return refused
        request.join(self._total - self._quick)
        outcome = request.outcome
        self._places.note(is_late=outcome is None)
        if outcome is None:
            request.shut()
            return Unfetched(f"no answer within {self._total:.0f} s")
        return outcome

    def _placed(self, held: "_Held") -> Unfetched | None:
        """Take a place for a question that is slow; say why it cannot go on without one."""
        try:
            place = self._places.take()
        except OSError as broken:
            return Unfetched(f"no place to ask from: {type(broken).__name__}")
        if place is None:
            return Unfetched("too many slow requests are under way")
        held.hold(place)
        return None


class _Held:
    """A place, which the thread of a question gives back once it ends, also long after its time."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._place: TextIO | None = None
        self._is_over = False

    def hold(self, place: TextIO) -> None:
        """Hold *place*, unless the question has ended meanwhile."""
        with self._lock:
            if self._is_over:
                place.close()
            else:
                self._place = place

    def end(self) -> None:
        """Give back what is held, now or later."""
        with self._lock:
            self._is_over = True
            if self._place is not None:
                self._place.close()
