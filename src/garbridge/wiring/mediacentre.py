"""The services of what the médiacentre remembers, shows and is told."""

from garbridge.services.marking import MarkingService
from garbridge.services.news import NewsService
from garbridge.services.outages import Outages
from garbridge.services.presenting import PresentingService
from garbridge.services.reporting import ReportingService
from garbridge.wiring.runtime import Runtime


def marking_service(runtime: Runtime) -> MarkingService:
    """Return what people mark for themselves."""
    return MarkingService(
        marks=runtime.stores.mediacentre.marks,
        book=runtime.schools(),
        clock=runtime.clock,
    )


def news_service(runtime: Runtime) -> NewsService:
    """Return what is new at schools, and where feed readers find it."""
    return NewsService(
        store=runtime.stores.mediacentre.feeds,
        entitlements=runtime.access.entitlements,
        directory=runtime.directory,
        catalogue=runtime.catalogue,
        permissions=runtime.permissions,
        book=runtime.schools(),
        clock=runtime.clock,
        tokens=runtime.tokens,
    )


def outages_of(runtime: Runtime) -> Outages:
    """Return what a process knows of providers that do not answer; one for each process."""
    return Outages(lambda: runtime.stores.upkeep.measures, runtime.clock)


def presenting_service(runtime: Runtime) -> PresentingService:
    """Return what schools put forward."""
    return PresentingService(
        store=runtime.stores.mediacentre.showcase,
        permissions=runtime.permissions,
        resources=lambda: runtime.catalogue().resources,
        transaction=runtime.stores.transaction,
        clock=runtime.clock,
        tokens=runtime.tokens,
    )


def reporting_service(runtime: Runtime) -> ReportingService:
    """Return what people report of resources."""
    return ReportingService(
        problems=runtime.stores.upkeep.problems,
        permissions=runtime.permissions,
        catalogue=runtime.catalogue(),
        transaction=runtime.stores.transaction,
        clock=runtime.clock,
        tokens=runtime.tokens,
    )
