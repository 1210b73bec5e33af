"""Two entries of the directory that may be one person: found, never merged by themselves."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from garbridge.core.entitlements import Opening, Population, Rule, Seat, Subscription
from garbridge.core.identifiers import PersonId, ResourceId, SchoolId
from garbridge.core.operations import Movement
from garbridge.core.people import Person
from garbridge.core.seats import Stock
from garbridge.core.spelling import spelled


class Stays(StrEnum):
    """What a merge brings over beside licences.  Values are stable.

    An undo brings it back, but for restrictions; what changed since stays with the one kept.
    """

    QUEUE = "queue"
    """Open entries of the queue; and those that the merge closed."""
    YEAR_PLANS = "year_plans"
    """What a plan of the school year says."""
    REQUESTS = "requests"
    """What they asked by their rights, unless it was answered since."""
    FAVOURITES = "favourites"
    RESTRICTIONS = "restrictions"
    """Objections and a protection hold for both: who lifts them says so."""


ALWAYS_STAYS: Final = (Stays.RESTRICTIONS,)
"""What no undo takes from the one who was kept: nobody is left less protected by it."""


class Sign(StrEnum):
    """What two entries share.  Values are stable."""

    NAME = "name"
    """Family name, given name and profile, whatever the case, accents and hyphens."""
    EMAIL = "email"


@dataclass(frozen=True, slots=True)
class Duplicate:
    """Entries that may be one person, by identifier, and the schools they are at."""

    sign: Sign
    people: tuple[PersonId, ...]
    schools: tuple[SchoolId, ...]


def duplicates(people: Iterable[Person]) -> tuple[Duplicate, ...]:
    """Return all entries that share a sign, at one school or at several.

    *people* may name somebody more than once, and are not kept.

    Homonyms are among them: only somebody who knows them can tell.
    """
    found: dict[tuple[Sign, tuple[str, ...]], dict[PersonId, tuple[SchoolId, ...]]] = {}
    for person in people:
        for sign, mark in _marks(person):
            found.setdefault((sign, mark), {})[person.id] = person.schools()
    several = [(sign, same) for (sign, _), same in found.items() if len(same) > 1]
    listed = {
        Duplicate(
            sign,
            tuple(sorted(same)),
            tuple(sorted({school for schools in same.values() for school in schools})),
        )
        for sign, same in several
    }
    return tuple(sorted(listed, key=lambda one: (one.people, one.sign)))


def plan_merge(
    stocks: Iterable[Stock], rules: Iterable[Rule], who: PersonId, into: Person, at: datetime
) -> tuple[Movement, ...]:
    """Plan to bring all that is given to *who* at one school to *into*.

    A licence comes back where *into* has the resource on all the days that are left of it from
    *at* on: the licence of another year is none for these.  So does one at a school where *into*
    has no place.
    """
    stocks = list(stocks)
    held = [stock.subscription for stock in stocks if into.id in stock.holders]
    movements: list[Movement] = []
    for stock in stocks:
        bought = stock.subscription
        if who in stock.holders:
            mine = stock.holders[who]
            seat = _seat(stock, who)
            movements.append(Movement(seat, gives=False, public=mine.public))
            needed = not any(_replaces(one, bought, at) for one in held)
            if needed and into.at(bought.school) is not None:
                other = _seat(stock, into.id, like=seat)
                movements.append(Movement(other, gives=True, public=mine.public))
                held.append(bought)
        opened = {opening.population for opening in stock.openings}
        for one in stock.openings:
            if one.population == Population(person=who):
                movements.append(Movement(one, gives=False))
                if Population(person=into.id) not in opened:
                    movements.append(Movement(_opening(one, into.id), gives=True))
    return tuple(movements) + _of_rules(list(rules), who, into.id)


def _replaces(one: Subscription, other: Subscription, at: datetime) -> bool:
    """Say whether who holds *one* misses nothing without *other* from *at* on."""
    if one.id == other.id:
        return True
    begins = max(other.starts, at) if at < other.ends else other.starts
    return one.resource == other.resource and one.starts <= begins and other.ends <= one.ends


def _of_rules(rules: list[Rule], who: PersonId, into: PersonId) -> tuple[Movement, ...]:
    movements: list[Movement] = []
    for rule in rules:
        if rule.population == Population(person=who):
            movements.append(Movement(rule, gives=False))
            other = _rule(rule.resource, rule.school, into)
            if other not in rules:
                movements.append(Movement(other, gives=True))
    return tuple(movements)


def _seat(stock: Stock, person: PersonId, like: Seat | None = None) -> Seat:
    bought = stock.subscription
    return Seat(
        subscription=bought.id,
        resource=bought.resource,
        school=bought.school,
        person=person,
        origin=like.origin if like else stock.holders[person].origin,
    )


def _opening(opening: Opening, person: PersonId) -> Opening:
    return Opening(
        subscription=opening.subscription,
        resource=opening.resource,
        school=opening.school,
        population=Population(person=person),
    )


def _rule(resource: ResourceId, school: SchoolId, person: PersonId) -> Rule:
    return Rule(resource=resource, school=school, population=Population(person=person))


def _marks(person: Person) -> Iterable[tuple[Sign, tuple[str, ...]]]:
    who = person.identity
    name = _letters(who.family_name), _letters(who.given_name)
    if all(name):
        for profile in {place.profile for place in person.memberships}:
            yield Sign.NAME, (*name, profile.value)
    if who.email:
        yield Sign.EMAIL, (who.email.casefold(),)


def _letters(name: str) -> str:
    return "".join(letter for letter in spelled(name) if letter.isalnum())
