"""The upstream tells of a logout, or asks for one: by itself, or through the browser.

What it tells by itself ends the sessions here and tells the providers that can be told without a
browser.  Where the browser is there, the providers that need it are asked through it, one after the
other, before the upstream is answered (in ``web/logout.py``).
"""

from functools import reduce

from flask import Response

from garbridge.core.identifiers import reference_of
from garbridge.errors import MalformedError
from garbridge.ports import Document, UpstreamEnded, UpstreamFrontLogout, WireRequest
from garbridge.services.logout import Progress
from garbridge.web.bridge import Bridge, current_bridge
from garbridge.web.failures import guarded
from garbridge.web.incoming import only, wire_request
from garbridge.web.logging_out import Ending
from garbridge.web.logout import go_on
from garbridge.web.outcomes import log_outcome
from garbridge.web.outgoing import document
from garbridge.web.signals import Event
from garbridge.web.staying import upstream_of
from garbridge.wiring.upstream import NOTICE


@guarded
def upstream_notice() -> Response:
    """Hear the upstream say that a session ended: by itself, or through the browser."""
    only("GET", "POST")
    bridge = current_bridge()
    upstream, received = upstream_of(bridge), wire_request(bridge, f"/{NOTICE}")
    now = bridge.runtime.clock()
    if upstream.front is not None:
        return _asked(bridge, upstream.front, received)
    only("POST")
    said = upstream.adapter.ended(received, now=now)
    if said is None:
        raise MalformedError("it tells of no logout")
    return ended(bridge, said)


def ended(bridge: Bridge, said: UpstreamEnded) -> Response:
    """End what *said* names; the answer says only that it was heard."""
    for progress in _end(bridge, said):
        outcome = "closed" if progress.is_closed else "partial"
        log_outcome(Event.LOGOUT, outcome, reference=reference_of(bridge.runtime.tokens()))
    headers = {"Cache-Control": "no-store"}
    return document(bridge, Document(200, "text/plain; charset=utf-8", b"", headers))


def _asked(bridge: Bridge, front: UpstreamFrontLogout, received: WireRequest) -> Response:
    """End what the browser was sent with, by way of each provider that is asked through it."""
    asked = front.asked(received, now=bridge.runtime.clock())
    whole = reduce(Progress.and_of, _end(bridge, asked.ended), Progress())
    return go_on(bridge, Ending(progress=whole, upstream=asked))


def _end(bridge: Bridge, said: UpstreamEnded) -> list[Progress]:
    """End what *said* names, and tell the providers that can be told without a browser."""
    now = bridge.runtime.clock()
    stays = upstream_of(bridge).arrivals.ended(said, now=now)
    return [bridge.runtime.logout.begin(one.person, one.session, now=now) for one in stays]
