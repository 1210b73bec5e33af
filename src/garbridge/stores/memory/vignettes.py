"""The portal's copies of vignettes, in memory."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from garbridge.core.vignettes import Picture, Vignette
from garbridge.stores.memory.database import MemoryDatabase


class MemoryVignettes:
    """The reference of :class:`garbridge.ports.VignetteStore`.

    Args:
        database: Where everything is kept.
    """

    def __init__(self, database: MemoryDatabase) -> None:
        self._database = database
        self._vignettes = database.resources.vignettes
        self._pictures = database.resources.pictures

    def shown(self) -> Mapping[str, str]:
        """Return the digest of the copy of each address that has one."""
        with self._database.transaction():
            found, pictures = self._vignettes.all(), self._pictures.all()
        return {key: one.digest for key, one in found.items() if one.digest in pictures}

    def everything(self) -> Sequence[Vignette]:
        """Return what is known of every address."""
        with self._database.transaction():
            found = self._vignettes.all()
        return [found[address] for address in sorted(found)]

    def picture(self, digest: str) -> Picture | None:
        """Return the copy of that name."""
        with self._database.transaction():
            return self._pictures.get(digest)

    def keep(self, vignette: Vignette, picture: Picture | None = None) -> None:
        """Keep *vignette*, with its new *picture*."""
        with self._database.transaction():
            if picture is not None:
                self._pictures.put(picture.digest, picture)
            before = self._vignettes.get(vignette.address)
            self._vignettes.put(vignette.address, vignette)
            if before is not None:
                self._forget(before.digest)

    def note_listed(self, addresses: Collection[str], *, now: datetime) -> None:
        """Note that a list of the GAR's names *addresses*."""
        with self._database.transaction():
            for address in addresses:
                known = self._vignettes.get(address) or Vignette(address=address)
                self._vignettes.put(address, replace(known, listed=now))

    def drop(self, addresses: Collection[str]) -> int:
        """Forget *addresses*, and every copy that none is left of."""
        with self._database.transaction():
            dropped = [self._vignettes.drop(address) for address in addresses]
            gone = [one for one in dropped if one is not None]
            for one in gone:
                self._forget(one.digest)
        return len(gone)

    def _forget(self, digest: str) -> None:
        if all(one.digest != digest for one in self._vignettes.all().values()):
            self._pictures.drop(digest)
