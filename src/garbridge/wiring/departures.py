"""What tells providers who left, and what answers them."""

from garbridge.core.departures import Notice
from garbridge.services.departing import DepartingService
from garbridge.services.feed import FeedService, Limiter, Page
from garbridge.wiring.runtime import Runtime


def departing_service(runtime: Runtime) -> DepartingService:
    """Return what collects departures."""
    return DepartingService(
        departures=runtime.stores.departures,
        launches=runtime.stores.tallies,
        receipts=runtime.stores.receipts,
        directory=runtime.directory,
        subject_at=runtime.access.subject_at,
        transaction=runtime.stores.transaction,
        zone=runtime.config.zone,
        days=runtime.config.deletion_days,
        clock=runtime.clock,
        anonymous=lambda: {
            one.id for one in runtime.catalogue().providers.values() if one.anonymous
        },
    )


def feed_service(runtime: Runtime, limiter: Limiter) -> FeedService:
    """Return what answers providers, who are counted by *limiter*."""
    return FeedService(
        departures=runtime.stores.departures,
        transaction=runtime.stores.transaction,
        clock=runtime.clock,
        tokens=runtime.tokens,
        limiter=limiter,
    )


def feed_page(page: Page, runtime: Runtime) -> dict[str, object]:
    """Return the JSON form of *page*: its keys are stable, and it names nobody."""
    return {
        "provider": page.provider,
        "entries": [feed_line(one, runtime) for one in page.notices],
        "next": page.next,
        "more": page.more,
    }


def feed_line(one: Notice, runtime: Runtime) -> dict[str, object]:
    """Return the JSON form of one line; ``due`` is the day by which to delete."""
    due = one.due(runtime.config.deletion_days, runtime.config.zone)
    is_departure = one.kind == "departure"
    return {
        "number": one.number,
        "kind": one.kind.value,
        "identifier": one.subject,
        "date": one.on.isoformat(),
        "due": due.isoformat() if is_departure else None,
    }
