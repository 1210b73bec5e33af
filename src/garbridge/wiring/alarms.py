"""What a portal's operator watches in the log: errors to be woken for, and warnings."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from garbridge.core.faults import incident_of
from garbridge.core.identifiers import reference_of
from garbridge.core.noted_incidents import NotedIncident
from garbridge.core.proving import Mismatch
from garbridge.errors import ReplayError, StoreError
from garbridge.ports import IncidentLog, TokenSource

_LOG = logging.getLogger("garbridge.alarms")


class LoggedAlarms:
    """One error line of the logger ``garbridge.alarms`` for each."""

    def sound(self, mismatch: Mismatch) -> None:
        """Say which launch does not tell what was decided; no person and no value is in it."""
        _LOG.error(
            "launch %s by %s does not tell what was decided: %s",
            mismatch.launch,
            mismatch.protocol,
            ", ".join(mismatch.differences),
        )


@dataclass(frozen=True, slots=True)
class Reuses:
    """Notes what came a second time although it is used once, among the incidents.

    Neither the thing itself nor whose it is: where it was brought, and when.  It may have leaked,
    or a provider asks twice; both are for the operator.  The log has a line of each that is noted:
    whoever repeats their own spent ticket all day fills neither.
    """

    incidents: IncidentLog
    tokens: TokenSource = field(repr=False)

    def at(self, endpoint: str) -> Callable[[datetime], None]:
        """Return what notes that it was brought to *endpoint*."""

        def note(now: datetime) -> None:
            reference = reference_of(self.tokens())
            noted = NotedIncident(
                reference=reference,
                at=now,
                code=incident_of(ReplayError.code).code,
                cause=ReplayError.code,
                endpoint=endpoint,
            )
            try:
                told = self.incidents.note(noted)
            except StoreError:
                _LOG.warning("an incident was not noted (%s)", reference)
                told = True
            if told:
                _LOG.warning("used a second time at %s (%s)", endpoint, reference)

        return note
