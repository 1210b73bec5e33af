"""What the GAR has for everybody: looked through by whoever decides what a school should have.

It says what there is, and not what the school holds at the GAR: nobody tells the portal that.
Words, filters and page stand in the address.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from flask import Response
from werkzeug.exceptions import NotFound

from garbridge.core.finding import MOST_LETTERS, wanted
from garbridge.core.national import PublicResource
from garbridge.services.finding import Choice
from garbridge.services.national_shelf import bare
from garbridge.services.offering import OfferFacet, OfferFound, OfferSearch
from garbridge.web.console.door import SEEN_BY, Desk, console
from garbridge.web.console.frame import console_page
from garbridge.web.console.paging import paged
from garbridge.web.console.stock_rows import resource_rows
from garbridge.web.finding import Chip
from garbridge.web.incoming import argument, arguments

_MOST_CHOSEN: Final = 20
_LONGEST: Final = 2_000


@dataclass(frozen=True, slots=True)
class Group:
    """The choices of one facet, and how many more values it has."""

    name: str
    choices: Sequence[Choice]
    more: int


@dataclass(frozen=True, slots=True)
class OfferRow:
    """One resource, and where the school has it already; ``key`` is that of its page there."""

    resource: PublicResource
    ark: str
    about: tuple[str, ...]
    key: str


@console(SEEN_BY)
def affectation_offer(desk: Desk) -> Response:
    """List what there is, narrowed by what the address asks for."""
    offers = desk.runtime.offers
    if not offers.shows(desk.known):
        raise NotFound
    kept = offers.kept()
    if kept is None:
        return console_page(desk, "offer.html", kept=None)
    text = (argument("q") or "")[:MOST_LETTERS].strip()
    chosen = {
        facet: values
        for facet in OfferFacet
        if (values := arguments(facet.value, most=_MOST_CHOSEN, longest=_LONGEST))
    }
    search = OfferSearch(wanted=wanted(text), chosen=chosen)
    found = kept.index.find(search)
    held = {bare(row.id): row.key for row in resource_rows(desk)}
    page = paged(found.resources, argument("page"))
    return console_page(
        desk,
        "offer.html",
        kept=kept.standing,
        is_old=kept.standing.is_old(desk.runtime.clock()),
        has_failed=kept.has_failed,
        page=page,
        rows=[_row(one, held) for one in page.rows],
        among=found.among,
        q=text,
        spoken=argument("lang"),
        is_short=search.wanted.is_short,
        is_narrow=search.is_narrow,
        groups=list(_groups(found, chosen)),
        chips=list(_chips(desk, text, chosen)),
        query={**_query(chosen), "q": text or None},
    )


def _row(one: PublicResource, held: Mapping[str, str]) -> OfferRow:
    ark = bare(one.id)
    return OfferRow(
        resource=one,
        ark=ark,
        about=(*one.subjects, *one.levels, *one.types),
        key=held.get(ark, ""),
    )


def _groups(found: OfferFound, chosen: Mapping[OfferFacet, Sequence[str]]) -> Iterator[Group]:
    for facet, choices in found.facets.items():
        if len(choices) > 1 or chosen.get(facet):
            yield Group(facet.value, choices, found.more[facet])


def _query(chosen: Mapping[OfferFacet, Sequence[str]]) -> dict[str, list[str]]:
    return {facet.value: [*values] for facet, values in chosen.items() if values}


def _chips(desk: Desk, text: str, chosen: Mapping[OfferFacet, Sequence[str]]) -> Iterator[Chip]:
    for facet, values in chosen.items():
        for value in values:
            others = {**chosen, facet: [one for one in values if one != value]}
            yield Chip(value, desk.link("offer", q=text or None, **_query(others)))
