"""Shows a refusal that a service recorded."""

from flask import Response

from garbridge.core.access import Refusal, Refused
from garbridge.core.identifiers import reference_of
from garbridge.core.incidents import REFUSALS
from garbridge.services.launch import Stopped
from garbridge.web.bridge import Bridge
from garbridge.web.outcomes import Event, log_outcome
from garbridge.web.pages import incident_page


def log_refusal(stopped: Stopped, *, protocol: str = "portal") -> None:
    """Log that the gate said no, under the reference of the record."""
    log_outcome(
        Event.REFUSAL,
        REFUSALS[stopped.decision.refused.reason].code,
        reference=stopped.reference,
        protocol=protocol,
        resource=stopped.decision.resource,
    )


def refusal_page(bridge: Bridge, stopped: Stopped) -> Response:
    """Tell a person that the gate said no, under the reference of the record."""
    decision = stopped.decision
    incident = REFUSALS[decision.refused.reason]
    instead = bridge.runtime.access.instead(decision.refused, decision.resource, decision.school)
    return incident_page(
        bridge, incident, stopped.reference, refused=decision.refused, instead=instead
    )


def unlisted_page(bridge: Bridge, reason: Refusal) -> Response:
    """Tell a person that the directory knows too little of them to list anything."""
    reference = reference_of(bridge.runtime.tokens())
    incident = REFUSALS[reason]
    log_outcome(Event.REFUSAL, incident.code, reference=reference)
    return incident_page(bridge, incident, reference, refused=Refused(reason))
