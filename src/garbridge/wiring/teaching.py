"""What those who teach are answered with."""

from garbridge.services.teaching import TeachingService
from garbridge.wiring.runtime import Runtime


def teaching_service(runtime: Runtime) -> TeachingService:
    """Return what knows which pupils of somebody's classes lack a resource."""
    return TeachingService(
        directory=runtime.directory,
        ledger=runtime.stores.ledger,
        queue=runtime.stores.queue,
        catalogue=runtime.catalogue,
        transaction=runtime.stores.transaction,
        clock=runtime.clock,
    )
