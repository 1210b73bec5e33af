"""What one person finds in the médiacentre: their resources, for each of their schools."""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from garbridge.core.access import Entitlements, Granted, Refused, check_access
from garbridge.core.catalogue import Catalogue, Resource
from garbridge.core.identifiers import PersonId, ResourceId, SchoolId, tile_key
from garbridge.core.people import Membership
from garbridge.ports import Clock, Directory, EntitlementStore


@dataclass(frozen=True, slots=True)
class Tile:
    """One entry of the médiacentre (*vignette*): a resource through a school.

    Two schools that give the same resource are two tiles.  ``refused`` says why an assigned
    resource cannot be opened; ``None`` means that it can.
    """

    key: str
    resource: Resource
    school: SchoolId
    refused: Refused | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ShelfService:
    """Lists; decides nothing by itself: each tile is the answer of the access check."""

    catalogue: Callable[[], Catalogue]
    directory: Directory
    entitlements: EntitlementStore
    clock: Clock

    def tiles(self, person: PersonId) -> tuple[Tile, ...]:
        """Return the tiles of *person* by school, then title; none for an unknown person.

        What was never assigned is not listed; what was, but cannot be opened now, is listed
        with the reason.
        """
        known = self.directory.person(person)
        if known is None:
            return ()
        now = self.clock()
        catalogue = self.catalogue()
        facts = self.entitlements.shelf(person, known.schools())
        tiles: list[Tile] = []
        for membership in known.memberships:
            for resource_id in _assigned(facts, person, membership):
                resource = catalogue.resources.get(resource_id)
                if resource is None:
                    continue
                provider = catalogue.provider_of(resource)
                decision = check_access(
                    known, membership.school, resource, provider, facts, now=now
                )
                refused = None if isinstance(decision, Granted) else decision
                key = tile_key(resource_id, membership.school)
                tiles.append(Tile(key, resource, membership.school, refused))
        return tuple(
            sorted(tiles, key=lambda t: (t.school, _spelled(t.resource.title), t.resource.id))
        )


def _spelled(title: str) -> str:
    """Return *title* as a dictionary orders it: « Écologie » stands before « Zoologie »."""
    letters = unicodedata.normalize("NFD", title.casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def _assigned(facts: Entitlements, person: PersonId, membership: Membership) -> set[ResourceId]:
    found = {
        seat.resource
        for seat in facts.seats
        if seat.school == membership.school and seat.person == person
    }
    found |= {
        opening.resource
        for opening in facts.openings
        if opening.school == membership.school and opening.population.covers(membership)
    }
    return found
