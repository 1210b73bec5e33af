"""Narrows what somebody has to what they look for: by words, filters, school and order.

Nothing here widens: what is found is some of the tiles that were given.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Final

from garbridge.core.catalogue import Resource
from garbridge.core.finding import Wanted, distance, fields_of
from garbridge.core.identifiers import SchoolId
from garbridge.core.levels import as_one_goes
from garbridge.core.spelling import spelled
from garbridge.core.synonyms import Synonyms
from garbridge.services.shelf import Tile

MOST_ALTERNATIVES: Final = 3


class Facet(StrEnum):
    """By what resources can be filtered.  Values stand in addresses and are stable."""

    DISCIPLINE = "discipline"
    LEVEL = "niveau"
    TYPE = "type"
    PUBLISHER = "editeur"


class Order(StrEnum):
    """In which order they are listed.  Values stand in addresses and are stable."""

    TITLE = "titre"
    RECENT = "recent"
    """What the school has had for the shortest time first."""
    PUBLISHER = "editeur"


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """What somebody looks for.

    ``chosen`` holds for a facet the values of which one must be there; ``school`` is one of
    theirs, ``None`` all of them.  ``order`` is ``None`` where nobody chose one: the nearest first
    where words are looked for, else by title.
    """

    wanted: Wanted = field(default_factory=Wanted)
    chosen: Mapping[Facet, Sequence[str]] = field(default_factory=dict[Facet, Sequence[str]])
    school: SchoolId | None = None
    order: Order | None = None

    @property
    def is_narrow(self) -> bool:
        """Whether words or filters leave something out; a school is a place and not a filter."""
        return bool(self.wanted.words) or any(self.chosen.values())


@dataclass(frozen=True, slots=True)
class Choice:
    """A value by which one can filter, and how many would be listed with it."""

    value: str
    count: int
    is_chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What was found of ``among`` tiles, in order, and what it can be narrowed by."""

    tiles: Sequence[Tile]
    among: int
    facets: Mapping[Facet, Sequence[Choice]]


_VALUES: Final[Mapping[Facet, Callable[[Tile], tuple[str, ...]]]] = {
    Facet.DISCIPLINE: lambda tile: (tile.resource.discipline,) if tile.resource.discipline else (),
    Facet.LEVEL: lambda tile: tile.resource.levels,
    Facet.TYPE: lambda tile: tile.resource.types,
    Facet.PUBLISHER: lambda tile: (tile.resource.publisher,) if tile.resource.publisher else (),
}
_LONG_AGO: Final = datetime(1, 1, 1, tzinfo=UTC)


def find(tiles: Sequence[Tile], search: Search, synonyms: Synonyms) -> Found:
    """Return what *search* finds among *tiles*, which keep their order where nothing else says.

    What opens stands before what does not.  A choice of a facet counts what would be listed if it
    were chosen there alone; one that would list nothing is there only if it is chosen.
    """
    here = [tile for tile in tiles if search.school is None or tile.school == search.school]
    near = _near(here, search.wanted, synonyms)
    among = [tile for tile, _ in near]
    chosen = {
        facet: frozenset(map(spelled, values)) for facet, values in search.chosen.items() if values
    }
    if chosen:
        misses = [_misses(tile, chosen) for tile in among]
        near = [one for one, missed in zip(near, misses, strict=True) if not missed]
    else:
        misses = [()] * len(among)
    counted = list(zip(among, misses, strict=True))
    facets = {facet: _choices(facet, counted, search.chosen.get(facet, ())) for facet in Facet}
    return Found(tiles=_ordered(near, search), among=len(here), facets=facets)


def alternatives(
    tiles: Iterable[Tile], resource: Resource, school: SchoolId | None
) -> Sequence[Tile]:
    """Return what opens at *school*, or anywhere, and is of the discipline of *resource*."""
    discipline = spelled(resource.discipline)
    found = [
        tile
        for tile in tiles
        if tile.refused is None
        and tile.link is None
        and school in {None, tile.school}
        and tile.resource.id != resource.id
        and discipline
        and spelled(tile.resource.discipline) == discipline
    ]
    return found[:MOST_ALTERNATIVES]


def _near(tiles: Sequence[Tile], wanted: Wanted, synonyms: Synonyms) -> Sequence[tuple[Tile, int]]:
    if not wanted.words:
        return [(tile, 0) for tile in tiles]
    found: list[tuple[Tile, int]] = []
    for tile in tiles:
        place = "" if tile.link is None else tile.link.title
        far = distance(fields_of(tile.resource, place, synonyms), wanted)
        if far is not None:
            found.append((tile, far))
    return found


def _misses(tile: Tile, chosen: Mapping[Facet, frozenset[str]]) -> tuple[Facet, ...]:
    """Return the facets of *chosen* by which *tile* is left out."""
    return tuple(
        facet
        for facet, values in chosen.items()
        if values.isdisjoint(map(spelled, _VALUES[facet](tile)))
    )


def _choices(
    facet: Facet, tiles: Iterable[tuple[Tile, tuple[Facet, ...]]], chosen: Sequence[str]
) -> Sequence[Choice]:
    """Return the values of *facet*; one that is written in several ways is named as the first."""
    read = _VALUES[facet]
    counts = Counter[tuple[str, ...]](
        read(tile) for tile, missed in tiles if not missed or missed == (facet,)
    )
    names: dict[str, str] = {}
    totals: Counter[str] = Counter()
    for values, count in counts.items():
        for name in dict.fromkeys(map(spelled, values)):
            totals[name] += count
        for value in values:
            names.setdefault(spelled(value), value)
    picked = {spelled(value): value for value in chosen}
    for name, value in picked.items():
        names.setdefault(name, value)
    known = [Choice(value, totals[name], name in picked) for name, value in names.items()]
    return sorted(known, key=_place(facet))


def _place(facet: Facet) -> Callable[[Choice], tuple[int, str]]:
    """Return what a choice is ordered by: levels as one goes through them, all others by name."""
    if facet is Facet.LEVEL:
        return lambda one: as_one_goes(one.value)
    return lambda one: (0, spelled(one.value))


def _ordered(near: Sequence[tuple[Tile, int]], search: Search) -> Sequence[Tile]:
    tiles = [tile for tile, _ in sorted(near, key=lambda one: one[1])]
    match search.order:
        case None:
            if not search.wanted.words:
                tiles.sort(key=_title)
        case Order.TITLE:
            tiles.sort(key=_title)
        case Order.PUBLISHER:
            tiles.sort(
                key=lambda tile: (spelled(tile.resource.publisher) or "\uffff", _title(tile))
            )
        case Order.RECENT:
            tiles.sort(key=_title)
            tiles.sort(key=lambda tile: tile.starts or _LONG_AGO, reverse=True)
    tiles.sort(key=lambda tile: tile.refused is not None)
    return tiles


def _title(tile: Tile) -> str:
    return spelled(tile.resource.title)
