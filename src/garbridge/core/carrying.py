"""Which populations have a resource this year, and who is in their place in the new one: pure."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import Enum, auto
from typing import Final

from garbridge.core.entitlements import Population
from garbridge.core.identifiers import PersonId, ResourceId
from garbridge.core.levels import before
from garbridge.core.people import GroupKind, Membership, Profile
from garbridge.core.seats import Candidate
from garbridge.core.spelling import spelled
from garbridge.core.years import Carry, Follow, Place

_PLACES: Final = (GroupKind.LEVEL, GroupKind.SUBJECT, GroupKind.GROUP)
_ROUNDS: Final = (
    (90, _PLACES),
    (50, (*_PLACES, GroupKind.DIVISION)),
)
"""Percent of a population that must have it, and the kinds to look at: those of whom nearly all
have it come first, so that a book for the 60 % who learn German does not become one for all."""


def populations_held(
    resource: ResourceId, people: Sequence[Candidate], holders: Collection[PersonId]
) -> tuple[tuple[Carry, ...], frozenset[PersonId]]:
    """Return the populations that have *resource*, and who has it for themselves.

    A population counts when at least half of its people have it.  Pupils are looked at by level,
    subject, group and division, staff by profile and teachers by subject.  Who works at the school
    has it for themselves, whatever the population: nobody takes it from a teacher in summer.

    Args:
        resource: What.
        people: Everybody of the school, as they were this year.
        holders: Who has it.
    """
    pupils = [one for one in people if one.membership.profile is Profile.PUPIL]
    staff = [one for one in people if one.membership.profile is not Profile.PUPIL]
    found: list[Carry] = []
    left = {one.person for one in pupils if one.person in holders}
    for percent, kinds in _ROUNDS:
        for kind in kinds:
            for population, label, members in _by_group(pupils, Profile.PUPIL, kind):
                has = members & frozenset(holders)
                if left & has and 100 * len(has) >= percent * len(members):
                    found.append(Carry(resource, population, label, len(has), len(members)))
                    left -= has
    alone = left | {one.person for one in staff if one.person in holders}
    return (*found, *_staff(resource, staff, holders)), frozenset(alone)


def _staff(
    resource: ResourceId, staff: Sequence[Candidate], holders: Collection[PersonId]
) -> Iterator[Carry]:
    by_profile: defaultdict[Profile, set[PersonId]] = defaultdict(set)
    for one in staff:
        by_profile[one.membership.profile].add(one.person)
    for profile, members in sorted(by_profile.items()):
        has = members & set(holders)
        if 2 * len(has) >= len(members):
            population = Population(profile=profile)
            yield Carry(resource, population, profile.value, len(has), len(members))
        elif profile is Profile.TEACHER:
            teachers = [one for one in staff if one.membership.profile is profile]
            for of_subject, label, those in _by_group(teachers, profile, GroupKind.SUBJECT):
                have = those & set(holders)
                if 2 * len(have) >= len(those):
                    yield Carry(resource, of_subject, label, len(have), len(those))


def _by_group(
    people: Iterable[Candidate], profile: Profile, kind: GroupKind
) -> Iterator[tuple[Population, str, frozenset[PersonId]]]:
    members: defaultdict[str, set[PersonId]] = defaultdict(set)
    labels: dict[str, str] = {}
    for one in people:
        for group in one.membership.of_kind(kind):
            members[group.code].add(one.person)
            labels[group.code] = group.label
    for code in sorted(members):
        yield Population(profile, kind, code), labels[code], frozenset(members[code])


def this_year(membership: Membership, levels: Mapping[str, str]) -> Membership:
    """Return what *membership*, of the new year, was in the year before.

    The level is the one before; classes and groups of that year are no longer known.
    """
    if membership.profile is not Profile.PUPIL:
        return membership
    was = before(levels)
    groups = tuple(
        replace(group, code=was[group.code], label=was[group.code], statistical="")
        for group in membership.of_kind(GroupKind.LEVEL)
        if group.code in was
    )
    return replace(membership, groups=groups)


class Lack(Enum):
    """Why nobody takes the place of a population."""

    WAITING = auto()
    """The directory does not know yet who will be in it."""
    GONE = auto()
    """There is no such population in the new year."""


@dataclass(frozen=True, slots=True)
class NewYear:
    """Everybody of a school as they will be in the new year.

    ``people`` are by name and only those who are there in that year, from its first day or later.
    ``known`` says that the directory has the classes of the new year; else ``levels`` says where
    pupils go, and ``classes`` which class follows which, as far as somebody said it.  ``was`` is
    where they were.
    """

    people: Sequence[Candidate]
    levels: Mapping[str, str]
    was: Mapping[PersonId, Place]
    known: bool
    classes: Mapping[str, str] = field(default_factory=dict[str, str])

    def population(self, carry: Carry, follow: Follow) -> Population | Lack:
        """Return the population that takes the place of that of *carry*."""
        old = carry.population
        if old.person is not None:
            there = any(one.person == old.person for one in self.people)
            return old if there else Lack.GONE
        pupils = old.profile in {Profile.PUPIL, None}
        match old.kind:
            case GroupKind.LEVEL if follow is Follow.COHORT and pupils:
                following = self.levels.get(old.code)
                if following is None:
                    return Lack.WAITING
                return replace(old, code=following) if following else Lack.GONE
            case GroupKind.DIVISION | GroupKind.GROUP if follow is Follow.COHORT and pupils:
                return self._grown(old)
            case GroupKind.DIVISION | GroupKind.GROUP:
                return self._named(old, carry.label)
            case _:
                return old

    def people_of(self, carry: Carry) -> list[Candidate] | Lack:
        """Return who is in the place of the people of *carry*: same level, subject or label."""
        population = self.population(carry, Follow.LEVEL)
        if isinstance(population, Lack):
            return population
        if self.known or population.profile is not Profile.PUPIL or population.kind is None:
            found = [one for one in self.people if population.covers(one.person, one.membership)]
            return found or (Lack.GONE if self.known else Lack.WAITING)
        if population.kind is not GroupKind.LEVEL:
            return Lack.WAITING
        coming = [one for one in self.people if self._comes_to(one, population.code)]
        return coming or Lack.WAITING

    def _comes_to(self, one: Candidate, level: str) -> bool:
        if one.membership.profile is not Profile.PUPIL:
            return False
        return any(self.levels.get(c) == level for c in one.membership.codes(GroupKind.LEVEL))

    def _named(self, old: Population, label: str) -> Population | Lack:
        """Return the class or group of the same label; of the same code where no label is."""
        groups = [g for one in self.people for g in one.membership.groups if g.kind is old.kind]
        wanted = spelled(label)
        same = sorted({g.code for g in groups if spelled(g.label) == wanted})
        if old.code in same or any(group.code == old.code for group in groups):
            return old
        return replace(old, code=same[0]) if same else Lack.GONE

    def _said(self, old: Population, following: str) -> Population | Lack:
        """Return the class that somebody said follows, unless it is known that there is none."""
        there = (one.membership.codes(GroupKind.DIVISION) for one in self.people)
        if not following or (self.known and not any(following in codes for codes in there)):
            return Lack.GONE
        return replace(old, code=following)

    def _grown(self, old: Population) -> Population | Lack:
        """Return the class that was said to follow, or in which most of a class are now."""
        if old.kind is GroupKind.DIVISION and old.code in self.classes:
            return self._said(old, self.classes[old.code])
        if not self.known:
            return Lack.WAITING
        if old.kind is not GroupKind.DIVISION:
            return Lack.GONE
        codes = Counter(
            code
            for one in self.people
            if one.person in self.was and self.was[one.person].division == old.code
            for code in one.membership.codes(GroupKind.DIVISION)
        )
        if not codes:
            return Lack.GONE
        return replace(old, code=min(codes, key=lambda code: (-codes[code], code)))


def has_moved(
    people: Iterable[Candidate], was: Mapping[PersonId, Place], levels: Mapping[str, str]
) -> bool:
    """Say whether the directory has the new year: most pupils are where their level leads.

    Of a pupil whose level was not known, whether they are in another class.
    """
    moved, stayed = _moved_and_stayed(people, was, levels)
    return moved > stayed


def is_behind(
    people: Iterable[Candidate], was: Mapping[PersonId, Place], levels: Mapping[str, str]
) -> bool:
    """Say whether the directory still has last year's classes: most pupils are where they were.

    Not the opposite of :func:`has_moved`: of pupils who are neither there nor where their level
    leads nothing is said, and where nobody is known to have stayed it is not behind.
    """
    moved, stayed = _moved_and_stayed(people, was, levels)
    return stayed > 0 and stayed >= moved


def _moved_and_stayed(
    people: Iterable[Candidate], was: Mapping[PersonId, Place], levels: Mapping[str, str]
) -> tuple[int, int]:
    moved = stayed = 0
    for one in people:
        place = was.get(one.person)
        if place is None:
            continue
        if place.level:
            codes, old = one.membership.codes(GroupKind.LEVEL), place.level
            is_new = bool(levels.get(old)) and levels.get(old) in codes
        else:
            codes, old = one.membership.codes(GroupKind.DIVISION), place.division
            is_new = bool(codes) and old not in codes
        moved += is_new
        stayed += old in codes and not is_new
    return moved, stayed


def there_in(
    members: Iterable[Candidate], first: datetime, end: datetime, at: datetime
) -> list[Candidate]:
    """Return who is at the school at *at* or comes later before *end*, as if they were there.

    Books are given before the day on which somebody arrives.
    """
    found: list[Candidate] = []
    for one in members:
        place = one.membership
        if place.ends is not None and place.ends <= max(at, first):
            continue
        if place.starts is not None and place.starts >= end:
            continue
        found.append(Candidate(one.person, replace(place, starts=None)))
    return found
