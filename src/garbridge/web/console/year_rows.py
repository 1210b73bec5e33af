"""The turn of a school year in words: levels, resources, and what the check finds."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from garbridge.core.coverage import Survey
from garbridge.core.entitlements import Population
from garbridge.core.identifiers import PersonId, subscription_key
from garbridge.core.obstacles import OBSTACLES
from garbridge.core.people import Group, GroupKind, Person, Profile, is_current
from garbridge.core.portions import Turned
from garbridge.core.years import Carry, Follow, Portion
from garbridge.services.new_year import Outlook, Renewal
from garbridge.web.console.door import Desk
from garbridge.web.console.people_rows import as_counted, names_of
from garbridge.web.console.populations_said import said_population
from garbridge.web.console.saying import saying
from garbridge.web.console.year_classes import follows_of, overruled_of

MOST: Final = 100
"""Findings that a page lists; the others are counted."""


@dataclass(frozen=True, slots=True)
class Level:
    """A level of this year with its classes: what follows it; ``None`` where nobody has said."""

    code: str
    label: str
    classes: tuple[str, ...]
    pupils: int
    following: str | None
    is_confirmed: bool


@dataclass(frozen=True, slots=True)
class Directory:
    """What the directory has of a school: the first thing to look at."""

    pupils: int
    adults: int
    classes: int
    without_class: int
    without_level: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """One resource of the year: who has it, what becomes of it, and what that comes to."""

    id: str
    title: str
    follow: Follow
    had_by: tuple[str, ...]
    goes_to: tuple[tuple[str, str], ...]
    """The classes that have it and are followed by one that somebody said, with that one."""
    waiting: tuple[str, ...]
    given: int
    reclaimed: int
    kept: int
    missing: int
    ending: int
    is_ordered: bool


@dataclass(frozen=True, slots=True)
class Ending:
    """A subscription that ends with the year, and its follower."""

    key: str
    title: str
    follower: str
    may_renew: bool


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that the check found: what it is about, and why it is told."""

    what: str
    why: str
    who: str = ""


def directory_of(desk: Desk, people: Iterable[Person]) -> Directory:
    """Return what the directory has now."""
    pupils = adults = without_class = without_level = 0
    classes: set[str] = set()
    now = desk.runtime.clock()
    for person in people:
        place = person.at(desk.uai)
        if place is None or not is_current(place, now):
            continue
        if place.profile is not Profile.PUPIL:
            adults += 1
            continue
        pupils += 1
        own = place.codes(GroupKind.DIVISION)
        classes |= set(own)
        without_class += not own
        without_level += not place.codes(GroupKind.LEVEL)
    return Directory(pupils, adults, len(classes), without_class, without_level)


def levels_of(desk: Desk, people: Iterable[Person], outlook: Outlook) -> list[Level]:
    """Return the levels of the plan and of the school, each with its classes."""
    labels: dict[str, str] = {}
    classes: dict[str, set[str]] = {}
    pupils: Counter[str] = Counter()
    now = desk.runtime.clock()
    for person in people:
        place = person.at(desk.uai)
        if place is None or place.profile is not Profile.PUPIL or not is_current(place, now):
            continue
        for level in place.of_kind(GroupKind.LEVEL):
            labels[level.code] = level.label or level.code
            pupils[level.code] += 1
            named = (group.label or group.code for group in place.of_kind(GroupKind.DIVISION))
            classes.setdefault(level.code, set()).update(named)
    chosen = outlook.plan.chosen
    codes = sorted({*labels, *chosen.levels})
    return [
        Level(
            code,
            labels.get(code, code),
            tuple(sorted(classes.get(code, ()), key=as_counted)),
            pupils[code],
            chosen.levels.get(code),
            code in chosen.confirmed,
        )
        for code in codes
    ]


def books_of(desk: Desk, outlook: Outlook) -> list[Book]:
    """Return what becomes of each resource, by title."""
    after = follows_of(outlook)
    found = [_book(desk, one, outlook.plan.carries, after) for one in outlook.turned]
    return sorted(found, key=lambda one: (one.title, one.id))


