"""Posts what providers are told of a logout: all at once, and for a few seconds at most."""

import logging
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus
from typing import Final

import requests

from garbridge.ports import LogoutNotice

CONNECT: Final = 1.5
ANSWER: Final = 2.0
"""Seconds.  Somebody waits in front of the page meanwhile."""
_AT_ONCE: Final = 16

_LOG = logging.getLogger("garbridge.logout")


class HttpCourier:
    """Posts by HTTP; it follows no redirect and reads no answer, only its status.

    The threads live as long as one delivery, so that nothing outlives the request and a fork finds
    none.
    """

    def deliver(self, notices: Sequence[LogoutNotice]) -> Sequence[bool]:
        """Post *notices*; say of each whether it was taken."""
        if not notices:
            return []
        with ThreadPoolExecutor(min(len(notices), _AT_ONCE)) as workers:
            return list(workers.map(_posted, notices))


def _posted(notice: LogoutNotice) -> bool:
    try:
        with requests.post(
            notice.url,
            data=dict(notice.form),
            timeout=(CONNECT, ANSWER),
            allow_redirects=False,
            stream=True,
        ) as answer:
            taken = HTTPStatus.OK <= answer.status_code < HTTPStatus.MULTIPLE_CHOICES
            said = str(answer.status_code)
    except (requests.RequestException, ValueError) as broken:
        taken, said = False, type(broken).__name__
    if not taken:
        _LOG.warning("a provider did not take a logout: %s", said)
    return taken
