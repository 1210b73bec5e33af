"""Ask the portal over HTTP: one deadline for the whole answer, one size, no redirect.

``http.client`` is used on purpose: it follows nothing, reads no proxy from the
environment and decompresses nothing.
"""

import http.client
import socket
import ssl
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from threading import Event, Timer
from urllib.parse import urlsplit, urlunsplit

from provider_stub.errors import PortalAnswerError, PortalError, PortalTimeoutError

_CHUNK = 16_384  # bytes


def fetch(url: str, *, timeout: float, limit: int) -> bytes:
    """Return the body of *url*, which must come with status 200.

    *timeout* (seconds) bounds the whole exchange, however slowly the bytes
    drip; *limit* (bytes) bounds the body.

    Raises:
        PortalTimeoutError: the time is over.
        PortalError: nobody answers.
        PortalAnswerError: another status, or more bytes than *limit*.
    """
    parts = urlsplit(url)
    shown = f"{parts.scheme}://{parts.netloc}{parts.path}"  # a query may hold a ticket
    target = urlunsplit(("", "", parts.path or "/", parts.query, ""))
    over = Event()
    try:
        with ExitStack() as closing:
            connection = _connection(parts.scheme, parts.netloc, timeout)
            closing.callback(connection.close)
            connection.connect()
            closing.enter_context(_deadline(connection.sock, timeout, over))
            connection.request("GET", target)
            response = closing.enter_context(connection.getresponse())
            if response.status != http.client.OK:
                raise PortalAnswerError(shown, f"statut {response.status}")
            body = _read(response, limit, shown)
    except (OSError, http.client.HTTPException) as broken:
        if over.is_set() or isinstance(broken, TimeoutError):
            raise PortalTimeoutError(shown, f"plus de {timeout:g} s") from broken
        raise PortalError(shown, "connexion impossible ou interrompue") from broken
    if over.is_set():
        raise PortalTimeoutError(shown, f"plus de {timeout:g} s")
    return body


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
