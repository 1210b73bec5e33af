"""Parks a verified sign-in request while the person signs in at the portal or chooses a school.

The request waits on the server, sealed, under a random handle that works once.  A cross-site POST
carries no cookie of the portal (SameSite=Lax), so the request must survive a redirect that does.
"""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, TypedDict, cast

from garbridge.core.records import quick
from garbridge.errors import KeyInUseError, StaleError
from garbridge.formats.sealing import entry_key, seal, unseal
from garbridge.ports import OneTimeEntry, WireRequest
from garbridge.web.bridge import Bridge

LIFETIME: Final = timedelta(minutes=10)
"""From the arrival: time to sign in at the portal, second factor included.

With the five minutes that a request may be old on arrival this stays below the twenty for which
its identifier is remembered, so that no parked copy outlives that memory.
"""


@quick
@dataclass(frozen=True, slots=True)
class Parked:
    """A request that waits; ``received`` is when it came, and was fresh.

    ``is_asked`` says that the person was asked, for it, to prove anew who they are.
    """

    request: WireRequest
    received: datetime
    is_asked: bool = False


class _Payload(TypedDict):
    tenant: str
    protocol: str
    method: str
    url: str
    query: str
    form: list[tuple[str, str]]
    received: str
    asked: bool


def handle_of(name: str) -> str:
    """Return the one handle of what is parked under *name*, which nobody can guess.

    However often the same thing is sent, it waits once.
    """
    return hashlib.sha256(f"garbridge parked {name}".encode()).hexdigest()


def park(bridge: Bridge, protocol: str, parked: Parked, *, handle: str | None = None) -> str:
    """Keep *parked*, which was verified, and return the handle that brings it back once.

    With *handle* what waits there already stays as it is.
    """
    named, handle = handle, handle or bridge.runtime.tokens()
    payload = _Payload(
        tenant=bridge.runtime.config.tenant,
        protocol=protocol,
        method=parked.request.method,
        url=parked.request.url,
        query=parked.request.query,
        form=list(parked.request.form),
        received=parked.received.isoformat(),
        asked=parked.is_asked,
    )
    ticket = _ticket(handle)
    body = seal(ticket, json.dumps(payload).encode())
    until = parked.received + LIFETIME  # from the arrival, however often it is parked anew
    entry = OneTimeEntry(entry_key(ticket), body, until)
    try:
        bridge.runtime.once.keep(entry, now=bridge.runtime.clock())
    except KeyInUseError:
        if named is None:
            raise
    return handle


def look(bridge: Bridge, protocol: str, handle: str) -> Parked:
    """Return what waits under *handle* without spending it.

    Raises:
        StaleError: it was used, it has ended, or it never stood for a request of *protocol*.
    """
    ticket = _ticket(handle)
    body = bridge.runtime.once.peek(entry_key(ticket), now=bridge.runtime.clock())
    return _opened(bridge, protocol, ticket, body)


def redeem(bridge: Bridge, protocol: str, handle: str) -> Parked:
    """Return what waits under *handle*, which is spent.

    Raises:
        StaleError: it was used, it has ended, or it never stood for a request of *protocol*.
    """
    ticket = _ticket(handle)
    body = bridge.runtime.once.redeem(entry_key(ticket), now=bridge.runtime.clock())
    return _opened(bridge, protocol, ticket, body)


def _opened(bridge: Bridge, protocol: str, ticket: str, body: bytes | None) -> Parked:
    sealed = None if body is None else unseal(ticket, body)
    if sealed is None:
        raise StaleError("no request waits under this handle")
    payload = cast("_Payload", json.loads(sealed))
    if (payload["tenant"], payload["protocol"]) != (bridge.runtime.config.tenant, protocol):
        raise StaleError("what waits under this handle is for another tenant or protocol")
    request = WireRequest(
        method=payload["method"],
        url=payload["url"],
        query=payload["query"],
        form=tuple((name, value) for name, value in payload["form"]),
    )
    return Parked(request, datetime.fromisoformat(payload["received"]), payload["asked"])


def _ticket(handle: str) -> str:
    """Return the name of a handle among all one-time things; no service ticket has this form."""
    return f"parked request {handle}"
