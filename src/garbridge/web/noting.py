"""Tells of what somebody is shown that never became a launch, so that its reference is found."""

import logging

from garbridge.core.identifiers import reference_of
from garbridge.core.incidents import Incident
from garbridge.core.noted_incidents import NotedIncident
from garbridge.web.bridge import Bridge
from garbridge.web.outcomes import log_outcome
from garbridge.web.outgoing import endpoint
from garbridge.web.signals import Event

_LOG = logging.getLogger("garbridge.launch")


def note_incident(bridge: Bridge, incident: Incident, reference: str, cause: str) -> None:
    """Note *incident*, as far as the database takes it: the log has it in any case.

    *cause* is the stable name of what was behind it.
    """
    runtime = bridge.runtime
    try:
        runtime.stores.upkeep.incidents.note(
            NotedIncident(
                reference=reference,
                at=runtime.clock(),
                code=incident.code,
                cause=cause,
                endpoint=endpoint(),
            )
        )
    except Exception:  # noqa: BLE001 - somebody waits for the page of another error
        _LOG.warning("an incident was not noted (%s)", reference)


def noted_refusal(
    bridge: Bridge, incident: Incident, cause: str, *, protocol: str = "portal"
) -> str:
    """Log and note that somebody is refused before there is a launch; return the reference."""
    reference = reference_of(bridge.runtime.tokens())
    log_outcome(Event.REFUSAL, incident.code, reference=reference, protocol=protocol)
    note_incident(bridge, incident, reference, cause)
    return reference
