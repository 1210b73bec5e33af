"""The ports of the portal's copies of vignettes: where they are kept, and what fetches them."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from garbridge.core.vignettes import Picture, PictureFault, Stamp, Vignette


class VignetteStore(Protocol):
    """The copies of one tenant, by the addresses that they were fetched from; nobody is named."""

    def shown(self) -> Mapping[str, str]:
        """Return the digest of the copy of each address that has one."""
        ...

    def everything(self) -> Sequence[Vignette]:
        """Return what is known of every address, by address."""
        ...

    def picture(self, digest: str) -> Picture | None:
        """Return the copy of that name; ``None`` where there is none."""
        ...

    def keep(self, vignette: Vignette, picture: Picture | None = None) -> None:
        """Keep *vignette* in the place of what was known of its address, with its new *picture*.

        Raises:
            StoreError: it could not be kept.
        """
        ...

    def note_listed(self, addresses: Collection[str], *, now: datetime) -> None:
        """Note that a list of the GAR's names *addresses*, also such as nothing is known of.

        Raises:
            StoreError: it could not be kept.
        """
        ...

    def drop(self, addresses: Collection[str]) -> int:
        """Forget *addresses*, and every copy that none is left of; return how many were known.

        Raises:
            StoreError: nothing was forgotten.
        """
        ...


@dataclass(frozen=True, slots=True)
class NewPicture:
    """What is at an address now, and what the publisher calls that version."""

    picture: Picture
    stamp: Stamp


@dataclass(frozen=True, slots=True)
class SamePicture:
    """The publisher says that its version is the one of before."""


PictureAnswer = NewPicture | SamePicture | PictureFault


class PictureSource(Protocol):
    """Fetches pictures from where publishers have them."""

    def fetch(self, asked: Iterable[tuple[str, Stamp]]) -> Iterator[tuple[str, PictureAnswer]]:
        """Yield what became of each address, asked for unless it is still as its stamp says."""
        ...
