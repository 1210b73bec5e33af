"""Other processes that begin at once, because they are forks of the one that tests."""

import json
import os
from collections.abc import Callable, Iterable


def in_forks(actions: Iterable[Callable[[], object]]) -> list[object]:
    """Run each of *actions* in a fork of its own, all at the same time.

    Return what they returned, in their order, as JSON holds it, or the name of an error's class.
    """
    running = [_begin(action) for action in actions]
    return [_end(child, reader) for child, reader in running]


def in_a_fork(action: Callable[[], object]) -> object:
    """Run *action* in a fork and return what it returned, or the name of its error's class."""
    (answer,) = in_forks([action])
    return answer


def _begin(action: Callable[[], object]) -> tuple[int, int]:
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            answer = action()
        except BaseException as raised:  # noqa: BLE001  # the parent looks at it
            answer = type(raised).__name__
        os.write(writer, json.dumps(answer).encode())
        os._exit(0)
    os.close(writer)
    return child, reader


def _end(child: int, reader: int) -> object:
    with os.fdopen(reader) as answers:
        found = json.load(answers)
    os.waitpid(child, 0)
    return found
