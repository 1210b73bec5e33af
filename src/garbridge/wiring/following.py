"""Files that are followed while the portal runs: a change is seen within a second.

There is no thread: the look happens inside a request, and only one request at a time does it.
Each worker process follows for itself.
"""

import os
import threading
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Generic, TypeVar

from garbridge.errors import ConfigError

CHECK_EVERY: Final = 1.0
"""Seconds between two looks at the files."""

T = TypeVar("T")

Marks = tuple[tuple[str, int, int, int], ...]


def marks_of(files: Iterable[Path]) -> Marks:
    """Return what differs once one of *files* came, went or was written anew."""
    found: list[tuple[str, int, int, int]] = []
    for path in files:
        try:
            stat = path.stat()
        except OSError:  # it is not there
            found.append((path.name, 0, 0, 0))
        else:
            found.append((path.name, stat.st_ino, stat.st_mtime_ns, stat.st_size))
    return tuple(found)


def marks_within(folder: Path, suffixes: Collection[str]) -> Marks:
    """Return what differs once a file of *folder* with one of *suffixes* came, went or changed.

    A portal of a thousand providers has some two thousand files, looked at within a request once a
    second: they are listed by the system, without a path object for each.
    """
    found: list[tuple[str, int, int, int]] = []
    try:
        listed = os.scandir(folder)
    except OSError:  # it is not there
        return ()
    with listed:
        for entry in listed:
            if os.path.splitext(entry.name)[1] not in suffixes:  # noqa: PTH122 - a name, no path
                continue
            try:
                stat = entry.stat()
            except OSError:  # it went meanwhile, or leads nowhere
                found.append((entry.name, 0, 0, 0))
            else:
                found.append((entry.name, stat.st_ino, stat.st_mtime_ns, stat.st_size))
    return tuple(sorted(found))


def taken(problems: list[str], read: Callable[[], T]) -> T | None:
    """Return what *read* returns, or add what it finds wrong to *problems*: others are read too."""
    try:
        return read()
    except ConfigError as refused:
        problems += refused.problems
        return None


@dataclass(slots=True, kw_only=True)
class Followed(Generic[T]):
    """What was read of some files; a mistake in them keeps the last good state.

    Args:
        read: Reads the files.
        marks: Looks at them, see :func:`marks_of`.
        ticks: A clock that only goes forward, in seconds.
        mistaken: Is told each problem of a mistake, once.
        looked: Is told the state after every look, and whether it has just been read anew.
        instead: The state where they cannot be read at the start.
        problems: What is wrong with the files as they are now.

    Raises:
        ConfigError: they cannot be read at the start, and nothing stands instead.
    """

    read: Callable[[], T]
    marks: Callable[[], Marks]
    ticks: Callable[[], float]
    mistaken: Callable[[str], None]
    looked: Callable[[T, bool], None]
    instead: T | None = None
    problems: tuple[str, ...] = ()
    _state: T = field(init=False, repr=False)
    _seen: Marks = field(init=False, default=())
    _next: float = field(init=False, default=0.0)
    _looking: threading.Lock = field(init=False, default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self._seen = self.marks()
        try:
            self._state = self.read()
        except ConfigError as refused:
            if self.instead is None:
                raise
            self._state, self.problems = self.instead, refused.problems
        self._next = self.ticks() + CHECK_EVERY

    def current(self) -> T:
        """Return the state to work with; two calls in one request may differ."""
        if self.ticks() >= self._next and self._looking.acquire(blocking=False):
            try:
                self._look()
            finally:
                self._looking.release()
        return self._state

    def _look(self) -> None:
        self._next = self.ticks() + CHECK_EVERY
        seen = self.marks()
        is_new = seen != self._seen and self._read_anew()
        self._seen = seen
        self.looked(self._state, is_new)

    def _read_anew(self) -> bool:
        try:
            self._state = self.read()
        except ConfigError as refused:
            self.problems = refused.problems
            for problem in self.problems:
                self.mistaken(problem)
            return False
        self.problems = ()
        return True
