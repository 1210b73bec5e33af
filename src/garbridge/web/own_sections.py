"""The sections above « Toutes mes ressources »: what the school and the person put there.

A section is a function in :data:`SECTIONS` that yields what it has to show; the page shows them in
that order, and none while something is looked for.  What opens stands in them; a favourite stays
in its place when the resource is away, and says so.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from flask import current_app, request, url_for
from markupsafe import Markup, escape

from garbridge.core.access import Refusal, Refused
from garbridge.core.identifiers import ResourceId, SchoolId, tile_key
from garbridge.core.marks import OPENED_SHOWN, Mark, Marks
from garbridge.core.national import listed_identifier
from garbridge.core.school_years import school_year
from garbridge.core.schools import Function
from garbridge.core.showcase import Showcase
from garbridge.services.launch import SignedIn
from garbridge.services.shelf import Tile
from garbridge.web.bridge import Bridge
from garbridge.web.cards import Card
from garbridge.web.identity import form_mark
from garbridge.web.incoming import argument
from garbridge.web.keeping_words import KeepingWords
from garbridge.web.own_forms import PROOF
from garbridge.web.places import book_of
from garbridge.web.shelf_sections import MOST_SHOWN, More, NamedSection, Shelf
from garbridge.web.speaking import translations

NEW: Final = timedelta(days=30)
"""For so long a resource is new at its school."""

_Place = tuple[SchoolId, ResourceId]


@dataclass(frozen=True, slots=True)
class Stars:
    """What of the list is marked.

    ``off`` are the schools at which nobody marks anything.
    """

    marked: frozenset[str]
    off: frozenset[str]

    def is_on(self, key: str) -> bool:
        """Say whether the tile of *key* is marked."""
        return key in self.marked

    def offers(self, key: str) -> bool:
        """Say whether the tile of *key* can be marked."""
        return not self.off or key.partition("-")[2] not in self.off


def stars_of(shelf: Shelf) -> Stars:
    """Return the stars of a list."""
    return stars_among(shelf.bridge, shelf.telling.schools, shelf.marks)


def stars_among(bridge: Bridge, schools: Iterable[SchoolId], marks: Marks) -> Stars:
    """Return the stars of what is shown of *schools*."""
    book = book_of(bridge)
    return Stars(
        frozenset(tile_key(one.resource, one.school) for one in marks.favourites),
        frozenset(one.lower() for one in schools if not book.offers(Function.FAVOURITES, one)),
    )


def stars_form(bridge: Bridge, who: SignedIn) -> Markup:
    """Return the form of all the stars of a page, which leads back to where it was pressed.

    It holds the proof of the session: nobody else is shown it.
    """
    query = request.query_string.decode("ascii", errors="ignore")
    here = f"{request.script_root}{request.path}"
    fields = [(PROOF, form_mark(bridge, who)), ("suite", f"{here}?{query}" if query else here)]
    token = current_app.jinja_env.globals.get("csrf_token")
    if callable(token):
        fields.append((current_app.config.get("WTF_CSRF_FIELD_NAME", "csrf_token"), str(token())))
    # Written out: Markup.format() of each would cost a third as much as all that the page asks.
    hidden = "".join(
        f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">'
        for name, value in fields
    )
    action = escape(url_for(".mark_favourite", lang=argument("lang")))
    form = f'<form id="gb-stars" method="post" action="{action}">{hidden}</form>'
    return Markup(form)  # noqa: S704 - every value in it is escaped


Favourites = Sequence[tuple[Mark, Sequence[Card]]]
"""Each that is marked, with its card if it is shown."""


def favourites_of(shelf: Shelf) -> Favourites:
    """Return the favourites, with the cards of those at the schools that are shown.

    One that is away for now is shown until the school year is over in which it was marked; of the
    GAR's nothing but the list knows its title, so that it is shown again when it is listed again.
    """
    if not shelf.marks.favourites:
        return ()
    here = _by_place(shelf.tiles)
    schools = {school for school, _ in here}
    return [(one, _favourite(shelf, one, here, schools)) for one in shelf.marks.favourites]


def favourite_cards(favourites: Favourites) -> Sequence[Card]:
    """Return those that are shown."""
    return [card for _, cards in favourites for card in cards]


def unseen_favourites(
    bridge: Bridge, favourites: Favourites, unheard: Collection[SchoolId]
) -> Sequence[str]:
    """Return the keys of the favourites that are not shown, and still kept.

    Not those at the schools that are *unheard*, where the GAR's list did not come: nobody knows
    whether they are there; nor where favourites are switched off, which says nothing of them.
    """
    return [
        tile_key(mark.resource, mark.school)
        for mark, cards in favourites
        if not cards
        and book_of(bridge).offers(Function.FAVOURITES, mark.school)
        and (mark.school not in unheard or listed_identifier(mark.resource) is None)
    ]


def _favourite(
    shelf: Shelf, mark: Mark, here: Mapping[_Place, Tile], schools: Collection[SchoolId]
) -> Sequence[Card]:
    """Return the card of *mark*, if any."""
    offers = book_of(shelf.bridge).offers(Function.FAVOURITES, mark.school)
    if mark.school not in schools or not offers:
        return ()
    tile = here.get(mark.place)
    return tuple(_away(shelf, mark)) if tile is None else shelf.telling.cards([tile])


def opened_cards(shelf: Shelf, marks: Marks) -> Sequence[Card]:
    """Return what was opened lately and still opens."""
    if not marks.opened:
        return ()
    here = _by_place(shelf.tiles)
    tiles = [here[one.place] for one in marks.opened if one.place in here]
    return shelf.telling.cards(tile for tile in tiles if tile.refused is None)


def _away(shelf: Shelf, mark: Mark) -> Iterator[Card]:
    runtime = shelf.bridge.runtime
    zone, resource = runtime.config.zone, runtime.catalogue().resources.get(mark.resource)
    is_of_year = school_year(mark.at.astimezone(zone).date()) == school_year(
        runtime.clock().astimezone(zone).date()
    )
    if resource is None or not is_of_year:
        return
    key = tile_key(mark.resource, mark.school)
    tile = Tile(key, resource, mark.school, Refused(Refusal.NOT_ASSIGNED))
    said = Markup.escape(KeepingWords.of(translations()).away)
    yield from (replace(card, closed=said, is_away=True) for card in shelf.telling.cards([tile]))


def _pinned(shelf: Shelf) -> Iterator[NamedSection]:
    """Yield what the schools put forward, then their own sections.

    A school names a resource, whoever gives it: where both do, the portal's own is shown.
    """
    here = dict[_Place, Tile]()
    for tile in shelf.tiles:
        if tile.link is None:
            here.setdefault((tile.school, tile.resource.id), tile)
    pinned, others = list[Tile](), list[NamedSection]()
    for place in shelf.person.memberships:
        showcase = shelf.showcases.get(place.school) or Showcase()
        for section, title, shown in showcase.for_place(shelf.person, place):
            tiles = [here[key] for one in shown if (key := (one.school, one.resource)) in here]
            opening = [tile for tile in tiles if tile.refused is None]
            if not section:
                pinned += opening
            else:
                cards = shelf.telling.cards(opening)
                others.append(NamedSection(f"section-{section}", title, cards))
    yield NamedSection(
        "mises-en-avant", KeepingWords.of(translations()).pinned, shelf.telling.cards(pinned)
    )
    yield from others


def _favourites(shelf: Shelf) -> Iterator[NamedSection]:
    words = KeepingWords.of(translations())
    cards = favourite_cards(favourites_of(shelf))
    if not cards:
        return
    more = More(url_for(".own_marks"), words.all_favourites(len(cards)))
    yield NamedSection("favoris", words.favourites, tuple(cards[:MOST_SHOWN]), more=more)


def _opened(shelf: Shelf) -> Iterator[NamedSection]:
    words = KeepingWords.of(translations())
    cards = tuple(opened_cards(shelf, shelf.marks)[:OPENED_SHOWN])
    if not cards:
        return
    more = More(url_for(".own_marks", _anchor="gb-memory"), words.memory)
    yield NamedSection("recentes", words.opened, cards, more=more)


def _news(shelf: Shelf) -> Iterator[NamedSection]:
    """Yield what the school has had for less than a month, unless everything is as new."""
    now, words = shelf.bridge.runtime.clock(), KeepingWords.of(translations())
    opening = [one for one in shelf.tiles if one.refused is None and one.link is None]
    new = [one for one in opening if one.starts is not None and one.starts > now - NEW]
    if not new or len(new) == len(opening):
        return
    new.sort(key=lambda one: one.starts or now, reverse=True)
    more = More(url_for(".news"), words.all_news)
    yield NamedSection("nouveautes", words.news, shelf.telling.cards(new[:MOST_SHOWN]), more=more)


SECTIONS: Final[tuple[Callable[[Shelf], Iterator[NamedSection]], ...]] = (
    *(_pinned, _favourites, _opened, _news),
)
"""In the order of the page."""


def marks_of(shelf: Shelf) -> tuple[object, ...]:
    """Return what else of the person a list shows beside its cards: their stars.

    A list is drawn anew for whoever is marked otherwise; nothing else of the person, no token of
    their session, may stand in it.
    """
    return (stars_of(shelf),)


def sections_of(shelf: Shelf) -> Iterable[NamedSection]:
    """Yield the sections that have something to show."""
    for section in SECTIONS:
        yield from (made for made in section(shelf) if made.cards or made.note)


def _by_place(tiles: Iterable[Tile]) -> dict[_Place, Tile]:
    return {one.place: one for one in tiles if one.link is None}
