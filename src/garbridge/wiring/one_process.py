"""A store in memory serves one process: a second worker does not start beside it.

Each of two workers would have tickets and message identifiers of its own: a ticket of one would be
unknown to the other, and a message could be used once at each.
"""

import fcntl
import hashlib
import os
import tempfile
from pathlib import Path
from typing import Final, TextIO

from garbridge.errors import ConfigError
from garbridge.wiring.stores import Stores

_MEMORY: Final = "garbridge.stores.memory"
_HELD: Final[dict[Path, TextIO]] = {}
"""Kept open for as long as the process lives: the lock ends with it, however it ends."""


def refuse_second_process(stores: Stores, name: str) -> None:
    """Make sure that this is the only worker, where what is used once is kept in memory.

    Workers are the children of one process; *name* tells one portal from another among them.

    Raises:
        ConfigError: another worker of the same portal runs.
    """
    waiting = (stores.once, stores.pending, stores.participants, stores.journal)
    if not any(type(one).__module__.startswith(_MEMORY) for one in waiting):
        return
    digest = hashlib.sha256(f"{os.getuid()} {os.getppid()} {name}".encode()).hexdigest()[:16]
    path = Path(tempfile.gettempdir()) / f"garbridge-{digest}.lock"
    if path in _HELD:
        return
    held = path.open("w", encoding="ascii")
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as locked:
        held.close()
        raise ConfigError(
            ["stores: those in memory serve one worker; another one of this portal runs"]
        ) from locked
    _HELD[path] = held
