"""``/mediacentre/``: the person's resources, looked through, as a page or inside of another one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from typing import Final

from flask import Response, url_for

from garbridge.core.access import Refusal, Refused
from garbridge.core.catalogue import Resource, Source
from garbridge.core.identifiers import SchoolId
from garbridge.core.people import Person, Profile, School, current
from garbridge.core.schools import Function
from garbridge.core.vocabulary import kind_of
from garbridge.errors import GarbridgeError
from garbridge.services.finding import Found, find
from garbridge.services.launch import SignedIn
from garbridge.services.national_shelf import Missing
from garbridge.services.shelf import Tile
from garbridge.web.bridge import Bridge, current_bridge
from garbridge.web.card_html import (
    MINUTE_HERE,
    STARS_HERE,
    Listed,
    draw,
    filled,
    forget_old,
    kept_list,
    kept_page,
)
from garbridge.web.cards import Telling, is_last_years, reason_text
from garbridge.web.console.paging import Paged, paged
from garbridge.web.console.saying import saying
from garbridge.web.dates import time_of_day
from garbridge.web.desk_link import desk_link
from garbridge.web.embedding import Form, card_limit, form_of_request, share
from garbridge.web.failures import answer_error, guarded
from garbridge.web.finding import Asked, asked, asked_by_stranger, bar
from garbridge.web.identity import signed_in
from garbridge.web.incoming import argument, language
from garbridge.web.keeping_words import KeepingWords
from garbridge.web.login import to_login, way_back
from garbridge.web.my_pupils import teaches
from garbridge.web.national import console_link, national_of, notices, together
from garbridge.web.operating import is_operator
from garbridge.web.outgoing import html
from garbridge.web.own_sections import marks_of, sections_of, stars_form
from garbridge.web.pages import Frame, frame, page
from garbridge.web.pictures import pictures_of
from garbridge.web.places import all_contacts, book_of, known_schools, place_of
from garbridge.web.refusing import unlisted_page
from garbridge.web.school_choice import remember, remembered
from garbridge.web.schools_shown import Choosing, choosing
from garbridge.web.shelf_sections import Shelf
from garbridge.web.shut import first_opening, shut_among
from garbridge.web.speaking import translations
from garbridge.wiring import marking_service, presenting_service


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads, and what of their schools is shown: those that are ``shut`` have no tiles.

    ``missing`` are lists of the GAR's that did not come.
    """

    who: SignedIn
    person: Person
    here: Sequence[SchoolId]
    shut: Mapping[SchoolId, Refused]
    tiles: Sequence[Tile]
    known: Mapping[SchoolId, School]
    missing: Sequence[Missing] = ()


@guarded
def mediacentre() -> Response:
    """List what is assigned to the person who is signed in."""
    return _listed(current_bridge())


@guarded
def mediacentre_fragment() -> Response:
    """List the same for a page of somebody else."""
    bridge = current_bridge()
    try:
        answer = _guarded(bridge)
    except GarbridgeError as error:  # a handler of errors would not let the other origin read it
        answer = answer_error(error)
    return share(bridge, answer)


def reader_of(bridge: Bridge, who: SignedIn, form: Form = Form.PAGE) -> Reader | Response:
    """Return what *who* may be shown; a page that says why where that is nothing at all."""
    runtime = bridge.runtime
    person = runtime.directory.person(who.person)
    if person is None:
        return unlisted_page(bridge, Refusal.UNKNOWN_PERSON)
    if not person.memberships:
        return unlisted_page(bridge, Refusal.UNKNOWN_SCHOOL)
    here = [m.school for m in current(person.memberships, runtime.clock())]
    shut = shut_among(bridge, here)
    if here and len(shut) == len(here):
        return unlisted_page(
            bridge, Refusal.SCHOOL_NOT_OPEN, since=first_opening(shut), schools=here
        )
    own = [tile for tile in runtime.shelves.tiles(person) if tile.school not in shut]
    national = national_of(bridge, person, shut)
    tiles = together(own, national)
    if form is not Form.PAGE:
        book = book_of(bridge)
        here = [school for school in here if book.offers(Function.WIDGET, school)]
        tiles = [tile for tile in tiles if book.offers(Function.WIDGET, tile.school)]
    known = known_schools(bridge, {*here, *(tile.school for tile in tiles)})
    missing = [one for one in national.missing if one.school in here]
    return Reader(who, person, here, shut, tiles, known, missing)


