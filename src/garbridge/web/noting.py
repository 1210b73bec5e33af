"""Notes what somebody is shown that never became a launch, so that its reference is found."""

import logging

from garbridge.core.incidents import Incident
from garbridge.core.noted_incidents import NotedIncident
from garbridge.web.bridge import Bridge
from garbridge.web.outgoing import endpoint

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
