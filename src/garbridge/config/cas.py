"""``[cas]`` of a provider's file."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from garbridge.config.tables import Table
from garbridge.core.identifiers import ResourceId
from garbridge.errors import ValueRefusedError

Services = list[tuple[str, ResourceId | None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class CasSection:
    """``[cas]``: the provider is a CAS client; each service is one exact address.

    A resource's service is its ``url`` where it names no other.  With ``single_logout`` its
    services are told of logouts.
    """

    services: tuple[tuple[str, ResourceId | None], ...]
    single_logout: bool = False
    name: ClassVar = "cas"
    is_anonymous: ClassVar = False


def read_cas(table: Table, services: Services, address: Callable[[str], str]) -> CasSection:
    """Return what *table* says, with the *services* that resources name; mistakes are noted."""
    for service in table.texts("services") or ():
        try:
            services.append((address(service), None))
        except ValueRefusedError as refused:
            table.problem("services", str(refused))
    if not services:
        table.problem("services", "missing: no address could ever sign in")
    for service, count in Counter(service for service, _ in services).items():
        if count > 1:
            table.problem("services", f"{service}: registered twice")
    single_logout = table.flag("single_logout", default=False)
    table.finish()
    return CasSection(services=tuple(services), single_logout=single_logout)
