"""The port of the turn from one pairwise key to the next."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Protocol

from garbridge.core.identifiers import PersonId, ProviderId
from garbridge.core.rotation import KeyRole, Turn


class TurnStore(Protocol):
    """The keys a database was used with, and where each sector of one tenant is.

    Keys are named by their check (:attr:`garbridge.core.pairwise.PairwiseKey.check`).
    """

    def keys(self) -> Mapping[str, KeyRole]:
        """Return every key that ever was at home, or is to be."""
        ...

    def mark(self, check: str, role: KeyRole, *, at: datetime) -> None:
        """Give a key its role; where one comes home, the one before retires.

        Raises:
            StoreError: nothing was written.
        """
        ...

    def mark_first(self, check: str, *, at: datetime) -> None:
        """Bring the first key home; nothing happens where there is one."""
        ...

    def turns(self) -> Mapping[ProviderId, Turn]:
        """Return where each sector is that ever began."""
        ...

    def claim(self) -> Mapping[ProviderId, Turn]:
        """Inside a transaction: return the same; whoever else claims waits until its end.

        Raises:
            StoreError: somebody else held it for too long.
        """
        ...

    def write(self, turn: Turn) -> None:
        """Keep *turn* in place of an earlier one of its sector."""
        ...

    def told(self, sector: ProviderId) -> frozenset[PersonId]:
        """Return about whom the provider was told in the turn that is under way."""
        ...

    def tell(self, sector: ProviderId, people: Iterable[PersonId]) -> None:
        """Note that the provider was told about *people*.

        Raises:
            StoreError: it was told about one of them before; nothing was written.
        """
        ...

    def untell(self, sector: ProviderId, person: PersonId | None) -> None:
        """Forget that it was told about *person*, or with ``None`` about anybody."""
        ...

    def forget(self, person: PersonId) -> None:
        """Remove what names *person*."""
        ...
