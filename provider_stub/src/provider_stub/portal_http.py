"""Ask the portal over HTTP: one deadline for the whole answer, one size, no redirect.

``http.client`` is used on purpose: it follows nothing, reads no proxy from the
environment and decompresses nothing.
"""

import http.client
import socket
import ssl
from threading import Timer
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
    connection = _connection(parts.scheme, parts.netloc, timeout)
    expired: list[bool] = []
    timer = Timer(timeout, _hang_up, (connection, expired))
    timer.daemon = True
    timer.start()
    try:
        connection.request("GET", urlunsplit(("", "", parts.path or "/", parts.query, "")))
        response = connection.getresponse()
        if response.status != http.client.OK:
            raise PortalAnswerError(shown, f"statut {response.status}")
        body = _read(response, limit, shown)
    except (OSError, http.client.HTTPException) as broken:
        if expired or isinstance(broken, TimeoutError):
            raise PortalTimeoutError(shown, f"plus de {timeout:g} s") from broken
        raise PortalError(shown, "connexion impossible ou interrompue") from broken
    finally:
        timer.cancel()
        connection.close()
    if expired:
        raise PortalTimeoutError(shown, f"plus de {timeout:g} s")
    return body


def _connection(scheme: str, netloc: str, timeout: float) -> http.client.HTTPConnection:
    """Prepare a connection; nothing is sent yet."""
    if scheme == "https":
        context = ssl.create_default_context()
        return http.client.HTTPSConnection(netloc, timeout=timeout, context=context)
    return http.client.HTTPConnection(netloc, timeout=timeout)


def _hang_up(connection: http.client.HTTPConnection, expired: list[bool]) -> None:
    """End an exchange that takes too long; the reader then gets an error or an end."""
    expired.append(True)
    if connection.sock is not None:
        try:
            connection.sock.shutdown(socket.SHUT_RDWR)
        except OSError:
            return  # already gone, which is what was wanted


def _read(response: http.client.HTTPResponse, limit: int, shown: str) -> bytes:
    """Read at most *limit* bytes, and refuse what is longer."""
    body = bytearray()
    while chunk := response.read1(_CHUNK):
        body += chunk
        if len(body) > limit:
            raise PortalAnswerError(shown, f"plus de {limit // 1024} Kio")
    return bytes(body)