def telling_of(bridge: Bridge, reader: Reader) -> Telling:
    """Return how the tiles of *reader* are told to them."""
    runtime = bridge.runtime
    staff = {one.school for one in reader.person.memberships if one.profile is not Profile.PUPIL}
    return Telling(
        said=partial(runtime.tongues.of, language()),
        zone=runtime.config.zone,
        schools=reader.known,
        instead=runtime.access.instead,
        chooses=lambda tile: tile.school in staff and runtime.openings.offers(tile.resource),
        pictures=pictures_of(bridge),
        down=bridge.outages.down(),
    )


def _listed(bridge: Bridge) -> Response:
    form = form_of_request()
    # Names the session here already: two clicks at once would each give it a name of their own.
    who = signed_in(bridge)
    if who is None and form is not Form.PAGE:
        return page(bridge, "embedded_sign_in.html", status=HTTPStatus.UNAUTHORIZED)
    home = url_for(".mediacentre")
    if who is None:
        return to_login(bridge, way_back(asked_by_stranger().url(home)))
    reader = reader_of(bridge, who, form)
    if isinstance(reader, Response):
        return reader
    is_page = form is Form.PAGE
    kept = remembered(bridge, who, reader.known) if is_page else None
    wanted = asked(reader.known, form, kept)
    answer = _page(bridge, form, reader, wanted)
    if is_page and argument("etab") is not None:
        remember(bridge, answer, who, wanted.search.school)
    return answer


_guarded: Final = guarded(_listed)


def _page(bridge: Bridge, form: Form, reader: Reader, wanted: Asked) -> Response:
    ours = [reader.known[school] for school in reader.here]
    gb, is_page = frame(bridge, place_of(bridge, ours)), form is Form.PAGE
    shelf = shelf_of(bridge, reader, wanted.search.school)
    sections = tuple(sections_of(shelf)) if wanted.is_plain and card_limit() is None else ()
    announced = tuple(presenting_service(bridge.runtime).announced(shelf.showcases))
    desk = desk_link(bridge, reader.person) if is_page else None
    taught = is_page and teaches(bridge, reader.person)
    operates = is_page and is_operator(bridge, reader.who.person)
    gar_console = console_link(bridge, reader.person) if is_page else None
    made_of = _made_of(bridge, reader, shelf, wanted)
    asked = all_contacts(bridge, ours) if is_page else ()
    contacts = tuple((one, tuple(said)) for one, said in asked)

    def values() -> dict[str, object]:
        return {
            "desk": desk,
            "teaches": saying()("pupils_title") if taught else None,
            "gar_console": gar_console,
            "operates": operates,
            "contacts": contacts,
            "choosing": _choosing(bridge, reader, wanted, gb.home),
            "asked": wanted,
            "listed": _list(bridge, gb, shelf, wanted, made_of, has_sections=bool(sections)),
            "sections": sections,
            "announcements": announced,
            "stars": marks_of(shelf)[0] if is_page else None,
            "stars_here": STARS_HERE,
            "kept": KeepingWords.of(translations()),
            "draw": partial(draw, bridge, gb),
            "total": len(reader.tiles),
            "notices": notices(bridge, reader.missing, reader.tiles, reader.known),
            "school": ours[0].name if len(reader.known) == 1 and ours else "",
            "is_last_years": is_last_years(reader.tiles),
        }

    whole = (made_of, sections, announced, contacts, desk, taught, gar_console, operates)
    forget_old(bridge, bridge.runtime.clock())
    told = {MINUTE_HERE: shelf.at}
    if is_page:
        told[STARS_HERE] = stars_form(bridge, reader.who)
    drawn = kept_page(bridge, gb, whole, values, is_kept=wanted.is_plain)
    return html(bridge, filled(drawn, told))


