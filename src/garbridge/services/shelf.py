"""What one person finds in the médiacentre: their resources, for each of their schools."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TypeVar

from garbridge.core.access import Entitlements, Granted, Refused, check_access
from garbridge.core.activations import Activation
from garbridge.core.catalogue import Catalogue, Resource
from garbridge.core.entitlements import Opening, Seat, Subscription
from garbridge.core.identifiers import PersonId, ResourceId, SchoolId, tile_key
from garbridge.core.leases import InUse, floating
from garbridge.core.links import DeepLink
from garbridge.core.people import Membership, Person
from garbridge.core.spelling import spelled
from garbridge.core.synonyms import Synonyms
from garbridge.ports import ActivationStore, Clock, EntitlementStore, LeaseStore, LinkStore

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

    def tiles(self, person: Person) -> tuple[Tile, ...]:
        """Return the tiles of *person* by school, then title.

        What was never assigned is not listed; what was, but cannot be opened now, is listed
        with the reason.  What was linked deeply stands after its resource, while that opens.
        """
        now, catalogue = self.clock(), self.catalogue()
        facts = self.entitlements.shelf(person.id, person.schools())
        bought = _by_place(facts.subscriptions)
        given, opened = _by_place(facts.seats), _by_place(facts.openings)
        tiles: list[Tile] = []
        for membership in person.memberships:
            school = membership.school
            for resource_id in _assigned(facts, person.id, membership):
                resource = catalogue.resources.get(resource_id)
                if resource is None:
                    continue
                provider, place = catalogue.provider_of(resource), (school, resource_id)
                in_use = self._in_use(person.id, school, bought[place], now)
                words = self._activations(school, resource)
                here = Entitlements(
                    *(bought[place], given[place], opened[place], in_use, words),
                    objections=facts.objections,
                    protected=facts.protected,
                    schools=facts.schools,
                )
                decision = check_access(person, school, resource, provider, here, now=now)
                refused = None if isinstance(decision, Granted) else decision
                term = _term(decision, bought[place])
                tiles.append(
                    Tile(tile_key(resource_id, school), resource, school, refused, None, *term)
                )
        tiles.sort(key=lambda t: (t.school, spelled(t.resource.title), t.resource.id))
        linked = self._linked(person.schools())
        return tuple(one for tile in tiles for one in (tile, *_inside(tile, linked)))

    def _linked(self, schools: Iterable[SchoolId]) -> Mapping[Place, Sequence[DeepLink]]:
        return _by_place(link for school in schools for link in self.links.of_school(school))

    def _activations(self, school: SchoolId, resource: Resource) -> Sequence[Activation]:
        if resource.interaction is None:
            return ()
        latest = self.activations.latest(school, resource.id)
        return () if latest is None else (latest,)

    def _in_use(
        self,
        person: PersonId,
        school: SchoolId,
        subscriptions: Sequence[Subscription],
        now: datetime,
    ) -> Sequence[InUse]:
        shared = floating(subscriptions)
        if not shared:
            return ()
        names = [one.id for one in shared]
        return self.leases.running(school, names, now=now, person=person)


def _term(
    decision: Granted | Refused, bought: Sequence[Subscription]
) -> tuple[datetime | None, datetime | None]:
    """Return the dates of the subscription that a tile is about."""
    if isinstance(decision, Granted):
        return decision.subscription.starts, decision.subscription.ends
    last = max(bought, key=lambda one: one.ends, default=None)
    return (None, None) if last is None else (last.starts, last.ends)


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
