"""``/mediacentre/reperes``: somebody's favourites, what they opened lately, and both forgotten.

Each form is of ours, of the same person and session, and changes one thing.  With a script a star
is answered without a page.
"""

import json
from collections.abc import Collection
from functools import partial
from http import HTTPStatus
from typing import Final

from flask import Response, request, url_for

from garbridge.core.identifiers import tile_key
from garbridge.core.national import listed_identifier
from garbridge.core.retention import Kept
from garbridge.ports import Redirect
from garbridge.services.launch import SignedIn
from garbridge.services.marking import Marking
from garbridge.web.bridge import Bridge
from garbridge.web.card_html import draw
from garbridge.web.identity import form_mark
from garbridge.web.incoming import argument
from garbridge.web.keeping_words import KeepingWords
from garbridge.web.mediacentre import Reader, shelf_of
from garbridge.web.national import notices
from garbridge.web.national_words import NationalWords
from garbridge.web.outgoing import html, redirection
from garbridge.web.own_forms import PROOF, field, is_own_form
from garbridge.web.own_paths import MAX_PATH, own_path
from garbridge.web.own_sections import (
    favourite_cards,
    favourites_of,
    opened_cards,
    stars_form,
    stars_of,
    unseen_favourites,
)
from garbridge.web.pages import frame, page
from garbridge.web.places import place_of
from garbridge.web.refusing import unheard_key_page
from garbridge.web.speaking import translations
from garbridge.web.visiting import visited
from garbridge.wiring import marking_service

_KEY: Final = 80
_STATUS: Final = {
    Marking.DONE: 200,
    Marking.TOO_MANY: HTTPStatus.CONFLICT,
    Marking.NOT_OFFERED: HTTPStatus.NOT_FOUND,
}


@visited("GET", "HEAD", keeps_language=True)
def own_marks(bridge: Bridge, reader: Reader) -> Response:
    """Show all favourites, what was opened lately, and what is remembered for how long."""
    return _page(bridge, reader)


@visited("POST")
def mark_favourite(bridge: Bridge, reader: Reader) -> Response:
    """Mark a tile, or mark some no longer; as often as it is asked."""
    if not is_own_form(bridge, reader.who):
        return _answer(bridge, reader, "expired", HTTPStatus.BAD_REQUEST)
    add = field("ajouter", most=_KEY)
    done = _add(bridge, reader, add) if add else _remove(bridge, reader)
    if done is Marking.NOT_OFFERED and add:
        unheard = unheard_key_page(bridge, reader.missing, add)
        if unheard is not None:
            return _unheard(bridge, unheard)
    if done is not Marking.DONE:
        note = "too_many" if done is Marking.TOO_MANY else "not_theirs"
        return _answer(bridge, reader, note, _STATUS[done])
    if _wants_json():
        return _json(bridge, {"favourite": bool(add)}, 200)
    then = own_path(field("suite", most=MAX_PATH)) or url_for(".mediacentre")
    return redirection(bridge, Redirect(then))


@visited("POST")
def own_memory(bridge: Bridge, reader: Reader) -> Response:
    """Remember what the person opens, or forget it and remember nothing more."""
    wish = field("faire")
    if not is_own_form(bridge, reader.who) or wish not in {"oublier", "retenir"}:
        return _answer(bridge, reader, "expired", HTTPStatus.BAD_REQUEST)
    marking_service(bridge.runtime).remember(reader.who.person, wanted=wish == "retenir")
    again = url_for(".own_marks", lang=argument("lang"), _anchor="gb-memory")
    return redirection(bridge, Redirect(again))


def _add(bridge: Bridge, reader: Reader, key: str) -> Marking:
    tile = next((one for one in reader.tiles if one.key == key and one.link is None), None)
    if tile is None:
        return Marking.NOT_OFFERED
    return marking_service(bridge.runtime).add(reader.person.id, tile)


def _remove(bridge: Bridge, reader: Reader) -> Marking:
    keys = {one[:_KEY] for one in request.form.getlist("retirer") if one}
    remove_marks(bridge, reader.who, keys)
    return Marking.DONE if keys else Marking.NOT_OFFERED


def remove_marks(bridge: Bridge, who: SignedIn, keys: Collection[str]) -> None:
    """Remove what *who* marked under *keys*, also where it is away; nothing where nothing is."""
    marking = marking_service(bridge.runtime)
    for mark in marking.of(who.person).favourites:
        if tile_key(mark.resource, mark.school) in keys:
            marking.remove(who.person, mark.school, mark.resource)


def _unheard(bridge: Bridge, page: Response) -> Response:
    """Return *page*, which says that the GAR did not tell; to a script its status in JSON."""
    if not _wants_json():
        return page
    said: dict[str, object] = {"title": NationalWords.of(translations()).missing_title}
    return _json(bridge, said, page.status_code)


def _answer(bridge: Bridge, reader: Reader, note: str, status: int) -> Response:
    if _wants_json():
        return _json(bridge, {"title": getattr(KeepingWords.of(translations()), note)}, status)
    return _page(bridge, reader, note=note, status=status)


def _json(bridge: Bridge, values: dict[str, object], status: int) -> Response:
    response = html(bridge, json.dumps(values, ensure_ascii=False), status=status)
    response.content_type = "application/json"
    return response


def _wants_json() -> bool:
    return request.accept_mimetypes.best == "application/json"


def _page(bridge: Bridge, reader: Reader, *, note: str = "", status: int = 200) -> Response:
    shelf = shelf_of(bridge, reader)
    place = place_of(bridge, [reader.known[one] for one in reader.here])
    kept, retention = KeepingWords.of(translations()), bridge.runtime.config.retention
    marks, favourites = shelf.marks, favourites_of(shelf)
    every = (*marks.favourites, *marks.opened)
    theirs = {one.school for one in every if listed_identifier(one.resource) is not None}
    missing = [one for one in reader.missing if one.school in theirs]
    return page(
        bridge,
        "own_marks.html",
        status=status,
        place=place,
        kept=kept,
        said=getattr(kept, note) if note else "",
        favourites=favourite_cards(favourites),
        unseen=unseen_favourites(bridge, favourites, {one.school for one in missing}),
        notices=notices(bridge, missing, (), reader.known),
        opened=opened_cards(shelf, marks),
        is_remembered=marks.is_remembered,
        months=retention.of(Kept.FAVOURITES),
        lately=retention.of(Kept.OPENED),
        stars=stars_of(shelf),
        form=stars_form(bridge, reader.who),
        draw=partial(draw, bridge, frame(bridge, place)),
        proof=PROOF,
        mark=form_mark(bridge, reader.who),
    )
