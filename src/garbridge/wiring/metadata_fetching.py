"""Fetches a provider's metadata from its address, within bounds that a hostile one cannot leave.

Commands do it, run by somebody or by a timer; a request of a person only for the key set of a tool
(:mod:`garbridge.wiring.tool_keys`).  At most :data:`LARGEST` octets and :data:`TOTAL` seconds for
all of it, where the caller has no less, and the bounds of
:mod:`garbridge.wiring.timed_http` (plain http where the address says so, which is for loopback).
"""

from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Final

from garbridge.errors import GarbridgeError
from garbridge.ports import Fetched, Unfetched
from garbridge.wiring.clock import system_ticks
from garbridge.wiring.timed_http import Asked, begun, ended

CONNECT: Final = 5.0
TOTAL: Final = 10.0
LARGEST: Final = 1024 * 1024
_AT_ONCE: Final = 8
_HEADERS: Final = {
    "Accept": "application/samlmetadata+xml, application/jwk-set+json, "
    "application/xml;q=0.9, application/json;q=0.9, */*;q=0.1"
}


class MetadataUnreachableError(GarbridgeError):
    """The provider's metadata could not be fetched."""

    code = "metadata_unreachable"


def is_address(source: str) -> bool:
    """Say whether *source* is an address, and not the name of a file."""
    return source.startswith(("https://", "http://"))


def fetch_metadata(url: str, *, total: float | None = None) -> bytes:
    """Return what is at *url*; *total* is the most seconds, :data:`TOTAL` where it is not given.

    Raises:
        MetadataUnreachableError: nobody answered in time, with a document, within the bounds.
    """
    fetched = fetch_all([url], total=total)[url]
    if isinstance(fetched, MetadataUnreachableError):
        raise fetched
    return fetched


def fetch_all(
    urls: Iterable[str], *, total: float | None = None
) -> Mapping[str, bytes | MetadataUnreachableError]:
    """Return what is at each of *urls*, or why it could not be fetched; a few at a time."""
    seconds = TOTAL if total is None else total
    found: dict[str, bytes | MetadataUnreachableError] = {}
    waiting = list(dict.fromkeys(urls))
    while waiting:
        now, waiting = waiting[:_AT_ONCE], waiting[_AT_ONCE:]
        until = system_ticks() + seconds
        fetches = [begun(_asked(url, seconds)) for url in now]
        outcomes = zip(now, ended(fetches, until), strict=True)
        found |= {url: _read(outcome, url) for url, outcome in outcomes}
    return found


def _asked(url: str, seconds: float) -> Asked:
    return Asked("GET", url, None, _HEADERS, LARGEST, connect=min(CONNECT, seconds), read=seconds)


def _read(outcome: Fetched | Unfetched, url: str) -> bytes | MetadataUnreachableError:
    if isinstance(outcome, Unfetched):
        return MetadataUnreachableError(f"{url}: {outcome.why}")
    if outcome.status != HTTPStatus.OK:
        return MetadataUnreachableError(f"{url}: HTTP {outcome.status}")
    return outcome.body
