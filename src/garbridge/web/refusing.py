"""Shows a refusal that a service recorded."""

from collections.abc import Collection, Sequence
from datetime import datetime

from flask import Response, url_for

from garbridge.core.access import Refusal, Refused
from garbridge.core.identifiers import SchoolId, reference_of, school_of_key
from garbridge.core.incidents import REFUSALS
from garbridge.core.national_faults import LIST_FAULTS
from garbridge.services.finding import alternatives
from garbridge.services.launch import NotGranted, Stopped
from garbridge.services.national_shelf import Missing
from garbridge.web.bridge import Bridge
from garbridge.web.identity import visitor
from garbridge.web.noting import note_incident
from garbridge.web.outcomes import log_outcome
from garbridge.web.pages import Choice, incident_page
from garbridge.web.places import own_schools
from garbridge.web.signals import Event


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
        others=_others(bridge, decision),
    )


def _others(bridge: Bridge, decision: NotGranted) -> Sequence[Choice]:
    """Return what else somebody may open of the same discipline while all of it is in use."""
    resource, who = decision.resource, visitor(bridge)
    if decision.refused.reason is not Refusal.ALL_IN_USE or resource is None or who is None:
        return ()
    person = bridge.runtime.directory.person(who)
    if person is None:
        return ()
    found = alternatives(bridge.runtime.shelves.tiles(person), resource, decision.school)
    return [Choice(tile.resource.title, url_for(".resource_sheet", key=tile.key)) for tile in found]


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


def unheard_page(
    bridge: Bridge, missing: Sequence[Missing], school: SchoolId | None
) -> Response | None:
    """Tell a person that the GAR did not say whether what they ask for is theirs.

    ``None`` where it did: through *school*, or through any where none is named.
    """
    unheard = next((one for one in missing if school in {None, one.school}), None)
    if unheard is None:
        return None
    incident, reference = LIST_FAULTS[unheard.fault], reference_of(bridge.runtime.tokens())
    log_outcome(Event.REFUSAL, incident.code, reference=reference)
    note_incident(bridge, incident, reference, unheard.fault)
    return incident_page(bridge, incident, reference, schools=[unheard.school])


def unheard_key_page(bridge: Bridge, missing: Sequence[Missing], key: str) -> Response | None:
    """Tell so of the school in *key*; ``None`` too where it is a resource of the portal's own."""
    if bridge.runtime.catalogue().with_key(key.partition("-")[0]) is not None:
        return None
    return unheard_page(bridge, missing, school_of_key(key))
