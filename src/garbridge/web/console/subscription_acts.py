"""What is done to a subscription: renewed, changed, ended.  Nothing is ever deleted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from http import HTTPStatus

from flask import Response, request
from werkzeug.exceptions import NotFound

from garbridge.core.days import end_of
from garbridge.core.entitlements import Licences
from garbridge.core.messages import N_
from garbridge.core.order_fields import COUNTS, OVERALL, UNLIMITED
from garbridge.core.ordering import Declined, Kept
from garbridge.core.orders import Order
from garbridge.core.permissions import Denied
from garbridge.core.roles import Act
from garbridge.core.spelling import spelled
from garbridge.core.stated import Breach
from garbridge.web.console.acts import redirected
from garbridge.web.console.door import Desk, console
from garbridge.web.console.subscription_rows import (
    Row,
    may_renew,
    row_with,
    rows_of,
    stamp_of,
)
from garbridge.web.console.subscriptions import count_fields, listed, sheet
from garbridge.web.own_forms import field

_MOST_DIGITS = 8
_MOST_COMMENT = 255


@dataclass(frozen=True, slots=True)
class Renewed:
    """What became of one renewal: what follows, or why nothing does."""

    title: str
    kept: Kept | None
    breaches: Sequence[Breach]


@console(Act.ORDER)
def affectation_renew(desk: Desk) -> Response:
    """Order anew, for the next school year, what is ticked; no licence is carried over by it."""
    keys = set(request.form.getlist("abonnement"))
    rows = [row for row in rows_of(desk) if row.key in keys]
    if not rows:
        return listed(desk, status=HTTPStatus.UNPROCESSABLE_ENTITY, note="renew_nothing")
    # What somebody else renewed meanwhile is told as done: to renew it again changes nothing.
    if not all(may_renew(desk, row) or _is_followed(row) for row in rows):
        raise NotFound
    done: list[Renewed] = []
    for row in rows:
        outcome = desk.runtime.subscriptions.renew(desk.actor, row.order.id)
        if isinstance(outcome, Denied):
            raise NotFound
        match outcome:
            case Kept():
                done.append(Renewed(row.title, outcome, ()))
            case Declined():
                done.append(Renewed(row.title, None, outcome.breaches))
    if field("annee") and all(one.kept for one in done):
        return redirected(desk, "year", etape=field("annee"))
    return listed(desk, renewed=done)


def _is_followed(row: Row) -> bool:
    return row.is_ours and row.days_left is None


@console(Act.CHANGE_SUBSCRIPTION)
def affectation_change(desk: Desk, subscription: str) -> Response:
    """Change numbers, last day or comment, if nobody changed it since it was shown."""
    row = _mine(desk, subscription, Act.CHANGE_SUBSCRIPTION)
    if field("version") != stamp_of(row.order):
        return sheet(desk, row, status=HTTPStatus.CONFLICT, note="order_stale")
    wanted = _wanted(desk, row.order)
    if not isinstance(wanted, Order):
        return sheet(desk, row, status=HTTPStatus.UNPROCESSABLE_ENTITY, breaches=wanted)
    outcome = desk.runtime.subscriptions.change(desk.actor, wanted)
    if isinstance(outcome, Denied):
        raise NotFound
    if isinstance(outcome, Declined):
        return sheet(desk, row, status=HTTPStatus.CONFLICT, breaches=outcome.breaches)
    return redirected(desk, "subscription", subscription=row.key)


@console(Act.END_SUBSCRIPTION)
def affectation_end(desk: Desk, subscription: str) -> Response:
    """End it now: it opens nothing from then on, and what was given under it stays as history."""
    row = _mine(desk, subscription, Act.END_SUBSCRIPTION)
    if not field("compris"):
        return sheet(desk, row, status=HTTPStatus.UNPROCESSABLE_ENTITY, note="order_end_tick")
    if field("version") != stamp_of(row.order):
        return sheet(desk, row, status=HTTPStatus.CONFLICT, note="order_stale")
    outcome = desk.runtime.subscriptions.end(desk.actor, row.order.id)
    if isinstance(outcome, Denied):
        raise NotFound
    if isinstance(outcome, Declined):
        return sheet(desk, row, status=HTTPStatus.CONFLICT, breaches=outcome.breaches)
    return redirected(desk, "subscription", subscription=row.key)


def _mine(desk: Desk, key: str, act: Act) -> Row:
    """Return a subscription to which *act* may be done from this school.

    Raises:
        NotFound: it is another's, or it is seen and no more.
    """
    row = row_with(desk, key)
    if not row.is_ours or not desk.may(act, row.subscription.resource):
        raise NotFound
    return row


def _wanted(desk: Desk, order: Order) -> Order | Sequence[Breach]:
    """Return *order* with what the form says, or what is wrong with that."""
    breaches: list[Breach] = []
    limits = {name: _number(name, breaches) for name, _, _ in count_fields(order.licences)}
    ends, year = order.ends, order.year
    try:
        stated = end_of(date.fromisoformat(field("fin")), desk.runtime.config.zone)
        if stated != ends:
            ends, year = stated, None
    except (ValueError, OverflowError):
        breaches.append(Breach("finValidite", "", N_("il faut une date")))
    if breaches:
        return breaches
    return replace(
        order,
        licences=_licences(order.licences, limits),
        ends=ends,
        year=year,
        comment=field("commentaire", most=_MOST_COMMENT),
    )


def _licences(before: Licences, limits: Mapping[str, int | None]) -> Licences:
    if OVERALL in limits:
        return replace(before, overall=limits[OVERALL])
    names = {public: name for name, public in COUNTS.items()}
    return replace(
        before, per_public=tuple((one, limits[names[one]]) for one, _ in before.per_public)
    )


def _number(name: str, breaches: list[Breach]) -> int | None:
    """Return the number posted as *name*; ``None`` is unlimited."""
    text = stated_number(field(name))
    if text == UNLIMITED:
        return None
    if text.isascii() and text.isdecimal() and len(text) <= _MOST_DIGITS:
        return int(text)
    breaches.append(Breach(name, "", N_("il faut un nombre, ou « illimité »")))
    return 0


def stated_number(text: str) -> str:
    """Return a number as the GAR states it: what people call unlimited has its own word there.

    >>> stated_number("Illimité"), stated_number("1 200")
    ('ILLIMITE', '1200')
    """
    joined = "".join(text.split())
    return UNLIMITED if spelled(joined) in {"illimite", "unlimited"} else joined
