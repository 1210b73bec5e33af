"""The addresses of a portal whose people an upstream signs in.

::

    /mediacentre/connexion?next= ──> the upstream ──> /upstream/callback ──> next
    /mediacentre/connexion/preuve?next=  the same, with a new proof of who they are
    /upstream/logout      the upstream tells of a logout, by itself or through the browser
    /upstream/logged-out  the browser comes back after one (in ``web/logout.py``)
    /upstream/jwks, /upstream/metadata   what the upstream fetches of us

What is begun waits on the server, sealed, under a random name, and comes back once, to the browser
that began it.  A cross-site POST carries no cookie: it is parked, and the browser follows a
redirect that does.
"""

import json
import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final, TypedDict, cast

from flask import Response, request, url_for

from garbridge.core.arrivals import ARRIVAL_FAULTS, OF_ACCOUNTS, ArrivalFault
from garbridge.core.identifiers import reference_of
from garbridge.errors import StoreError
from garbridge.formats.sealing import entry_key, seal, unseal
from garbridge.ports import (
    Authenticated,
    Declined,
    Document,
    OneTimeEntry,
    Redirect,
    WireRequest,
    Wish,
)
from garbridge.services.arriving import Departure
from garbridge.services.stays import Stay
from garbridge.web.bridge import Bridge, current_bridge
from garbridge.web.failures import answer_error, guarded
from garbridge.web.incoming import argument, only, wire_request
from garbridge.web.logout import upstream_logged_out
from garbridge.web.noting import noted_refusal
from garbridge.web.outcomes import log_outcome
from garbridge.web.outgoing import document, redirection
from garbridge.web.own_paths import own_path
from garbridge.web.pages import here, incident_page
from garbridge.web.parking import Parked, handle_of, look, park, redeem
from garbridge.web.posting import wire_answer
from garbridge.web.signals import Event
from garbridge.web.staying import (
    BEGUN_SECONDS,
    browser_secret,
    end_stay,
    latest_flow,
    note_flow,
    stay,
    staying,
    upstream_of,
)
from garbridge.web.upstream_notices import ended, upstream_notice
from garbridge.wiring.upstream import CALLBACK, JWKS, LOGGED_OUT, METADATA, NOTICE

_PARKED: Final = "upstream"
_LOG = logging.getLogger("garbridge.upstream")


class _Flow(TypedDict):
    """What waits while the browser is at the upstream."""

    tenant: str
    browser: str
    then: str
    began: str
    fresh: bool
    kept: dict[str, str]


@guarded
def upstream_begin() -> Response:
    """Send the browser to the upstream, unless somebody is signed in."""
    only("GET")
    bridge = current_bridge()
    then = own_path(argument("next")) or url_for(".mediacentre")
    if staying(bridge) is not None:
        return redirection(bridge, Redirect(then))
    return _begin(bridge, then, is_fresh=False)


@guarded
def upstream_prove() -> Response:
    """Send the browser to the upstream, for a new proof of who they are."""
    only("GET")
    bridge = current_bridge()
    return _begin(bridge, own_path(argument("next")) or url_for(".mediacentre"), is_fresh=True)


@guarded
def upstream_callback() -> Response:
    """Take what the browser brings back; a CAS server posts its logouts here too."""
    only("GET", "POST")
    bridge = current_bridge()
    handle = argument("suite") if request.method == "GET" else None
    if handle is not None:
        return _arrived(bridge, handle)
    received, now = wire_request(bridge, f"/{CALLBACK}"), bridge.runtime.clock()
    if request.method == "GET":
        return _arrive(bridge, received, lambda: None)
    said = upstream_of(bridge).adapter.ended(received, now=now)
    if said is not None:
        return ended(bridge, said)
    flow = upstream_of(bridge).adapter.flow(received) or ""
    if not _waits(bridge, flow):
        return _declined(bridge, Declined(ArrivalFault.NOT_BEGUN, "no flow of that name"), None)
    handle = park(bridge, _PARKED, Parked(received, now), handle=handle_of(flow))
    return redirection(bridge, Redirect(url_for(".upstream_callback", suite=handle)))


@guarded
def upstream_keys() -> Response:
    """Publish what the upstream verifies the portal's proofs with; nothing where it needs none."""
    return _published(JWKS)


@guarded
def upstream_metadata() -> Response:
    """Publish who the portal is to the upstream; nothing where its protocol has no such thing."""
    return _published(METADATA)


UPSTREAM_ROUTES: Final[tuple[tuple[str, Callable[..., Response], tuple[str, ...]], ...]] = (
    ("/mediacentre/connexion", upstream_begin, ("GET",)),
    ("/mediacentre/connexion/preuve", upstream_prove, ("GET",)),
    (f"/{CALLBACK}", upstream_callback, ("GET", "POST")),
    (f"/{NOTICE}", upstream_notice, ("GET", "POST")),
    (f"/{LOGGED_OUT}", upstream_logged_out, ("GET", "POST")),
    (f"/{JWKS}", upstream_keys, ("GET",)),
    (f"/{METADATA}", upstream_metadata, ("GET",)),
)
"""Every address of it, its view and its methods."""


def _published(path: str) -> Response:
    bridge = current_bridge()
    channel = upstream_of(bridge).documents.get(path)
    if channel is None:
        return document(bridge, Document(404, "text/plain", b"", {}))
    received = wire_request(bridge, f"/{path}")
    return document(bridge, channel.answer(received, now=bridge.runtime.clock()))


