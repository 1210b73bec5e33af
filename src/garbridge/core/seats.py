"""What is given of a school's licences, and what an act on them would do."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from garbridge.core.entitlements import Opening, Origin, Population, Seat, Subscription
from garbridge.core.identifiers import PersonId, ResourceId, SchoolId
from garbridge.core.operations import Movement
from garbridge.core.people import Membership, Public


class Obstacle(StrEnum):
    """Why somebody cannot be given a licence, or one cannot be taken back.  Values are stable."""

    UNKNOWN_PERSON = "unknown_person"
    NOT_A_MEMBER = "not_a_member"
    """The school is not theirs."""
    NOT_THERE_THEN = "not_there_then"
    """The membership has not begun on the wanted day, or is over."""
    UNKNOWN_RESOURCE = "unknown_resource"
    NO_SUBSCRIPTION = "no_subscription"
    SUBSCRIPTION_EXPIRED = "subscription_expired"
    PUBLIC_NOT_COVERED = "public_not_covered"
    """No subscription is for pupils, or for teachers, as the person is."""
    ALREADY_HELD = "already_held"
    """They have the resource for those days, under this or another subscription of the school."""
    NO_LICENCE_LEFT = "no_licence_left"
    NOT_HELD = "not_held"
    """There is nothing to take back."""
    NOT_TRANSFERABLE = "not_transferable"
    """The order says that a licence once given stays with its holder."""
    NO_SUCH_POPULATION = "no_such_population"
    """There is no class, group, level or subject of that name in the new school year."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who may be given a licence, through the membership that counts."""

    person: PersonId
    membership: Membership


class Held(NamedTuple):
    """A licence somebody holds: the public under which it is counted, and what gave it.

    ``public`` is ``None`` where the holder's profile was not known when it was given.
    """

    public: Public | None
    origin: Origin = Origin.PERSON


@dataclass(frozen=True, slots=True)
class Stock:
    """A subscription, its holders, and its openings."""

    subscription: Subscription
    holders: Mapping[PersonId, Held] = field(default_factory=dict[PersonId, Held])
    openings: Collection[Opening] = ()

    def seat_of(self, person: PersonId) -> Seat:
        """Return the seat of *person*, who must hold one."""
        bought = self.subscription
        return Seat(
            subscription=bought.id,
            resource=bought.resource,
            school=bought.school,
            person=person,
            origin=self.holders[person].origin,
        )

    @property
    def taken(self) -> Counter[Public | None]:
        """How many seats are given, for each public."""
        return Counter(held.public for held in self.holders.values())


@dataclass(frozen=True, slots=True)
class Impossible:
    """One person, or one population, for whom nothing can be done, and why."""

    who: PersonId | Population
    resource: ResourceId
    school: SchoolId
    obstacle: Obstacle


@dataclass(frozen=True, slots=True)
class Shortage:
    """Too few licences: *wanted* people had none when *left* were there.

    ``people`` are those who would stay without, in the order in which they were to be served.
    """

    resource: ResourceId
    school: SchoolId
    wanted: int
    left: int
    people: tuple[PersonId, ...] = ()

    @property
    def missing(self) -> int:
        """How many licences are missing."""
        return self.wanted - self.left


class Doubt(StrEnum):
    """What can be done and should perhaps not.  Values are stable."""

    DOUBLE_TITLE = "double_title"
    """The person would hold one title twice: ``other`` is what they hold of it."""
    TITLE_ELSEWHERE = "title_elsewhere"
    """They hold it at another of their schools: ``other`` is what they hold of it there."""
    WRONG_EDITION = "wrong_edition"
    """The teacher's edition for a pupil, or the reverse."""


@dataclass(frozen=True, slots=True)
class Doubtful:
    """One person for whom a licence can be given, and a reason to think again."""

    who: PersonId
    resource: ResourceId
    school: SchoolId
    doubt: Doubt
    other: ResourceId | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """What an act would do.

    ``already`` counts those for whom there is nothing left to do.
    """

    movements: tuple[Movement, ...] = ()
    already: int = 0
    impossible: tuple[Impossible, ...] = ()
    shortages: tuple[Shortage, ...] = ()

    @property
    def people(self) -> frozenset[PersonId]:
        """Who would get a licence or lose one."""
        seats = (m.right for m in self.movements if isinstance(m.right, Seat))
        return frozenset(seat.person for seat in seats)

    def __add__(self, other: "Plan") -> "Plan":
        return Plan(
            self.movements + other.movements,
            self.already + other.already,
            self.impossible + other.impossible,
            self.shortages + other.shortages,
        )


def joined(plans: Iterable[Plan]) -> Plan:
    """Return all *plans* as one, in their order."""
    found = list(plans)
    return Plan(
        tuple(m for plan in found for m in plan.movements),
        sum(plan.already for plan in found),
        tuple(i for plan in found for i in plan.impossible),
        tuple(s for plan in found for s in plan.shortages),
    )
