"""Keeps the collector of unreachable cycles away from what stays."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected() -> Iterator[None]:
    """Collect nothing in the block, where the collector runs at all; also as a decorator.

    What a portal reads at its start stays for as long as the process: to look through all of it
    again and again while it grows takes a tenth of the start, and finds nothing.
    """
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def stay() -> None:
    """Let the collector never look at what there is now: for a process of ours, once it is whole.

    Else the first of its launches waits for that, a tenth of a second and more.  A portal that
    serves itself does the same with ``gc.freeze()``; a library does not decide it for others.
    """
    gc.freeze()
