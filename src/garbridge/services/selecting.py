"""Whom an act on licences is about: people by name, or whoever belongs to a population today."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from garbridge.core.entitlements import Population
from garbridge.core.identifiers import PersonId, ResourceId, SchoolId
from garbridge.core.operations import OperationKind
from garbridge.core.people import Membership, Person, is_current
from garbridge.core.seats import Candidate, Obstacle
from garbridge.core.spelling import spelled
from garbridge.ports import Directory

T = TypeVar("T")

Passing = Callable[[Sequence[T]], Iterable[T]]
"""How what is to be done is gone through, in its order: somebody may be told how far it is."""
Through = Passing[SchoolId]
"""Schools, one after the other."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What somebody wants done with licences.

    ``kind`` is ``ASSIGN``, ``WITHDRAW``, ``MOVE`` or ``RECLAIM``.  Everything is wanted for each of
    ``resources`` at each of ``schools``.  ``people`` are served in their order; whoever belongs to
    one of ``populations`` on the day ``at`` comes after them, by name.  ``to`` is who gets, in
    ``MOVE``, what ``people`` give back.  ``RECLAIM`` names nobody: it is about those who left; its
    ``resources`` may be empty, which is all.  ``at`` ``None`` is now.
    """

    kind: OperationKind
    schools: tuple[SchoolId, ...]
    resources: tuple[ResourceId, ...]
    people: tuple[PersonId, ...] = ()
    populations: tuple[Population, ...] = ()
    to: tuple[PersonId, ...] = ()
    at: datetime | None = None


def by_name(person: Person) -> tuple[str, str, PersonId]:
    """Return what people are sorted by, as on a class list; two of one name by identifier."""
    who = person.identity
    return spelled(who.family_name), spelled(who.given_name), person.id


class People:
    """Reads the people of one school, each of them once.

    Args:
        directory: Who is where.
        school: The school.
        others: Further schools the same act is about: who is at one of them, and not here, is no
            stranger.
        tells_unknown: Whether who asks may know that somebody is in no directory at all; else they
            are as somebody of another school, so that nobody learns who is there.
    """

    def __init__(
        self,
        directory: Directory,
        school: SchoolId,
        others: Sequence[SchoolId] = (),
        *,
        tells_unknown: bool = False,
    ) -> None:
        self._directory = directory
        self._school = school
        self._others = frozenset(others) - {school}
        self._unknown = Obstacle.UNKNOWN_PERSON if tells_unknown else Obstacle.NOT_A_MEMBER
        self._members: list[Candidate] | None = None
        self._known: dict[PersonId, Person] = {}

    def named(
        self, people: Iterable[PersonId], refuse: Callable[[PersonId, Obstacle], object]
    ) -> list[Candidate]:
        """Return *people* in their order, each once; who is not at the school is refused."""
        found: list[Candidate] = []
        for name in dict.fromkeys(people):
            person = self._directory.person(name)
            place = person.at(self._school) if person else None
            if person is None:
                refuse(name, self._unknown)
                continue
            self._known[name] = person
            if place is not None:
                found.append(Candidate(name, place))
            elif self._others.isdisjoint(person.schools()):
                refuse(name, Obstacle.NOT_A_MEMBER)
        return found

    def members(self) -> list[Candidate]:
        """Return everybody of the school, past and future ones too, by name."""
        if self._members is None:
            people = sorted(self._directory.members(self._school), key=by_name)
            self._known.update((person.id, person) for person in people)
            places = ((person, person.at(self._school)) for person in people)
            self._members = [
                Candidate(person.id, place) for person, place in places if place is not None
            ]
        return self._members

    def elsewhere(self, person: PersonId, at: datetime) -> tuple[SchoolId, ...]:
        """Return the other schools at which *person*, who was read, is on the day *at*."""
        known = self._known.get(person)
        if known is None or len(known.memberships) == 1:
            return ()
        places = (place for place in known.memberships if is_current(place, at))
        return tuple(place.school for place in places if place.school != self._school)

    def place(self, person: PersonId, school: SchoolId, at: datetime) -> Membership | None:
        """Return the place that *person*, who was read, has at any *school* on the day *at*."""
        known = self._known.get(person)
        place = known.at(school) if known else None
        return place if place is not None and is_current(place, at) else None

    def within(self, populations: Sequence[Population], at: datetime) -> list[Candidate]:
        """Return who belongs to one of *populations* on the day *at*, by name."""
        if not populations:
            return []
        return [
            one
            for one in self.members()
            if is_current(one.membership, at)
            and any(population.covers(one.person, one.membership) for population in populations)
        ]
