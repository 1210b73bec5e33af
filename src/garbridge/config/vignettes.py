"""``[vignettes]``: where pictures of resources come from; from nowhere where it is not.

A picture is fetched by the portal, or handed over as a file, and never fetched by the browser of
whoever looks.
"""

from dataclasses import dataclass
from pathlib import Path

from garbridge.config.hosts import place_of, read_hosts
from garbridge.config.tables import LOOPBACK, Table, web_address
from garbridge.core.vignettes import LONGEST_ADDRESS
from garbridge.errors import ValueRefusedError


@dataclass(frozen=True, slots=True)
class Vignettes:
    """Where pictures come from.

    ``folder`` holds those that the portal hands over.  ``hosts`` are names, with a port where it is
    not that of https.  With ``insecure_loopback`` those of this machine may be among them, and
    speak plain http.
    """

    hosts: frozenset[str] = frozenset()
    insecure_loopback: bool = False
    folder: Path | None = None

    @property
    def is_on(self) -> bool:
        """Whether there are pictures at all."""
        return bool(self.hosts) or self.folder is not None

    def allows(self, address: str) -> bool:
        """Say whether a picture may be fetched from *address*.

        >>> Vignettes(frozenset({"img.example"})).allows("https://img.example/a.png")
        True
        >>> Vignettes(frozenset({"img.example"})).allows("https://img.example:8443/a.png")
        False
        """
        try:
            self.parse(address)
        except ValueRefusedError:
            return False
        return True

    def parse(self, address: str) -> str:
        """Return *address* if a picture may be fetched from there.

        Raises:
            ValueRefusedError: it is something else.
        """
        found = web_address(insecure_loopback=self.insecure_loopback)(address)
        if place_of(found) not in self.hosts or len(found) > LONGEST_ADDRESS:
            raise ValueRefusedError("address", None, "a host of vignettes.hosts")
        return found

    def is_own(self, host: str) -> bool:
        """Say whether *host* may be this machine: a portal on loopback that names it."""
        return self.insecure_loopback and host in LOOPBACK


def read_vignettes(top: Table, here: Path, *, insecure_loopback: bool) -> Vignettes:
    """Return what ``[vignettes]`` says; nothing where there is no such table."""
    table = top.table("vignettes")
    if table is None:
        return Vignettes()
    named = table.text("folder", "")
    needs_hosts = not named or "hosts" in table.values
    hosts = read_hosts(table, "vignettes.editeur.example") if needs_hosts else frozenset[str]()
    table.finish()
    return Vignettes(hosts, insecure_loopback, here / named if named else None)
