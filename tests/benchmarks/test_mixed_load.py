"""The bench of a mixed load finds what it looks for, in three seconds."""

from collections import Counter

import pytest
from benchmarks.mixed_load import RATE, Outcome, _figures, load_mixed


def test_every_launch_is_answered_and_recorded(monkeypatch: pytest.MonkeyPatch) -> None:
    """All four protocols, four workers; whatever a machine does, nothing is lost."""
    monkeypatch.setenv("GUNICORN_CMD_ARGS", "--config python:tests.journeys.loaded_once")
    figures = {one.name: one for one in load_mixed("m", seconds=3, people=1_000)}

    assert figures["m"].value == 3 * RATE
    assert [one.name for one in figures.values() if not one.ok] == []
    assert figures["m: p50"].value <= figures["m: p95"].value <= figures["m: p99"].value


@pytest.mark.parametrize(
    ("recorded", "missed"),
    [
        ((Counter(cas=1, oidc=1), 3, 0), set()),
        ((Counter(oidc=1), 3, 0), {"m: not recorded"}),
        ((Counter(cas=2, oidc=1), 3, 0), {"m: recorded, not counted"}),
        ((Counter(cas=1, oidc=1), 2, 0), {"m: told, not recorded"}),
        ((Counter(cas=1, oidc=1), 3, 1), {"m: told, not recorded"}),
    ],
)
def test_what_is_lost_is_missed(recorded: tuple[Counter[str], int, int], missed: set[str]) -> None:
    """A bench that cannot fail proves nothing."""
    outcomes = [Outcome("cas", 0.1), Outcome("oidc", 0.2)]

    assert {one.name for one in _figures("m", outcomes, recorded) if not one.ok} == missed


def test_an_error_is_missed() -> None:
    """And it is no launch that could be missing among the records."""
    outcomes = [Outcome("cas", 0.1), Outcome("oidc", 0.2, "500")]
    figures = _figures("m", outcomes, (Counter(cas=1), 1, 0))

    assert {one.name for one in figures if not one.ok} == {"m", "m: errors"}
