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

Wherever a page would be shown, of whatever sort, the adapter is asked first whether it may be
(SAML *IsPassive*, CAS *gateway*): if not, the provider has its answer instead.
"""

from collections.abc import Sequence

from flask import Response, request, url_for

from garbridge.core.faults import SESSION_ENDED
from garbridge.core.identifiers import SchoolId, parse_school_id, reference_of
from garbridge.ports import AutoPostForm, Redirect, WireResponse
from garbridge.services.launch import Launched, SignedIn, Stopped
from garbridge.services.resolving import ChooseSchool
from garbridge.web.bridge import Bridge, current_bridge
from garbridge.web.failures import guarded
from garbridge.web.identity import signed_in
from garbridge.web.incoming import argument, only, wire_request
from garbridge.web.login import to_login
from garbridge.web.outcomes import Event, log_outcome
from garbridge.web.outgoing import redirection
from garbridge.web.pages import Choice, chooser_page, school_names
from garbridge.web.parking import Parked, look, park, redeem
from garbridge.web.posting import auto_post_page
from garbridge.web.refusing import log_refusal, refusal_page

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
        return _ask(bridge, protocol, handle)
    chosen = argument("etab")
    school = None if chosen is None else parse_school_id(chosen)
    return _launch(bridge, protocol, redeem(bridge, protocol, handle), who, school)


def _wait(bridge: Bridge, protocol: str, arrived: Parked) -> Response:
    """Verify and park a request of somebody who is not signed in, or whose cookie did not come."""
    adapter = bridge.runtime.front[protocol]
    sign_in = adapter.parse(arrived.request, now=arrived.received)
    if request.method == "POST":  # whether somebody is there shows once the cookie comes
        handle = park(bridge, protocol, arrived)
        return redirection(bridge, Redirect(url_for(_ENDPOINTS[protocol], suite=handle)))
    declined = adapter.decline(sign_in, now=bridge.runtime.clock())
    if declined is not None:
        return _nobody(bridge, protocol, declined)
    return _to_login(bridge, protocol, park(bridge, protocol, arrived))


def _ask(bridge: Bridge, protocol: str, handle: str) -> Response:
    """Let the person sign in for what waits under *handle*, unless it forbids to ask."""
    declined = _declined(bridge, protocol, look(bridge, protocol, handle))
    if declined is None:
        return _to_login(bridge, protocol, handle)
    redeem(bridge, protocol, handle)  # it is answered
    return _nobody(bridge, protocol, declined)


def _declined(bridge: Bridge, protocol: str, arrived: Parked) -> WireResponse | None:
    """Return what the provider is answered instead of a page, where no page may be shown."""
    adapter = bridge.runtime.front[protocol]
    sign_in = adapter.parse(arrived.request, now=arrived.received)
    return adapter.decline(sign_in, now=bridge.runtime.clock())


def _nobody(bridge: Bridge, protocol: str, declined: WireResponse) -> Response:
    reference = reference_of(bridge.runtime.tokens())
    log_outcome(Event.REFUSAL, SESSION_ENDED.code, reference=reference, protocol=protocol)
    return _answer(bridge, declined)


def _to_login(bridge: Bridge, protocol: str, handle: str) -> Response:
    return to_login(bridge, url_for(_ENDPOINTS[protocol], suite=handle), protocol=protocol)


def _launch(
    bridge: Bridge, protocol: str, arrived: Parked, who: SignedIn, school: SchoolId | None
) -> Response:
    outcome = bridge.runtime.launches.launch(
        bridge.runtime.front[protocol],
        arrived.request,
        who,
        school=school,
        received=arrived.received,
    )
    if isinstance(outcome, Launched):
        answer = _answer(bridge, outcome.response)
        log_outcome(
            Event.LAUNCH,
            "granted",
            reference=outcome.reference,
            protocol=protocol,
            resource=outcome.resource,
        )
        return answer
    if isinstance(outcome, Stopped):
        log_refusal(outcome, protocol=protocol)
    declined = _declined(bridge, protocol, arrived)
    if declined is not None:
        return _answer(bridge, declined)
    match outcome:
        case Stopped():
            return refusal_page(bridge, outcome)
        case ChooseSchool(_, schools):
            return _choose(bridge, protocol, arrived, schools)


def _choose(
    bridge: Bridge, protocol: str, arrived: Parked, schools: Sequence[SchoolId]
) -> Response:
    handle = park(bridge, protocol, arrived)
    names = school_names(bridge, set(schools))
    here = _ENDPOINTS[protocol]
    choices = [Choice(names[s], url_for(here, suite=handle, etab=s)) for s in schools]
    return chooser_page(bridge, choices)


def _answer(bridge: Bridge, response: WireResponse) -> Response:
    match response:
        case Redirect():
            return redirection(bridge, response)
        case AutoPostForm():
            return auto_post_page(bridge, response)
