"""One HTTP request within bounds of time and size that a hostile or broken peer cannot leave.

- All of it, names looked up and headers included, ends when whoever waits shuts it: a socket's own
  timeout is for each of its reads, so that a byte a second would go on for ever.  The connection is
  shut, and the thread that read from it ends.
- TLS with the machine's certificates, or a context of the caller's; no redirect, no cookie, no
  ``.netrc``; no compression but gzip, where the caller wants it, and then within the same limit.
- Where the caller says which addresses may be connected to, by no proxy: it would look up names
  itself.
"""

import socket
import ssl
import threading
import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import requests
from urllib3.exceptions import HTTPError
from urllib3.exceptions import SSLError as UrllibSslError
from urllib3.exceptions import TimeoutError as UrllibTimeoutError

from garbridge.ports import Fetched, Unfetched, UnfetchedReason
from garbridge.wiring.clock import system_ticks
from garbridge.wiring.shut_lines import LINES, Addresses, LineAdapter

FORM: Final = {"Content-Type": "application/x-www-form-urlencoded"}
CONNECT: Final = 3.0
READ: Final = 5.0
"""Seconds, for one read."""

_PIECE: Final = 16 * 1024
_PLAIN: Final = "identity"
_GZIP: Final = "gzip"
_GZIP_BITS: Final = 16 + zlib.MAX_WBITS
_HEADERS: Final = {"Accept-Encoding": _PLAIN, "User-Agent": "garbridge"}


def _nobody(request: requests.PreparedRequest) -> requests.PreparedRequest:
    """Add no credentials: what stands in ``.netrc`` would replace ours."""
    return request


class _Session(requests.Session):
    """Follows no redirect, and does not look where one leads: it would read all of its body."""

    def get_redirect_target(self, resp: requests.Response) -> None:
        """Return that it leads nowhere."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One request; without ``limit`` the answer is not read, only its status.

    ``context`` says whom to trust and as whom to ask, ``None`` is the machine's certificates and
    nobody.  With ``gzip`` the answer may be compressed; ``limit`` is for what it decompresses to.
    ``gate`` says which addresses may be connected to, ``None`` is any.
    """

    method: str
    url: str
    body: str | None = field(repr=False)
    headers: Mapping[str, str] = field(repr=False)
    limit: int | None = None
    connect: float = CONNECT
    read: float = READ
    context: ssl.SSLContext | None = field(default=None, repr=False)
    gzip: bool = False
    gate: Addresses | None = field(default=None, repr=False)


class TimedRequest(threading.Thread):
    """One request in a thread of its own, which ends with it or soon after its time.

    ``done`` is told when it has ended.
    """

    def __init__(self, asked: Asked, done: Callable[[], object] = lambda: None) -> None:
        super().__init__(daemon=True)
        self._asked = asked
        self._done = done
        self._lines: list[socket.socket] = []
        self._over = threading.Event()
        self.outcome: Fetched | Unfetched | None = None

    def run(self) -> None:
        """Ask, and close what was opened."""
        LINES.opened, LINES.gate = self._lines, self._asked.gate
        try:
            self.outcome = self._fetched()
        except (requests.RequestException, HTTPError, OSError, ValueError) as broken:
            self.outcome = Unfetched(type(broken).__name__, _reason(broken))
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
        with _Session() as session:
            session.trust_env = asked.gate is None
            session.mount("http://", LineAdapter(None))
            session.mount("https://", LineAdapter(asked.context))
            with session.request(
                asked.method,
                asked.url,
                data=asked.body,
                headers={**_HEADERS, **_accepted(asked), **asked.headers},
                timeout=(asked.connect, asked.read),
                auth=_nobody,
                allow_redirects=False,
                stream=True,
            ) as answer:
                if asked.limit is None:
                    return Fetched(answer.status_code, b"")
                return self._read(answer, asked.limit)

    def _read(self, answer: requests.Response, limit: int) -> Fetched | Unfetched:
        coding = answer.headers.get("Content-Encoding", _PLAIN).strip().lower()
        if coding != _PLAIN and not (self._asked.gzip and coding == _GZIP):
            return Unfetched("compressed, which was not asked for")
        unpacked = _Unpacked() if coding == _GZIP else None
        body, received = bytearray(), 0
        while not self._over.is_set() and (piece := answer.raw.read1(_PIECE)):
            received += len(piece)
            body += piece if unpacked is None else unpacked.next(piece, limit + 1 - len(body))
            if len(body) > limit:
                return Unfetched(f"more than {limit} octets", UnfetchedReason.TOO_LARGE)
        stated = answer.headers.get("Content-Length", str(received))
        is_whole = unpacked is None or unpacked.is_whole
        if self._over.is_set() or stated != str(received) or not is_whole:
            return Unfetched("cut off")
        return Fetched(answer.status_code, bytes(body), answer.headers)


def begun(asked: Asked, done: Callable[[], object] = lambda: None) -> TimedRequest | None:
    """Return the request for *asked*, under way; ``None`` where the machine gives no thread."""
    request = TimedRequest(asked, done)
    try:
        request.start()
    except RuntimeError:
        return None
    return request


def joined(requests: Iterable[TimedRequest], until: float) -> None:
    """Wait for *requests* until *until*, by :func:`garbridge.wiring.clock.system_ticks`."""
    for request in requests:
        request.join(max(until - system_ticks(), 0))


def ended(requests: Sequence[TimedRequest | None], until: float) -> Sequence[Fetched | Unfetched]:
    """Wait likewise, and return how each ended; what has not by then is shut, and was late.

    ``None`` is a request that could not be begun.
    """
    joined((request for request in requests if request is not None), until)
    return [_end(request) for request in requests]


def _end(request: TimedRequest | None) -> Fetched | Unfetched:
    if request is None:
        return Unfetched("no thread")
    outcome = request.outcome  # read once: whoever is shut says by itself soon what broke it
    if outcome is not None:
        return outcome
    request.shut()
    return Unfetched("no answer in time", UnfetchedReason.LATE)


def _reason(broken: Exception) -> UnfetchedReason:
    if isinstance(broken, requests.Timeout | UrllibTimeoutError | TimeoutError):
        return UnfetchedReason.LATE
    of_tls = isinstance(broken, requests.exceptions.SSLError | UrllibSslError)
    return UnfetchedReason.TLS if of_tls or type(broken) is ssl.SSLError else UnfetchedReason.OTHER


class _Unpacked:
    """One gzip stream, unpacked piece by piece: a small one may hold gigabytes."""

    def __init__(self) -> None:
        self._stream = zlib.decompressobj(_GZIP_BITS)

    @property
    def is_whole(self) -> bool:
        """Whether it has ended, with its checksum, and nothing stands behind it."""
        return self._stream.eof and not self._stream.unused_data

    def next(self, piece: bytes, most: int) -> bytes:
        """Return what *piece* holds; at most *most* octets, which are one too many then.

        Raises:
            ValueError: it is no gzip.
        """
        try:
            return self._stream.decompress(piece, most)
        except zlib.error as broken:
            raise ValueError("no gzip") from broken


def _accepted(asked: Asked) -> Mapping[str, str]:
    return {"Accept-Encoding": _GZIP} if asked.gzip else {}
