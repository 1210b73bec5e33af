"""Subscriptions (*abonnements*): what was bought, how much is left, until when; each on a sheet."""

from collections.abc import Callable
from typing import Final

from flask import Response, request

from garbridge.core.entitlements import Licences
from garbridge.core.order_fields import COUNTS, OVERALL
from garbridge.core.orders import State
from garbridge.core.roles import Act
from garbridge.core.school_years import school_year
from garbridge.services.overview import THRESHOLDS
from garbridge.web.console.door import SEEN_BY, Desk, console
from garbridge.web.console.frame import console_page
from garbridge.web.console.paging import paged
from garbridge.web.console.people_rows import words_of
from garbridge.web.console.subscription_rows import (
    Row,
    called,
    may_change,
    may_renew,
    public_text,
    row_with,
    rows_of,
    stamp_of,
)
from garbridge.web.incoming import argument

_SOON: Final = THRESHOLDS[0]
FILTERS: Final[dict[str, Callable[[Row], bool]]] = {
    "": lambda row: row.state is not State.ENDED,
    "bientot": lambda row: row.days_left is not None and row.days_left <= _SOON,
    "avenir": lambda row: row.state is State.COMING,
    "termines": lambda row: row.state is State.ENDED,
}
"""What is shown; nothing named is what runs or will."""


@console(SEEN_BY)
def affectation_subscriptions(desk: Desk) -> Response:
    """List what was bought."""
    return listed(desk)


def listed(desk: Desk, *, status: int = 200, **values: object) -> Response:
    """Return the list, with what *values* say above it."""
    shown, q = argument("voir") or "", (argument("q") or "")[:100]
    shown = shown if shown in FILTERS else ""
    rows = rows_of(desk)
    found = called(filter(FILTERS[shown], rows), words_of(q))
    return console_page(
        desk,
        "subscriptions.html",
        status=status,
        **{
            "note": "",
            "rows": paged(found, argument("page") if request.method == "GET" else None),
            "total": len(rows),
            "q": q,
            "voir": shown,
            "filters": list(FILTERS),
            "soon": _SOON,
            "renewable": [row for row in rows if _ends_this_year(desk, row)],
            "can_order": desk.may(Act.ORDER),
            **values,
        },
    )


def _ends_this_year(desk: Desk, row: Row) -> bool:
    zone, now = desk.runtime.config.zone, desk.runtime.clock()
    running = school_year(now.astimezone(zone).date())
    return school_year(row.last_day) == running and may_renew(desk, row)


@console(SEEN_BY)
def affectation_subscription(desk: Desk, subscription: str) -> Response:
    """Show one subscription, and what may be done to it."""
    return sheet(desk, row_with(desk, subscription))


def sheet(desk: Desk, row: Row, *, status: int = 200, **values: object) -> Response:
    """Return the sheet of *row*, with what *values* say above it."""
    followed = next((one for one in rows_of(desk) if one.order.follows == row.order.id), None)
    return console_page(
        desk,
        "subscription.html",
        status=status,
        **{
            "note": "",
            "breaches": (),
            "row": row,
            "stamp": stamp_of(row.order),
            "fields": count_fields(row.order.licences),
            "followed": followed,
            "can_renew": may_renew(desk, row),
            "can_change": may_change(desk, row, Act.CHANGE_SUBSCRIPTION),
            "can_end": may_change(desk, row, Act.END_SUBSCRIPTION),
            **values,
        },
    )


def count_fields(licences: Licences) -> list[tuple[str, str, int | None]]:
    """Return the fields of a form for numbers of licences: name, whose text, and the number."""
    names = {public: name for name, public in COUNTS.items()}
    if not licences.per_public:
        return [(OVERALL, "public_all", licences.overall)]
    return [(names[public], public_text(public), limit) for public, limit in licences.per_public]
