"""Places for questions to one upstream, shared by every worker of a portal on this machine.

Workers that serve one request after the other would all wait for an upstream that hangs.  So only
a few questions may go on for long at one time, and who was too late twice in a row is left alone
for a while, by all of them.  Both stand in a folder of the system's temporary ones that is the
portal's alone: a lock on a file ends with the process that holds it, however that ends.
"""

import fcntl
import hashlib
import os
import stat
import tempfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Final, TextIO

_TWICE: Final = 2


def shared_folder(name: str) -> Path:
    """Return the folder of the upstream *name* that all workers of this account share.

    It is made anew where somebody swept the temporary folder.  One of that name that is not ours
    alone is not used: then each worker has its own.
    """
    digest = hashlib.sha256(f"{os.getuid()} {name}".encode()).hexdigest()[:16]
    folder = Path(tempfile.gettempdir()) / f"garbridge-upstream-{digest}"
    with suppress(FileExistsError):
        folder.mkdir(mode=0o700)
    found = folder.lstat()
    is_ours = found.st_uid == os.getuid() and not stat.S_IMODE(found.st_mode) & 0o077
    if stat.S_ISDIR(found.st_mode) and is_ours:
        return folder
    return _own_folder(os.getpid())


@cache
def _own_folder(_process: int) -> Path:
    return Path(tempfile.mkdtemp(prefix="garbridge-upstream-"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Slots:
    """So many slow questions at one time.

    ``ticks`` only goes forward, in seconds since the machine started.  ``pause`` is for how many
    seconds nobody asks after two were too late.  ``late`` is under which name that is noted: of
    several that share a folder, and its places, each has its own.
    """

    folder: Callable[[], Path]
    number: int
    ticks: Callable[[], float] = field(repr=False)
    pause: float
    late: str = "late"

    def take(self) -> TextIO | None:
        """Return a place, which is given back by closing it; ``None`` where there is none.

        Raises:
            OSError: the folder cannot be made, or is full.
        """
        folder = self.folder()
        for one in range(self.number):
            place = (folder / f"place-{one}").open("a", encoding="ascii")
            try:
                fcntl.flock(place, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                place.close()
            else:
                return place
        return None

    def is_closed(self) -> bool:
        """Say whether nobody is to ask for a while; what was noted before a restart is nothing."""
        return 0.0 < self._late()[1] - self.ticks() <= self.pause

    def note(self, *, is_late: bool) -> None:
        """Note that an answer was too late, or was not."""
        number, _ = self._late()
        if not is_late:
            if number:
                self._write(0, 0.0)
            return
        until = self.ticks() + self.pause if number + 1 >= _TWICE else 0.0
        self._write(number + 1, until)

    def _late(self) -> tuple[int, float]:
        """Return how many were too late in a row, and until when nobody asks."""
        try:
            number, _, until = (self.folder() / self.late).read_text("ascii").partition(" ")
            return int(number), float(until)
        except (OSError, ValueError):  # nobody was, or it is being written
            return 0, 0.0

    def _write(self, number: int, until: float) -> None:
        with suppress(OSError):
            (self.folder() / self.late).write_text(f"{number} {until}", "ascii")
