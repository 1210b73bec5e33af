"""The two cookies of a portal whose people an upstream signs in, and who they say is there.

One holds the token of the session, made anew at each sign-in: what was in the browser before is
worth nothing.  The other one, only on the way to the upstream and back, ties what was begun to the
browser that began it, and names what it began last.  Neither says anything about anybody.
"""

from dataclasses import dataclass, field
from typing import Final

from flask import Response, after_this_request, g, request

from garbridge.core.identifiers import ProviderId
from garbridge.ports import Asking, Leaving, UpstreamAnswered
from garbridge.services.arriving import BEGUN
from garbridge.services.stays import Stay
from garbridge.web.bridge import Bridge
from garbridge.web.incoming import wire_request
from garbridge.wiring import UpstreamRuntime
from garbridge.wiring.upstream import LOGGED_OUT

UPSTREAM: Final = ProviderId(".upstream")
"""Stands where a provider is asked in a logout; no provider is called so."""
BEGUN_SECONDS: Final = int(BEGUN.total_seconds())
"""For a sign-in at the upstream: a forgotten password or a second factor included."""

_LONGEST: Final = 200
_FOUND: Final = "_garbridge_stays"


@dataclass(frozen=True, slots=True, kw_only=True)
class Farewell:
    """A session that ends, as the upstream knows it."""

    subject: str
    index: str
    hint: str = field(repr=False)


def upstream_of(bridge: Bridge) -> UpstreamRuntime:
    """Return the upstream; its addresses are there only where there is one.

    Raises:
        RuntimeError: there is none.
    """
    if bridge.runtime.upstream is None:
        raise RuntimeError("no upstream is configured")
    return bridge.runtime.upstream


def staying(bridge: Bridge) -> Stay | None:
    """Return who is signed in by the upstream; ``None`` if nobody is.

    It is looked up once in a request, however often the page asks: at each garbridge of the
    application, because a browser may show one of them the token of another.
    """
    token = cookie_of(bridge, "")
    if not token:
        return None
    found: dict[tuple[str, str], Stay | None] = g.setdefault(_FOUND, {})
    key = bridge.name, token
    if key not in found:
        found[key] = upstream_of(bridge).arrivals.stay(token, now=bridge.runtime.clock())
    return found[key]


def stay(bridge: Bridge, response: Response, token: str) -> None:
    """Give the browser the *token* of its new session; the one before ends."""
    before = cookie_of(bridge, "")
    if before:
        upstream_of(bridge).arrivals.end(before)
        g.pop(_FOUND, None)
    put_cookie(bridge, response, "", token, None)


def end_stay(bridge: Bridge) -> None:
    """End the session of this browser, here and in it."""
    token = cookie_of(bridge, "")
    if token:
        upstream_of(bridge).arrivals.end(token)
        g.pop(_FOUND, None)

    @after_this_request
    def forget(response: Response) -> Response:
        put_cookie(bridge, response, "", "", 0)
        return response


def browser_token(bridge: Bridge) -> str:
    """Return the token of this browser's session, which nobody else holds; empty without one."""
    return cookie_of(bridge, "")


def browser_secret(bridge: Bridge) -> str:
    """Return what ties a sign-in to this browser; empty where it began none."""
    return cookie_of(bridge, "-begin").partition(".")[0]


def latest_flow(bridge: Bridge) -> str:
    """Return what this browser began last; empty where it began nothing."""
    return cookie_of(bridge, "-begin").partition(".")[2]


def note_flow(bridge: Bridge, response: Response, secret: str, flow: str) -> None:
    """Let the browser remember *flow*, under its *secret*."""
    put_cookie(bridge, response, "-begin", f"{secret}.{flow}", BEGUN_SECONDS)


def farewell(bridge: Bridge) -> Farewell | None:
    """Return the session that is about to end as the upstream knows it."""
    if bridge.runtime.upstream is None:
        return None
    there = staying(bridge)
    if there is None:
        return None
    return Farewell(subject=there.subject, index=there.index, hint=there.hint)


def tell_upstream(bridge: Bridge, left: Farewell) -> Asking | None:
    """Return what tells the upstream of a logout, through the browser; ``None`` if it cannot be."""
    flow, secret = bridge.runtime.tokens(), browser_secret(bridge) or bridge.runtime.tokens()
    leaving = Leaving(
        subject=left.subject,
        index=left.index,
        hint=left.hint,
        back=f"{bridge.runtime.config.issuer}/{LOGGED_OUT}",
        flow=flow,
    )
    response = upstream_of(bridge).adapter.leave(leaving, now=bridge.runtime.clock())
    if response is None:
        return None

    @after_this_request
    def remember(answer: Response) -> Response:
        note_flow(bridge, answer, secret, flow)
        return answer

    return Asking(UPSTREAM, flow, response)


def answered_by_upstream(bridge: Bridge) -> UpstreamAnswered | None:
    """Return what the upstream answers to a logout; ``None`` where it brings no answer along.

    Raises:
        ProtocolError: it must not be acted on.
    """
    front, received = upstream_of(bridge).front, wire_request(bridge, f"/{LOGGED_OUT}")
    if front is None or not (received.query or received.form):
        return None
    return front.answered(received, now=bridge.runtime.clock())


def cookie_of(bridge: Bridge, what: str) -> str:
    """Return the value of our cookie for *what*; empty where there is none we could have set."""
    value = request.cookies.get(_name(bridge, what), "")
    return value if len(value) <= _LONGEST and value.isascii() else ""


def put_cookie(
    bridge: Bridge, response: Response, what: str, value: str, seconds: int | None
) -> None:
    """Give the browser our cookie for *what*, for *seconds*; ``None`` is until it is closed."""
    response.set_cookie(
        _name(bridge, what),
        value,
        max_age=seconds,
        path="/",
        secure=_is_secure(bridge),
        httponly=True,
        samesite="Lax",
    )


def _name(bridge: Bridge, what: str) -> str:
    """Return the cookie's name: of this mount, and bound to the host where there is TLS."""
    name = bridge.name if bridge.name == "garbridge" else f"garbridge-{bridge.name}"
    return f"{'__Host-' if _is_secure(bridge) else ''}{name}{what}"


def _is_secure(bridge: Bridge) -> bool:
    """Say whether the portal is reached by TLS: plain http is for loopback, in tests and demos."""
    return bridge.runtime.config.issuer.startswith("https:")
