"""What one person finds in the médiacentre: their resources, for each of their schools."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Final, TypeVar

from garbridge.core.access import Entitlements, Granted, Refused, check_access
from garbridge.core.activations import Activation
from garbridge.core.catalogue import Catalogue, Resource, Source
from garbridge.core.entitlements import Opening, Seat, Subscription
from garbridge.core.identifiers import PersonId, ResourceId, SchoolId, tile_key
from garbridge.core.leases import InUse, floating
from garbridge.core.links import DeepLink
from garbridge.core.national import national_name
from garbridge.core.people import Membership, Person
from garbridge.core.spelling import spelled
from garbridge.core.synonyms import Synonyms
from garbridge.ports import ActivationStore, Clock, EntitlementStore, LeaseStore, LinkStore

MOST_REMEMBERED: Final = 128
"""People whose shelves a process remembers at a time."""

_NEVER: Final = datetime.max.replace(tzinfo=UTC)

Right = TypeVar("Right", Subscription, Seat, Opening, DeepLink)
Place = tuple[SchoolId, ResourceId]


@dataclass(frozen=True, slots=True)
class Tile:
    """One entry of the médiacentre (*vignette*): a resource through a school.

    Two schools that give the same resource are two tiles.  ``refused`` says why an assigned
    resource cannot be opened; ``None`` means that it can.  ``link`` is a place inside the resource
    that the school added; ``None`` is its first page.  ``starts`` and ``ends`` are those of the
    subscription that opens it, else of the one that ends last; ``None`` where there is none.
    ``badge`` is what stands on it where somebody else than the portal gives it, ``is_double`` says
    that both do.
    """

    key: str
    resource: Resource
    school: SchoolId
    refused: Refused | None
    link: DeepLink | None = None
    starts: datetime | None = None
    ends: datetime | None = None
    badge: str = ""
    is_double: bool = False

    @property
    def is_own(self) -> bool:
        """Whether the portal gives it, and not the GAR by a list of its own."""
        if self.resource.source is not Source.NATIONAL:
            return True
        return self.key == tile_key(self.resource.id, self.school)

    @property
    def place(self) -> Place:
        """What is marked of it: the GAR's is another one than the portal's of the same ARK."""
        resource = self.resource.id
        return self.school, resource if self.is_own else national_name(resource)


@dataclass(frozen=True, slots=True)
class _Answer:
    """The gate's answers about *person*, from *since* on and before *until*."""

    person: Person
    facts: Entitlements
    catalogue: Catalogue
    since: datetime
    until: datetime
    tiles: tuple[Tile, ...]


class Remembered:
    """What the gate answered to the same facts, so that it is not asked again for each filter.

    Rights are read anew each time, and a store that reads the same again says so by the same
    tuples.  An answer holds as long as no date in what it was made of has come.
    """

    __slots__ = ("answers",)

    def __init__(self) -> None:
        self.answers: dict[tuple[int, int, int], _Answer] = {}

    def tiles(
        self, person: Person, facts: Entitlements, catalogue: Catalogue, now: datetime
    ) -> tuple[Tile, ...] | None:
        """Return what was answered to the same; ``None`` where nothing was."""
        known = self.answers.get(_names(facts))
        if known is None or not known.since <= now < known.until:
            return None
        is_same = (
            known.catalogue is catalogue
            and known.person == person
            and known.facts.objections == facts.objections
            and known.facts.protected == facts.protected
            and known.facts.schools is facts.schools
        )
        return known.tiles if is_same else None

    def keep(
        self,
        person: Person,
        facts: Entitlements,
        catalogue: Catalogue,
        now: datetime,
        tiles: tuple[Tile, ...],
    ) -> None:
        """Remember *tiles*, and all that they were made of: it stays while its names are used."""
        rights = (facts.subscriptions, facts.seats, facts.openings)
        if not all(isinstance(one, tuple) for one in rights):
            return  # a list that is the same may hold something else by now
        if len(self.answers) >= MOST_REMEMBERED:
            self.answers.clear()
        until = min((day for day in _days(person, facts, catalogue) if day > now), default=_NEVER)
        self.answers[_names(facts)] = _Answer(person, facts, catalogue, now, until, tiles)


def _names(facts: Entitlements) -> tuple[int, int, int]:
    return id(facts.subscriptions), id(facts.seats), id(facts.openings)


