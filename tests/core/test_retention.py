"""How long data is kept."""

from datetime import UTC, datetime

import pytest

from garbridge.core.retention import (
    DEFAULT_MONTHS,
    LONGEST_DEPARTED,
    Kept,
    Retention,
    longest,
    months_before,
)

NOW = datetime(2026, 11, 16, 8, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        ("2026-05-31", 3, "2026-02-28"),
        ("2024-05-31", 3, "2024-02-29"),
        ("2026-01-15", 1, "2025-12-15"),
        ("2026-12-31", 1, "2026-11-30"),
        ("2026-02-28", 12, "2025-02-28"),
        ("2024-02-29", 12, "2023-02-28"),
        ("2026-03-01", 120, "2016-03-01"),
    ],
)
def test_a_month_is_the_same_day_or_the_last(day: str, months: int, expected: str) -> None:
    """As a calendar counts, over short months, leap days and years."""
    instant = datetime.fromisoformat(f"{day}T07:30:00+00:00")

    assert months_before(instant, months).isoformat() == f"{expected}T07:30:00+00:00"


def test_every_kind_has_a_period_that_may_be_configured() -> None:
    """None is without a default, and none of the defaults would be refused."""
    assert DEFAULT_MONTHS.keys() == set(Kept)
    assert all(1 <= DEFAULT_MONTHS[kept] <= longest(kept) for kept in Kept)
    assert longest(Kept.DEPARTED) == LONGEST_DEPARTED == 3


def test_what_is_not_said_has_its_default() -> None:
    """A portal that shortens one period leaves the others as they are."""
    retention = Retention({Kept.LAUNCHES: 6})

    assert retention.before(Kept.LAUNCHES, NOW) == datetime(2026, 5, 16, 8, 0, tzinfo=UTC)
    assert retention.before(Kept.DEPARTED, NOW) == datetime(2026, 8, 16, 8, 0, tzinfo=UTC)
