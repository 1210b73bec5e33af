"""Which tests run on one worker, and which are begun first.

The tests of a file share what its fixtures set up: given out one by one, each worker sets it up
anew.  What takes minutes is begun first: begun last, it would run alone.
"""

from collections.abc import Sequence
from typing import Final

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadGroupScheduling
from xdist.workermanage import WorkerController

LONGEST_FIRST: Final = ("workers", "browser", "wheels", "demo")
"""The groups that take minutes, each of them tests of several files."""


class FilesTogether(LoadGroupScheduling):  # type: ignore[misc]  # which ships no types
    """Gives a worker a whole group or, of what is in none, a whole file.

    xdist looks for each test in the list of all, and at each end of one counts all that were
    given out before: with 20,000 tests, longer than many of them take.
    """

    def __init__(self, config: pytest.Config, log: Producer | None = None) -> None:
        """Begin with nothing given out."""
        super().__init__(config, log)
        self._places: dict[WorkerController, dict[str, int]] = {}

    def _split_scope(self, nodeid: str) -> str:
        """Return what a test is given out with: its group, or its file."""
        group: str = super()._split_scope(nodeid)
        return nodeid.partition("::")[0] if group == nodeid else group

    def _assign_work_unit(self, node: WorkerController) -> None:
        """Give *node* the next unit."""
        scope, unit = self.workqueue.popitem(last=False)
        self.assigned_work[node][scope] = unit
        places = self._places_of(node)
        node.send_runtest_some([places[nodeid] for nodeid in unit])

    def _places_of(self, node: WorkerController) -> dict[str, int]:
        """Return where each test stands in what *node* collected."""
        if node not in self._places:
            collected = self.registered_collections[node]
            self._places[node] = {nodeid: place for place, nodeid in enumerate(collected)}
        return self._places[node]

    def mark_test_complete(
        self,
        node: WorkerController,
        item_index: int,
        duration: float = 0,  # noqa: ARG002  # as xdist's
    ) -> None:
        """Forget a test that has ended, and see whether *node* needs more."""
        nodeid = self.registered_collections[node][item_index]
        scope = self._split_scope(nodeid)
        unit = self.assigned_work[node][scope]
        del unit[nodeid]
        if not unit:
            del self.assigned_work[node][scope]
        self._reschedule(node)


def longest_first(items: Sequence[pytest.Item]) -> list[pytest.Item]:
    """Return the tests with those of the longest groups before all others."""
    return sorted(items, key=_rank)


def group_of(item: pytest.Item) -> str:
    """Return the group of a test, or nothing."""
    marked = item.get_closest_marker("xdist_group")
    return str(marked.args[0]) if marked else ""


def _rank(item: pytest.Item) -> int:
    """Return the place of a test's group among the longest."""
    group = group_of(item)
    return LONGEST_FIRST.index(group) if group in LONGEST_FIRST else len(LONGEST_FIRST)
