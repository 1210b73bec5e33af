"""Looks up a name once, and lets nobody connect but to a public address that it then has.

A name that somebody else controls may lead inside: to the portal's own services, to a cloud's
metadata, to a printer.  So what is connected to is an address that was looked at, and not the name
again, which a moment later may say something else (*DNS rebinding*).
"""

import ipaddress
import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Lookup = Callable[[str, int], Sequence[str]]
"""Returns the addresses of a name, as texts; raises :class:`OSError` where it has none."""

_NAT64: Final = ipaddress.ip_network("64:ff9b::/96")
_NEVER: Final = tuple(
    map(
        ipaddress.ip_network,
        (
            *("::/96", "::ffff:0:0/96", "64:ff9b:1::/48", "2001::/23", "2002::/16", "fec0::/10"),
            *("100.64.0.0/10", "192.0.0.0/24", "192.88.99.0/24", "198.18.0.0/15"),
        ),
    )
)
"""Addresses with one of IPv4 inside, and special ones that older Pythons hold to be global."""
_LAST_32: Final = 0xFFFF_FFFF


class PrivateAddressError(OSError):
    """A name leads to an address that is not public."""


def system_lookup(name: str, port: int) -> Sequence[str]:
    """Return the addresses of *name*, as the machine's resolver says."""
    found = socket.getaddrinfo(name, port, type=socket.SOCK_STREAM)
    return [str(address[0]) for *_, address in found]


def is_public(text: str) -> bool:
    """Say whether *text* is an address of the public internet.

    >>> is_public("192.0.2.1"), is_public("::ffff:10.0.0.1"), is_public("64:ff9b::7f00:1")
    (False, False, False)
    >>> is_public("9.9.9.9"), is_public("2620:fe::fe"), is_public("224.0.0.1")
    (True, True, False)
    """
    try:
        address = ipaddress.ip_address(text)
    except ValueError:  # with a scope, such as fe80::1%eth0
        return False
    if address in _NAT64:  # a provider's own gateway to the internet of IPv4
        address = ipaddress.IPv4Address(int(address) & _LAST_32)
    return _is_public(address)


def _is_public(address: Address) -> bool:
    return (
        address.is_global
        and not any(address in network for network in _NEVER)
        and not address.is_multicast
        and not address.is_reserved
        and not address.is_loopback
        and not address.is_link_local
        and not address.is_unspecified
    )


@dataclass(slots=True)
class Gate:
    """Says to which addresses a request may connect; one for each request.

    ``own`` says of a host that it may be this machine, which is for a portal on loopback.
    ``was_private`` says that a name was refused.
    """

    own: Callable[[str], bool]
    lookup: Lookup = field(default=system_lookup)
    was_private: bool = field(default=False, init=False)

    def addresses(self, host: str, port: int) -> Sequence[str]:
        """Return the addresses of *host*, each of which may be connected to.

        Raises:
            PrivateAddressError: one of them is not public; then none is trusted.
            OSError: it has none.
        """
        found = self.lookup(host, port)
        is_own = self.own(host)
        if not found or not all(is_public(one) or (is_own and _is_loopback(one)) for one in found):
            self.was_private = True
            raise PrivateAddressError(f"{host}: an address that is not public")
        return list(dict.fromkeys(found))


def _is_loopback(text: str) -> bool:
    return ipaddress.ip_address(text).is_loopback
