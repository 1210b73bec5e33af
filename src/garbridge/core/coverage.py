"""Whole populations before the gate: who should be able to open something and cannot, and why.

Every answer is the access check's own (:func:`garbridge.core.access.check_access`), as at a launch.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from garbridge.core.access import Entitlements, Granted, Refusal, Refused, check_access
from garbridge.core.catalogue import Catalogue
from garbridge.core.entitlements import LicenceKind, Opening, Population, Seat, Subscription
from garbridge.core.identifiers import PersonId, ResourceId, SchoolId, SubscriptionId
from garbridge.core.openings import Crowd
from garbridge.core.people import (
    Group,
    GroupKind,
    Membership,
    Person,
    Profile,
    is_current,
    public_of,
)
from garbridge.core.unserved import Unserved

NOT_YET: Final = frozenset({Refusal.SUBSCRIPTION_NOT_STARTED, Refusal.SCHOOL_NOT_OPEN})
"""Not wrong: books that were assigned in July open in September, and so may the school."""
WANTED: Final = frozenset({Refusal.OBJECTED})
"""Told, and not wrong: the person wants it so."""
EVERYBODY: Final = Population()
Cell = tuple[str, ResourceId]
"""A division, by its code, and a resource."""
Divisions = Mapping[str, tuple[Group, list[PersonId]]]
"""Each division with the pupils of it who are looked at."""


@dataclass(frozen=True, slots=True)
class Barred:
    """Somebody to whom *resource* was given and who cannot open it, with the gate's reason."""

    person: PersonId
    resource: ResourceId
    refused: Refused
    instead: str = ""
    """What they are told to do who object to it."""


@dataclass(frozen=True, slots=True)
class Covered:
    """How many pupils of a division can open a resource, out of how many."""

    division: Group
    resource: ResourceId
    can: int
    of: int


@dataclass(frozen=True, slots=True)
class Lacking:
    """Pupils of a division to whom a resource was not given that most of it was given."""

    division: Group
    resource: ResourceId
    people: tuple[PersonId, ...]
    of: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """The answer for one school.

    ``later`` is how many will be able to open what was given to them when its subscription starts
    or their school opens; all that follows ``coverage`` but that is a finding, and of ``barred``
    those who do not object themselves.  ``unassigned`` are subscriptions that run and under which
    nobody of the population asked about holds anything; ``crowded`` those of the whole school that
    run and let more people in than they are for.
    """

    school: SchoolId
    people: int
    pairs: int
    coverage: tuple[Covered, ...]
    barred: tuple[Barred, ...]
    unassigned: tuple[Subscription, ...]
    lacking: tuple[Lacking, ...]
    crowded: tuple[Crowd, ...]
    later: int
    unserved: tuple[Unserved, ...] = ()

    @property
    def is_clean(self) -> bool:
        """Say whether there is no finding."""
        wrong = any(one.refused.reason not in WANTED for one in self.barred)
        return not (wrong or self.unassigned or self.lacking or self.crowded or self.unserved)


def survey(  # noqa: PLR0913 - the facts of one school
    school: SchoolId,
    people: Iterable[Person],
    facts: Entitlements,
    catalogue: Catalogue,
    *,
    since: datetime,
    now: datetime,
    among: Population = EVERYBODY,
    only: Collection[ResourceId] | None = None,
) -> Survey:
    """Hold everybody of *school* against everything that was given there.

    Args:
        school: Where.
        people: Everybody with a place there; who is there at *now* and in *among* is looked at.
        facts: Everything of that school.
        catalogue: What is registered.
        since: The beginning of the school year.  Nobody is missing what had ended by then.
        now: When they would open it.
        among: Whom to look at.  What no or too many people have is told of everybody only.
        only: Which resources; ``None`` is all.
    """
    shelves = Shelves(facts, since=since, only=only)
    barred: list[Barred] = []
    can: Counter[Cell] = Counter()
    has: defaultdict[Cell, set[PersonId]] = defaultdict(set)
    divisions: dict[str, tuple[Group, list[PersonId]]] = {}
    there, pairs, later = 0, 0, 0
    for person in people:
        place = person.at(school)
        if place is None or not is_current(place, now) or not among.covers(person.id, place):
            continue
        there += 1
        classes = _classes(place)
        for division in classes:
            divisions.setdefault(division.code, (division, []))[1].append(person.id)
        for resource, right in shelves.given_to(person, place).items():
            pairs += 1
            answer = _answer(person, school, resource, right, catalogue, now)
            later += isinstance(answer, Refused) and answer.reason in NOT_YET
            if isinstance(answer, Refused) and answer.reason not in NOT_YET:
                barred.append(Barred(person.id, resource, answer))
            for division in classes:
                has[division.code, resource].add(person.id)
                can[division.code, resource] += isinstance(answer, Granted)
    return Survey(
        school=school,
        people=there,
        pairs=pairs,
        coverage=tuple(_coverage(divisions, has, can)),
        barred=tuple(barred),
        unassigned=shelves.unassigned(now) if among == EVERYBODY else (),
        lacking=tuple(_lacking(divisions, has)),
        crowded=shelves.crowded(now) if among == EVERYBODY else (),
        later=later,
    )


