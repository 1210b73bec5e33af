"""The solver runs apart, and nothing is published where it does not."""

import math
import subprocess
from pathlib import Path

import pytest

from garbridge.core.disclosure.auditing import Interval, Programme
from garbridge.errors import ConfigError
from garbridge.formats.solving import solve


def test_a_sum_bounds_its_parts() -> None:
    """Ten for two together: each is between 0 and 10; what no sum holds has no bound."""
    programme = Programme(3, (((0, 1), (), 10),), ((0,), (0, 1), (2,)), 99)

    assert list(solve(programme)) == [Interval(0, 10), Interval(10, 10), Interval(0, math.inf)]


def test_without_a_target_nothing_is_asked() -> None:
    """Not even whether the solver is there."""
    assert list(solve(Programme(0, (), (), 5))) == []


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("No module named 'highspy'", "garbridge[statistics]"),
        ("ValueError: odd", "odd"),
        ("", "no reason"),
    ],
)
def test_a_solver_that_fails_stops_all(
    monkeypatch: pytest.MonkeyPatch, said: str, told: str
) -> None:
    """A missing extra tells what to install."""
    done = subprocess.CompletedProcess([], 1, "", said)
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: done)

    with pytest.raises(ConfigError, match=told.replace("[", r"\[")):
        solve(Programme(1, (), ((0,),), 5))


def test_tables_that_contradict_each_other_stop_all(tmp_path: Path) -> None:
    """They cannot be true; the reason holds no path."""
    with pytest.raises(ConfigError, match="Infeasible") as failed:
        solve(Programme(1, (((0,), (), 1), ((0,), (), 2)), ((0,),), 5))

    assert str(tmp_path.anchor) not in str(failed.value)


def test_a_solver_that_hangs_stops_all(monkeypatch: pytest.MonkeyPatch) -> None:
    """After a limit."""

    def late(*_: object, **__: object) -> None:
        raise subprocess.TimeoutExpired("solver", 300)

    monkeypatch.setattr(subprocess, "run", late)

    with pytest.raises(ConfigError, match="300 s"):
        solve(Programme(1, (), ((0,),), 5))
