"""``[national.access]`` and ``[national.console]``: the GAR as a service provider of the portal's.

The GAR is told two attributes, whatever any policy says; nothing here can widen that.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from garbridge.config.tables import ORIGIN, Table, web_address

CONSOLE: Final = "urn:gar:ihmAffectation:seclin"
"""The entityID of the GAR's console, as portals in the field name it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NationalPeer:
    """One service provider of the GAR.

    ``metadata`` is its SAML metadata, ``entity_id`` which of several in it is meant, or empty;
    what comes with them is as in ``[saml]`` of a provider's file.
    ``signed`` says that a request must be signed; ``origins`` are further ones to which its
    consumer service redirects.  ``target`` is what it is told to open where the portal starts, or
    empty.
    """

    metadata: Path
    metadata_url: str = ""
    metadata_certificate: Path | None = None
    metadata_without_end: bool = False
    entity_id: str = ""
    signed: bool = False
    origins: tuple[str, ...] = ()
    target: str = ""

    def stated(self) -> Mapping[str, object]:
        """Return it as its operator may look at it, key by key."""
        return {
            "metadata": self.metadata,
            "metadata_url": self.metadata_url,
            "metadata_certificate": self.metadata_certificate,
            "metadata_without_end": self.metadata_without_end,
            "entity_id": self.entity_id,
            "require_signed_requests": self.signed,
            "origins": list(self.origins),
            "target": self.target,
        }


def read_access(national: Table, folder: Path, *, insecure_loopback: bool) -> NationalPeer | None:
    """Return what ``[national.access]`` says; ``None`` where there is no such table."""
    table = national.table("access")
    if table is None:
        return None
    found = replace(
        _peer(table, folder, insecure_loopback=insecure_loopback),
        signed=table.flag("require_signed_requests", default=False),
    )
    table.finish()
    return found


def read_console(national: Table, folder: Path, *, insecure_loopback: bool) -> NationalPeer | None:
    """Return what ``[national.console]`` says; ``None`` where there is no such table."""
    table = national.table("console")
    if table is None:
        return None
    found = replace(
        _peer(table, folder, CONSOLE, insecure_loopback=insecure_loopback),
        target=table.parsed("target", web_address(insecure_loopback=insecure_loopback)) or "",
    )
    table.finish()
    return found


def _peer(
    table: Table, folder: Path, entity_id: str = "", *, insecure_loopback: bool
) -> NationalPeer:
    named = "metadata_certificate" in table.values
    address = web_address(insecure_loopback=insecure_loopback)
    return NationalPeer(
        metadata=table.path("metadata", folder),
        metadata_url=table.parsed("metadata_url", address, "") or "",
        metadata_certificate=table.path("metadata_certificate", folder) if named else None,
        metadata_without_end=table.flag("metadata_without_end", default=False),
        entity_id=table.text("entity_id", entity_id),
        origins=_origins(table),
    )


def _origins(table: Table) -> tuple[str, ...]:
    named = table.texts("origins") or ()
    if any(not ORIGIN.fullmatch(one) for one in named):
        table.problem("origins", "must be origins such as https://affectation.gar.education.fr")
    return named
