"""Asks an upstream while somebody waits: within bounds of time, size and number.

- All of it, names looked up and headers included, takes :data:`TOTAL` seconds at most, and the
  bounds of :mod:`garbridge.wiring.timed_http` hold.
- At most so many at one time, and none for :data:`PAUSE` seconds after two in a row were too late:
  see :mod:`garbridge.wiring.upstream_places`.
"""

import logging
from collections.abc import Mapping
from typing import Final
from urllib.parse import urlencode

from garbridge.ports import Fetched, Unfetched
from garbridge.wiring.timed_http import FORM, Asked, TimedRequest
from garbridge.wiring.upstream_places import Slots

TOTAL: Final = 5.0
PAUSE: Final = 10.0
"""Seconds."""
LARGEST: Final = 256 * 1024
"""No honest answer about one person is larger, in octets."""

_LOG = logging.getLogger("garbridge.upstream")


class HttpFetcher:
    """Asks one upstream.

    Args:
        places: Where who asks must have a place.
        total: Seconds for one request.
    """

    def __init__(self, places: Slots, *, total: float = TOTAL) -> None:
        self._places = places
        self._total = total

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
        try:
            place = self._places.take()
        except OSError as broken:
            return Unfetched(f"no place to ask from: {type(broken).__name__}")
        if place is None:
            return Unfetched("too many requests are under way")
        request = TimedRequest(asked, place.close)
        try:
            request.start()
        except RuntimeError:  # the machine gives no thread
            place.close()
            return Unfetched("no thread")
        request.join(self._total)
        outcome = request.outcome
        self._places.note(is_late=outcome is None)
        if outcome is None:
            request.shut()
            return Unfetched(f"no answer within {self._total:.0f} s")
        return outcome
