"""What one person finds at the State's GAR, beside what the portal itself gives them.

The GAR decides; nothing here does.  A list is asked for anew once the last one is older than
``fresh``; where none comes, the last good one stands in, with its time.  What is listed becomes
tiles of their own: they count for no licence, no launch and no figure of the portal, because the
GAR counts what it gives.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Final

from garbridge.core.access import Refusal, Refused
from garbridge.core.catalogue import Resource, Source
from garbridge.core.departures import has_departed
from garbridge.core.identifiers import PersonId, ProviderId, ResourceId, SchoolId, tile_key
from garbridge.core.national import ListedResource, Term, national_name
from garbridge.core.national_faults import ListFault
from garbridge.core.people import Person
from garbridge.core.restrictions import Restriction
from garbridge.core.spelling import spelled
from garbridge.ports import (
    Clock,
    KeptList,
    KeptLists,
    ListRead,
    NationalLists,
)
from garbridge.services.national_gate import NationalGate
from garbridge.services.shelf import Tile

GAR: Final = ProviderId("gar")
"""Whose resources these are, for a tile; no provider of that name is registered by it."""


@dataclass(frozen=True, slots=True)
class Missing:
    """The GAR gave no list of *school* because of *fault*; the one of *at* stands in, if any."""

    school: SchoolId
    fault: ListFault
    at: datetime | None


@dataclass(frozen=True, slots=True)
class NationalShelf:
    """What the GAR lists, by school and title, and which lists did not come."""

    tiles: tuple[Tile, ...] = ()
    missing: tuple[Missing, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NationalShelfService:
    """Asks, keeps, and makes tiles.

    ``gate`` says who is stated to the GAR: nobody else is asked about.
    """

    lists: NationalLists
    kept: KeptLists
    gate: NationalGate
    clock: Clock
    fresh: timedelta

    def shelf(self, person: Person) -> NationalShelf:
        """Return what *person* finds at the GAR through each of their schools."""
        now = self.clock()
        stands = self.gate.standing(person)
        places = self.gate.places(person, stands, now)
        if not places:
            return NationalShelf()
        kept = self.kept.of_person(person.id, now=now)
        due = [one for one in places if not self._is_fresh(kept.get(one.school), now)]
        answers = self.lists.ask(due) if due else {}
        read = {
            school: KeptList(now, answer.resources)
            for school, answer in answers.items()
            if isinstance(answer, ListRead)
        }
        if read:
            self._keep(person.id, {**kept, **read}, now)
        here = [one.school for one in places]
        return NationalShelf(
            tiles=tuple(_tiles({**kept, **read}, here, stands)),
            missing=tuple(
                Missing(school, answer, kept[school].at if school in kept else None)
                for school, answer in answers.items()
                if isinstance(answer, ListFault)
            ),
        )

    def _keep(self, person: PersonId, lists: Mapping[SchoolId, KeptList], now: datetime) -> None:
        """Keep *lists*, unless *person* left while the GAR was asked, and was perhaps erased.

        Who is erased has left before, so that whoever looks once the lists are kept sees it.
        """
        self.kept.keep(person, lists, now=now)
        if has_departed(self.gate.directory.person(person), self.clock()):
            self.kept.forget(person)

    def _is_fresh(self, kept: KeptList | None, now: datetime) -> bool:
        """Say whether nobody needs to be asked; a clock that went back makes nothing fresh."""
        return kept is not None and timedelta() <= now - kept.at < self.fresh


def bare(resource: str) -> str:
    """Return an ARK without the resolver before it: what two lists may both name.

    >>> bare("http://n2t.net/ark:/99999/r14"), bare("ark:/99999/r14")
    ('ark:/99999/r14', 'ark:/99999/r14')
    """
    place = resource.find("ark:")
    return resource if place < 0 else resource[place:]


def national_key(resource: str, school: SchoolId | None = None) -> str:
    """Return the key of a tile of the GAR's: never that of the portal's own of the same title."""
    return tile_key(national_name(resource), school)


def both_ways(own: Iterable[Tile], national: Iterable[Tile]) -> frozenset[tuple[SchoolId, str]]:
    """Return the titles that somebody holds through the portal and through the GAR at one school.

    Each takes a licence of its own.  What does not open takes none.
    """

    def named(tiles: Iterable[Tile]) -> set[tuple[SchoolId, str]]:
        return {(one.school, bare(one.resource.id)) for one in tiles if one.refused is None}

    return frozenset(named(own) & named(national))


def _tiles(
    lists: Mapping[SchoolId, KeptList], here: Iterable[SchoolId], stands: Iterable[Restriction]
) -> Iterable[Tile]:
    objections = {bare(one.resource) for one in stands if one.resource is not None}
    for school in here:
        if school in lists:
            for tile in sorted(
                (_tile(one, school) for one in lists[school].resources),
                key=lambda one: spelled(one.resource.title),
            ):
                is_objected = bare(tile.resource.id) in objections
                yield replace(tile, refused=_OBJECTED) if is_objected else tile


_MOST_WORDS: Final = 5
"""Of one vocabulary on a card: a textbook may name seven subjects."""


def _labels(terms: Iterable[Term]) -> Iterable[str]:
    found = dict.fromkeys(term.label for term in terms if term.label)
    return [*found][:_MOST_WORDS]


_OBJECTED: Final = Refused(Refusal.OBJECTED)


@lru_cache(maxsize=8192)
def _tile(one: ListedResource, school: SchoolId) -> Tile:
    """Return the tile of *one*, which is the same for everybody at *school*."""
    return Tile(
        key=national_key(one.id, school),
        resource=Resource(
            id=ResourceId(one.id),
            provider=GAR,
            title=one.title,
            url=one.address,
            publisher=one.publisher,
            description=one.description,
            vignette=one.thumbnail,
            discipline=", ".join(_labels(one.subjects)),
            levels=tuple(_labels(one.levels)),
            types=tuple(_labels(one.documents)) or tuple(filter(None, [one.presentation.label])),
            textbook=one.is_textbook,
            source=Source.NATIONAL,
        ),
        school=school,
        refused=None,
        badge=one.badge,
    )
