"""What accounts to people for their own data."""

from garbridge.services.own_data import OwnDataService
from garbridge.wiring.runtime import Runtime


def own_data_service(runtime: Runtime) -> OwnDataService:
    """Return what says which provider learns what about somebody, to that person."""
    return OwnDataService(
        access=runtime.access,
        shelves=runtime.shelves,
        policies=runtime.stores.policies,
        catalogue=runtime.catalogue,
        clock=runtime.clock,
    )
