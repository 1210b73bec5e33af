"""The lists that other portals read: what one person may open through one school, and everything.

Nothing is decided here: what is listed are the tiles that person finds in our own médiacentre and
that open now.  What cannot be opened is not told, nor why.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final
from urllib.parse import quote

from garbridge.core.catalogue import Catalogue, Provider, Resource, Source
from garbridge.core.identifiers import (
    ResourceId,
    SchoolId,
    TenantId,
    parse_person_id,
    parse_school_id,
)
from garbridge.core.indexing import Vocabulary, presentation_of
from garbridge.core.machines import Distributor, Portal
from garbridge.core.national import ListedResource, PublicResource, Seller
from garbridge.core.people import Person, current
from garbridge.core.schools import SchoolBook
from garbridge.errors import ValueRefusedError
from garbridge.ports import Clock, Directory
from garbridge.services.shelf import ShelfService

BADGE: Final = "Accès protégé par l’ENT"
"""What stands in the place of the GAR's badge: these are not the GAR's."""


class Unlisted(StrEnum):
    """Why there is no list.  Values are stable."""

    UNKNOWN_TENANT = "unknown_tenant"
    UNKNOWN_SCHOOL = "unknown_school"
    """None of ours, one that the portal may not ask about, or one that is not open."""
    UNKNOWN_PERSON = "unknown_person"
    """Nobody of ours, or nobody of that school: the same."""


@dataclass(frozen=True, slots=True)
class PersonList:
    """What one person may open through one school.

    ``start`` is the address through that school, but for its end: each of ``resources`` has that in
    the place of its address, and is so the same for everybody.
    """

    start: str
    resources: Sequence[ListedResource]


class Described:
    """What is told of each resource: made once for each state of the catalogue."""

    def __init__(self) -> None:
        self._of: Catalogue | None = None
        self._made: dict[ResourceId, ListedResource] = {}

    def of(self, catalogue: Catalogue, resource: Resource) -> ListedResource:
        """Return what is told of *resource*, which is of *catalogue*."""
        if self._of is not catalogue:
            # Two threads may both begin anew: each takes what it reads from its own table.
            self._of, self._made = catalogue, {}
        made, found = self._made, self._made.get(resource.id)
        if found is None:
            found = made[resource.id] = _described(resource, catalogue.provider_of(resource))
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class ListingService:
    """Lists for other portals.  ``start_of`` is the address through a school without its ARK."""

    tenant: TenantId
    directory: Directory
    shelves: ShelfService
    schools: Callable[[], SchoolBook]
    catalogue: Callable[[], Catalogue]
    distributors: Sequence[Distributor]
    start_of: Callable[[SchoolId], str]
    clock: Clock
    described: Described = field(default_factory=Described)

    def of_person(
        self, portal: Portal, tenant: str, uai: str, identifier: str
    ) -> PersonList | Unlisted:
        """Return what the person *identifier* may open now through the school *uai*, by title."""
        if tenant != self.tenant:
            return Unlisted.UNKNOWN_TENANT
        school = self._school(portal, uai)
        if school is None:
            return Unlisted.UNKNOWN_SCHOOL
        person = self._person(identifier, school)
        if person is None:
            return Unlisted.UNKNOWN_PERSON
        catalogue = self.catalogue()
        told = [
            self.described.of(catalogue, tile.resource)
            for tile in self.shelves.tiles(person)
            if tile.school == school
            and tile.refused is None
            and tile.link is None
            and tile.resource.source is Source.LOCAL
        ]
        return PersonList(self.start_of(school), told)

    def everything(self) -> Sequence[PublicResource]:
        """Return every resource that is registered, by ARK."""
        catalogue = self.catalogue()
        return [
            self._public(resource, catalogue.provider_of(resource))
            for _, resource in sorted(catalogue.resources.items())
        ]

    def _school(self, portal: Portal, uai: str) -> SchoolId | None:
        try:
            school = parse_school_id(uai)
        except ValueRefusedError:
            return None
        if not portal.serves(school) or self.directory.school(school) is None:
            return None
        return None if self.schools().of(school).is_shut(self.clock()) else school

    def _person(self, identifier: str, school: SchoolId) -> Person | None:
        try:
            person = self.directory.person(parse_person_id(identifier))
        except ValueRefusedError:
            return None
        if person is None:
            return None
        here = current(person.memberships, self.clock())
        return person if any(place.school == school for place in here) else None

    def _public(self, resource: Resource, provider: Provider) -> PublicResource:
        is_open = resource.enabled and provider.enabled
        return PublicResource(
            id=resource.id,
            title=resource.title,
            publisher_id=resource.indexing.publisher_id,
            publisher=resource.publisher or provider.name,
            sellers=tuple(
                Seller(one.id, one.name) for one in self.distributors if one.sells(resource.id)
            ),
            distributor=resource.indexing.publisher_id,
            distributor_name=provider.name,
            is_shown=is_open,
            is_distributed=is_open,
            mother=resource.family or "",
        )


def _described(resource: Resource, provider: Provider) -> ListedResource:
    indexing = resource.indexing
    return ListedResource(
        id=resource.id,
        title=resource.title,
        address=quote(resource.id, safe=""),
        publisher_id=indexing.publisher_id,
        publisher=resource.publisher or provider.name,
        thumbnail=resource.vignette,
        presentation=presentation_of(indexing.presentation, is_textbook=resource.textbook),
        uses=indexing.of(Vocabulary.USES),
        documents=indexing.of(Vocabulary.DOCUMENTS),
        levels=indexing.of(Vocabulary.LEVELS),
        subjects=indexing.of(Vocabulary.SUBJECTS),
        badge=BADGE,
        distributor=indexing.publisher_id,
        validator=indexing.publisher_id,
        description=resource.description,
    )
