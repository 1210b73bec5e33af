"""What the stub received lately: the last thousand arrivals, and the last refusals."""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock
from typing import Any

from provider_stub.agreement import excess
from provider_stub.browsers import Browser
from provider_stub.catalogue import Protocol, Resource
from provider_stub.checks import Check
from provider_stub.sessions import SamlSession

_ARRIVALS = 1_000
_REFUSALS = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class SamlMessage:
    """A message as the ACS got it, still encoded."""

    response: str
    relay_state: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CasTicket:
    """A ticket as the resource got it."""

    ticket: str
    resource: Resource


@dataclass(frozen=True, slots=True, kw_only=True)
class OidcCallback:
    """A response of OpenID Connect as the browser brought it.

    ``verifier`` and ``nonce`` are what we kept of its request, once it was found: a replay asks
    the portal with them again.
    """

    resource: Resource | None
    state: str
    code: str
    issuer: str
    error: str = ""
    verifier: str = ""
    nonce: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LtiLaunch:
    """A launch as our tool got it."""

    id_token: str = field(repr=False)
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """Somebody the portal signed in: what we know of them, and how we checked it.

    ``shown`` is the message, indented for reading; ``original`` is what a
    replay submits again.  ``session`` is what a logout names, where the protocol knows one.
    """

    resource: Resource
    subject: str
    attributes: Mapping[str, tuple[str, ...]]
    at: datetime
    checks: tuple[Check, ...]
    shown: str
    original: SamlMessage | CasTicket | OidcCallback | LtiLaunch
    session: SamlSession | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedArrival:
    """A message that was refused: at least one check did not hold."""

    protocol: Protocol
    at: datetime
    checks: tuple[Check, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """An arrival with its number and the browser it belongs to."""

    number: int
    browser: Browser
    arrival: Arrival


class Journal:
    """The arrivals and refusals of this process, newest last."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._entries: deque[Entry] = deque(maxlen=_ARRIVALS)
        self._refusals: deque[RefusedArrival] = deque(maxlen=_REFUSALS)
        self._count = 0

    def record(self, arrival: Arrival, browser: Browser) -> Entry:
        """Add *arrival*; numbers start at 1 and never come back."""
        with self._lock:
            self._count += 1
            entry = Entry(self._count, browser, arrival)
            self._entries.append(entry)
            return entry

    def record_refusal(self, refusal: RefusedArrival) -> None:
        """Add *refusal*."""
        with self._lock:
            self._refusals.append(refusal)

    def entry(self, number: int, browser: Browser) -> Entry | None:
        """Return that entry, if it belongs to *browser*."""
        return next(
            (e for e in self.entries() if e.number == number and e.browser == browser), None
        )

    def entries(self) -> tuple[Entry, ...]:
        """Return what was received, newest last."""
        with self._lock:
            return tuple(self._entries)

    def refusals(self) -> tuple[RefusedArrival, ...]:
        """Return what was refused, newest last."""
        with self._lock:
            return tuple(self._refusals)


def as_json(entry: Entry) -> dict[str, Any]:
    """Give one entry the form of ``GET /received``."""
    arrival = entry.arrival
    return {
        "number": entry.number,
        "protocol": str(arrival.resource.protocol),
        "subject": arrival.subject,
        "attributes": {name: list(values) for name, values in arrival.attributes.items()},
        "resource": arrival.resource.ark,
        "at": arrival.at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "excess": list(excess(arrival.attributes, arrival.resource.agreement)),
        "checks": [
            {"check": str(c.id), "outcome": str(c.outcome), "detail": c.detail}
            for c in arrival.checks
        ],
    }
