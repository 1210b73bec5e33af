"""The contract of :class:`garbridge.ports.IncidentLog`.

Subclass it with the fixture ``incidents``, empty.
"""

from dataclasses import replace
from datetime import timedelta

from garbridge.core.noted_incidents import KEPT, MOST, WINDOW, NotedIncident
from garbridge.ports import IncidentLog
from garbridge.testing.world import NOW

_MOMENT = timedelta(microseconds=1)

INCIDENT = NotedIncident(
    reference="k7d2m4xa",
    at=NOW,
    code="GB-SES-04",
    cause="upstream_away",
    endpoint="upstream_callback",
)


class IncidentLogContract:
    """What every log of incidents promises."""

    def test_nothing_was_shown(self, incidents: IncidentLog) -> None:
        """An empty log answers."""
        assert incidents.incident(INCIDENT.reference, now=NOW) is None
        assert incidents.counted(NOW - KEPT) == {}

    def test_it_comes_back_as_it_was(self, incidents: IncidentLog) -> None:
        """Under its reference as it is spelled, and no other."""
        assert incidents.note(INCIDENT)

        assert incidents.incident(INCIDENT.reference, now=NOW) == INCIDENT
        assert incidents.incident(INCIDENT.reference.upper(), now=NOW) is None

    def test_they_are_counted_by_code(self, incidents: IncidentLog) -> None:
        """From the instant that is asked for, inclusive."""
        for name, code, age in (("a", "GB-A", 2), ("b", "GB-A", 1), ("c", "GB-B", 0)):
            made = replace(INCIDENT, reference=name, code=code, at=NOW - age * _MOMENT)
            incidents.note(made)

        assert incidents.counted(NOW - _MOMENT) == {"GB-A": 1, "GB-B": 1}
        assert incidents.counted(NOW + _MOMENT) == {}

    def test_what_is_old_is_forgotten(self, incidents: IncidentLog) -> None:
        """After the time that it is kept, and not a moment before."""
        incidents.note(INCIDENT)

        last = NOW + KEPT - _MOMENT
        assert incidents.incident(INCIDENT.reference, now=last) is not None
        assert incidents.incident(INCIDENT.reference, now=NOW + KEPT) is None

    def test_whoever_makes_many_fills_nothing(self, incidents: IncidentLog) -> None:
        """No more than so many of a code in the window; there is room again as it moves on."""
        for number in range(MOST):
            assert incidents.note(replace(INCIDENT, reference=f"n{number}"))

        assert not incidents.note(replace(INCIDENT, reference="more"))
        assert incidents.incident("more", now=NOW) is None
        assert incidents.note(replace(INCIDENT, reference="other", code="GB-A"))
        later = replace(INCIDENT, reference="later", at=NOW + WINDOW)
        assert incidents.note(later)
