"""Trials: what a publisher's platform may do to a portal, chosen by whoever tests one.

A trial is chosen for one browser, on the page ``/epreuves``; the configuration names the one that
holds where nothing was chosen.  Only the certificate is everybody's: the portal that reads our
metadata comes without a browser.
"""

from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from threading import Lock

from provider_stub.browsers import NOBODY, Browser

_BROWSERS = 10_000
_DRIFT = timedelta(minutes=10)


class Trial(StrEnum):
    """What goes wrong."""

    NONE = "none"
    CLOCK_AHEAD = "clock_ahead"
    CLOCK_BEHIND = "clock_behind"
    SLOW = "slow"
    DOWN = "down"
    CERTIFICATE_ENDED = "certificate_ended"
    ONE_MORE = "one_more"
    REPLAY = "replay"
    DOUBLE_CLICK = "double_click"
    SECOND_TAB = "second_tab"
    LOST_COOKIE = "lost_cookie"


@dataclass(frozen=True, slots=True)
class Departure:
    """The answer with which a browser left for the portal, to be given again."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes


_DRIFTS = {Trial.CLOCK_AHEAD: _DRIFT, Trial.CLOCK_BEHIND: -_DRIFT}
_drift: ContextVar[timedelta] = ContextVar("drift", default=timedelta(0))


def drift() -> timedelta:
    """How far our clock is from the machine's, in the request at work."""
    return _drift.get()


@contextmanager
def drifting(trial: Trial) -> Iterator[None]:
    """Move our clock as *trial* says, until the end of the block, in this thread alone.

    >>> with drifting(Trial.CLOCK_BEHIND):
    ...     print(drift() < timedelta(0))
    True
    >>> drift()
    datetime.timedelta(0)
    """
    token = _drift.set(_DRIFTS.get(trial, timedelta(0)))
    try:
        yield
    finally:
        _drift.reset(token)


class Trials:
    """Which browser tries what; the oldest choice is forgotten first."""

    def __init__(self, default: Trial = Trial.NONE) -> None:
        self._default = default
        self._lock = Lock()
        self._chosen: OrderedDict[str, Trial] = OrderedDict()
        self._certificate_ended = default is Trial.CERTIFICATE_ENDED

    def of(self, browser: Browser) -> Trial:
        """Return what *browser* tries."""
        with self._lock:
            return self._chosen.get(browser.session, self._default)

    @property
    def certificate_ended(self) -> bool:
        """Whether our metadata hold a certificate that has ended, for everybody."""
        return self._certificate_ended

    def choose(self, browser: Browser, trial: Trial) -> None:
        """Let *browser* try *trial* from now on; a browser that we do not know chooses nothing."""
        if browser == NOBODY:
            return
        with self._lock:
            self._certificate_ended = trial is Trial.CERTIFICATE_ENDED or (
                self._certificate_ended
                and self._chosen.get(browser.session) is not Trial.CERTIFICATE_ENDED
            )
            self._chosen[browser.session] = trial
            self._chosen.move_to_end(browser.session)
            if len(self._chosen) > _BROWSERS:
                self._chosen.popitem(last=False)
