"""What somebody marked: the list of it, one mark more and one mark less."""

import re
from typing import Final

from flask import Response, request

from garbridge.core.api_faults import ApiFault
from garbridge.core.identifiers import tile_key
from garbridge.core.marks import MOST_FAVOURITES
from garbridge.core.schools import Function
from garbridge.services.marking import Marking
from garbridge.web.api.answers import NOTHING, Answer, Done, Said, Turned
from garbridge.web.api.documents import can_be_marked, instant
from garbridge.web.api.door import Visit, api
from garbridge.web.api.parameters import LANGUAGE
from garbridge.web.api.resources import missing_documents, tiles_of
from garbridge.web.mediacentre import reader_of
from garbridge.web.own_marks import remove_marks
from garbridge.web.places import book_of
from garbridge.web.refusing import unheard_key_page
from garbridge.wiring import marking_service

_KEY: Final = re.compile(r"[a-z2-7]{16}-[0-9]{7}[a-z]", re.ASCII)
"""That of a resource through one school."""


@api("GET", takes=LANGUAGE, is_shared=True)
def api_favourites(visit: Visit) -> Answer:
    """List the marks, the latest first, with the proof by which they are changed.

    What is marked and not there for the moment has no resource: ``missing`` says at which schools
    that may be because the GAR did not answer.  At a school without favourites nothing is listed.
    """
    reader = reader_of(visit.bridge, visit.who, visit.form)
    if isinstance(reader, Response):
        return reader
    tiles, book = tiles_of(visit, reader), book_of(visit.bridge)
    there = {one.key: one for one in reader.tiles if one.link is None}
    return Said(
        {
            "proof": visit.proof,
            "most": MOST_FAVOURITES,
            "favourites": [
                {
                    "key": key,
                    "at": instant(one.at),
                    "resource": tiles.document(there[key]) if key in there else None,
                }
                for one in tiles.marks.favourites
                if book.offers(Function.FAVOURITES, one.school)
                for key in (tile_key(one.resource, one.school),)
            ],
            "missing": missing_documents(reader),
        }
    )


@api("POST", "DELETE", takes=LANGUAGE, is_shared=True)
def api_favourite(visit: Visit, key: str) -> Answer:
    """Mark one resource through one school, or no longer; each may be repeated."""
    if not _KEY.fullmatch(key):
        return NOTHING
    if request.method == "DELETE":
        remove_marks(visit.bridge, visit.who, {key})
        return Done()
    return _added(visit, key)


def _added(visit: Visit, key: str) -> Answer:
    reader = reader_of(visit.bridge, visit.who, visit.form)
    if isinstance(reader, Response):
        return reader
    tile = next((one for one in reader.tiles if one.key == key and one.link is None), None)
    if tile is None:
        return unheard_key_page(visit.bridge, reader.missing, key) or NOTHING
    if not can_be_marked(visit.bridge, tile):
        return NOTHING
    match marking_service(visit.bridge.runtime).add(reader.person.id, tile):
        case Marking.DONE:
            return Done()
        case Marking.TOO_MANY:
            return Turned(ApiFault.FULL)
        case Marking.NOT_OFFERED:
            return NOTHING
