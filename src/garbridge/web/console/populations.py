"""By population: what a class or a group has, and what it can be given."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import Response
from werkzeug.exceptions import NotFound

from garbridge.core.entitlements import Population
from garbridge.core.identifiers import PersonId, ResourceId
from garbridge.core.openings import inside
from garbridge.core.orders import State
from garbridge.core.people import Membership, is_current, public_of
from garbridge.core.permissions import Denied
from garbridge.core.roles import Act
from garbridge.core.seats import Candidate, Stock
from garbridge.errors import ValueRefusedError
from garbridge.services.selecting import by_name
from garbridge.web.console.door import SEEN_BY, Desk, console
from garbridge.web.console.forms import read_population
from garbridge.web.console.frame import console_page
from garbridge.web.console.people_rows import PersonRow, choices, labels_of, row_of
from garbridge.web.console.populations_said import said_population
from garbridge.web.console.stock_rows import ResourceRow, resource_rows
from garbridge.web.incoming import argument


@dataclass(frozen=True, slots=True)
class Share:
    """How many of a population have one resource, of those whom it is for."""

    row: ResourceRow
    have: int
    wanted: int
    can_act: bool


@console(SEEN_BY)
def affectation_populations(desk: Desk) -> Response:
    """List the classes and groups of the school, or show one of them."""
    people, now = list(desk.runtime.directory.members(desk.uai)), desk.runtime.clock()
    known = choices(people, desk.uai, now)
    asked = argument("de")
    if asked is None:
        return console_page(desk, "populations.html", populations=known)
    population = _read(asked)
    rows = [row_of(person, desk.uai, now) for person in sorted(people, key=by_name)]
    there = [
        row for row in rows if row and row.is_there and population.covers(row.id, row.membership)
    ]
    if not there:
        raise NotFound
    return console_page(
        desk,
        "population.html",
        name=asked,
        label=_first(said_population(population, labels_of(known).get(asked, ""))),
        profiles=sorted({row.profile for row in there}) if population.profile is None else [],
        people=there,
        shares=_shares(desk, there, now),
        can_act=desk.may(Act.ASSIGN),
    )


def _first(text: str) -> str:
    return text[:1].upper() + text[1:]


def _read(text: str) -> Population:
    try:
        return read_population(text)
    except ValueRefusedError:
        raise NotFound from None


def _shares(desk: Desk, there: Sequence[PersonRow], now: datetime) -> list[Share]:
    stocks = desk.runtime.assigning.stocks(desk.actor, desk.uai)
    if isinstance(stocks, Denied):
        raise NotFound
    by_resource: dict[ResourceId, list[Stock]] = {}
    for stock in stocks:
        if now < stock.subscription.ends:
            by_resource.setdefault(stock.subscription.resource, []).append(stock)
    return [
        _share(desk, row, by_resource.get(row.id, []), there, now)
        for row in resource_rows(desk)
        if row.state is not State.ENDED
    ]


def _share(
    desk: Desk,
    row: ResourceRow,
    stocks: Iterable[Stock],
    there: Sequence[PersonRow],
    now: datetime,
) -> Share:
    have, wanted = have_of(stocks, [(one.id, one.membership) for one in there], now)
    can_act = row.id in desk.catalogue.resources and desk.may(Act.ASSIGN, row.id)
    return Share(row, len(have), len(have | wanted), can_act)


def have_of(
    stocks: Iterable[Stock], people: Sequence[tuple[PersonId, Membership]], now: datetime
) -> tuple[set[PersonId], set[PersonId]]:
    """Return who of *people* has what *stocks* are of, and for whom it is."""
    have, wanted = set[PersonId](), set[PersonId]()
    there = [Candidate(name, place) for name, place in people if is_current(place, now)]
    for stock in stocks:
        publics = stock.subscription.publics
        wanted |= {name for name, place in people if public_of(place.profile) in publics}
        have |= {name for name, _ in people if name in stock.holders}
        have |= inside(stock.subscription, stock.openings, there)
    return have, wanted
