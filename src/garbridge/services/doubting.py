"""What a preview warns about: one title twice, also at two schools, and the wrong edition."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from garbridge.core.catalogue import Catalogue, Resource
from garbridge.core.entitlements import Seat
from garbridge.core.families import double_title, relatives, wrong_public
from garbridge.core.identifiers import PersonId, ResourceId, SchoolId
from garbridge.core.operations import Movement
from garbridge.core.people import Public
from garbridge.core.seats import Doubt, Doubtful, Stock
from garbridge.services.selecting import People

Stocks = Callable[[SchoolId, Sequence[ResourceId]], Sequence[Stock]]
Place = tuple[SchoolId, ResourceId]
Given = Mapping[Place, Mapping[PersonId, Public | None]]


def doubts_of(
    movements: Iterable[Movement],
    catalogue: Catalogue,
    stocks: Stocks,
    people: Mapping[SchoolId, People],
    at: datetime,
) -> tuple[Doubtful, ...]:
    """Return the doubts about the seats that *movements* give.

    Holders are asked for only where a resource has relatives, or somebody is at another school of
    the tenant too.  What is over by *at* is no licence any more.

    Args:
        movements: What is planned.
        catalogue: What is registered.
        stocks: Tells who holds some resources at a school.
        people: The readers of the schools, which have read whom *movements* are about.
        at: The day from which it is wanted.
    """
    given: dict[Place, dict[PersonId, Public | None]] = {}
    for movement in movements:
        right = movement.right
        if isinstance(right, Seat) and movement.gives:
            given.setdefault((right.school, right.resource), {})[right.person] = movement.public
    holders = _Holders(given, stocks, at)
    found: list[Doubtful] = []
    for (school, name), to in given.items():
        resource = catalogue.resources.get(name)
        if resource is None:
            continue
        title = _Title(resource, relatives(resource, catalogue), catalogue, holders)
        for person, public in to.items():
            if public is not None and wrong_public(resource, public):
                found.append(Doubtful(person, name, school, Doubt.WRONG_EDITION))
            double = title.held(person, school)
            if double is not None:
                found.append(Doubtful(person, name, school, Doubt.DOUBLE_TITLE, double))
                continue
            others = people[school].elsewhere(person, at) if school in people else ()
            far = next((one for place in others if (one := title.held_far(person, place))), None)
            if far is not None:
                found.append(Doubtful(person, name, school, Doubt.TITLE_ELSEWHERE, far))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Holders:
    """Who holds what, or would once all that is planned is given; each place is read once."""

    given: Given
    stocks: Stocks
    at: datetime
    read: dict[Place, set[PersonId]] = field(default_factory=dict[Place, set[PersonId]])

    def of(self, school: SchoolId, resource: ResourceId) -> set[PersonId]:
        found = self.read.get((school, resource))
        if found is None:
            found = set(self.given.get((school, resource), ()))
            for stock in self.stocks(school, [resource]):
                if self.at < stock.subscription.ends:
                    found.update(stock.holders)
            self.read[school, resource] = found
        return found


@dataclass(frozen=True, slots=True)
class _Title:
    """One resource, with those that may be the same title."""

    resource: Resource
    relatives: Sequence[ResourceId]
    catalogue: Catalogue
    holders: _Holders

    def held(self, person: PersonId, school: SchoolId) -> ResourceId | None:
        """Return what *person* holds of the title at *school*, the resource itself aside."""
        held = [one for one in self.relatives if person in self.holders.of(school, one)]
        double = double_title(self.resource, held, self.catalogue) if held else None
        return None if double is None else double.id

    def held_far(self, person: PersonId, school: SchoolId) -> ResourceId | None:
        """Return what *person* holds of the title at another *school*, the resource itself too."""
        if person in self.holders.of(school, self.resource.id):
            return self.resource.id
        return self.held(person, school)
