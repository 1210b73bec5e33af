"""What imports, hands over and revokes identifiers."""

from garbridge.services.adopting import AdoptingService
from garbridge.services.naming import NamingService
from garbridge.services.rotating import RotatingService
from garbridge.wiring.runtime import Runtime


def naming_service(runtime: Runtime) -> NamingService:
    """Return what hands identifiers over, and ends them."""
    return NamingService(
        tenant=runtime.config.tenant,
        access=runtime.access,
        identifiers=runtime.stores.identifiers,
        turns=runtime.stores.turns,
        directory=runtime.directory,
        catalogue=runtime.catalogue,
        trail=runtime.stores.trail,
        departures=runtime.stores.departures,
        transaction=runtime.stores.transaction,
        clock=runtime.clock,
        tokens=runtime.tokens,
    )


def adopting_service(runtime: Runtime) -> AdoptingService:
    """Return what takes identifiers over."""
    return AdoptingService(naming_service(runtime))


def rotating_service(runtime: Runtime) -> RotatingService:
    """Return what turns providers from one key to the next."""
    return RotatingService(naming_service(runtime), runtime.stores.turns)
