"""The lists of the GAR, for other portals: what one person may open, and everything there is.

The address of the first one holds the identifier of a person, as the GAR has it: it is in no log of
ours, and servers and proxies must mask it.
"""

from typing import Final

from werkzeug.exceptions import NotFound

from garbridge.core.machines import Portal
from garbridge.gar.entry import unpacked
from garbridge.gar.resource_writing import write_list_xml, write_public_list
from garbridge.services.listing import ListingService, Unlisted
from garbridge.web.bridge import Bridge
from garbridge.web.incoming import only
from garbridge.web.machines import JSON, XML, Answer, Failure, is_xml_wanted, machine_view, packed

_STATUS: Final = {
    Unlisted.UNKNOWN_TENANT: 400,
    Unlisted.UNKNOWN_SCHOOL: 400,
    Unlisted.UNKNOWN_PERSON: 404,
}
_WHY: Final = {
    Unlisted.UNKNOWN_TENANT: "Projet ENT non trouvé",
    Unlisted.UNKNOWN_SCHOOL: "Établissement non trouvé",
    Unlisted.UNKNOWN_PERSON: "Utilisateur non trouvé",
}
_RESOURCE: Final = "ressources/idENT/idEtab/idUtilisateur"
"""What an error says it is about: never the values."""


@machine_view(Portal)
def autonome_list(bridge: Bridge, portal: Portal, ent: str, uai: str, identifier: str) -> Answer:
    """List what one person may open now through one school."""
    only("GET")
    tenant = bridge.runtime.config.tenant
    if unpacked(ent) == tenant:
        ent = tenant
    found = _listing(bridge).of_person(portal, ent, uai, identifier)
    if isinstance(found, Unlisted):
        return Failure(_STATUS[found], found.value, _WHY[found], resource=_RESOURCE)
    if is_xml_wanted():
        return packed(XML, write_list_xml(found.start, found.resources))
    return packed(JSON, bridge.list_texts.json(found.start, found.resources))


@machine_view(Portal)
def autonome_public_list(bridge: Bridge, _portal: Portal) -> Answer:
    """List everything that is registered."""
    only("GET")
    resources = _listing(bridge).everything()
    return packed(XML, write_public_list(resources, now=bridge.runtime.clock()))


def _listing(bridge: Bridge) -> ListingService:
    if bridge.listing is None:
        raise NotFound
    return bridge.listing
