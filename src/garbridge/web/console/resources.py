"""By resource: what the school has of each, who holds it, and to whom it can be given."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple

from flask import Response, request
from werkzeug.exceptions import NotFound

from garbridge.core.entitlements import Origin, Population
from garbridge.core.identifiers import ResourceId
from garbridge.core.orders import State, state_of
from garbridge.core.people import Membership, Person, Public, is_current, public_of
from garbridge.core.permissions import Denied
from garbridge.core.roles import Act
from garbridge.core.seats import Stock
from garbridge.core.stock import Given
from garbridge.errors import ValueRefusedError
from garbridge.web.console.door import SEEN_BY, Desk, console
from garbridge.web.console.forms import read_population, written_population
from garbridge.web.console.frame import console_page
from garbridge.web.console.paging import paged
from garbridge.web.console.people_rows import (
    Choices,
    choices,
    full_name,
    is_called,
    labels_of,
    members,
    row_of,
    words_of,
)
from garbridge.web.console.populations_said import said_population
from garbridge.web.console.rounds import schools_for
from garbridge.web.console.stock_rows import ResourceRow, line_of, resource_rows
from garbridge.web.console.stock_rows import row_of as stock_of
from garbridge.web.console.twice import twice
from garbridge.web.incoming import argument
from garbridge.web.own_forms import field

WITH, WITHOUT = "avec", "sans"
_FILTERS: dict[str, Callable[[ResourceRow], bool]] = {
    "libres": lambda row: row.is_empty,
    "epuises": lambda row: row.is_spent,
}


class Seen(NamedTuple):
    """Somebody who has the resource or could have it; ``how`` is what gives it, empty for nothing.

    A tuple: thousands of them are looked through for the few that a page shows.
    """

    person: Person
    place: Membership
    how: str


@dataclass(frozen=True, slots=True)
class Let:
    """A population that is let in, and how forms call it."""

    label: str
    name: str


@console(SEEN_BY)
def affectation_resources(desk: Desk) -> Response:
    """List what the school has."""
    shown, words = argument("voir") or "", words_of((argument("q") or "")[:100])
    rows = resource_rows(desk)
    found = [row for row in rows if is_titled(row, words)]
    if shown in _FILTERS:
        found = [row for row in found if _FILTERS[shown](row)]
    return console_page(
        desk,
        "resources.html",
        rows=paged(found, argument("page")),
        total=len(rows),
        q=(argument("q") or "")[:100],
        voir=shown if shown in _FILTERS else "",
        filters=list(_FILTERS),
    )


def is_titled(row: ResourceRow, words: Sequence[str]) -> bool:
    """Say whether all of *words* stand in the title or the publisher's name."""
    text = " ".join(words_of(f"{row.title} {row.publisher}"))
    return all(word in text for word in words)


@console(SEEN_BY)
def affectation_resource(desk: Desk, key: str) -> Response:
    """Show one resource: its numbers, who has it or has it not, page by page.

    Names are searched by a form that is posted: they stand in no address.
    """
    name = named(desk, key)
    stocks = desk.runtime.assigning.stocks(desk.actor, desk.uai, [name])
    if isinstance(stocks, Denied) or not stocks:
        raise NotFound
    now = desk.runtime.clock()
    running = [one for one in stocks if state_of(one.subscription, now) is not State.ENDED]
    people = members(desk)
    seen = _seen(desk, running, people, now)
    view = WITHOUT if _asked("voir") == WITHOUT else WITH
    found, among = _narrowed(
        [one for one in seen if bool(one.how) == (view == WITH)], _asked("parmi")
    )
    searched = words_of(field("q", most=100)) if request.method == "POST" else []
    if searched:
        found = [one for one in found if is_called(_name(one.person), searched)]
    known = choices(people, desk.uai, now)
    page = paged(found, _asked("page"))
    return console_page(
        desk,
        "resource.html",
        row=_stock_row(desk, name, stocks, now),
        stocks=running,
        view=view,
        counts={WITH: sum(bool(r.how) for r in seen), WITHOUT: sum(not r.how for r in seen)},
        people=page,
        rows=[row_of(one.person, desk.uai, now, one.how) for one in page.rows],
        among=among,
        q=field("q", most=100) if searched else "",
        populations=known,
        openings=_openings(running, known, people),
        twice_found=twice(desk.runtime, [desk.known], [name] if running else ()),
        can_give=bool(running) and desk.may(Act.ASSIGN, name),
        can_give_elsewhere=bool(running) and _gives_elsewhere(desk, name),
        can_take=desk.may(Act.WITHDRAW, name),
    )


def _gives_elsewhere(desk: Desk, name: ResourceId) -> bool:
    """Say whether they may give it at another school too: one that has it."""
    known, who = desk.catalogue.resources.get(name), desk.actor.person
    is_alone = desk.schools is not None and len(desk.schools) == 1
    if is_alone or known is None or who is None or not desk.may(Act.ASSIGN, name):
        return False
    return len(schools_for(desk.bridge, who, known)) > 1


def _name(person: Person) -> str:
    return full_name(person.identity, person.id)


def named(desk: Desk, key: str) -> ResourceId:
    """Return the resource of *key*: a registered one, or one that the school has all the same.

    Raises:
        NotFound: there is none.
    """
    known = desk.catalogue.with_key(key)
    if known is not None:
        return known.id
    found = next((row.id for row in resource_rows(desk) if row.key == key), None)
    if found is None:
        raise NotFound
    return found


def _asked(name: str) -> str:
    return field(name) if request.method == "POST" else (argument(name) or "")


def _seen(
    desk: Desk, stocks: Sequence[Stock], people: Iterable[Person], now: datetime
) -> list[Seen]:
    """Return who has the resource, and whoever is there and could be given it."""
    publics = frozenset[Public]().union(*(one.subscription.publics for one in stocks))
    holders = {person: held for stock in stocks for person, held in stock.holders.items()}
    openings = [opening for stock in stocks for opening in stock.openings]
    found: list[Seen] = []
    for person in people:
        place, held = person.at(desk.uai), holders.get(person.id)
        if place is None:
            continue
        if held is not None:
            found.append(Seen(person, place, "rule" if held.origin is Origin.RULE else "person"))
        elif public_of(place.profile) not in publics:
            continue
        elif any(one.population.covers(person.id, place) for one in openings):
            found.append(Seen(person, place, "class"))
        elif is_current(place, now):
            found.append(Seen(person, place, ""))
    return found


def _narrowed(rows: list[Seen], text: str) -> tuple[list[Seen], str]:
    """Return those of *rows* who are in the population that *text* names, if it names one."""
    try:
        among = read_population(text) if text else None
    except ValueRefusedError:
        among = None
    if among is None:
        return rows, ""
    kept = [row for row in rows if among.covers(row.person.id, row.place)]
    return kept, written_population(among)


def _stock_row(desk: Desk, name: ResourceId, stocks: Iterable[Stock], now: datetime) -> ResourceRow:
    lines = [line_of(one.subscription, Given(one.taken, len(one.openings)), now) for one in stocks]
    return stock_of(desk, name, lines)


def _openings(stocks: Iterable[Stock], known: Choices, people: Iterable[Person]) -> list[Let]:
    found = dict.fromkeys(opening.population for stock in stocks for opening in stock.openings)
    alone = {one.person for one in found}
    labels = labels_of(known)
    labels |= {
        written_population(Population(person=one.id)): _name(one)
        for one in people
        if one.id in alone
    }
    return [
        Let(
            said_population(one, labels.get(written_population(replace(one, profile=None)), "")),
            written_population(one),
        )
        for one in found
    ]
