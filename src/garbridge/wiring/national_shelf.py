"""The GAR's resources in the médiacentre, where ``[national.list]`` says so."""

from garbridge.services.national_shelf import NationalShelfService
from garbridge.wiring.national_access import national_gate
from garbridge.wiring.national_kept import sealed_lists
from garbridge.wiring.national_lists import gar_lists
from garbridge.wiring.runtime import Runtime


def national_shelf(runtime: Runtime) -> NationalShelfService | None:
    """Return what finds them; ``None`` where the portal asks the GAR nothing."""
    config, stores = runtime.config, runtime.stores
    gate = national_gate(config, stores, runtime.access)
    if gate is None or config.national is None or config.national.listing is None:
        return None
    service = config.national.listing
    return NationalShelfService(
        lists=gar_lists(service, config.tenant, config.issuer),
        kept=sealed_lists(config, stores, runtime.tokens),
        gate=gate,
        clock=runtime.clock,
        fresh=service.fresh,
    )
