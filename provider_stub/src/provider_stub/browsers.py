"""Which browser is which, and which sign-ins each of them has open.

Nobody has an account here: a browser is a random token in a cookie.  A second
token travels in the state cookie of the ACS, because a cross-site POST does not
carry the first one (SameSite=Lax).
"""

import secrets
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from threading import Lock

from provider_stub.catalogue import Resource

_TOKEN_BYTES = 32
_BROWSERS = 10_000
_REQUESTS = 10_000
REQUEST_LIFETIME = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Browser:
    """One browser: ``session`` is its session cookie, ``acs`` its state cookie at the ACS."""

    session: str
    acs: str


NOBODY = Browser("", "")
"""The browser of a cookie we do not know: it opened nothing, and nothing is its own."""


class Browsers:
    """The browsers seen lately; the oldest is forgotten first."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._by_session: OrderedDict[str, Browser] = OrderedDict()
        self._by_acs: dict[str, Browser] = {}

    def welcome(self, session: str | None) -> Browser:
        """Return the browser of that cookie; a token we did not give gets a new one."""
        with self._lock:
            known = self._by_session.get(session or "")
            if known is not None:
                self._by_session.move_to_end(known.session)
                return known
            fresh = Browser(
                secrets.token_urlsafe(_TOKEN_BYTES), secrets.token_urlsafe(_TOKEN_BYTES)
            )
            self._by_session[fresh.session] = fresh
            self._by_acs[fresh.acs] = fresh
            if len(self._by_session) > _BROWSERS:
                _, oldest = self._by_session.popitem(last=False)
                del self._by_acs[oldest.acs]
            return fresh

    def by_session(self, token: str | None) -> Browser:
        """Return the browser of a session cookie, or :data:`NOBODY`."""
        with self._lock:
            return self._by_session.get(token or "", NOBODY)

    def by_acs(self, token: str | None) -> Browser:
        """Return the browser of a state cookie, or :data:`NOBODY`."""
        with self._lock:
            return self._by_acs.get(token or "", NOBODY)


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenRequest:
    """A sign-in under way: *browser* asked for *resource*; ``ends`` is exclusive.

    ``nonce`` and ``verifier`` are OpenID Connect's own, and never leave us before the answer.
    """

    id: str
    browser: Browser
    resource: Resource
    relay_state: str
    ends: datetime
    nonce: str = ""
    verifier: str = ""


class NotOpen(StrEnum):
    """Why there is no open request to answer."""

    UNKNOWN = "inconnue ou déjà close"
    OTHER_BROWSER = "ouverte par un autre navigateur"
    TOO_OLD = "trop ancienne"


class OpenRequests:
    """The sign-ins under way; each is closed by the first answer of its own browser."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._requests: OrderedDict[str, OpenRequest] = OrderedDict()

    def open(self, request: OpenRequest) -> None:
        """Remember *request*."""
        with self._lock:
            self._requests[request.id] = request
            if len(self._requests) > _REQUESTS:
                self._requests.popitem(last=False)

    def close(self, request_id: str, browser: Browser, *, now: datetime) -> OpenRequest | NotOpen:
        """Close the request of that id and return it, if *browser* opened it.

        An answer from another browser closes nothing: it could otherwise be
        used to spoil the sign-in of somebody else.
        """
        with self._lock:
            request = self._requests.get(request_id)
            if request is None:
                return NotOpen.UNKNOWN
            if request.browser != browser:
                return NotOpen.OTHER_BROWSER
            del self._requests[request_id]
            return request if now < request.ends else NotOpen.TOO_OLD

    def close_any(
        self, resource: Resource, browser: Browser, *, now: datetime
    ) -> OpenRequest | NotOpen:
        """Close the oldest request of *browser* for *resource*: CAS carries no request id."""
        with self._lock:
            mine = next(
                (
                    request
                    for request in self._requests.values()
                    if request.browser == browser
                    and request.resource == resource
                    and now < request.ends
                ),
                None,
            )
            if mine is None:
                return NotOpen.UNKNOWN
            del self._requests[mine.id]
            return mine
