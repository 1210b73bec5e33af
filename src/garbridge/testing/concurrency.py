"""Many threads that do one thing at the same instant."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

T = TypeVar("T")


def at_once(count: int, action: Callable[[int], T]) -> list[T | Exception]:
    """Call *action* with 0, 1, … in *count* threads that wait for each other first.

    Returns:
        What each call returned or raised, in the order of the numbers.
    """
    barrier = Barrier(count)

    def run(number: int) -> T | Exception:
        barrier.wait()
        try:
            return action(number)
        except Exception as raised:  # noqa: BLE001  # what is raised is what is looked at
            return raised

    with ThreadPoolExecutor(count) as threads:
        return list(threads.map(run, range(count)))
