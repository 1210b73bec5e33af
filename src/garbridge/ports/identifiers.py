"""The port of what is held about identifiers beside their derivation."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from garbridge.core.identifiers import PersonId, ProviderId
from garbridge.core.naming import Ended, NamingAct, Pair
from garbridge.core.pairwise import Held


class IdentifierStore(Protocol):
    """Imported and revoked identifiers of one tenant, by person and sector.

    Almost nobody is in it.  A launch reads the same by
    :meth:`garbridge.ports.EntitlementStore.entitlements`, in a query that it makes anyway.
    """

    def held(self, sector: ProviderId, person: PersonId) -> Held:
        """Return what is held of one person; that nothing is where nobody wrote anything."""
        ...

    def of_person(self, person: PersonId) -> Mapping[ProviderId, Held]:
        """Return what is held of *person*, by sector."""
        ...

    def of_sector(self, sector: ProviderId) -> Iterator[tuple[PersonId, Held]]:
        """Yield of whom something is held in *sector*, by person."""
        ...

    def holder(self, sector: ProviderId, identifier: str) -> PersonId | None:
        """Return whose imported identifier it is, whatever its case."""
        ...

    def state(self, pairs: Sequence[Pair]) -> None:
        """Let each person of *pairs* be known by that identifier, all or nothing.

        Raises:
            StoreError: somebody else has one of them in that sector; nothing was written.
        """
        ...

    def revoke(self, ended: Sequence[Ended], renewal: str) -> None:
        """End identifiers, and let those whose they were be known by new ones, all or nothing.

        What was imported for them is theirs no more.  *renewal* is kept as their mark.

        Raises:
            StoreError: one of them had ended before; nothing was written.
        """
        ...

    def end(self, ended: Sequence[Ended]) -> None:
        """Note that identifiers are nobody's any more, and change nothing else.

        Raises:
            StoreError: one of them had ended before; nothing was written.
        """
        ...

    def pass_over(self, ended: Sequence[Ended]) -> None:
        """End imported identifiers: those whose they were are known by derived ones, all or none.

        Raises:
            StoreError: one of them had ended before; nothing was written.
        """
        ...

    def default(self, sector: ProviderId) -> Held:
        """Return what is held of everybody else in *sector*: the key it is on."""
        ...

    def ended(self, sector: ProviderId, *, since: datetime) -> Sequence[Ended]:
        """Return what ended in *sector* at or after *since*, oldest first; none replaced."""
        ...

    def ended_of(self, person: PersonId) -> Sequence[Ended]:
        """Return what ended of *person*, in any sector, oldest first."""
        ...

    def ending(self, sector: ProviderId, identifier: str) -> Ended | None:
        """Return when and why *identifier* ended there, whatever its case."""
        ...

    def is_spent(self, sector: ProviderId, identifier: str, person: PersonId) -> bool:
        """Say whether *identifier*, derived for *person*, is somebody else's there, or was.

        Imported for another person, or ended as another's or as nobody's; whatever its case.
        """
        ...

    def forget(self, person: PersonId, *, at: datetime) -> int:
        """Remove what names *person*; return how many identifiers named them.

        What was imported for them ends at *at*, and stays as nobody's: nobody is given it again.
        """
        ...

    def note(self, act: NamingAct) -> None:
        """Write *act* down."""
        ...

    def acts(self, *, limit: int) -> Sequence[NamingAct]:
        """Return what was done last, newest first."""
        ...
