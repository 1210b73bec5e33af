"""Fetches a provider's metadata from its address, within bounds that a hostile one cannot leave.

Never in a request of a person: commands do it, run by somebody or by a timer.  TLS with the
machine's certificates (plain http where the address says so, which is for loopback), no redirect,
no compression, at most :data:`LARGEST` octets, and :data:`TOTAL` seconds for all of it: a socket's
own timeout is for each of its reads, so that a byte a second would go on for ever.
"""

import threading
from collections.abc import Iterable, Mapping
from typing import Final

import requests
from urllib3.exceptions import HTTPError

from garbridge.errors import GarbridgeError

CONNECT: Final = 5.0
TOTAL: Final = 10.0
LARGEST: Final = 1024 * 1024
_PIECE: Final = 16 * 1024
_AT_ONCE: Final = 8
_HEADERS: Final = {
    "Accept": "application/samlmetadata+xml, application/xml;q=0.9, */*;q=0.1",
    "Accept-Encoding": "identity",
}


class MetadataUnreachableError(GarbridgeError):
    """The provider's metadata could not be fetched."""

    code = "metadata_unreachable"


def fetch_metadata(url: str) -> bytes:
    """Return what is at *url*.

    Raises:
        MetadataUnreachableError: nobody answered in time, with a document, within the bounds.
    """
    fetched = fetch_all([url])[url]
    if isinstance(fetched, MetadataUnreachableError):
        raise fetched
    return fetched


def fetch_all(urls: Iterable[str]) -> Mapping[str, bytes | MetadataUnreachableError]:
    """Return what is at each of *urls*, or why it could not be fetched; a few at a time."""
    found: dict[str, bytes | MetadataUnreachableError] = {}
    waiting = list(dict.fromkeys(urls))
    while waiting:
        now, waiting = waiting[:_AT_ONCE], waiting[_AT_ONCE:]
        fetches = [_Fetch(url) for url in now]
        for fetch in fetches:
            fetch.start()
        for fetch in fetches:
            fetch.join(TOTAL)
            found[fetch.url] = fetch.outcome()
    return found


class _Fetch(threading.Thread):
    """One fetch.  What is not done in time is left behind: the process of a command soon ends."""

    def __init__(self, url: str) -> None:
        super().__init__(daemon=True)
        self.url = url
        self._got: bytes | None = None
        self._why = f"no answer within {TOTAL:.0f} s"
        self._over = threading.Event()

    def run(self) -> None:
        try:
            self._got = self._read()
        except (requests.RequestException, HTTPError, OSError) as broken:
            self._why = type(broken).__name__
        except MetadataUnreachableError as refused:
            self._why = str(refused)

    def outcome(self) -> bytes | MetadataUnreachableError:
        """Return what is there by now."""
        self._over.set()
        return (
            MetadataUnreachableError(f"{self.url}: {self._why}") if self._got is None else self._got
        )

    def _read(self) -> bytes:
        body = b""
        with requests.get(
            self.url,
            timeout=(CONNECT, TOTAL),
            allow_redirects=False,
            stream=True,
            headers=_HEADERS,
        ) as answer:
            if answer.status_code != requests.codes.ok:
                raise MetadataUnreachableError(f"HTTP {answer.status_code}")
            if answer.headers.get("Content-Encoding", "identity") != "identity":
                raise MetadataUnreachableError("compressed, which was not asked for")
            # What is read at once is what has come, so that a slow sender is left in time.
            while (piece := answer.raw.read1(_PIECE)) and not self._over.is_set():
                body += piece
                if len(body) > LARGEST:
                    raise MetadataUnreachableError(f"more than {LARGEST} octets")
            stated = answer.headers.get("Content-Length", str(len(body)))
            if stated != str(len(body)):
                raise MetadataUnreachableError("cut off")
        return body
