"""What a preview warns about: one title twice, also at two schools, and the wrong edition."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from garbridge.core.catalogue import Catalogue, Resource
from garbridge.core.entitlements import Opening, Population, Seat
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
    """Return the doubts about the seats that *movements* give, and about whom they let in.

    Holders are asked for only where a resource has relatives, or somebody is at another school of
    the tenant too.  What is over by *at* is no licence any more.

    Args:
        movements: What is planned.
        catalogue: What is registered.
        stocks: Tells who holds some resources at a school, and who is let in.
        people: The readers of the schools, which have read whom *movements* are about.
        at: The day from which it is wanted.
    """
    given: dict[Place, dict[PersonId, Public | None]] = {}
    opened: dict[Place, list[Population]] = {}
    for movement in movements:
        right = movement.right
        if isinstance(right, Seat) and movement.gives:
            given.setdefault((right.school, right.resource), {})[right.person] = movement.public
        elif isinstance(right, Opening) and movement.gives:
            opened.setdefault((right.school, right.resource), []).append(right.population)
    doubting = _Doubting(catalogue, _Holders(given, stocks, people, at), people, at)
    found = [one for place, to in given.items() for one in doubting.of_seats(place, to)]
    found += [one for place, to in opened.items() for one in doubting.of_openings(place, to)]
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Doubting:
    """The doubts of one preview."""

    catalogue: Catalogue
    holders: "_Holders"
    people: Mapping[SchoolId, People]
    at: datetime

    def of_seats(self, place: Place, to: Mapping[PersonId, Public | None]) -> Iterator[Doubtful]:
        """Yield the doubts about seats of one resource at one school."""
        school, name = place
        resource = self.catalogue.resources.get(name)
        if resource is None:
            return
        title = self._title(resource)
        for person, public in to.items():
            if public is not None and wrong_public(resource, public):
                yield Doubtful(person, name, school, Doubt.WRONG_EDITION)
            double = title.held(person, school, school)
            if double is not None:
                yield Doubtful(person, name, school, Doubt.DOUBLE_TITLE, double)
                continue
            others = self.people[school].elsewhere(person, self.at) if school in self.people else ()
            far = next((one for there in others if (one := title.far(person, school, there))), None)
            if far is not None:
                yield Doubtful(person, name, school, Doubt.TITLE_ELSEWHERE, far)

    def of_openings(self, place: Place, populations: Sequence[Population]) -> Iterator[Doubtful]:
        """Yield those who are let in and hold a licence of the same title, which is lost on them.

        Who is let in twice costs nothing, and is no doubt.
        """
        school, name = place
        resource = self.catalogue.resources.get(name)
        title = None if resource is None else self._title(resource)
        if title is None or not title.relatives or school not in self.people:
            return
        for candidate in self.people[school].within(populations, self.at):
            double = title.seat(candidate.person, school)
            if double is not None:
                yield Doubtful(candidate.person, name, school, Doubt.DOUBLE_TITLE, double)

    def _title(self, resource: Resource) -> "_Title":
        return _Title(resource, relatives(resource, self.catalogue), self.catalogue, self.holders)


@dataclass(frozen=True, slots=True)
class _Held:
    """Who has one resource at one school: by name, and as one of a population."""

    people: frozenset[PersonId]
    populations: tuple[Population, ...]


@dataclass(frozen=True, slots=True)
class _Holders:
    """Who holds what, or would once all that is planned is given; each place is read once."""

    given: Given
    stocks: Stocks
    people: Mapping[SchoolId, People]
    at: datetime
    read: dict[Place, _Held] = field(default_factory=dict[Place, _Held])

    def has_seat(self, person: PersonId, place: Place) -> bool:
        """Say whether *person* has a licence of their own."""
        return person in self._of(place).people

    def has(self, person: PersonId, known_at: SchoolId, place: Place) -> bool:
        """Say whether *person* has one, or is let in; the reader of *known_at* has read them."""
        held = self._of(place)
        if person in held.people or not held.populations:
            return person in held.people
        reader = self.people.get(known_at)
        there = reader.place(person, place[0], self.at) if reader else None
        return there is not None and any(one.covers(person, there) for one in held.populations)

    def _of(self, place: Place) -> _Held:
        found = self.read.get(place)
        if found is None:
            school, resource = place
            running = [
                stock
                for stock in self.stocks(school, [resource])
                if self.at < stock.subscription.ends
            ]
            found = self.read[place] = _Held(
                frozenset(self.given.get(place, ())).union(*(one.holders for one in running)),
                tuple(one.population for stock in running for one in stock.openings),
            )
        return found


@dataclass(frozen=True, slots=True)
class _Title:
    """One resource, with those that may be the same title."""

    resource: Resource
    relatives: Sequence[ResourceId]
    catalogue: Catalogue
    holders: _Holders

    def held(self, person: PersonId, known_at: SchoolId, school: SchoolId) -> ResourceId | None:
        """Return what *person* has of the title at *school*, the resource itself aside."""
        has = self.holders.has
        return self._double([o for o in self.relatives if has(person, known_at, (school, o))])

    def seat(self, person: PersonId, school: SchoolId) -> ResourceId | None:
        """Return of what *person* holds a licence of their own there, likewise."""
        has = self.holders.has_seat
        return self._double([one for one in self.relatives if has(person, (school, one))])

    def far(self, person: PersonId, known_at: SchoolId, school: SchoolId) -> ResourceId | None:
        """Return what *person* has of the title at another *school*, the resource itself too."""
        if self.holders.has(person, known_at, (school, self.resource.id)):
            return self.resource.id
        return self.held(person, known_at, school)

    def _double(self, held: Sequence[ResourceId]) -> ResourceId | None:
        double = double_title(self.resource, held, self.catalogue) if held else None
        return None if double is None else double.id