def _days(person: Person, facts: Entitlements, catalogue: Catalogue) -> Iterator[datetime]:
    """Yield every instant at which the gate's answer about *person* may become another one."""
    for bought in facts.subscriptions:
        yield bought.starts
        yield bought.ends
    found = [day for place in person.memberships for day in (place.starts, place.ends)]
    found += [provider.valid_until for provider in catalogue.providers.values()]
    found += [facts.schools.of(school).opens for school in person.schools()]
    yield from filter(None, found)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShelfService:
    """Lists; decides nothing by itself: each tile is the answer of the access check."""

    catalogue: Callable[[], Catalogue]
    entitlements: EntitlementStore
    leases: LeaseStore
    activations: ActivationStore
    links: LinkStore
    clock: Clock
    synonyms: Synonyms = field(default_factory=Synonyms)
    memory: Remembered = field(default_factory=Remembered)

    def tiles(self, person: Person) -> tuple[Tile, ...]:
        """Return the tiles of *person* by school, then title.

        What was never assigned is not listed; what was, but cannot be opened now, is listed
        with the reason.  What was linked deeply stands after its resource, while that opens.
        """
        now, catalogue = self.clock(), self.catalogue()
        facts = self.entitlements.shelf(person.id, person.schools())
        tiles = self.memory.tiles(person, facts, catalogue, now)
        if tiles is None:
            tiles, lasts = self._decided(person, facts, catalogue, now)
            if lasts:
                self.memory.keep(person, facts, catalogue, now, tiles)
        linked = self._linked(person.schools())
        if not linked:
            return tiles
        return tuple(one for tile in tiles for one in (tile, *_inside(tile, linked)))

    def _decided(
        self, person: Person, facts: Entitlements, catalogue: Catalogue, now: datetime
    ) -> tuple[tuple[Tile, ...], bool]:
        """Return the answers of the gate, and whether they hold until a date says otherwise.

        A licence in use comes back, and an activation ends, without any date.
        """
        bought = _by_place(facts.subscriptions)
        given, opened = _by_place(facts.seats), _by_place(facts.openings)
        leased = {place for place, ours in bought.items() if floating(ours)}
        rest = (facts.held, facts.objections, facts.protected, facts.schools)
        tiles: list[Tile] = []
        lasts = not leased
        for membership in person.memberships:
            school = membership.school
            for resource_id in _assigned(facts, person.id, membership):
                resource = catalogue.resources.get(resource_id)
                if resource is None:
                    continue
                place = (school, resource_id)
                ours = bought[place]
                in_use = self._in_use(person.id, school, ours, now) if place in leased else ()
                words = () if resource.interaction is None else self._activations(school, resource)
                lasts = lasts and resource.interaction is None
                here = Entitlements(ours, given[place], opened[place], in_use, words, *rest)
                provider = catalogue.provider_of(resource)
                decision = check_access(person, school, resource, provider, here, now=now)
                tiles.append(_tile(resource, school, decision, ours))
        tiles.sort(key=lambda t: (t.school, spelled(t.resource.title), t.resource.id))
        return tuple(tiles), lasts

    def _linked(self, schools: Iterable[SchoolId]) -> Mapping[Place, Sequence[DeepLink]]:
        return _by_place(link for school in schools for link in self.links.of_school(school))

    def _activations(self, school: SchoolId, resource: Resource) -> Sequence[Activation]:
        latest = self.activations.latest(school, resource.id)
        return () if latest is None else (latest,)

    def _in_use(
        self,
        person: PersonId,
        school: SchoolId,
        subscriptions: Sequence[Subscription],
        now: datetime,
    ) -> Sequence[InUse]:
        names = [one.id for one in floating(subscriptions)]
        return self.leases.running(school, names, now=now, person=person)


def _tile(
    resource: Resource,
    school: SchoolId,
    decision: Granted | Refused,
    bought: Sequence[Subscription],
) -> Tile:
    """Return the tile of *decision*, with the dates of the subscription that it is about."""
    key = tile_key(resource.id, school)
    if isinstance(decision, Granted):
        by = decision.subscription
        return Tile(key, resource, school, None, None, by.starts, by.ends)
    last = max(bought, key=lambda one: one.ends, default=None)
    if last is None:
        return Tile(key, resource, school, decision)
    return Tile(key, resource, school, decision, None, last.starts, last.ends)


def _inside(tile: Tile, linked: Mapping[Place, Sequence[DeepLink]]) -> Iterable[Tile]:
    """Yield the places inside the resource of *tile*, where it opens."""
    if tile.refused is None:
        for link in linked.get((tile.school, tile.resource.id), ()):
            yield replace(tile, link=link)


def _by_place(rights: Iterable[Right]) -> defaultdict[Place, list[Right]]:
    """Sort *rights* once: else each tile would look at those of all the others."""
    found: defaultdict[Place, list[Right]] = defaultdict(list)
    for right in rights:
        found[right.school, right.resource].append(right)
    return found


def _assigned(facts: Entitlements, person: PersonId, membership: Membership) -> set[ResourceId]:
    found = {
        seat.resource
        for seat in facts.seats
        if seat.school == membership.school and seat.person == person
    }
    found |= {
        opening.resource
        for opening in facts.openings
        if opening.school == membership.school and opening.population.covers(person, membership)
    }
    return found
