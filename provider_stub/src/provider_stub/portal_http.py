"""Ask the portal over HTTP: one deadline for the whole answer, one size, no redirect.

``http.client`` is used on purpose: it follows nothing, reads no proxy from the
environment and decompresses nothing.
"""

import http.client
import socket
import ssl
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from threading import Event, Timer
from urllib.parse import urlsplit, urlunsplit

from provider_stub.errors import PortalAnswerError, PortalError, PortalTimeoutError

_CHUNK = 16_384  # bytes


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked beyond an address: a form to post, headers."""

    form: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict[str, str])


def fetch(url: str, *, timeout: float, limit: int) -> bytes:
    """Return the body of *url*, which must come with status 200.

    Raises:
        PortalError: as :func:`ask` does, and for any other status.
    """
    status, body = ask(url, Asked(), timeout=timeout, limit=limit)
    if status != http.client.OK:
        raise PortalAnswerError(_shown(url), f"statut {status}")
    return body


def ask(url: str, asked: Asked, *, timeout: float, limit: int) -> tuple[int, bytes]:
    """Return the status and the body of *url*.

    *timeout* (seconds) bounds the whole exchange, however slowly the bytes
    drip; *limit* (bytes) bounds the body.

    Raises:
        PortalTimeoutError: the time is over.
        PortalError: nobody answers.
        PortalAnswerError: more bytes than *limit*.
    """
    parts, shown = urlsplit(url), _shown(url)
    target = urlunsplit(("", "", parts.path or "/", parts.query, ""))
    over = Event()
    try:
        with ExitStack() as closing:
            connection = _connection(parts.scheme, parts.netloc, timeout)
            closing.callback(connection.close)
            connection.connect()
            closing.enter_context(_deadline(connection.sock, timeout, over))
            method = "GET" if asked.form is None else "POST"
            connection.request(method, target, asked.form, _headers(asked))
            response = closing.enter_context(connection.getresponse())
            body = _read(response, limit, shown)
    except (OSError, http.client.HTTPException) as broken:
        if over.is_set() or isinstance(broken, TimeoutError):
            raise PortalTimeoutError(shown, f"plus de {timeout:g} s") from broken
        raise PortalError(shown, "connexion impossible ou interrompue") from broken
    if over.is_set():
        raise PortalTimeoutError(shown, f"plus de {timeout:g} s")
    return response.status, body


def _shown(url: str) -> str:
    """Return *url* without its query, which may hold a ticket."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}{parts.path}"


def _headers(asked: Asked) -> dict[str, str]:
    if asked.form is None:
        return dict(asked.headers)
    return {**asked.headers, "Content-Type": "application/x-www-form-urlencoded"}


@contextmanager
def _deadline(connected: socket.socket, timeout: float, over: Event) -> Iterator[None]:
    """Hang up when the time is over; the reader then meets an error, or an early end.

    The socket is held here because ``http.client`` lets go of it as soon as a
    server says that it will close.
    """

    def hang_up() -> None:
        over.set()
        with suppress(OSError):  # already gone, which is what was wanted
            connected.shutdown(socket.SHUT_RDWR)

    timer = Timer(timeout, hang_up)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _connection(scheme: str, netloc: str, timeout: float) -> http.client.HTTPConnection:
    """Prepare a connection; nothing is sent yet."""
    if scheme == "https":
        context = ssl.create_default_context()
        return http.client.HTTPSConnection(netloc, timeout=timeout, context=context)
    return http.client.HTTPConnection(netloc, timeout=timeout)


def _read(response: http.client.HTTPResponse, limit: int, shown: str) -> bytes:
    """Read at most *limit* bytes, and refuse what is longer."""
    body = bytearray()
    while chunk := response.read1(_CHUNK):
        body += chunk
        if len(body) > limit:
            raise PortalAnswerError(shown, f"plus de {limit // 1024} Kio")
    return bytes(body)
