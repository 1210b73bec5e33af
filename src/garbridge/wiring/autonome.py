"""The services for those who speak to the portal as to the GAR."""

from garbridge.core.identifiers import ResourceId, SchoolId
from garbridge.core.orders import nature_of
from garbridge.core.people import School
from garbridge.gar.entry import GarLink, gar_link
from garbridge.services.distributing import DistributingService
from garbridge.services.feed import Limiter
from garbridge.services.listing import ListingService
from garbridge.services.machines import MachineService, Meter
from garbridge.wiring.runtime import Runtime


def machine_service(runtime: Runtime) -> MachineService | None:
    """Return who may speak, and how often, for one process; ``None`` where nobody may."""
    autonome = runtime.config.autonome
    if autonome is None:
        return None
    return MachineService(
        machines=autonome.machines,
        meter=Meter(runtime.stores.upkeep.calls, autonome.per_minute),
        strangers=Limiter(autonome.per_minute),
        clock=runtime.clock,
    )


def distributing_service(runtime: Runtime) -> DistributingService:
    """Return the service that takes what distributors order."""
    return DistributingService(runtime.subscriptions)


def listing_service(runtime: Runtime) -> ListingService:
    """Return the service that lists for other portals, for one process."""
    config = runtime.config

    def start_of(school: SchoolId) -> str:
        return gar_link(config.issuer, GarLink(config.tenant, school, ResourceId("")))

    return ListingService(
        tenant=config.tenant,
        directory=runtime.directory,
        shelves=runtime.shelves,
        schools=runtime.schools,
        catalogue=runtime.catalogue,
        distributors=() if config.autonome is None else config.autonome.distributors,
        start_of=start_of,
        clock=runtime.clock,
    )


def told_schools(runtime: Runtime) -> list[tuple[School, str, bool]]:
    """Return every school, its nature or nothing, and whether it is open now."""
    natures, book, now = runtime.stores.natures.natures(), runtime.schools(), runtime.clock()
    return [
        (school, nature_of(school, natures), not book.of(school.id).is_shut(now))
        for school in runtime.directory.schools()
    ]
