"""For those who teach: which of their pupils lack a resource, and the word to whoever assigns it.

It answers about the classes and groups of whoever asks, by the directory, and about nothing else;
what they ask for waits in the queue of their school, where somebody decides.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass

from garbridge.core.catalogue import Catalogue
from garbridge.core.identifiers import PersonId, ResourceId, SchoolId
from garbridge.core.people import Membership, Person, current
from garbridge.core.permissions import Actor
from garbridge.core.queue import Entry, EntryKind
from garbridge.core.teaching import Lack, lacks_of, own_groups
from garbridge.ports import Clock, Directory, Ledger, QueueStore, Transaction
from garbridge.services.selecting import People


@dataclass(frozen=True, slots=True)
class Taught:
    """What pupils lack at one school; ``asked`` are those for whom it was asked already."""

    school: SchoolId
    lacks: tuple[Lack, ...]
    asked: frozenset[tuple[PersonId, ResourceId]]


@dataclass(frozen=True, slots=True, kw_only=True)
class TeachingService:
    """Looks, and lets requests wait; gives nothing."""

    directory: Directory
    ledger: Ledger
    queue: QueueStore
    catalogue: Callable[[], Catalogue]
    transaction: Transaction
    clock: Clock

    def taught(self, teacher: Person) -> tuple[Taught, ...]:
        """Return what pupils of *teacher* lack, at each school where *teacher* teaches now."""
        now = self.clock()
        return tuple(
            self._at(teacher.id, place)
            for place in current(teacher.memberships, now)
            if own_groups(place)
        )

    def ask(
        self,
        teacher: Person,
        school: SchoolId,
        resource: ResourceId,
        pupils: Collection[PersonId],
    ) -> tuple[Entry, ...]:
        """Let a request wait for each of *pupils* who lacks *resource* and is theirs.

        The others are left out, as are those for whom somebody asked already.

        Raises:
            StoreError: nothing was asked.
        """
        at, by = self.clock(), Actor(teacher.id).text
        with self.transaction():
            # A second click waits here, and finds what the first one asked.
            self.ledger.lock(sorted(self.ledger.names(school)))
            here = next((one for one in self.taught(teacher) if one.school == school), None)
            lacks = here.lacks if here else ()
            lack = next((one for one in lacks if one.resource == resource), None)
            if here is None or lack is None:
                return ()
            wanted = [
                Entry(
                    school=school,
                    kind=EntryKind.LACK,
                    person=person,
                    at=at,
                    come=(resource,),
                    told_by=by,
                )
                for person in sorted(lack.people & set(pupils))
                if (person, resource) not in here.asked
            ]
            if wanted:
                self.queue.add(wanted)
        return tuple(wanted)

    def _at(self, teacher: PersonId, place: Membership) -> Taught:
        school, known = place.school, self.catalogue().resources
        members = People(self.directory, school).members()
        stocks = [one for one in self.ledger.stocks(school) if one.subscription.resource in known]
        asked = {
            (one.person, ResourceId(code))
            for one in self.queue.waiting(school)
            if one.kind is EntryKind.LACK
            for code in one.come
        }
        lacks = lacks_of(teacher, place, members, stocks, self.clock())
        return Taught(school, lacks, frozenset(asked))
