"""How much an export may hold.  Far above any honest one, far below what would fill a disk."""

from dataclasses import dataclass
from typing import Final

from garbridge.errors import ImportRefusedError
from garbridge.formats.xml import Readable

_MEGABYTE: Final = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Bounds in bytes, but ``files`` is a count.

    ``ratio`` bounds what an archive unpacks to, in times of its own size; real exports come to
    about 20.
    """

    files: int = 5_000
    file_bytes: int = 256 * _MEGABYTE
    total_bytes: int = 16 * 1024 * _MEGABYTE
    ratio: int = 200
    slack: int = 16 * _MEGABYTE
    """What any archive may unpack to, however small it is."""


DEFAULT_LIMITS: Final = Limits()


class CutOffError(ImportRefusedError):
    """The source cannot be read any further; ``finding`` is the stable code of why."""

    def __init__(self, finding: str, reason: str) -> None:
        self.finding = finding
        self.reason = reason
        super().__init__([reason])


@dataclass(slots=True)
class Bounded:
    """A stream that ends in :class:`CutOffError` when more comes out of it than is allowed."""

    source: Readable
    most: int
    finding: str
    reason: str
    given: int = 0

    def read(self, size: int, /) -> bytes:
        """Return the next bytes.

        Raises:
            CutOffError: there are more than allowed.
        """
        room = self.most - self.given + 1
        chunk = self.source.read(min(size, room))
        self.given += len(chunk)
        if self.given > self.most:
            raise CutOffError(self.finding, self.reason)
        return chunk
