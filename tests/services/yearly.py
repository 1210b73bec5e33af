"""The lycée that gives licences, with its rules, duplicates and the turn of its school year."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from tests.services.licences import classmate, parting_in
from tests.services.ruled import Ruling
from tests.services.school import PARIS
from tests.services.turning import LEVELS

from garbridge.core.entitlements import Population
from garbridge.core.identifiers import PersonId
from garbridge.core.people import GroupKind, Person, Profile
from garbridge.core.permissions import OPERATOR
from garbridge.services.checking import CheckingService
from garbridge.services.merging import MergingService
from garbridge.services.turning import YearService
from garbridge.services.year_desk import YearDesk
from garbridge.stores.memory import (
    MemoryActivations,
    MemoryJournal,
    MemoryMarks,
    MemoryQueue,
    MemoryRequests,
    MemoryRestrictions,
)
from garbridge.testing.world import LYCEE

DIGITS = (6, 5, 4)
FIFTHS = Population(Profile.PUPIL, GroupKind.LEVEL, LEVELS[5].code)


def at_level(name: str, digit: int) -> Person:
    """Return a pupil of class 2DE4 who is at a level."""
    person = classmate(name)
    (place,) = person.memberships
    place = replace(place, groups=(*place.groups, LEVELS[digit]))
    return replace(person, memberships=(place,))


def digit_of(person: Person) -> int | None:
    """Return the level of a pupil."""
    codes = {group.code for place in person.memberships for group in place.groups}
    return next((digit for digit in DIGITS if LEVELS[digit].code in codes), None)


@dataclass
class Yearly(Ruling):
    """The same lycée, which turns the year and merges who is there twice."""

    def __post_init__(self) -> None:
        """Put it together."""
        super().__post_init__()
        assigning = self.assigning
        self.year = YearService(
            desk=YearDesk(
                years=self.plans,
                ledger=self.ledger,
                directory=self.directory,
                catalogue=lambda: self.registered,
                transaction=self.database.transaction,
                permissions=assigning.permissions,
                zone=PARIS,
                clock=lambda: self.now,
                tokens=assigning.tokens,
            ),
            checking=CheckingService(
                permissions=assigning.permissions,
                directory=self.directory,
                entitlements=self.store,
                activations=MemoryActivations(self.database),
                catalogue=lambda: self.registered,
                serving=self.serving,
                zone=PARIS,
                clock=lambda: self.now,
            ),
            serve=lambda school, actor: self.serving.serve(school, actor=actor),
        )
        self.merging = MergingService(
            directory=self.directory,
            ledger=self.ledger,
            queue=MemoryQueue(self.database),
            years=self.plans,
            trail=MemoryJournal(self.database),
            restrictions=MemoryRestrictions(self.database),
            requests=MemoryRequests(self.database),
            marks=MemoryMarks(self.database),
            parting=parting_in(self.database, self.directory, lambda: self.now),
            permissions=assigning.permissions,
            transaction=self.database.transaction,
            clock=lambda: self.now,
            tokens=assigning.tokens,
        )

    def grow(self) -> None:
        """Let everybody be a level up, and those of the last one leave."""
        for person in list(self.directory.members(LYCEE.id)):
            digit = digit_of(person)
            if digit is not None and digit - 1 in DIGITS:
                self.directory.put(at_level(person.id, digit - 1), at=self.now)
            elif digit is not None:
                self.directory.remove(person.id, at=self.now)

    def merge(self, gone: str, kept: str) -> None:
        """Merge two who are there; the first one leaves the directory."""
        there: Iterable[str] = {one.id for one in self.directory.members(LYCEE.id)}
        if gone != kept and gone in there and kept in there:
            self.merging.merge(OPERATOR, PersonId(gone), PersonId(kept))
            self.directory.remove(PersonId(gone), at=self.now)
