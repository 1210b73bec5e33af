"""Holds back the collector of unreachable cycles while much is made that stays."""

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
