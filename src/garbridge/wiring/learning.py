"""What counts people without naming one: whom a policy reaches, and how far it tells them apart."""

from garbridge.services.exposing import ExposureService
from garbridge.services.reach import ReachService
from garbridge.wiring.runtime import Runtime


def reach_service(runtime: Runtime) -> ReachService:
    """Return what counts the people whom a change of the policies concerns."""
    return ReachService(
        directory=runtime.directory,
        entitlements=runtime.access.entitlements,
        clock=runtime.clock,
    )


def exposure_service(runtime: Runtime) -> ExposureService:
    """Return what says how far people can be told apart by what is told about them."""
    return ExposureService(
        directory=runtime.directory,
        entitlements=runtime.access.entitlements,
        activations=runtime.access.activations,
        catalogue=runtime.catalogue,
        clock=runtime.clock,
    )
