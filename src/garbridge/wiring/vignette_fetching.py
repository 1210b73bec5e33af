"""Fetches pictures from their publishers, within bounds that a hostile one cannot leave.

Never in a request of a person: a command does it, which a timer runs.

- https with the machine's certificates, at a host that the configuration names; it is connected to
  a public address that its name then has (:mod:`garbridge.wiring.public_addresses`).
- No redirect: an address that moved is one to be written down anew.  No cookie, no proxy, nothing
  compressed, nothing that says for whom or why.
- At most 512 kB and :data:`TOTAL` seconds for one picture, names looked up and headers included
  (:mod:`garbridge.wiring.timed_http`); :data:`AT_ONCE` at a time.
- A host that cannot be reached twice in a row is left alone for :data:`PAUSE` seconds, by every
  worker of this machine: of a publisher that is down no more is asked.
"""

import hashlib
import ssl
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from http import HTTPStatus
from itertools import islice
from typing import Final
from urllib.parse import urlsplit

from garbridge.config import Config, Vignettes
from garbridge.core.vignettes import LARGEST, LONGEST_STAMP, Picture, PictureFault, Stamp
from garbridge.formats.pictures import read_picture
from garbridge.ports import (
    Fetched,
    NewPicture,
    PictureAnswer,
    SamePicture,
    Unfetched,
    UnfetchedReason,
)
from garbridge.wiring.clock import system_ticks
from garbridge.wiring.public_addresses import Gate, Lookup, system_lookup
from garbridge.wiring.timed_http import CONNECT, Asked, TimedRequest, begun, ended
from garbridge.wiring.upstream_places import Slots, shared_folder

TOTAL: Final = 15.0
PAUSE: Final = 60.0
"""Seconds."""
AT_ONCE: Final = 4

_ACCEPT: Final = "image/webp, image/png, image/jpeg"
_GONE: Final = frozenset({HTTPStatus.GONE})


def fetched_pictures(config: Config) -> "HttpPictures":
    """Return what fetches pictures for the portal of *config*."""
    folder = partial(shared_folder, f"{config.issuer} vignettes")
    places = Slots(folder=folder, number=AT_ONCE, ticks=system_ticks, pause=PAUSE)
    return HttpPictures(config.vignettes, places)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """How pictures are fetched; others than these are for tests.

    ``total`` is in seconds.  ``context`` says whom to trust, ``None`` whom the machine trusts.
    """

    total: float = TOTAL
    lookup: Lookup = system_lookup
    context: ssl.SSLContext | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class HttpPictures:
    """Fetches over HTTP.

    Args:
        service: From where.
        places: Holds the breaker of each host.
        bounds: How.
    """

    service: Vignettes
    places: Slots
    bounds: Bounds = Bounds()

    def fetch(self, asked: Iterable[tuple[str, Stamp]]) -> Iterator[tuple[str, PictureAnswer]]:
        """Yield what became of each address, some at a time."""
        waiting = iter(asked)
        while now := [*islice(waiting, AT_ONCE)]:
            yield from self._some(now)

    def _some(self, asked: Iterable[tuple[str, Stamp]]) -> Iterator[tuple[str, PictureAnswer]]:
        until = system_ticks() + self.bounds.total
        questions = [(address, stamp, self._begun(address, stamp)) for address, stamp in asked]
        for address, stamp, question in questions:
            yield address, self._answer(address, stamp, question, until)

    def _begun(self, address: str, stamp: Stamp) -> "_Question | None":
        """Return the question that is under way; ``None`` where the host is left alone."""
        if not self.service.allows(address) or self._of(address).is_closed():
            return None
        gate = Gate(self.service.is_own, self.bounds.lookup)
        asked = Asked(
            "GET",
            address,
            None,
            {"Accept": _ACCEPT, **_unless(stamp)},
            LARGEST,
            connect=CONNECT,
            read=self.bounds.total,
            context=self.bounds.context,
            gate=gate,
        )
        request = begun(asked)
        return None if request is None else _Question(request, gate)

    def _answer(
        self, address: str, stamp: Stamp, question: "_Question | None", until: float
    ) -> PictureAnswer:
        if question is None:
            return PictureFault.UNREACHABLE
        (outcome,) = ended([question.request], until)
        if question.gate.was_private:
            return PictureFault.PRIVATE
        is_too_large = (
            isinstance(outcome, Unfetched) and outcome.reason is UnfetchedReason.TOO_LARGE
        )
        self._of(address).note(is_late=not isinstance(outcome, Fetched) and not is_too_large)
        if isinstance(outcome, Fetched):
            return _read(outcome, stamp)
        return PictureFault.TOO_LARGE if is_too_large else PictureFault.UNREACHABLE

    def _of(self, address: str) -> Slots:
        """Return the same with the breaker of the host of *address*."""
        host = hashlib.sha256(urlsplit(address).netloc.encode()).hexdigest()[:16]
        return replace(self.places, late=f"late-{host}")


@dataclass(frozen=True, slots=True)
class _Question:
    request: TimedRequest
    gate: Gate


def _unless(stamp: Stamp) -> dict[str, str]:
    """Return what asks for a picture unless it is the one of *stamp* (RFC 9110, 13.1)."""
    said = {"If-None-Match": stamp.etag, "If-Modified-Since": stamp.modified}
    return {name: value for name, value in said.items() if value}


def _read(answer: Fetched, stamp: Stamp) -> PictureAnswer:
    if answer.status == HTTPStatus.NOT_MODIFIED and stamp != Stamp():
        return SamePicture()
    if answer.status in _GONE:
        return PictureFault.GONE
    if answer.status != HTTPStatus.OK:
        return PictureFault.STATUS
    found = read_picture(answer.body)
    if not isinstance(found, Picture):
        return found
    return NewPicture(found, Stamp(_stamp(answer, "ETag"), _stamp(answer, "Last-Modified")))


def _stamp(answer: Fetched, name: str) -> str:
    """Return a header to be sent back one day; not one that no honest server sends."""
    value = answer.headers.get(name, "")
    return value if len(value) <= LONGEST_STAMP and value.isascii() and value.isprintable() else ""
