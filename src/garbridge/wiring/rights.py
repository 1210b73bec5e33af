"""What records and answers what people ask by their rights."""

from garbridge.services.restricting import RestrictingService
from garbridge.wiring.runtime import Runtime


def restricting_service(runtime: Runtime) -> RestrictingService:
    """Return what records objections and protections."""
    return RestrictingService(
        restrictions=runtime.stores.restrictions,
        directory=runtime.directory,
        catalogue=runtime.catalogue,
        permissions=runtime.permissions,
        clock=runtime.clock,
    )
