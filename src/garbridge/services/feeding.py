"""What feeds the queue beside the import: possible duplicates, and a directory of one's own.

Looked for every night, kept once: who was told and decided is not asked a second time.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from garbridge.core.duplicates import Duplicate, duplicates
from garbridge.core.identifiers import PersonId, SchoolId
from garbridge.core.people import Person
from garbridge.core.permissions import EVERYWHERE, OPERATOR, Actor, Denied
from garbridge.core.queue import Entry, EntryKind
from garbridge.core.roles import Act
from garbridge.core.rolls import differences, roll_of
from garbridge.ports import Clock, Directory, QueueStore, RollStore, Transaction
from garbridge.services.permitting import PermissionService
from garbridge.services.selecting import Through

_SIGNALLED: Final = frozenset({EntryKind.ARRIVAL, EntryKind.DEPARTURE})
"""What somebody may have told before the directory did."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedingService:
    """Lets duplicates wait in the queue of each school they are at; merges nobody.

    With ``rolls`` it also compares each school with how it was at the last look, and lets arrivals,
    departures and moves wait: for a portal with a directory of its own.  ``None`` is for one that
    imports, where the import knows what it changes.
    """

    directory: Directory
    queue: QueueStore
    permissions: PermissionService
    transaction: Transaction
    clock: Clock
    rolls: RollStore | None = None

    def refresh(
        self,
        actor: Actor = OPERATOR,
        schools: Sequence[SchoolId] | None = None,
        *,
        rehearse: bool = False,
        through: Through = tuple,
    ) -> tuple[Entry, ...] | Denied:
        """Let what was found wait at *schools*, or at all; return what is new there.

        They are gone *through* one after the other.

        All people of the tenant are looked through.  Those who were told before, whatever became
        of it, are left out until somebody else may be the same person too.

        Raises:
            StoreError: nothing was kept.
        """
        everywhere = [school.id for school in self.directory.schools()]
        named = everywhere if schools is None else list(dict.fromkeys(schools))
        if actor != OPERATOR:
            answer = self.permissions.permit_all(actor, Act.MERGE, [(one, None) for one in named])
            if isinstance(answer, Denied):
                return answer
        found = [
            one
            for one in duplicates(everybody(self.directory, everywhere))
            if may_merge(self.permissions, actor, one.people)
        ]
        fresh: list[Entry] = []
        with self.transaction():
            for school in through(named):
                fresh += self._fresh(school, found)
                fresh += self._moved(school, rehearse=rehearse)
            if fresh and not rehearse:
                self.queue.add(fresh)
        return tuple(fresh)

    def _moved(self, school: SchoolId, *, rehearse: bool) -> list[Entry]:
        """Return who came, left or moved since the last look; who was signalled waits already."""
        if self.rolls is None:
            return []
        now = self.clock()
        after = roll_of(self.directory.members(school), school, now=now)
        found = list(differences(school, self.rolls.roll(school), after, at=now))
        if not rehearse:
            self.rolls.write(school, after)
        if not found:
            return []
        signalled = {
            (one.kind, one.person) for one in self.queue.waiting(school) if one.kind in _SIGNALLED
        }
        return [one for one in found if (one.kind, one.person) not in signalled]

    def _fresh(self, school: SchoolId, found: Sequence[Duplicate]) -> Iterator[Entry]:
        told: set[tuple[PersonId, ...]] = set()
        for one in found:
            first, *others = one.people
            if school not in one.schools or one.people in told:
                continue
            told.add(one.people)
            before = self.queue.of_person(school, first)
            if any(e.kind is EntryKind.DUPLICATE and set(e.come) >= set(others) for e in before):
                continue
            yield Entry(
                school=school,
                kind=EntryKind.DUPLICATE,
                person=first,
                at=self.clock(),
                come=tuple(others),
            )


def everybody(directory: Directory, schools: Collection[SchoolId]) -> Iterator[Person]:
    """Yield everybody of *schools*, whoever is at several of them several times."""
    for school in schools:
        yield from directory.members(school)


def may_merge(permissions: PermissionService, actor: Actor, people: Collection[PersonId]) -> bool:
    """Say whether *actor* may merge *people*: at every school where one of them is."""
    if actor == OPERATOR:
        return True
    known = [permissions.directory.person(one) for one in people]
    schools = {school for one in known for school in (one.schools() if one else (EVERYWHERE,))}
    answer = permissions.permit_all(actor, Act.MERGE, [(one, None) for one in sorted(schools)])
    return not isinstance(answer, Denied)
