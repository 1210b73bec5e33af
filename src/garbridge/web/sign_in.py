"""The sign-in endpoints that providers send people to, by every protocol of :data:`FRONT`.

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
(SAML *IsPassive*, CAS *gateway*): if not, the provider has its answer instead.  A request that
wants the person to prove anew who they are is parked like the others, once.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final

from flask import Response, request, url_for

from garbridge.core.faults import CANNOT_REAUTHENTICATE, SESSION_ENDED, incident_of
from garbridge.core.identifiers import SchoolId, parse_school_id
from garbridge.ports import (
    AnswerableError,
    Obstacle,
    Redirect,
    SignInRequest,
    WireResponse,
)
from garbridge.services.launch import Launched, Reauthenticate, SignedIn, Stopped
from garbridge.services.resolving import ChooseSchool
from garbridge.web.bridge import Bridge, current_bridge
from garbridge.web.current import current_request
from garbridge.web.failures import guarded
from garbridge.web.identity import signed_in
from garbridge.web.incoming import argument, only, wire_request
from garbridge.web.login import to_login, to_proof
from garbridge.web.noting import noted_refusal
from garbridge.web.outcomes import log_outcome
from garbridge.web.outgoing import redirection
from garbridge.web.pages import chooser_page, incident_page
from garbridge.web.parking import Parked, look, park, redeem
from garbridge.web.posting import wire_answer
from garbridge.web.refusing import log_refusal, refusal_page
from garbridge.web.signals import Event


@dataclass(frozen=True, slots=True)
class FrontChannel:
    """Where providers send people to sign in by one protocol; ``view`` names it in Flask.

    ``alias`` is a second address of the same, with its view.
    """

    path: str
    view: str
    methods: tuple[str, ...]
    alias: tuple[str, str] | None = None

    def addresses(self) -> Iterator[tuple[str, str]]:
        """Yield each path with its view."""
        yield self.path, self.view
        if self.alias is not None:
            yield self.alias


FRONT: Final[Mapping[str, FrontChannel]] = MappingProxyType(
    {
        "saml": FrontChannel("/saml/sso", "saml_sso", ("GET", "POST")),  # Profiles 4.1
        "cas": FrontChannel("/cas/login", "cas_login", ("GET",)),  # CAS Protocol 2.1
        "oidc": FrontChannel(  # OpenID Connect Core 3.1.2.1, and the GAR's own path
            "/oidc/authorize",
            "oidc_authorize",
            ("GET", "POST"),
            ("/oidc/oidcAuthorize", "oidc_authorize_gar"),
        ),
        "lti": FrontChannel("/lti/authorize", "lti_authorize", ("GET", "POST")),  # LTI Security 5.1
    }
)
"""Every front channel, by its protocol."""


def front_view(protocol: str, path: str, name: str) -> Callable[[], Response]:
    """Return the view of one front channel at one of its addresses."""

    def serve() -> Response:
        only(*FRONT[protocol].methods)
        return _sign_in(protocol, path)

    serve.__name__ = name
    return guarded(serve)


def _here(protocol: str, *, suite: str, etab: str | None = None) -> str:
    """Return the address of a front channel on this host."""
    return url_for(f".{FRONT[protocol].view}", suite=suite, etab=etab)


def _sign_in(protocol: str, path: str) -> Response:
    bridge = current_bridge()
    try:
        return _served(bridge, protocol, path, signed_in(bridge))
    except AnswerableError as refused:
        cause = refused.cause.code
        noted_refusal(bridge, incident_of(cause), cause, protocol=protocol)
        return wire_answer(bridge, refused.response)


def _served(bridge: Bridge, protocol: str, path: str, who: SignedIn | None) -> Response:
    handle = argument("suite") if current_request().method == "GET" else None
    if handle is None:
        arrived = Parked(wire_request(bridge, path), bridge.runtime.clock())
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
        return redirection(bridge, Redirect(_here(protocol, suite=handle)))
    if sign_in.oldest is not None and bridge.authentication is None:
        return _unproved(bridge, protocol, sign_in)
    declined = adapter.decline(sign_in, Obstacle.PAGE, now=bridge.runtime.clock())
    if declined is not None:
        return _nobody(bridge, protocol, declined)
    return _to_login(bridge, protocol, park(bridge, protocol, arrived))


def _ask(bridge: Bridge, protocol: str, handle: str) -> Response:
    """Let the person sign in for what waits under *handle*, unless it forbids to ask."""
    declined = _declined(bridge, protocol, look(bridge, protocol, handle), Obstacle.PAGE)
    if declined is None:
        return _to_login(bridge, protocol, handle)
    redeem(bridge, protocol, handle)  # it is answered
    return _nobody(bridge, protocol, declined)


def _declined(
    bridge: Bridge, protocol: str, arrived: Parked, obstacle: Obstacle
) -> WireResponse | None:
    """Return what the provider is answered instead of a page, where it is to be."""
    adapter = bridge.runtime.front[protocol]
    sign_in = adapter.parse(arrived.request, now=arrived.received)
    return adapter.decline(sign_in, obstacle, now=bridge.runtime.clock())


def _nobody(bridge: Bridge, protocol: str, declined: WireResponse) -> Response:
    noted_refusal(bridge, SESSION_ENDED, "session_ended", protocol=protocol)
    return wire_answer(bridge, declined)


def _prove(bridge: Bridge, protocol: str, arrived: Parked) -> Response:
    """Have the person prove anew who they are, once; then say that the portal cannot."""
    adapter = bridge.runtime.front[protocol]
    sign_in = adapter.parse(arrived.request, now=arrived.received)
    if arrived.is_asked or bridge.settings.proof_view is None or bridge.authentication is None:
        return _unproved(bridge, protocol, sign_in)
    declined = adapter.decline(sign_in, Obstacle.PAGE, now=bridge.runtime.clock())
    if declined is not None:
        return _nobody(bridge, protocol, declined)
    handle = park(bridge, protocol, replace(arrived, is_asked=True))
    return to_proof(bridge, _here(protocol, suite=handle))


def _unproved(bridge: Bridge, protocol: str, sign_in: SignInRequest[object]) -> Response:
    """Answer a request of somebody whom the portal does not make prove anew who they are."""
    reference = noted_refusal(bridge, CANNOT_REAUTHENTICATE, "not_proved_anew", protocol=protocol)
    adapter = bridge.runtime.front[protocol]
    declined = adapter.decline(sign_in, Obstacle.NOT_FRESH, now=bridge.runtime.clock())
    if declined is not None:
        return wire_answer(bridge, declined)
    return incident_page(bridge, CANNOT_REAUTHENTICATE, reference)


def _to_login(bridge: Bridge, protocol: str, handle: str) -> Response:
    return to_login(bridge, _here(protocol, suite=handle), protocol=protocol)


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
        answer = wire_answer(bridge, outcome.response)
        log_outcome(
            Event.LAUNCH,
            "granted",
            reference=outcome.reference,
            protocol=protocol,
            resource=outcome.resource,
        )
        return answer
    if isinstance(outcome, Reauthenticate):
        return _prove(bridge, protocol, arrived)
    if isinstance(outcome, Stopped):
        log_refusal(outcome, protocol=protocol)
    obstacle = Obstacle.REFUSED if isinstance(outcome, Stopped) else Obstacle.CHOICE
    declined = _declined(bridge, protocol, arrived, obstacle)
    if declined is not None:
        return wire_answer(bridge, declined)
    match outcome:
        case Stopped():
            return refusal_page(bridge, outcome)
        case ChooseSchool(_, schools):
            return _choose(bridge, protocol, arrived, schools)


def _choose(
    bridge: Bridge, protocol: str, arrived: Parked, schools: Sequence[SchoolId]
) -> Response:
    handle = park(bridge, protocol, arrived)
    return chooser_page(bridge, schools, lambda school: _here(protocol, suite=handle, etab=school))
