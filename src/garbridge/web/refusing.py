"""Shows a refusal that a service recorded."""

from collections.abc import Collection
from datetime import datetime

from flask import Response

from garbridge.core.access import Refusal, Refused
from garbridge.core.identifiers import SchoolId, reference_of
from garbridge.core.incidents import REFUSALS
from garbridge.services.launch import Stopped
from garbridge.web.bridge import Bridge
from garbridge.web.outcomes import Event, log_outcome
from garbridge.web.pages import incident_page
from garbridge.web.places import own_schools


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
        bridge,
        incident,
        stopped.reference,
        refused=decision.refused,
        instead=instead,
        schools=own_schools(bridge, decision.school),
    )


def unlisted_page(
    bridge: Bridge,
    reason: Refusal,
    *,
    since: datetime | None = None,
    schools: Collection[SchoolId] = (),
) -> Response:
    """Tell a person why nothing can be listed for them, at *schools*, *since* when or until."""
    reference = reference_of(bridge.runtime.tokens())
    incident = REFUSALS[reason]
    log_outcome(Event.REFUSAL, incident.code, reference=reference)
    return incident_page(
        bridge, incident, reference, refused=Refused(reason, since), schools=schools
    )
