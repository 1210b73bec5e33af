"""``/mediacentre/nouveautes``: what became available to a person lately, by day, newest first."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from itertools import groupby
from typing import Any, Final, cast

from flask import Response, url_for
from markupsafe import Markup

from garbridge.core.news import NEW_FOR
from garbridge.core.people import Profile, Public
from garbridge.services.finding import Facet, Found, Order, Search, find
from garbridge.services.shelf import Tile
from garbridge.web.bridge import Bridge
from garbridge.web.card_html import draw
from garbridge.web.cards import Card, Telling
from garbridge.web.console.paging import paged
from garbridge.web.console.saying import saying
from garbridge.web.dates import first_day, long_date
from garbridge.web.embedding import Form
from garbridge.web.finding import asked
from garbridge.web.incoming import argument, language
from garbridge.web.keeping_words import KeepingWords
from garbridge.web.mediacentre import Reader, shelf_of
from garbridge.web.news_feed import feed_address
from garbridge.web.own_sections import stars_form, stars_of
from garbridge.web.pages import frame, page
from garbridge.web.places import place_of
from garbridge.web.speaking import translations
from garbridge.web.visiting import visited
from garbridge.wiring import news_service

_SEVERAL: Final = 2
_EVERYTHING: Final = Search()


@dataclass(frozen=True, slots=True)
class Day:
    """What came on one day."""

    text: Markup
    id: str
    cards: Sequence[Card]


@dataclass(frozen=True, slots=True)
class Filter:
    """A choice among several, and where it leads."""

    text: str
    url: str
    is_chosen: bool
    count: int | None = None


@dataclass(frozen=True, slots=True)
class FeedLink:
    """A feed that somebody may follow."""

    id: str
    public: Public
    school: str
    url: str


@visited("GET", "HEAD", keeps_language=True)
def news(bridge: Bridge, reader: Reader) -> Response:
    """Show what is new to the person at their schools."""
    since = bridge.runtime.clock() - NEW_FOR
    tiles = [one for one in reader.tiles if _is_new(one, since)]
    search = _search(reader)
    found = find(tiles, search, bridge.runtime.shelves.synonyms)
    rows, shelf = paged(found.tiles, argument("page")), shelf_of(bridge, reader)
    place = place_of(bridge, [reader.known[one] for one in reader.here])
    return page(
        bridge,
        "news.html",
        place=place,
        t=saying(),
        days=list(_days(bridge, rows.rows, shelf.telling)),
        rows=rows,
        among=len(tiles),
        home=_address(),
        turn=lambda number: _address(search, page=number),
        disciplines=list(_disciplines(found, search)),
        schools=list(_schools(bridge, reader, tiles, search)),
        feeds=list(_feeds(bridge, reader)),
        kept=KeepingWords.of(translations()),
        stars=stars_of(shelf),
        form=stars_form(bridge, reader.who),
        draw=partial(draw, bridge, frame(bridge, place)),
    )


def _is_new(tile: Tile, since: datetime) -> bool:
    is_open = tile.refused is None and tile.link is None
    return is_open and tile.starts is not None and tile.starts > since


def _search(reader: Reader) -> Search:
    """Return what the address asks for: one discipline, one school of theirs."""
    said = asked(reader.known, Form.PAGE, None).search
    chosen = said.chosen.get(Facet.DISCIPLINE, ())[:1]
    return Search(
        chosen={Facet.DISCIPLINE: chosen} if chosen else {},
        school=said.school,
        order=Order.RECENT,
    )


def _address(search: Search = _EVERYTHING, **other: object) -> str:
    """Return the address of the page for *search*, in the language that was asked for."""
    chosen = search.chosen.get(Facet.DISCIPLINE, ())
    said = {
        Facet.DISCIPLINE.value: chosen[0] if chosen else None,
        "etab": search.school.lower() if search.school else None,
        "lang": argument("lang"),
        **other,
    }
    return url_for(".news", **cast("dict[str, Any]", said))


def _days(bridge: Bridge, tiles: Iterable[Tile], telling: Telling) -> Iterator[Day]:
    zone, today = bridge.runtime.config.zone, bridge.runtime.clock()

    def day_of(tile: Tile) -> date:
        return first_day(tile.starts or today, zone)

    for day, together in groupby(tiles, day_of):
        yield Day(long_date(day, language()), day.isoformat(), telling.cards(together))


def _disciplines(found: Found, search: Search) -> Iterator[Filter]:
    """Yield the disciplines of what is new, where there is something to choose."""
    choices = found.facets[Facet.DISCIPLINE]
    if len(choices) < _SEVERAL and not search.is_narrow:
        return
    whole = replace(search, chosen={})
    every = saying()("news_every")
    yield Filter(str(every), _address(whole), not search.is_narrow)
    for one in choices:
        url = _address(replace(search, chosen={Facet.DISCIPLINE: (one.value,)}))
        yield Filter(one.value, url, one.is_chosen, one.count)


def _schools(
    bridge: Bridge, reader: Reader, tiles: Sequence[Tile], search: Search
) -> Iterator[Filter]:
    """Yield the schools of whoever has several, with what each has of the chosen discipline."""
    if len(reader.known) < _SEVERAL:
        return
    every, anywhere = saying()("news_every_school"), replace(search, school=None)
    yield Filter(str(every), _address(anywhere), search.school is None)
    found = find(tiles, anywhere, bridge.runtime.shelves.synonyms).tiles
    numbers = Counter(tile.school for tile in found)
    for name, school in sorted(reader.known.items(), key=lambda one: one[1].name):
        url = _address(replace(search, school=name))
        yield Filter(school.name, url, search.school == name, numbers[name])


def _feeds(bridge: Bridge, reader: Reader) -> Iterator[FeedLink]:
    """Yield the feeds of the schools where the person works; pupils are shown none."""
    works = [one.school for one in reader.person.memberships if one.profile is not Profile.PUPIL]
    here = [school for school in reader.here if school in works and school not in reader.shut]
    for number, feed in enumerate(news_service(bridge.runtime).of_schools(here), start=1):
        name = reader.known[feed.school].name
        yield FeedLink(f"gb-feed-{number}", feed.public, name, feed_address(bridge, feed))
