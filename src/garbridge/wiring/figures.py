"""What counts launches, publishes figures and reads them."""

from garbridge.formats.solving import solve
from garbridge.services.publishing import PublishingService
from garbridge.services.tallying import TallyingService
from garbridge.wiring.runtime import Runtime


def tallying_service(runtime: Runtime) -> TallyingService:
    """Return what rolls launches up."""
    return TallyingService(
        receipts=runtime.stores.receipts,
        tallies=runtime.stores.tallies,
        publications=runtime.stores.publications,
        directory=runtime.directory,
        transaction=runtime.stores.transaction,
        zone=runtime.config.zone,
        clock=runtime.clock,
        tokens=runtime.tokens,
    )


def publishing_service(runtime: Runtime) -> PublishingService:
    """Return what publishes and reads."""
    return PublishingService(
        permissions=runtime.permissions,
        receipts=runtime.stores.receipts,
        tallying=tallying_service(runtime),
        tallies=runtime.stores.tallies,
        publications=runtime.stores.publications,
        directory=runtime.directory,
        entitlements=runtime.stores.entitlements,
        ledger=runtime.stores.ledger,
        catalogue=runtime.catalogue,
        transaction=runtime.stores.transaction,
        rules=runtime.config.figures,
        solve=solve,
        retention=runtime.config.retention,
        zone=runtime.config.zone,
        clock=runtime.clock,
    )
