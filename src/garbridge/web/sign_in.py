"""The sign-in endpoints that providers send people to: ``/saml/sso`` and ``/cas/login``.

::

    request ── somebody is signed in ──> launch ──> redirect, auto-post page, refusal, or
       |                                    ^       "through which school?" (parked again)
       |                                    |
       └── nobody ──> verify, park ──> 303 after a POST: now the browser sends its cookie
                                            |
               ?suite=<handle> <────────────┘
                    |── somebody ──> redeem the handle, launch
                    └── nobody ──> the portal's sign-in, which comes back to ?suite=
"""

from dataclasses import replace

from flask import Response, request, url_for

from garbridge.core.identifiers import SchoolId, parse_school_id
from garbridge.ports import AutoPostForm, Redirect, WireResponse
from garbridge.protocols.cas import CasLogin
from garbridge.protocols.saml import SamlDetail
from garbridge.services.launch import Launched, SignedIn, Stopped
from garbridge.services.resolving import ChooseSchool
from garbridge.web.bridge import Bridge, current_bridge
from garbridge.web.failures import guarded
from garbridge.web.identity import signed_in
from garbridge.web.incoming import argument, only, wire_request
from garbridge.web.login import session_ended, to_login
from garbridge.web.outcomes import Event, log_outcome
from garbridge.web.outgoing import redirection
from garbridge.web.pages import Choice, chooser_page, school_names
from garbridge.web.parking import Arrived, Parked, look, park, redeem
from garbridge.web.posting import auto_post_page
from garbridge.web.refusing import refusal_page

_PATHS = {"saml": "/saml/sso", "cas": "/cas/login"}
_ENDPOINTS = {"saml": ".saml_sso", "cas": ".cas_login"}


@guarded
def saml_sso() -> Response:
    """Serve ``/saml/sso`` (SAML Profiles 4.1), by Redirect and POST."""
    only("GET", "POST")
    return _sign_in("saml")


@guarded
def cas_login() -> Response:
    """Serve ``/cas/login`` (CAS Protocol 2.1)."""
    only("GET")
    return _sign_in("cas")


def _sign_in(protocol: str) -> Response:
    bridge = current_bridge()
    who = signed_in(bridge)
    handle = argument("suite") if request.method == "GET" else None
    if handle is None:
        arrived = Parked(wire_request(bridge, _PATHS[protocol]), bridge.runtime.clock())
        if who is None:
            return _wait(bridge, protocol, arrived)
        return _launch(bridge, protocol, arrived, who, None)
    if who is None:
        waiting = look(bridge, protocol, handle)
        return _ask(bridge, protocol, handle, is_passive=waiting.is_passive)
    chosen = argument("etab")
    school = None if chosen is None else parse_school_id(chosen)
    return _launch(bridge, protocol, redeem(bridge, protocol, handle), who, school)


def _wait(bridge: Bridge, protocol: str, arrived: Parked) -> Response:
    """Verify and park a request of somebody who is not signed in, or whose cookie did not come."""
    sign_in = bridge.runtime.front[protocol].parse(arrived.request, now=arrived.received)
    detail: object = sign_in.detail
    if isinstance(detail, CasLogin) and detail.gateway:  # back without a ticket (CAS 2.1.1)
        return redirection(bridge, Redirect(detail.service.url))
    is_passive = isinstance(detail, SamlDetail) and detail.is_passive
    handle = park(bridge, protocol, replace(arrived, is_passive=is_passive))
    if request.method == "POST":
        return redirection(bridge, Redirect(url_for(_ENDPOINTS[protocol], suite=handle)))
    return _ask(bridge, protocol, handle, is_passive=is_passive)


def _ask(bridge: Bridge, protocol: str, handle: str, *, is_passive: bool) -> Response:
    """Let the person sign in, unless the provider asked that they be shown no sign-in page."""
    if is_passive:
        return session_ended(bridge, protocol=protocol)
    return to_login(bridge, url_for(_ENDPOINTS[protocol], suite=handle), protocol=protocol)


def _launch(
    bridge: Bridge, protocol: str, arrived: Parked, who: SignedIn, school: SchoolId | None
) -> Response:
    adapter = Arrived(bridge.runtime.front[protocol], arrived.received)
    match bridge.runtime.launches.launch(adapter, arrived.request, who, school=school):
        case Launched(response, reference, resource):
            answer = _answer(bridge, response)
            log_outcome(
                Event.LAUNCH, "granted", reference=reference, protocol=protocol, resource=resource
            )
            return answer
        case Stopped() as stopped:
            return refusal_page(bridge, stopped, protocol=protocol)
        case ChooseSchool(_, schools):
            handle = park(bridge, protocol, arrived)
            names = school_names(bridge, set(schools))
            here = _ENDPOINTS[protocol]
            return chooser_page(
                bridge,
                [Choice(names[s], url_for(here, suite=handle, etab=s)) for s in schools],
            )


def _answer(bridge: Bridge, response: WireResponse) -> Response:
    match response:
        case Redirect():
            return redirection(bridge, response)
        case AutoPostForm():
            return auto_post_page(bridge, response)
