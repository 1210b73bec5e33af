"""What came a second time is for the operator, however often it comes."""

import logging
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest

from garbridge.core.noted_incidents import MOST, NotedIncident
from garbridge.errors import StoreUnavailableError
from garbridge.stores.memory.database import MemoryDatabase
from garbridge.stores.memory.noted_incidents import MemoryIncidentLog
from garbridge.wiring.alarms import Reuses

NOW = datetime(2026, 11, 16, 8, tzinfo=UTC)


class _Away(MemoryIncidentLog):
    """A store that nothing can be written to."""

    def note(self, incident: NotedIncident) -> bool:
        """Refuse it."""
        raise StoreUnavailableError(incident.reference)


def _reuses(incidents: MemoryIncidentLog) -> Reuses:
    numbers = count()
    return Reuses(incidents, lambda: f"{next(numbers):032x}")


def test_a_flood_fills_neither_the_log_nor_the_incidents(caplog: pytest.LogCaptureFixture) -> None:
    """Whoever holds a spent ticket of their own may bring it all day; an hour later it is told."""
    incidents = MemoryIncidentLog(MemoryDatabase())
    note = _reuses(incidents).at("cas_validate")

    with caplog.at_level(logging.WARNING, "garbridge.alarms"):
        for _ in range(MOST + 50):
            note(NOW)
        flooded = len(caplog.records)
        note(NOW + timedelta(hours=2))

    assert flooded == sum(incidents.counted(NOW).values()) - 1 == MOST
    assert len(caplog.records) == MOST + 1
    assert "used a second time at cas_validate" in caplog.records[-1].getMessage()


def test_it_is_told_where_it_cannot_be_noted(caplog: pytest.LogCaptureFixture) -> None:
    """A store that is away hides no replay."""
    with caplog.at_level(logging.WARNING, "garbridge.alarms"):
        _reuses(_Away(MemoryDatabase())).at("oidc_token")(NOW)

    assert [one.getMessage().split(" (")[0] for one in caplog.records] == [
        "an incident was not noted",
        "used a second time at oidc_token",
    ]