class Shelves:
    """What a school has, sorted once: else each person would look at what others have.

    Args:
        facts: Everything of the school.
        since: What had ended by then is not missed by anybody.
        only: Which resources; ``None`` is all.
    """

    def __init__(
        self, facts: Entitlements, *, since: datetime, only: Collection[ResourceId] | None
    ) -> None:
        def wanted(right: Subscription | Seat | Opening) -> bool:
            return only is None or right.resource in only

        self._subscriptions = {one.id: one for one in facts.subscriptions if wanted(one)}
        self._live = {name for name, one in self._subscriptions.items() if since < one.ends}
        self._bought: defaultdict[ResourceId, list[Subscription]] = defaultdict(list)
        for one in self._subscriptions.values():
            self._bought[one.resource].append(one)
        self._seats: defaultdict[PersonId, list[Seat]] = defaultdict(list)
        for seat in filter(wanted, facts.seats):
            self._seats[seat.person].append(seat)
        self._openings: defaultdict[object, list[Opening]] = defaultdict(list)
        for opening in filter(wanted, facts.openings):
            self._openings[_key(opening.population)].append(opening)
        self._facts = facts
        self._used = {seat.subscription for seat in filter(wanted, facts.seats)}
        self._inside: Counter[SubscriptionId] = Counter()

    def given_to(self, person: Person, place: Membership) -> dict[ResourceId, Entitlements]:
        """Return what was given to *person*, asked once, at *place* this year, for the gate.

        A population is given what its subscription is for: teachers are not kept from a resource
        for pupils because it was opened to the whole school.  A seat is given by name.  An opening
        that does not let the person in is left out: it changes no answer.
        """
        public = public_of(place.profile)
        rights: defaultdict[ResourceId, tuple[list[Seat], list[Opening]]] = defaultdict(
            lambda: ([], [])
        )
        meant: set[ResourceId] = set()
        entered: set[SubscriptionId] = set()
        for seat in self._seats.get(person.id, ()):
            rights[seat.resource][0].append(seat)
            if seat.subscription in self._live:
                meant.add(seat.resource)
        for opening in self._near(person.id, place):
            if not opening.population.covers(person.id, place):
                continue
            rights[opening.resource][1].append(opening)
            named = opening.subscription
            if named in self._live and public in self._subscriptions[named].publics:
                meant.add(opening.resource)
                entered.add(named)
        self._used |= entered
        self._inside.update(entered)
        return {
            one: replace(
                self._facts,
                subscriptions=self._bought[one],
                seats=rights[one][0],
                openings=rights[one][1],
            )
            for one in sorted(meant)
        }

    def unassigned(self, now: datetime) -> tuple[Subscription, ...]:
        """Return what runs at *now* and was given to none of those who were asked about."""
        return tuple(
            one
            for name, one in sorted(self._subscriptions.items())
            if one.starts <= now < one.ends and name not in self._used
        )

    def crowded(self, now: datetime) -> tuple[Crowd, ...]:
        """Return what runs at *now* and lets in more of those who were asked about than it may."""
        running = (one for one in self._subscriptions.values() if one.starts <= now < one.ends)
        etabl = sorted(one.id for one in running if one.kind is LicenceKind.ETABL)
        found = (Crowd(self._subscriptions[name], self._inside[name]) for name in etabl)
        return tuple(one for one in found if one.over)

    def _near(self, person: PersonId, place: Membership) -> Iterable[Opening]:
        """Yield every opening that may let *person* in, and few others."""
        yield from self._openings.get(None, ())
        yield from self._openings.get(person, ())
        for key in {(group.kind, group.code) for group in place.groups}:
            yield from self._openings.get(key, ())


def _key(population: Population) -> object:
    if population.person is not None:
        return population.person
    return None if population.kind is None else (population.kind, population.code)


def _answer(  # noqa: PLR0917 - what the gate asks for
    person: Person,
    school: SchoolId,
    resource: ResourceId,
    right: Entitlements,
    catalogue: Catalogue,
    now: datetime,
) -> Granted | Refused:
    known = catalogue.resources.get(resource)
    if known is None:
        return Refused(Refusal.UNKNOWN_RESOURCE)
    return check_access(person, school, known, catalogue.provider_of(known), right, now=now)


def _classes(place: Membership) -> tuple[Group, ...]:
    return place.of_kind(GroupKind.DIVISION) if place.profile is Profile.PUPIL else ()


def _coverage(
    divisions: Divisions, has: Iterable[Cell], can: Mapping[Cell, int]
) -> Iterable[Covered]:
    for code, resource in sorted(has):
        division, members = divisions[code]
        yield Covered(division, resource, can[code, resource], len(members))


def _lacking(divisions: Divisions, has: Mapping[Cell, set[PersonId]]) -> Iterable[Lacking]:
    for code, resource in sorted(has):
        (division, members), given = divisions[code], has[code, resource]
        if len(members) < 2 * len(given) < 2 * len(members):
            missing = tuple(sorted(set(members) - given))
            yield Lacking(division, resource, missing, len(members))
