"""Hosts that the configuration names: ``name``, or ``name:port`` where it is not the usual one.

A host without a port is that of the scheme's own port alone: who else may open a port on the same
machine is nobody's business here.
"""

import re
from typing import Final
from urllib.parse import urlsplit

from garbridge.config.tables import Table

_HOST: Final = re.compile(r"(?:[a-z0-9-]+\.)*[a-z0-9-]+(?::([0-9]{1,5}))?")
_USUAL: Final = {"https": 443, "http": 80}
_PORTS: Final = range(1, 65536)


def place_of(address: str) -> str:
    """Return the host of *address*, with its port where it is not that of its scheme.

    *address* has been through :func:`~garbridge.config.tables.web_address`.

    >>> place_of("https://IMG.example:443/a.png"), place_of("https://img.example:8443/")
    ('img.example', 'img.example:8443')
    """
    parts = urlsplit(address)
    host, usual = parts.hostname or "", _USUAL.get(parts.scheme)
    port = usual if parts.port is None else parts.port
    return host if port == usual else f"{host}:{port}"


def read_hosts(table: Table, example: str) -> frozenset[str]:
    """Return what ``hosts`` of *table* names, as :func:`place_of` does; *example* is one."""
    named = frozenset(one.lower() for one in table.texts("hosts") or ())
    if not named or not all(map(_is_host, named)):
        table.problem("hosts", f"must name hosts such as {example}, one at least")
        return frozenset()
    return frozenset(place_of(f"https://{one}") for one in named)


def _is_host(text: str) -> bool:
    found = _HOST.fullmatch(text)
    return found is not None and (found[1] is None or int(found[1]) in _PORTS)
