"""Kills a process in the middle of what it does."""

import os
import signal
import time
from collections.abc import Callable


def killed_in_a_fork(act: Callable[[], object], after: float) -> None:
    """Let a forked process begin *act*, and kill it *after* so many seconds."""
    child = os.fork()
    if child == 0:
        try:
            act()
        finally:
            os._exit(0)
    time.sleep(after)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


def killed_itself(act: Callable[[], object]) -> None:
    """Let a forked process do *act*, and wait for the signal by which it must end."""
    child = os.fork()
    if child == 0:
        try:
            act()
        finally:
            os._exit(0)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status), "nothing killed it"
