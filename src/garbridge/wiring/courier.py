"""Posts what providers are told of a logout: all at once, and for a few seconds at most."""

import logging
from collections.abc import Sequence
from http import HTTPStatus
from typing import Final
from urllib.parse import urlencode

from garbridge.ports import Fetched, LogoutNotice, Unfetched
from garbridge.wiring.clock import system_ticks
from garbridge.wiring.timed_http import FORM, Asked, begun, ended

TOTAL: Final = 3.5
"""Seconds for all of them together.  Somebody waits in front of the page meanwhile."""
_AT_ONCE: Final = 16

_LOG = logging.getLogger("garbridge.logout")


class HttpCourier:
    """Posts by HTTP; it follows no redirect and reads no answer, only its status.

    What has not answered in time, a byte a second or not at all, has its connection shut: its
    thread ends with it, so that nothing outlives the request for long and a fork finds none.
    """

    def deliver(self, notices: Sequence[LogoutNotice]) -> Sequence[bool]:
        """Post *notices*; say of each whether it was taken."""
        until = system_ticks() + TOTAL
        taken: list[bool] = []
        for start in range(0, len(notices), _AT_ONCE):
            taken += _posted(notices[start : start + _AT_ONCE], until)
        return taken


def _posted(notices: Sequence[LogoutNotice], until: float) -> list[bool]:
    """Post so many at once; those whose time is over before they begin are not posted."""
    if system_ticks() >= until:
        return [False] * len(notices)
    posts = [begun(Asked("POST", one.url, urlencode(one.form), FORM)) for one in notices]
    return [_is_taken(outcome) for outcome in ended(posts, until)]


def _is_taken(outcome: Fetched | Unfetched) -> bool:
    if not isinstance(outcome, Fetched):
        said = outcome.why
    elif HTTPStatus.OK <= outcome.status < HTTPStatus.MULTIPLE_CHOICES:
        return True
    else:
        said = str(outcome.status)
    _LOG.warning("a provider did not take a logout: %s", said)
    return False
