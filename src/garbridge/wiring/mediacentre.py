"""The services of what the médiacentre remembers, shows and is told."""

from garbridge.services.marking import MarkingService
from garbridge.wiring.runtime import Runtime


def marking_service(runtime: Runtime) -> MarkingService:
    """Return what people mark for themselves."""
    return MarkingService(
        marks=runtime.stores.mediacentre.marks,
        shelves=runtime.shelves,
        book=runtime.config.schools,
        clock=runtime.clock,
    )
