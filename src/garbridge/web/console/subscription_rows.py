"""What a school has bought, as lists and sheets show it."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from werkzeug.exceptions import NotFound

from garbridge.core.entitlements import LicenceKind, Subscription
from garbridge.core.identifiers import SubscriptionId, subscription_key
from garbridge.core.orders import Order, Periodicity, State
from garbridge.core.people import Public
from garbridge.core.permissions import Denied
from garbridge.core.roles import Act
from garbridge.core.spelling import plain
from garbridge.core.stock import Count, counts_of
from garbridge.services.overview import Bought, Ending
from garbridge.web.console.door import Desk
from garbridge.web.console.stock_rows import by_title


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One subscription.  ``days_left`` is ``None`` once it has ended, or something follows it."""

    key: str
    title: str
    publisher: str
    subscription: Subscription
    order: Order
    state: State
    last_day: date
    counts: tuple[Count, ...]
    openings: int
    days_left: int | None
    is_ours: bool

    @property
    def is_opened(self) -> bool:
        """Whether it is given to populations, and not to people."""
        return self.subscription.kind is not LicenceKind.INDIV

    @property
    def publics(self) -> tuple[str, ...]:
        """The names of the texts that say whom it is for, in the GAR's order."""
        return tuple(public_text(one) for one in Public if one in self.subscription.publics)

    @property
    def given(self) -> int:
        """How many people hold a licence of it."""
        return sum(count.given for count in self.counts)


def public_text(public: Public | None) -> str:
    """Return the name of the text that says who *public* are; ``None`` is everybody together."""
    return "public_all" if public is None else f"public_{public.value.replace(' ', '_')}"


def rows_of(desk: Desk) -> list[Row]:
    """Return every subscription of the school that is seen, what runs first, by title."""
    found = desk.runtime.overview.bought(desk.actor, school=desk.uai)
    if isinstance(found, Denied):
        raise NotFound
    left = {one.name: one.days_left for one in endings(desk)}
    rows = [_row(desk, one, left) for one in found]
    return sorted(rows, key=_place)


def _place(row: Row) -> tuple[object, ...]:
    titled = by_title(row.title, row.subscription.resource)
    return row.state is State.ENDED, *titled, row.last_day, row.subscription.id


def endings(desk: Desk) -> list[Ending]:
    """Return the ends that are still to come and were not renewed, the first one first."""
    found = desk.runtime.overview.ends(desk.actor, desk.uai)
    return [] if isinstance(found, Denied) else list(found)


def row_with(desk: Desk, key: str) -> Row:
    """Return the subscription that *key* stands for.

    Raises:
        NotFound: the school has none, or it is not seen.
    """
    found = next((row for row in rows_of(desk) if row.key == key), None)
    if found is None:
        raise NotFound
    return found


def may_renew(desk: Desk, row: Row) -> bool:
    """Say whether something may follow *row*, and does not yet: an order of this school alone."""
    once = row.order.periodicity is Periodicity.ONCE
    return (
        row.is_ours
        and row.days_left is not None
        and not once
        and row.order.ended is None
        and desk.may(Act.ORDER, row.subscription.resource)
    )


def may_change(desk: Desk, row: Row, act: Act) -> bool:
    """Say whether *act* may be done to *row* from here: what is over stays as it is."""
    return row.is_ours and row.state is not State.ENDED and desk.may(act, row.subscription.resource)


def stamp_of(order: Order) -> str:
    """Return what stands for *order* as a form showed it: another one where it has changed."""
    facts = (
        *(order.id, order.resource, order.kind, sorted(order.publics), order.licences),
        *(order.starts, order.ends, order.comment, order.ended, order.transferable),
    )
    return hashlib.sha256(repr(facts).encode()).hexdigest()[:32]


def called(rows: Iterable[Row], words: Iterable[str]) -> list[Row]:
    """Return those of *rows* whose title, publisher or name holds all of *words*."""
    wanted = list(words)
    texts = ((row, plain(f"{row.title} {row.publisher} {row.subscription.id}")) for row in rows)
    return [row for row, text in texts if all(word in text for word in wanted)]


def _row(desk: Desk, one: Bought, left: Mapping[SubscriptionId, int]) -> Row:
    bought = one.subscription
    known = desk.catalogue.resources.get(bought.resource)
    return Row(
        key=subscription_key(bought.id),
        title=known.title if known else one.order.title or bought.resource,
        publisher=known.publisher if known else "",
        subscription=bought,
        order=one.order,
        state=one.state,
        last_day=one.last_day,
        counts=counts_of(bought, one.given),
        openings=one.given.openings,
        days_left=left.get(bought.id),
        is_ours=one.order.schools == (desk.uai,),
    )
