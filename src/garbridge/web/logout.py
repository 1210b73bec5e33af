"""Logout: of the portal's own, of CAS, of OpenID Connect, and what SAML providers ask and answer.

::

    any of the four ──> tell those behind the browser ──> end the portal's session
                                                               |
        a provider's page <── ask it through the browser <─────┤ one after the other
              |                                                |
              └── /saml/slo: its answer ──────────────────────>┤
                                                               v
               the upstream that signed the person in, where there is one, and back from there
                                                               v
     back to who asked, be it the upstream, or a page that says what was closed and what was not

What is under way waits on the server under the name of the message that was sent: only the
provider that was asked, and signed its answer, can go on with it.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from flask import Response, request, url_for

from garbridge.core.identifiers import ProviderId, reference_of
from garbridge.errors import ProtocolError, StaleError, StoreError
from garbridge.formats.parameters import parameters_of
from garbridge.ports import LogoutAnswered, LogoutAsked, Redirect
from garbridge.protocols.oidc import RelyingPartyLogout
from garbridge.services.launch import SignedIn
from garbridge.services.logout import Progress, answered
from garbridge.services.once import claim_once
from garbridge.web.bridge import Bridge, current_bridge
from garbridge.web.failures import guarded, noted
from garbridge.web.identity import forget_session, signed_in
from garbridge.web.incoming import argument, came_from_elsewhere, only, wire_request
from garbridge.web.logging_out import Ending, answer_upstream, keep, resumed
from garbridge.web.national_words import named_of_the_gar
from garbridge.web.outcomes import log_outcome
from garbridge.web.outgoing import redirection
from garbridge.web.pages import page
from garbridge.web.parking import Parked, park, redeem
from garbridge.web.posting import wire_answer
from garbridge.web.signals import Event
from garbridge.web.speaking import translations
from garbridge.web.staying import (
    UPSTREAM,
    answered_by_upstream,
    farewell,
    latest_flow,
    tell_upstream,
)

_SAML: Final = "saml"
_PARKED: Final = "saml-slo"
_ASKED: Final = "oidc-logout"


@guarded
def logout() -> Response:
    """Log out of everything: where the portal's own « Se déconnecter » leads.

    Whoever comes from another site is asked: any page could send them here.
    """
    only("GET")
    bridge = current_bridge()
    if came_from_elsewhere() and signed_in(bridge) is not None:
        return page(bridge, "logout_ask.html", leave=url_for(".logout"))
    return _begin(bridge, signed_in(bridge), then=_then(bridge, argument("suite")))


@guarded
def cas_logout() -> Response:
    """Serve ``/cas/logout`` (CAS Protocol 2.3): on to a registered ``service``, or our page."""
    only("GET")
    bridge = current_bridge()
    service = bridge.runtime.registry.cas().get(argument("service") or "")
    return _begin(bridge, signed_in(bridge), then="" if service is None else service.url)


@guarded
def oidc_logout() -> Response:
    """Serve ``/oidc/logout`` (RP-Initiated Logout 2).

    Without an ID token about who is signed in, the person is asked: any page could send them here.
    """
    only("GET", "POST")
    bridge = current_bridge()
    arrived = Parked(wire_request(bridge, "/oidc/logout"), bridge.runtime.clock())
    asked = _wanted(bridge, arrived)
    who = signed_in(bridge)
    if who is None:
        return _begin(bridge, None, then=asked.then)
    subject = (
        None
        if asked.client is None
        else bridge.runtime.access.subject_at(asked.client.provider, who.person)
    )
    if asked.subject is None or asked.subject != subject:
        handle = park(bridge, _ASKED, arrived) if asked.then else None
        return page(bridge, "logout_ask.html", leave=url_for(".logout", suite=handle))
    return _begin(bridge, who, then=asked.then)


@guarded
def saml_slo() -> Response:
    """Serve ``/saml/slo`` (SAML Profiles 4.4), by Redirect and POST."""
    only("GET", "POST")
    bridge = current_bridge()
    handle = argument("suite") if request.method == "GET" else None
    if handle is not None:
        waiting = redeem(bridge, _PARKED, handle)
        return _heard(bridge, waiting, came_by_post=False)
    arrived = Parked(wire_request(bridge, "/saml/slo"), bridge.runtime.clock())
    return _heard(bridge, arrived, came_by_post=request.method == "POST")


@guarded
def upstream_logged_out() -> Response:
    """Serve ``/upstream/logged-out``: where the upstream sends the browser back after a logout."""
    only("GET", "POST")
    bridge = current_bridge()
    answer = answered_by_upstream(bridge)
    flow = (argument("state") or latest_flow(bridge)) if answer is None else answer.flow
    try:
        ending = resumed(bridge, UPSTREAM, flow)
    except StaleError:  # somebody logged out there, or comes back a second time
        if signed_in(bridge) is not None:
            return redirection(bridge, Redirect(url_for(".mediacentre")))
        ending = Ending(progress=Progress(), is_nobody=True)
    if answer is not None and not answer.is_closed:
        ending = replace(ending, is_portal_open=True)
    return _finish(bridge, ending)


def _wanted(bridge: Bridge, arrived: Parked) -> RelyingPartyLogout:
    return bridge.runtime.read_logout(parameters_of(arrived.request))


def _then(bridge: Bridge, handle: str | None) -> str:
    """Return where whoever was asked goes on to, as the client that sent them registered it.

    What has waited too long leads to the page of ours.
    """
    if handle is None:
        return ""
    try:
        return _wanted(bridge, redeem(bridge, _ASKED, handle)).then
    except (ProtocolError, StoreError):
        return ""


def _heard(bridge: Bridge, arrived: Parked, *, came_by_post: bool) -> Response:
    channel = bridge.runtime.logout.front[_SAML]
    heard = channel.read(arrived.request, now=arrived.received)
    if isinstance(heard, LogoutAnswered):
        ending = resumed(bridge, heard.provider, heard.message)
        return go_on(bridge, replace(ending, progress=answered(ending.progress, heard)))
    if came_by_post:  # a cross-site POST carries no cookie: whom it is about shows after a redirect
        handle = park(bridge, _PARKED, arrived)
        return redirection(bridge, Redirect(url_for(".saml_slo", suite=handle)))
    if heard.once is not None:
        claim_once(bridge.runtime.once, heard.once, now=bridge.runtime.clock())
    who, now = signed_in(bridge), bridge.runtime.clock()
    service = bridge.runtime.logout
    if who is None or not service.is_there(who.person, who.session, heard, now=now):
        # Nobody of that name is signed in here: what else is open elsewhere cannot be known.
        nothing = Progress(asked=heard).with_outcome(heard.provider, is_closed=False)
        return _finish(bridge, Ending(progress=nothing))
    return _begin(bridge, who, then="", asked=heard)


def _begin(
    bridge: Bridge, who: SignedIn | None, *, then: str, asked: LogoutAsked | None = None
) -> Response:
    if who is None:
        return _finish(bridge, Ending(progress=Progress(), then=then, is_nobody=True))
    progress = _begun(bridge, who, asked)
    is_portal_open, left = bridge.session_ender is None, farewell(bridge)
    forget_session(bridge)
    if bridge.session_ender is not None:
        bridge.session_ender()
    return go_on(
        bridge, Ending(progress=progress, then=then, is_portal_open=is_portal_open, farewell=left)
    )


def _begun(bridge: Bridge, who: SignedIn, asked: LogoutAsked | None) -> Progress:
    """Close what can be closed without the browser.

    A database that is away keeps nobody in the portal: what they opened is not known then, and
    that is said.
    """
    try:
        return bridge.runtime.logout.begin(
            who.person, who.session, now=bridge.runtime.clock(), asked=asked
        )
    except StoreError as away:
        noted(bridge, away)
        return Progress(asked=asked, is_more=True)


def go_on(bridge: Bridge, ending: Ending) -> Response:
    """Ask whom *ending* has still to ask through the browser, or answer who began it."""
    progress, asking = bridge.runtime.logout.ask(ending.progress, now=bridge.runtime.clock())
    ending = replace(ending, progress=progress)
    if asking is None and ending.farewell is not None:
        asking, ending = tell_upstream(bridge, ending.farewell), replace(ending, farewell=None)
    if asking is None:
        return _finish(bridge, ending)
    keep(bridge, asking, ending)
    return wire_answer(bridge, asking.response)


def _finish(bridge: Bridge, ending: Ending) -> Response:
    progress, reference = ending.progress, reference_of(bridge.runtime.tokens())
    outcome = "closed" if ending.is_closed else "partial"
    log_outcome(Event.LOGOUT, outcome, reference=reference)
    if progress.asked is not None:
        answer = bridge.runtime.logout.front[_SAML].answer(
            progress.asked, is_closed=ending.is_closed, now=bridge.runtime.clock()
        )
        if answer is not None:
            return wire_answer(bridge, answer)
    if ending.upstream is not None and (answer := answer_upstream(bridge, ending)) is not None:
        return wire_answer(bridge, answer)
    if ending.then and ending.is_closed:
        return redirection(bridge, Redirect(ending.then))
    return page(
        bridge,
        "logout.html",
        closed=_named(bridge, progress.closed),
        open=_named(bridge, progress.open),
        is_more=progress.is_more,
        is_elsewhere=progress.is_elsewhere,
        is_portal_open=ending.is_portal_open,
        is_nobody=ending.is_nobody,
        then=ending.then,
    )


def _named(bridge: Bridge, providers: Iterable[ProviderId]) -> list[str]:
    """Return what *providers* are called; one that is no longer registered, as it was."""
    known, ours = bridge.runtime.catalogue().providers, named_of_the_gar(translations())
    return sorted(known[one].name if one in known else ours.get(one, str(one)) for one in providers)
