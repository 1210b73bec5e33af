"""Filters, counts and orders: what is found is some of what somebody has."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from garbridge.core.access import Refusal, Refused
from garbridge.core.finding import wanted
from garbridge.core.identifiers import ResourceId, tile_key
from garbridge.core.synonyms import Synonyms
from garbridge.services.finding import Facet, Order, Search, find
from garbridge.services.shelf import Tile
from garbridge.testing.world import ATLAS, COLLEGE, LYCEE

KNOWN = Synonyms()
START = datetime(2026, 9, 1, tzinfo=UTC)


def tile(
    title: str,
    *,
    discipline: str = "",
    levels: tuple[str, ...] = (),
    types: tuple[str, ...] = (),
    publisher: str = "",
    is_closed: bool = False,
    at: str = LYCEE.id,
    days: int = 0,
) -> Tile:
    """Return a tile called *title*."""
    resource = replace(
        ATLAS,
        id=ResourceId(f"ark:/99999/{title}"),
        title=title,
        discipline=discipline,
        levels=levels,
        types=types,
        publisher=publisher,
        description="",
    )
    school = LYCEE.id if at == LYCEE.id else COLLEGE.id
    refused = Refused(Refusal.RESOURCE_DISABLED) if is_closed else None
    starts = START + timedelta(days=days)
    return Tile(tile_key(resource.id, school), resource, school, refused, starts=starts)


TILES = (
    tile("b", discipline="Mathématiques", levels=("6e", "5e"), types=("Manuel",), publisher="Z"),
    tile("a", discipline="mathematiques", levels=("5e",), publisher="Y", days=9, is_closed=True),
    tile("c", discipline="Anglais", levels=("Terminale", "6e"), types=("Vidéo",), publisher="Y"),
    tile("d", discipline="Anglais", levels=("CM2",), publisher="X", at=COLLEGE.id, days=5),
    tile("e"),
)


def titles(search: Search, tiles: Sequence[Tile] = TILES) -> list[str]:
    """Return the titles that *search* finds."""
    return [one.resource.title for one in find(tiles, search, KNOWN).tiles]


def counts(search: Search, facet: Facet) -> dict[str, int]:
    """Return what can be chosen of *facet*."""
    return {one.value: one.count for one in find(TILES, search, KNOWN).facets[facet]}


def by(**chosen: Sequence[str]) -> Mapping[Facet, Sequence[str]]:
    """Return choices by the names that stand in addresses."""
    return {Facet(name): values for name, values in chosen.items()}


def test_nothing_asked_is_everything_by_title() -> None:
    """What opens stands first."""
    assert titles(Search()) == ["b", "c", "d", "e", "a"]


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        ({"discipline": ["Mathématiques"]}, ["b", "a"]),
        ({"discipline": ["MATHEMATIQUES"]}, ["b", "a"]),
        ({"discipline": ["Mathématiques", "Anglais"]}, ["b", "c", "d", "a"]),
        ({"discipline": ["Mathématiques"], "niveau": ["6e"]}, ["b"]),
        ({"niveau": ["6e", "CM2"]}, ["b", "c", "d"]),
        ({"type": ["Vidéo"], "discipline": ["Mathématiques"]}, []),
        ({"editeur": ["Y"]}, ["c", "a"]),
        ({"discipline": ["<script>"]}, []),
        ({"discipline": []}, ["b", "c", "d", "e", "a"]),
    ],
)
def test_values_of_a_facet_add_up_and_facets_narrow(
    chosen: dict[str, list[str]], expected: list[str]
) -> None:
    """Mathematics or English, and the sixth form: as people mean it."""
    assert titles(Search(chosen=by(**chosen))) == expected


def test_counts_say_what_a_click_would_list() -> None:
    """The other filters hold, this one's own values do not leave each other out."""
    search = Search(chosen=by(discipline=["Anglais"]))

    assert counts(search, Facet.DISCIPLINE) == {"Anglais": 2, "Mathématiques": 2}
    assert counts(search, Facet.LEVEL) == {"CM2": 1, "6e": 1, "Terminale": 1}
    assert counts(search, Facet.PUBLISHER) == {"X": 1, "Y": 1}


def test_a_choice_that_lists_nothing_can_be_taken_back() -> None:
    """It stands there with a zero; others that would list nothing do not."""
    search = Search(chosen=by(discipline=["Anglais"], type=["Manuel"], niveau=["Lune"]))

    assert counts(search, Facet.LEVEL) == {"Lune": 0}
    assert counts(search, Facet.TYPE) == {"Manuel": 0}


def test_levels_stand_in_the_order_of_school() -> None:
    """Not in that of the alphabet."""
    assert list(counts(Search(), Facet.LEVEL)) == ["CM2", "6e", "5e", "Terminale"]


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        (Order.TITLE, ["b", "c", "d", "e", "a"]),
        (Order.RECENT, ["d", "b", "c", "e", "a"]),
        (Order.PUBLISHER, ["d", "c", "b", "e", "a"]),
    ],
)
def test_orders(order: Order, expected: list[str]) -> None:
    """What does not open is last in each; what has no publisher after those that have."""
    assert titles(Search(order=order)) == expected


def test_the_nearest_first_unless_somebody_chose() -> None:
    """A word in the title counts more than one in the discipline."""
    tiles = [tile("aaa", discipline="Anglais"), tile("Anglais facile")]

    assert titles(Search(wanted=wanted("anglais")), tiles) == ["Anglais facile", "aaa"]
    assert titles(Search(wanted=wanted("anglais"), order=Order.TITLE), tiles) == [
        "aaa",
        "Anglais facile",
    ]


def test_a_school_is_a_place() -> None:
    """What it leaves out is not among what filters could have left out."""
    found = find(TILES, Search(school=COLLEGE.id), KNOWN)

    assert ([one.resource.title for one in found.tiles], found.among) == (["d"], 1)


_NAMES = st.sampled_from(["Maths", "maths", "Anglais", "SVT", ""])
_TILE = st.builds(
    lambda number, discipline, levels, closed: tile(
        f"t{number}", discipline=discipline, levels=tuple(levels), is_closed=closed
    ),
    st.integers(0, 50),
    _NAMES,
    st.lists(_NAMES.filter(bool), max_size=3),
    st.booleans(),
)


@given(st.lists(_TILE, max_size=12), st.lists(_NAMES, max_size=2), st.lists(_NAMES, max_size=2))
def test_a_count_is_what_one_sees_when_one_chooses_it(
    tiles: list[Tile], disciplines: list[str], levels: list[str]
) -> None:
    """For each choice: the number beside it is the length of the list with it alone."""
    chosen = by(discipline=[d for d in disciplines if d], niveau=[one for one in levels if one])
    found = find(tiles, Search(chosen=chosen), KNOWN)

    assert {one.key for one in found.tiles} <= {one.key for one in tiles}
    for facet, choices in found.facets.items():
        for choice in choices:
            alone = Search(chosen={**chosen, facet: [choice.value]})
            assert len(find(tiles, alone, KNOWN).tiles) == choice.count
