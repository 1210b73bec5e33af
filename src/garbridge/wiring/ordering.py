"""The services that keep what schools have bought, and look at it and at what there is."""

from garbridge.config import Config
from garbridge.core.synonyms import Synonyms
from garbridge.services.access import AccessService
from garbridge.services.offering import OfferService
from garbridge.services.overview import OverviewService
from garbridge.services.permitting import PermissionService
from garbridge.services.subscribing import SubscriptionService
from garbridge.wiring.stores import Stores


def subscription_service(
    permissions: PermissionService, access: AccessService, kept: Stores, config: Config
) -> SubscriptionService:
    """Return the service that takes orders from whom *permissions* lets."""
    return SubscriptionService(
        orders=kept.orders,
        natures=kept.natures,
        writer=kept.writer,
        directory=access.directory,
        permissions=permissions,
        catalogue=access.catalogue,
        transaction=kept.transaction,
        clock=access.clock,
        zone=config.zone,
    )


def overview_service(
    permissions: PermissionService, access: AccessService, kept: Stores, config: Config
) -> OverviewService:
    """Return the service that shows them."""
    return OverviewService(
        orders=kept.orders,
        permissions=permissions,
        catalogue=access.catalogue,
        clock=access.clock,
        zone=config.zone,
    )


def offer_service(kept: Stores, config: Config) -> OfferService:
    """Return the service that looks through the GAR's catalogue, where the GAR is asked."""
    asked = config.national if config.national and config.national.listing else None
    return OfferService(
        store=kept.mediacentre.offer,
        runs=kept.upkeep.runs,
        rules=asked.rules if asked else None,
        synonyms=Synonyms(config.synonyms),
    )