def _made_of(bridge: Bridge, reader: Reader, shelf: Shelf, wanted: Asked) -> tuple[object, ...]:
    """Return what all of the list comes of.

    Texts come of the state of the catalogue that has them, those of the GAR's list of itself.
    """
    chooses = shelf.telling.chooses
    tiles = tuple(
        (t.key, t.refused, t.starts, t.badge, t.is_double, chooses(t), _listed_there(t))
        + ((t.link.id, t.link.title) if t.link else ())
        for t in reader.tiles
    )
    schools = (*reader.known.values(), *reader.here, *reader.shut.items(), *reader.missing)
    asked_for = (wanted.pairs, wanted.page, card_limit())
    drawn_of = (bridge.runtime.catalogue(), shelf.telling.pictures.shown, shelf.telling.down)
    return (*drawn_of, tiles, schools, asked_for, marks_of(shelf))


def _listed_there(tile: Tile) -> Resource | None:
    """Return the resource of *tile* where it is none of the catalogue's."""
    return tile.resource if tile.resource.source is Source.NATIONAL else None


def _list(
    bridge: Bridge,
    gb: Frame,
    shelf: Shelf,
    wanted: Asked,
    made_of: tuple[object, ...],
    *,
    has_sections: bool,
) -> Listed:
    """Return the search and the list of what is found, drawn once for whoever has the same."""
    limit, telling = card_limit(), shelf.telling

    def values() -> dict[str, object]:
        found = find(shelf.tiles, wanted.search, bridge.runtime.shelves.synonyms)
        rows = paged(found.tiles, wanted.page) if limit is None else _first_rows(found, limit)
        return {
            "bar": bar(wanted, found, gb.find, gb.home),
            "asked": wanted,
            "rows": rows,
            "cards": telling.cards(rows.rows),
            "among": found.among,
            "limit": limit,
            "draw": partial(draw, bridge, gb),
            "has_sections": has_sections,
            "stars": marks_of(shelf)[0] if form_of_request() is Form.PAGE else None,
            "kept": KeepingWords.of(translations()),
            "at": MINUTE_HERE,
        }

    made = (made_of, has_sections)
    return kept_list(bridge, gb, made, values, is_kept=wanted.is_plain)


def shelf_of(bridge: Bridge, reader: Reader, school: SchoolId | None = None) -> Shelf:
    """Return what the sections of *reader* are made of, at one school of theirs or at all."""
    runtime, telling = bridge.runtime, telling_of(bridge, reader)
    begun = runtime.clock().replace(second=0, microsecond=0)
    return Shelf(
        bridge,
        reader.who,
        reader.person,
        [tile for tile in reader.tiles if school is None or tile.school == school],
        telling,
        time_of_day(begun, telling.zone, language()),
        marking_service(runtime).of(reader.person.id),
        presenting_service(runtime).of_schools(
            one for one in reader.known if school is None or one == school
        ),
    )


def _choosing(bridge: Bridge, reader: Reader, wanted: Asked, home: str) -> Choosing | None:
    """Return what is said of several schools; ``None`` where there is one."""
    zone, known = bridge.runtime.config.zone, reader.known
    shut = {
        one: reason_text(why, translations(kind_of([known[one]])), zone)
        for one, why in reader.shut.items()
    }
    return choosing(reader.known, reader.tiles, shut, wanted, home)


def _first_rows(found: Found, limit: int) -> Paged[Tile]:
    """Return as many as there is room for."""
    return Paged(found.tiles[:limit], 1, 1, len(found.tiles))
