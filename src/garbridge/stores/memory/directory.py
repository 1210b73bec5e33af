"""People and schools in memory."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from threading import Lock

from garbridge.core.identifiers import PersonId, SchoolId
from garbridge.core.people import Person, School

_ALWAYS = datetime(1970, 1, 1, tzinfo=UTC)


class MemoryDirectory:
    """People and schools that a test or a small portal puts in.

    Args:
        schools: The schools.
        people: Those who have been there since ever.
    """

    def __init__(self, schools: Iterable[School] = (), people: Iterable[Person] = ()) -> None:
        self._lock = Lock()
        self._schools = {school.id: school for school in schools}
        self._people = {person.id: person for person in people}
        self._changed = dict.fromkeys(self._people, _ALWAYS)

    def put(self, person: Person, *, at: datetime) -> None:
        """Add or replace *person* at the instant *at*."""
        with self._lock:
            self._people[person.id] = person
            self._changed[person.id] = at

    def remove(self, person: PersonId, *, at: datetime) -> None:
        """Remove *person* at the instant *at*."""
        with self._lock:
            del self._people[person]
            self._changed[person] = at

    def person(self, person: PersonId) -> Person | None:
        """Return one person with all memberships; ``None`` if unknown."""
        return self._people.get(person)

    def members(self, school: SchoolId) -> Iterator[Person]:
        """Yield everybody with a membership at *school*, by identifier."""
        with self._lock:
            found = [person for person in self._people.values() if person.at(school)]
        yield from sorted(found, key=lambda person: person.id)

    def school(self, school: SchoolId) -> School | None:
        """Return one school; ``None`` if unknown."""
        return self._schools.get(school)

    def schools(self) -> Iterator[School]:
        """Yield every school, by UAI."""
        yield from sorted(self._schools.values(), key=lambda school: school.id)

    def changed_since(self, instant: datetime) -> Iterator[PersonId]:
        """Yield those who were added, changed or removed at or after *instant*, each once."""
        with self._lock:
            found = [person for person, at in self._changed.items() if at >= instant]
        yield from sorted(found)
