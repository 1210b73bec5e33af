"""The service that gives one resource at several schools."""

from garbridge.services.rounds import RoundService
from garbridge.wiring.clock import system_ticks
from garbridge.wiring.runtime import Runtime


def round_service(runtime: Runtime) -> RoundService:
    """Return what does for people what they chose at several schools."""
    return RoundService(
        rounds=runtime.stores.rounds,
        assigning=runtime.assigning,
        permissions=runtime.permissions,
        catalogue=runtime.catalogue,
        transaction=runtime.stores.transaction,
        clock=runtime.clock,
        tokens=runtime.tokens,
        ticks=system_ticks,
    )
