"""The day on which the tests' district is written."""

from datetime import UTC, date, datetime

TODAY = date(2026, 11, 21)
NOW = datetime(2026, 11, 21, 22, 0, tzinfo=UTC)
"""When its export is imported."""
