"""What somebody looks for, between the address and the page: read once, written into every link.

All of it stands in the query (``?q=&discipline=&niveau=&type=&editeur=&tri=&page=&etab=``), so that
the back button, a bookmark and a second tab do what people expect.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from flask import request

from garbridge.core.finding import MOST_LETTERS, wanted
from garbridge.core.identifiers import SchoolId, parse_school_id
from garbridge.core.messages import Language
from garbridge.errors import ValueRefusedError
from garbridge.services.finding import Choice, Facet, Found, Order, Search
from garbridge.web.embedding import Form, card_limit
from garbridge.web.finding_words import FindWords
from garbridge.web.incoming import argument, arguments

EVERYWHERE: Final = "toutes"
"""Stands in the place of a school for all of them."""

MOST_VALUES: Final = 20
LONGEST_VALUE: Final = 200

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address says; ``page`` and ``text`` are as somebody wrote them, cut off."""

    search: Search
    text: str
    page: str
    pairs: tuple[Pair, ...]
    """The query without the page, in one order whoever wrote it."""

    def url(self, home: str, *, without: Pair | None = None, **other: str) -> str:
        """Return the address of the same list, *without* one choice, with *other* values."""
        kept = [pair for pair in self.pairs if pair != without and pair[0] not in other]
        query = [*kept, *((name, value) for name, value in other.items() if value)]
        return f"{home}?{urlencode(query)}" if query else home

    @property
    def is_narrow(self) -> bool:
        """Whether something is left out."""
        return self.search.is_narrow

    @property
    def is_plain(self) -> bool:
        """Whether it is the whole list from its beginning."""
        return not self.is_narrow and self.page in {"", "1"}


@dataclass(frozen=True, slots=True)
class Chip:
    """One filter that is on, and the address without it."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Group:
    """The choices of one facet; ``name`` is that of its field."""

    name: str
    label: str
    choices: Sequence[Choice]
    is_open: bool


@dataclass(frozen=True, slots=True)
class Bar:
    """What stands above the list: the form, what is chosen, and the way out of it.

    ``kept`` are the values that the form carries along unseen.
    """

    text: str
    is_short: bool
    groups: Sequence[Group]
    orders: Mapping[str, str]
    order: str
    chips: Sequence[Chip]
    reset: str
    kept: Sequence[Pair]
    is_open: bool


def asked(schools: Iterable[SchoolId], form: Form, remembered: SchoolId | None) -> Asked:
    """Return what the address asks for; a school that is none of *schools* is not asked for.

    Without a word about the school it is the one that is *remembered*.
    """
    school = _school(schools, remembered)
    place = school.lower() if school else (EVERYWHERE if remembered else "")
    return _asked(school, place, form)


def asked_by_stranger() -> Asked:
    """Return what the address asks for before anybody knows whose schools there are."""
    return _asked(None, _uai(argument("etab") or ""), Form.PAGE)


def _asked(school: SchoolId | None, place: str, form: Form) -> Asked:
    if not request.query_string:
        return Asked(Search(school=school), "", "", tuple(_given(etab=place)))
    text, tri = (argument("q") or "")[:MOST_LETTERS].strip(), argument("tri") or ""
    chosen = {
        facet: arguments(facet.value, most=MOST_VALUES, longest=LONGEST_VALUE) for facet in Facet
    }
    order = Order(tri) if tri in set(Order) else None
    search = Search(wanted=wanted(text), chosen=chosen, school=school, order=order)
    values = [(facet.value, value) for facet, found in chosen.items() for value in found]
    spoken = argument("lang") or ""
    pairs = (
        *_given(q=text),
        *values,
        *_given(tri=order or "", etab=place, lang=spoken if spoken in set(Language) else ""),
        *_given(
            embed="1" if form is Form.FRAME else "",
            limit=str((form is not Form.FRAGMENT and card_limit()) or ""),
        ),
    )
    return Asked(search, text, (argument("page") or "")[:MOST_VALUES], pairs)


def bar(asked: Asked, found: Found, words: FindWords, home: str) -> Bar:
    """Return what stands above the list of what was *found*, at *home*."""
    chosen = asked.search.chosen
    groups = [
        Group(facet.value, words.facets[facet], choices, bool(chosen.get(facet)))
        for facet, choices in found.facets.items()
        if len(choices) > 1 or any(choice.is_chosen for choice in choices)
    ]
    by_words = bool(asked.search.wanted.words)
    usual = None if by_words else Order.TITLE
    orders = {"" if one is usual else one.value: words.orders[one] for one in Order}
    if by_words:
        orders = {"": words.nearest, **orders}
    told = [Chip(words.words_chip(asked.text), asked.url(home, q=""))] if by_words else []
    told += [
        Chip(value, asked.url(home, without=(facet.value, value)))
        for facet in Facet
        for value in chosen.get(facet, ())
    ]
    fields = {"q", "tri", *(facet.value for facet in Facet)}
    kept = [pair for pair in asked.pairs if pair[0] not in fields]
    return Bar(
        text=asked.text,
        is_short=asked.search.wanted.is_short,
        groups=groups,
        orders=orders,
        order="" if asked.search.order is usual else asked.search.order or "",
        chips=told,
        reset=f"{home}?{urlencode(kept)}" if kept else home,
        kept=kept,
        is_open=any(chosen.values()) or asked.search.order not in {None, usual},
    )


def _school(schools: Iterable[SchoolId], remembered: SchoolId | None) -> SchoolId | None:
    named = argument("etab")
    if named is None:
        return remembered
    return next((school for school in schools if school.lower() == named.lower()), None)


def _uai(text: str) -> str:
    """Return *text* if it may name a school, or all of them; else nothing."""
    if text == EVERYWHERE:
        return text
    try:
        return parse_school_id(text).lower()
    except ValueRefusedError:
        return ""


def _given(**values: str) -> list[Pair]:
    return [(name, value) for name, value in values.items() if value]
