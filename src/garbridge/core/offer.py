"""The GAR's catalogue for everybody, as the portal keeps it, and when it may take another's place.

It names nobody, and says nothing of what a school holds: only what there is to be had.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from garbridge.core.national import PublicResource

OLD: Final = timedelta(hours=48)
"""The GAR makes one a day: what is older is told to be old."""
_LEAST_SHARE: Final = 2
"""One that has less than a half of the last one is not believed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferStanding:
    """Which catalogue is kept.

    ``at`` is when it was last fetched, whether or not it was new; ``generated`` is when the GAR
    says that it made it, ``None`` where it does not say.  ``digest`` is that of everything in it.
    """

    at: datetime
    generated: datetime | None
    count: int
    left_out: int
    digest: str

    @property
    def of(self) -> datetime:
        """The date of what it says."""
        return self.generated or self.at

    def is_old(self, now: datetime) -> bool:
        """Say whether it was fetched too long ago to be taken for what there is at *now*."""
        return now - self.at > OLD


class OfferRefusal(StrEnum):
    """Why a catalogue that was read does not take the place of the last one.  Values are stable."""

    EMPTY = "empty"
    """There is nothing in it."""
    SHRUNK = "shrunk"
    """Less than a half of what the last one had."""
    UNREADABLE = "unreadable"
    """More of its entries could not be read than could."""


def refusal_of(
    kept: OfferStanding | None, count: int, left_out: int, *, accept_removals: bool
) -> OfferRefusal | None:
    """Return why a catalogue of *count* resources does not take the place of *kept*, if so.

    >>> refusal_of(None, 0, 0, accept_removals=True)
    <OfferRefusal.EMPTY: 'empty'>
    """
    if count == 0:
        return OfferRefusal.EMPTY
    if left_out > count:
        return OfferRefusal.UNREADABLE
    if kept is not None and count * _LEAST_SHARE < kept.count and not accept_removals:
        return OfferRefusal.SHRUNK
    return None


def digest_of(resources: Iterable[PublicResource]) -> str:
    """Return what two catalogues share that say the same, in whatever order they say it."""
    said = sorted(map(repr, resources))
    return hashlib.sha256("\n".join(said).encode()).hexdigest()
