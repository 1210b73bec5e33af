"""Networks that the configuration names, and whether an address is of one of them."""

from collections.abc import Iterable
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

from garbridge.config.tables import Table

Network = IPv4Network | IPv6Network


def read_networks(table: Table, key: str, named: Iterable[str]) -> tuple[Network, ...]:
    """Return the networks *named* under *key* of *table*; what is none is noted."""
    found: list[Network] = []
    for text in named:
        try:
            found.append(ip_network(text))
        except ValueError:
            table.problem(key, f"{text!r} is no address or network, such as 10.0.0.0/24")
    return tuple(found)


def is_among(address: str | None, networks: Iterable[Network]) -> bool:
    """Say whether *address* is of one of *networks*; what is no address is of none.

    An IPv4 address is the same one where a socket for both kinds says it as IPv6.

    >>> is_among("::ffff:10.1.2.3", [ip_network("10.1.2.0/24")])
    True
    """
    try:
        known = None if address is None else ip_address(address)
    except ValueError:
        return False
    if known is not None and known.version == 6 and known.ipv4_mapped is not None:  # noqa: PLR2004 - IPv6
        known = known.ipv4_mapped
    return known is not None and any(known in network for network in networks)
