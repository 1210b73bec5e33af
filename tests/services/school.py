"""A lycée with a head, two documentalistes, a teacher, a pupil, and the services that ask."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from garbridge.core.delegations import Delegation
from garbridge.core.identifiers import PersonId
from garbridge.core.people import Identity, Membership, Person, Profile
from garbridge.core.permissions import Actor, Grant
from garbridge.core.roles import Act
from garbridge.services.delegating import DelegatingService, Draft
from garbridge.services.permitting import PermissionService
from garbridge.stores.memory import (
    MemoryDatabase,
    MemoryDeclared,
    MemoryDelegations,
    MemoryDirectory,
)
from garbridge.testing.world import COLLEGE, LYCEE, NOW, YEAR_ENDS, pupil, teacher

PARIS = ZoneInfo("Europe/Paris")
HEAD = Actor(PersonId("cheffe"))
BRUNO = PersonId("bruno")
DRAFT = Draft(person=BRUNO, starts=NOW, ends=YEAR_ENDS, reason="Coordonne les maths")


def adult(name: str, profile: Profile, *, email: str = "a@ent.example") -> Person:
    """Return an adult of the lycée, named in reverse of the alphabet to test orders."""
    family = {"zoe-doc": "Albert", "ines-doc": "Bernard", "cheffe": "Chef"}.get(name, name)
    return Person(
        PersonId(name), Identity(family, name, email=email), (Membership(LYCEE.id, profile),)
    )


PEOPLE = (
    pupil(),
    teacher(),
    adult("cheffe", Profile.HEAD),
    adult("ines-doc", Profile.LIBRARIAN),
    adult("zoe-doc", Profile.LIBRARIAN),
    adult("agent", Profile.SCHOOL_STAFF, email=""),
)


@dataclass
class School:
    """The services over memory, with a clock that a test turns."""

    people: Sequence[Person] = PEOPLE
    stated: Sequence[Grant] = ()
    now: datetime = NOW
    confirms: bool | None = None
    asked: list[tuple[Actor, Act]] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Put them together."""
        self.directory = MemoryDirectory([LYCEE, COLLEGE], self.people)
        self.store = MemoryDelegations(MemoryDatabase())
        self.declared = MemoryDeclared()
        self.permissions = PermissionService(
            directory=self.directory,
            delegations=self.store,
            declared=self.declared,
            stated=self.stated,
            clock=lambda: self.now,
            confirmation=None if self.confirms is None else self._confirm,
        )
        self.delegating = DelegatingService(
            permissions=self.permissions,
            directory=self.directory,
            delegations=self.store,
            declared=self.declared,
            zone=PARIS,
            clock=lambda: self.now,
        )

    def give(self, draft: Draft = DRAFT) -> Delegation:
        """Let the head delegate, which must succeed."""
        given = self.delegating.delegate(HEAD, LYCEE.id, draft)
        assert isinstance(given, Delegation), given
        return given

    def move(self, person: Person, **place: object) -> None:
        """Change the place of *person* at the lycée."""
        (old,) = person.memberships
        moved = replace(person, memberships=(replace(old, **place),))  # type: ignore[arg-type]  # fields by name
        self.directory.put(moved, at=self.now)

    def _confirm(self, actor: Actor, act: Act) -> bool:
        self.asked.append((actor, act))
        return self.confirms is True


def paris(*when: int) -> datetime:
    """Return an instant of Paris, in UTC."""
    year, month, day = when
    return datetime(year, month, day, tzinfo=PARIS).astimezone(UTC)
