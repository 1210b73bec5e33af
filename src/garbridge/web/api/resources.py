"""What somebody has: the list, what it can be narrowed by, and one resource."""

from collections.abc import Sequence

from flask import Response

from garbridge.core.national_faults import LIST_FAULTS
from garbridge.core.vocabulary import kind_of
from garbridge.services.finding import Found, alternatives, find
from garbridge.services.national_shelf import Missing
from garbridge.web.api.answers import NOTHING, Answer, Said
from garbridge.web.api.documents import Tiles, closed_document, instant, school_document
from garbridge.web.api.door import Visit, api
from garbridge.web.api.parameters import LANGUAGE, LIST, SEARCH, is_theirs
from garbridge.web.cards import reason_text
from garbridge.web.console.paging import SIZE, paged
from garbridge.web.embedding import Form
from garbridge.web.finding import Asked, asked
from garbridge.web.finding_words import FindWords
from garbridge.web.mediacentre import Reader, reader_of, telling_of
from garbridge.web.refusing import unheard_key_page
from garbridge.web.sheet import permanent_link, resource_part, sent_of
from garbridge.web.speaking import translations
from garbridge.wiring import marking_service


@api("GET", takes=LIST, is_shared=True)
def api_resources(visit: Visit) -> Answer:
    """List what the query asks for, a page of it at a time."""
    reader = _looking(visit)
    if not isinstance(reader, Reader):
        return reader
    wanted, found = _found(visit, reader)
    rows, tiles = paged(found.tiles, wanted.page), tiles_of(visit, reader)
    return Said(
        {
            **_counts(wanted, found),
            "page": rows.number,
            "pages": rows.pages,
            "size": SIZE,
            "resources": [tiles.document(one) for one in rows.rows],
            "schools": _schools(visit, reader),
            "missing": missing_documents(reader),
        },
        is_kept=True,
    )


@api("GET", takes=SEARCH, is_shared=True)
def api_facets(visit: Visit) -> Answer:
    """Say by what the list can be narrowed, and how many each choice would leave."""
    reader = _looking(visit)
    if not isinstance(reader, Reader):
        return reader
    (wanted, found), words = _found(visit, reader), FindWords.of(translations())
    facets = [
        {
            "name": facet.value,
            "label": words.facets[facet],
            "values": [
                {"value": one.value, "count": one.count, "chosen": one.is_chosen} for one in choices
            ],
        }
        for facet, choices in found.facets.items()
    ]
    return Said({**_counts(wanted, found), "facets": facets}, is_kept=True)


@api("GET", takes=LANGUAGE, is_shared=True)
def api_resource(visit: Visit, key: str) -> Answer:
    """Tell all there is to know of one resource before it is opened.

    Where the GAR did not say whether it is theirs, that is the answer.
    """
    reader = reader_of(visit.bridge, visit.who, visit.form)
    if isinstance(reader, Response):
        return reader
    found = [one for one in reader.tiles if key in {one.key, resource_part(one)}]
    ways = [one for one in found if one.link is None]
    if not ways:
        return unheard_key_page(visit.bridge, reader.missing, key) or NOTHING
    first, tiles = ways[0], tiles_of(visit, reader)
    others = alternatives(reader.tiles, first.resource, first.school)
    is_closed = all(way.refused is not None for way in ways)
    sent = sent_of(visit.bridge, reader, ways, FindWords.of(translations()))
    return Said(
        {
            **tiles.document(first),
            "ways": [{"key": way.key, **tiles.way(way)} for way in ways],
            "inside": [tiles.document(one) for one in found if one.link is not None],
            "instead": [tiles.document(one) for one in others] if is_closed else [],
            "sent": None
            if sent is None
            else {"identifier": sent.is_known_again, "values": list(sent.values)},
            "link": permanent_link(visit.bridge, first),
        },
        is_kept=True,
    )


def tiles_of(visit: Visit, reader: Reader) -> Tiles:
    """Return what writes tiles of *reader* down."""
    marks = marking_service(visit.bridge.runtime).of(reader.person.id)
    telling = telling_of(visit.bridge, reader)
    marked = frozenset(one.place for one in marks.favourites)
    return Tiles(bridge=visit.bridge, telling=telling, marks=marks, marked=marked)


def _looking(visit: Visit) -> Reader | Answer:
    """Return who looks through what they have; what is answered instead where they cannot."""
    reader = reader_of(visit.bridge, visit.who, visit.form)
    if isinstance(reader, Response):
        return reader
    return reader if is_theirs(reader.known) else NOTHING


def _found(visit: Visit, reader: Reader) -> tuple[Asked, Found]:
    # No school is remembered here: all that is asked stands in the address.
    wanted = asked(reader.known, Form.PAGE, None)
    shelves = visit.bridge.runtime.shelves
    return wanted, find(reader.tiles, wanted.search, shelves.synonyms)


def _counts(wanted: Asked, found: Found) -> dict[str, object]:
    return {
        "total": len(found.tiles),
        "among": found.among,
        "too_short": wanted.search.wanted.is_short,
    }


def _schools(visit: Visit, reader: Reader) -> Sequence[dict[str, object]]:
    """Return the person's schools by name, with why one is not open yet."""
    zone = visit.bridge.runtime.config.zone
    told: list[dict[str, object]] = []
    for name, school in sorted(reader.known.items(), key=lambda one: (one[1].name, one[0])):
        shut = reader.shut.get(name)
        why = (
            None
            if shut is None
            else closed_document(shut, reason_text(shut, translations(kind_of([school])), zone))
        )
        told.append({**school_document(school), "closed": why})
    return told


def missing_documents(reader: Reader) -> Sequence[dict[str, object]]:
    """Return which lists of the GAR's did not come, and of when those are that stand in."""
    return [_missing(one) for one in reader.missing]


def _missing(one: Missing) -> dict[str, object]:
    incident = LIST_FAULTS[one.fault]
    return {
        "school": one.school,
        "code": incident.code,
        "text": translations().text(incident.title),
        "at": instant(one.at),
    }
