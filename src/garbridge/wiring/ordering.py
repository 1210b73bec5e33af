"""The services that keep what schools have bought, and look at it."""

from garbridge.config import Config
from garbridge.services.access import AccessService
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
