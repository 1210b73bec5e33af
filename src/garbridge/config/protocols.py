"""The one protocol a provider speaks: the section of its file that has the protocol's name."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from garbridge.config.cas import CasSection, Services, read_cas
from garbridge.config.lti import LtiSection, read_lti
from garbridge.config.oidc import OidcSection, read_oidc
from garbridge.config.saml import SamlSection, read_saml
from garbridge.config.tables import Table
from garbridge.core.attributes import AttributeCatalogue
from garbridge.core.identifiers import ResourceId
from garbridge.core.policy import NOTHING, ReleasePolicy

ProtocolSection = SamlSection | CasSection | OidcSection | LtiSection


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a section is read with: the rest of its file.

    ``services`` are the addresses that resources name, further ones are added.  ``address`` parses
    one.  ``catalogue`` has the attributes that can have a name.  ``policy`` is that of the
    file.
    """

    services: Services
    address: Callable[[str], str]
    catalogue: AttributeCatalogue
    policy: ReleasePolicy = NOTHING

    def resources(self) -> frozenset[ResourceId]:
        """Return the resources of the file."""
        return frozenset(resource for _, resource in self.services if resource is not None)


READERS: Final[Mapping[str, Callable[[Table, Surroundings], ProtocolSection]]] = MappingProxyType(
    {
        "saml": lambda table, around: read_saml(table, around.address, around.catalogue),
        "cas": lambda table, around: read_cas(table, around.services, around.address),
        "oidc": lambda table, around: read_oidc(
            table, around.resources(), around.address, around.catalogue
        ),
        "lti": lambda table, around: read_lti(
            table, around.resources(), around.policy, around.address
        ),
    }
)
"""How the section of each protocol is read."""


def read_protocol(top: Table, around: Surroundings) -> ProtocolSection | None:
    """Return the section of *top*, a whole file; ``None`` if it has not exactly one, and noted."""
    named = {name: table for name in READERS if (table := top.table(name)) is not None}
    if len(named) != 1:
        choices = " or ".join(f"[{name}]" for name in READERS)
        top.problem("saml", f"a provider speaks one protocol: either {choices}")
        return None
    ((name, table),) = named.items()
    return READERS[name](table, around)
