"""Asks an upstream while somebody waits: within bounds of time, size and number.

- All of it, names looked up and headers included, takes :data:`TOTAL` seconds at most: a socket's
  own timeout is for each of its reads, so that a byte a second would go on for ever.  What is not
  done by then has its connection shut, and the thread that waited for it ends.
- At most so many at one time, and none for :data:`PAUSE` seconds after two in a row were too late:
  see :mod:`garbridge.wiring.upstream_places`.
- TLS with the machine's certificates, no redirect, no compression, no cookie, no ``.netrc``.
"""

import logging
import socket
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlencode

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import HTTPError

from garbridge.ports import Fetched, Unfetched
from garbridge.wiring.upstream_places import Slots

CONNECT: Final = 3.0
TOTAL: Final = 5.0
PAUSE: Final = 10.0
"""Seconds."""
LARGEST: Final = 256 * 1024
"""No honest answer about one person is larger, in octets."""

_PIECE: Final = 16 * 1024
_HEADERS: Final = {"Accept-Encoding": "identity", "User-Agent": "garbridge"}
FORM: Final = {"Content-Type": "application/x-www-form-urlencoded"}
_LOG = logging.getLogger("garbridge.upstream")


class _Lines(threading.local):
    """The connections that the present thread opened, so that they can be shut from another."""

    opened: "list[socket.socket] | None" = None


_LINES: Final = _Lines()


def _noted(line: socket.socket) -> socket.socket:
    """Note a second handle of *line*: it stays good when TLS takes over the first."""
    if _LINES.opened is not None:
        _LINES.opened.append(line.dup())
    return line


class _Plain(HTTPConnection):
    def _new_conn(self) -> socket.socket:
        return _noted(super()._new_conn())


class _Secure(HTTPSConnection):
    def _new_conn(self) -> socket.socket:
        return _noted(super()._new_conn())


class _PlainPool(HTTPConnectionPool):
    ConnectionCls = _Plain


class _SecurePool(HTTPSConnectionPool):
    ConnectionCls = _Secure


_POOLS: Final = {"http": _PlainPool, "https": _SecurePool}


class _Adapter(HTTPAdapter):
    """Opens connections that can be shut."""

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - as requests has it
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = _POOLS

    def proxy_manager_for(self, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - likewise
        manager = super().proxy_manager_for(*args, **kwargs)
        manager.pool_classes_by_scheme = _POOLS
        return manager


def _nobody(request: requests.PreparedRequest) -> requests.PreparedRequest:
    """Add no credentials: what stands in ``.netrc`` would replace ours."""
    return request


@dataclass(frozen=True, slots=True)
class Asked:
    """One request; without ``limit`` the answer is not read, only its status."""

    method: str
    url: str
    body: str | None = field(repr=False)
    headers: Mapping[str, str] = field(repr=False)
    limit: int | None = None


class TimedRequest(threading.Thread):
    """One request in a thread of its own, which ends with it or soon after its time."""

    def __init__(self, asked: Asked, done: Callable[[], object]) -> None:
        super().__init__(daemon=True)
        self._asked = asked
        self._done = done
        self._lines: list[socket.socket] = []
        self._over = threading.Event()
        self.outcome: Fetched | Unfetched | None = None

    def run(self) -> None:
        """Ask, and close what was opened."""
        _LINES.opened = self._lines
        try:
            self.outcome = self._fetched()
        except (requests.RequestException, HTTPError, OSError, ValueError) as broken:
            self.outcome = Unfetched(type(broken).__name__)
        finally:
            for line in self._lines:
                line.close()
            self._done()

    def shut(self) -> None:
        """Shut what is still open: whoever reads from it is told that it ended."""
        self._over.set()
        for line in [*self._lines]:
            try:
                line.shutdown(socket.SHUT_RDWR)
            except OSError:  # it ended by itself
                continue

    def _fetched(self) -> Fetched | Unfetched:
        asked = self._asked
        with requests.Session() as session:
            session.mount("http://", _Adapter())
            session.mount("https://", _Adapter())
            with session.request(
                asked.method,
                asked.url,
                data=asked.body,
                headers={**_HEADERS, **asked.headers},
                timeout=(CONNECT, TOTAL),
                auth=_nobody,
                allow_redirects=False,
                stream=True,
            ) as answer:
                if asked.limit is None:
                    return Fetched(answer.status_code, b"")
                return self._read(answer, asked.limit)

    def _read(self, answer: requests.Response, limit: int) -> Fetched | Unfetched:
        if answer.headers.get("Content-Encoding", "identity") != "identity":
            return Unfetched("compressed, which was not asked for")
        body = b""
        while not self._over.is_set() and (piece := answer.raw.read1(_PIECE)):
            body += piece
            if len(body) > limit:
                return Unfetched(f"more than {limit} octets")
        stated = answer.headers.get("Content-Length", str(len(body)))
        if self._over.is_set() or stated != str(len(body)):
            return Unfetched("cut off")
        return Fetched(answer.status_code, body)


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
