"""The services for those who speak to the portal as to the GAR."""

from garbridge.services.distributing import DistributingService
from garbridge.services.feed import Limiter
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
