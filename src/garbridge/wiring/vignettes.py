"""The portal's copies of vignettes, put together."""

from garbridge.services.vignettes import ShownVignettes, VignetteService
from garbridge.wiring.runtime import Runtime


def vignette_service(runtime: Runtime) -> VignetteService:
    """Return what keeps the copies."""
    return VignetteService(
        store=runtime.stores.mediacentre.vignettes,
        catalogue=runtime.catalogue,
        allows=runtime.config.vignettes.allows,
        clock=runtime.clock,
    )


def shown_vignettes(runtime: Runtime) -> ShownVignettes:
    """Return what a process knows of the copies; one for each process."""
    return ShownVignettes(
        runtime.stores.mediacentre.vignettes, runtime.config.vignettes.allows, runtime.clock
    )
