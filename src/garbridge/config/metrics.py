"""``[metrics]``: who may read figures; nobody where the section is not there."""

import hashlib
import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from garbridge.config.networks import Network, is_among, read_networks
from garbridge.config.tables import Table

_TOKEN: Final = re.compile(r"[A-Za-z0-9._~-]{32,128}")


@dataclass(frozen=True, slots=True)
class Metrics:
    """Who may read: an address of ``networks``, or whoever has the token of ``digest``.

    ``digest`` is empty where there is no token.
    """

    networks: tuple[Network, ...]
    digest: bytes = field(repr=False)

    def allows(self, address: str | None, token: str | None) -> bool:
        """Say whether whoever asks from *address* with *token* may read."""
        if token is not None and self.digest:
            given = hashlib.sha256(token.encode()).digest()
            if hmac.compare_digest(given, self.digest):
                return True
        return is_among(address, self.networks)


def read_metrics(top: Table, folder: Path, environment: Mapping[str, str]) -> Metrics | None:
    """Return what ``[metrics]`` of *top* says; ``None`` where it is not there."""
    table = top.table("metrics")
    if table is None:
        return None
    networks = read_networks(table, "addresses", table.texts("addresses") or ())
    digest = _digest(table, folder, environment) if "token" in table.values else b""
    table.finish()
    if not table.values.get("addresses") and "token" not in table.values:
        table.problem("addresses", "name addresses or a token: else nobody could read")
    return Metrics(networks, digest)


def _digest(table: Table, folder: Path, environment: Mapping[str, str]) -> bytes:
    text = table.secret("token", folder, environment)
    if text is None:
        return b""
    if not _TOKEN.fullmatch(text):
        table.problem("token", "must hold 32 to 128 of A-Z a-z 0-9 . _ ~ -")
        return b""
    return hashlib.sha256(text.encode()).digest()
