"""How tests are given to workers: together, each once, those that take minutes first."""

from collections.abc import Sequence
from types import SimpleNamespace
from typing import cast

import pytest
from tests.scheduling import LONGEST_FIRST, FilesTogether, group_of, longest_first

_TESTS = ["a::1", "a::2[x@y]", "b::1@long", "a::3", "c::1", "d::1@long", "a::4", "e::1", "f::1"]


class _Worker:
    """A worker as the scheduler sees it."""

    def __init__(self) -> None:
        """Begin without work."""
        self.gateway = SimpleNamespace(id="one of two")
        self.given: list[str] = []
        self.told_to_end = False

    @property
    def shutting_down(self) -> bool:
        """Whether it was told that there is no more."""
        return self.told_to_end

    def send_runtest_some(self, indices: Sequence[int]) -> None:
        """Note what it is to run."""
        self.given += [_TESTS[place] for place in indices]

    def shutdown(self) -> None:
        """Note that there is no more."""
        self.told_to_end = True


class _Run:
    """Two workers and what gives them work."""

    def __init__(self, config: pytest.Config) -> None:
        """Give out the first of it."""
        self.workers = _Worker(), _Worker()
        self.scheduler = FilesTogether(config)
        for worker in self.workers:
            self.scheduler.add_node(worker)
            self.scheduler.add_node_collection(worker, _TESTS)
        self.scheduler.schedule()

    def end(self, worker: _Worker, *tests: str) -> None:
        """Let *worker* have run them."""
        for test in tests:
            self.scheduler.mark_test_complete(worker, _TESTS.index(test))


@pytest.fixture(name="run")
def _run(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> _Run:
    """Return a run that has begun."""
    monkeypatch.setattr("xdist.scheduler.loadscope.parse_tx_spec_config", lambda _config: [0, 0])
    return _Run(request.config)


_OF_A = ["a::1", "a::2[x@y]", "a::3", "a::4"]
_LONG = ["b::1@long", "d::1@long"]


def test_files_and_groups_stay_together(run: _Run) -> None:
    """A worker with more than two tests to run gets no more of them yet."""
    one, other = run.workers
    assert one.given == _OF_A
    assert other.given == [*_LONG, "c::1"]


def test_each_test_is_given_once(run: _Run) -> None:
    """Whoever ends first gets what is left, and then everybody is told to end."""
    one, other = run.workers
    run.end(other, *_LONG)
    assert other.given == [*_LONG, "c::1", "e::1", "f::1"]
    assert not one.told_to_end
    run.end(other, "c::1", "e::1")
    assert not run.scheduler.tests_finished
    run.end(one, *_OF_A)
    run.end(other, "f::1")
    assert run.scheduler.tests_finished
    assert not run.scheduler.has_pending
    assert one.told_to_end
    assert other.told_to_end
    assert sorted(one.given + other.given) == sorted(_TESTS)


def test_what_has_ended_is_not_counted_again(run: _Run) -> None:
    """Of a unit that has ended nothing is left to look at."""
    one, _ = run.workers
    run.end(one, *_OF_A[:3])
    assert list(run.scheduler.assigned_work[one]["a"]) == ["a::4"]
    run.end(one, "a::4")
    assert "a" not in run.scheduler.assigned_work[one]


def test_what_a_lost_worker_left_is_run_by_another(run: _Run) -> None:
    """The test at which it was lost is named; what it had run is not run again."""
    one, other = run.workers
    run.end(one, *_OF_A[:2])
    assert run.scheduler.remove_node(one) == "a::3"
    for test in other.given:  # which grows
        run.end(other, test)
    assert sorted(other.given) == sorted(set(_TESTS) - {*_OF_A[:2]})


class _Marked:
    """A test with its group."""

    def __init__(self, group: str | None) -> None:
        """Keep it."""
        self.group = group

    def get_closest_marker(self, name: str) -> pytest.Mark | None:
        """Return the mark of the group."""
        assert name == "xdist_group"
        return pytest.mark.xdist_group(self.group).mark if self.group else None


def test_those_that_take_minutes_come_first() -> None:
    """The others stay in their order."""
    groups = [None, "plans", LONGEST_FIRST[1], None, LONGEST_FIRST[0], LONGEST_FIRST[1]]
    items = [cast("pytest.Item", _Marked(group)) for group in groups]
    first, second, third, *others = longest_first(items)
    assert [first, second, third] == [items[4], items[2], items[5]]
    assert others == [items[0], items[1], items[3]]
    assert [group_of(other) for other in others] == ["", "plans", ""]