def _book(desk: Desk, one: Turned, carries: Iterable[Carry], after: Mapping[str, str]) -> Book:
    had = [carry for carry in carries if carry.resource == one.resource]
    return Book(
        id=one.resource,
        title=desk.title(one.resource),
        follow=one.follow,
        had_by=tuple(map(_carried, had)),
        goes_to=tuple(
            (_carried(carry), after[carry.population.code])
            for carry in had
            if carry.population.kind is GroupKind.DIVISION
            and one.follow is Follow.COHORT
            and after.get(carry.population.code)
        ),
        waiting=tuple(map(_carried, one.waiting)),
        given=one.given,
        reclaimed=one.reclaimed,
        kept=one.plan.already,
        missing=one.missing,
        ending=one.ending,
        is_ordered=one.ordered or one.follow is Follow.DROP,
    )


def _carried(carry: Carry) -> str:
    return said_population(carry.population, carry.label)


def endings_of(
    desk: Desk, renewals: Iterable[Renewal], renewable: Mapping[str, bool]
) -> list[Ending]:
    """Return what ends with the year; *renewable* says of which key something may be ordered."""
    return [
        Ending(
            subscription_key(one.ending.id),
            desk.title(one.ending.resource),
            one.follower or "",
            renewable.get(subscription_key(one.ending.id), False),
        )
        for one in renewals
    ]


def portions_of(desk: Desk, portions: Sequence[Portion]) -> list[tuple[str, Portion]]:
    """Return what was done, or is to be, with the titles of its resources."""
    return sorted(((desk.title(one.resource), one) for one in portions), key=lambda one: one[0])


def findings_of(desk: Desk, outlook: Outlook, access: Survey) -> tuple[list[Finding], int]:
    """Return what asks for a look before the switch, at most :data:`MOST`, and how many more."""
    found = [*_of_outlook(desk, outlook), *_of_access(desk, access)]
    return found[:MOST], len(found) - len(found[:MOST])


def _of_outlook(desk: Desk, outlook: Outlook) -> Iterator[Finding]:
    t = saying()
    for group in outlook.undecided:
        yield Finding(_label(group), str(t("year_level_open")))
    for here in overruled_of(outlook):
        yield Finding(here.label, str(t("year_class_overruled", said=here.said, found=here.found)))
    for one in outlook.turned:
        title = desk.title(one.resource)
        if not one.ordered:
            yield Finding(title, str(t("year_not_ordered")))
        if one.missing:
            yield Finding(title, str(t("year_missing", n=one.missing)))
        for bad in one.plan.impossible[:MOST]:
            who = bad.who
            said = said_population(who) if isinstance(who, Population) else _name(desk, who)
            yield Finding(title, str(t.of(OBSTACLES[bad.obstacle])), said)


def _of_access(desk: Desk, access: Survey) -> Iterator[Finding]:
    t = saying()
    wanted: list[PersonId] = [one.person for one in access.barred[:MOST]]
    wanted += [person for one in access.lacking[:MOST] for person in one.people]
    names = names_of(desk, wanted)
    for barred in access.barred[:MOST]:
        why = str(t(f"refused_{barred.refused.reason}"))
        yield Finding(desk.title(barred.resource), why, names[barred.person])
    for lacking in access.lacking[:MOST]:
        who = ", ".join(names[person] for person in lacking.people)
        why = str(t("year_lacking", n=len(lacking.people), of=lacking.of))
        yield Finding(desk.title(lacking.resource), why, f"{_label(lacking.division)} – {who}")
    for subscription in access.unassigned[:MOST]:
        yield Finding(desk.title(subscription.resource), str(t("year_unassigned")))
    for crowd in access.crowded[:MOST]:
        title = desk.title(crowd.subscription.resource)
        yield Finding(title, str(t("year_crowded", n=crowd.over)))
    for unmet in access.unserved[:MOST]:
        yield Finding(desk.title(unmet.resource), str(t("year_unserved", n=unmet.missing)))


def _name(desk: Desk, person: PersonId) -> str:
    return names_of(desk, [person])[person]


def _label(group: Group) -> str:
    return group.label or group.code