def _begin(bridge: Bridge, then: str, *, is_fresh: bool) -> Response:
    flow, now = bridge.runtime.tokens(), bridge.runtime.clock()
    begun = upstream_of(bridge).adapter.begin(Wish(flow=flow, is_fresh=is_fresh), now=now)
    if isinstance(begun, Declined):
        return _declined(bridge, begun, then)
    secret = browser_secret(bridge) or bridge.runtime.tokens()
    waiting = _Flow(
        tenant=bridge.runtime.config.tenant,
        browser=entry_key(secret),
        then=then,
        began=now.isoformat(),
        fresh=is_fresh,
        kept=dict(begun.kept),
    )
    ticket = _ticket(flow)
    until = now + timedelta(seconds=BEGUN_SECONDS)
    body = seal(ticket, json.dumps(waiting).encode())
    bridge.runtime.once.keep(OneTimeEntry(entry_key(ticket), body, until), now=now)
    response = wire_answer(bridge, begun.response)
    note_flow(bridge, response, secret, flow)
    return response


def _arrived(bridge: Bridge, handle: str) -> Response:
    """Take what was parked under *handle*, and spend it where it is of use."""
    try:
        parked = look(bridge, _PARKED, handle)
    except StoreError as away:  # nothing is spent
        return answer_error(away, again=here())
    return _arrive(bridge, parked.request, lambda: redeem(bridge, _PARKED, handle))


def _arrive(bridge: Bridge, received: WireRequest, spend: Callable[[], object]) -> Response:
    """Take *received*; *spend* what it is, once nothing keeps it from being taken."""
    upstream, now = upstream_of(bridge), bridge.runtime.clock()
    named = upstream.adapter.flow(received)
    flow = latest_flow(bridge) if named is None else named
    try:
        there, waiting = staying(bridge), _begun(bridge, flow)
    except StoreError as away:  # nothing is spent: the same address can be tried again
        return answer_error(away, again=here())
    spend()
    if waiting is None:
        if there is not None:  # a second tab, or the way back: they are where they wanted to be
            return redirection(bridge, Redirect(url_for(".mediacentre")))
        return _declined(bridge, Declined(ArrivalFault.NOT_BEGUN, "no flow of that name"), None)
    wish = Wish(flow=flow, is_fresh=waiting["fresh"])
    outcome = upstream.adapter.finish(received, waiting["kept"], wish, now=now)
    if isinstance(outcome, Declined):
        return _declined(bridge, outcome, waiting["then"])
    return _welcome(bridge, outcome, waiting, there)


def _welcome(
    bridge: Bridge, authenticated: Authenticated, waiting: _Flow, there: Stay | None
) -> Response:
    now = bridge.runtime.clock()
    departure = Departure(
        at=datetime.fromisoformat(waiting["began"]), is_fresh=waiting["fresh"], stay=there
    )
    try:
        arrived = upstream_of(bridge).arrivals.arrive(authenticated, departure, now=now)
    except StoreError as away:  # what came back was spent at the upstream: it is begun anew
        return answer_error(away, again=url_for(".upstream_begin", next=waiting["then"]))
    if isinstance(arrived, Declined):
        if there is not None and _is_other(authenticated, there):
            _leave_behind(bridge, there)
        return _declined(bridge, arrived, waiting["then"])
    if there is not None and there.session != arrived.stay.session:
        bridge.runtime.logout.begin(there.person, there.session, now=now)  # somebody else was here
    response = redirection(bridge, Redirect(waiting["then"]))
    stay(bridge, response, arrived.token)
    reference = reference_of(bridge.runtime.tokens())
    log_outcome(Event.SIGN_IN, "granted", reference=reference)
    return response


def _is_other(authenticated: Authenticated, there: Stay) -> bool:
    """Say whether another account of the upstream that signed in who is there comes back."""
    is_same = authenticated.subject == there.subject
    return authenticated.issuer == there.issuer and not is_same


def _leave_behind(bridge: Bridge, there: Stay) -> None:
    """End the session of who was here before: somebody else signed in at the upstream."""
    now = bridge.runtime.clock()
    end_stay(bridge)
    bridge.runtime.logout.begin(there.person, there.session, now=now)


def _declined(bridge: Bridge, declined: Declined, then: str | None) -> Response:
    """Say that nobody is signed in; with *then* it can be tried again.

    Whoever has no account here would come back from the upstream as the same person, who may be
    the one before them at a shared computer: it is asked to let them sign in anew.
    """
    incident = ARRIVAL_FAULTS[declined.fault]
    reference = noted_refusal(bridge, incident, declined.fault)
    _LOG.warning("nobody is signed in (%s): %s", reference, declined.why)
    as_other = declined.fault in OF_ACCOUNTS
    view = ".upstream_prove" if as_other else ".upstream_begin"
    again = None if then is None else url_for(view, next=then)
    return incident_page(bridge, incident, reference, again=again, as_other=as_other)


def _waits(bridge: Bridge, flow: str) -> bool:
    key = entry_key(_ticket(flow))
    return bridge.runtime.once.peek(key, now=bridge.runtime.clock()) is not None


def _begun(bridge: Bridge, flow: str) -> _Flow | None:
    """Return what was begun as *flow*, in this browser, and forget it; ``None`` if nothing was."""
    ticket, secret = _ticket(flow), browser_secret(bridge)
    now = bridge.runtime.clock()
    body = bridge.runtime.once.peek(entry_key(ticket), now=now)
    opened = None if body is None else unseal(ticket, body)
    if opened is None or not secret:
        return None
    waiting = cast("_Flow", json.loads(opened))
    if (waiting["tenant"], waiting["browser"]) != (bridge.runtime.config.tenant, entry_key(secret)):
        return None  # it stays for the browser that began it
    spent = bridge.runtime.once.redeem(entry_key(ticket), now=now)
    return waiting if spent is not None else None


def _ticket(flow: str) -> str:
    """Return the name of a flow among all one-time things."""
    return f"upstream flow {flow}"
