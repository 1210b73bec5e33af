"""What records and answers what people ask by their rights."""

from garbridge.services.requesting import RequestService
from garbridge.services.restricting import RestrictingService
from garbridge.wiring.runtime import Runtime


def request_service(runtime: Runtime) -> RequestService:
    """Return what records and answers requests."""
    return RequestService(
        requests=runtime.stores.requests,
        directory=runtime.directory,
        permissions=runtime.permissions,
        zone=runtime.config.zone,
        clock=runtime.clock,
    )


def restricting_service(runtime: Runtime) -> RestrictingService:
    """Return what records objections and protections."""
    return RestrictingService(
        restrictions=runtime.stores.restrictions,
        directory=runtime.directory,
        catalogue=runtime.catalogue,
        permissions=runtime.permissions,
        transaction=runtime.stores.transaction,
        clock=runtime.clock,
    )
