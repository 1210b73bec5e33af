"""Which populations have a resource this year, and who is in their place in the new one: pure."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum, auto
from typing import Final

from garbridge.core.entitlements import Population
from garbridge.core.identifiers import PersonId, ResourceId
from garbridge.core.levels import before
from garbridge.core.people import GroupKind, Membership, Profile
from garbridge.core.seats import Candidate
from garbridge.core.spelling import spelled
from garbridge.core.year_moves import Move, move_of
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
    pupils go, and ``classes`` which class follows which, as far as somebody said it and the
    directory does not.  ``was`` is where they were.
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

    def people_in(self, populations: Sequence[Population]) -> list[Candidate]:
        """Return who is in one of *populations* in the new year.

        While the directory has last year's levels and classes, those to which theirs lead count.
        """
        after = self._after() if any(p.kind is GroupKind.DIVISION for p in populations) else {}
        return [one for one in self.people if any(self._is_in(one, p, after) for p in populations)]

    def _after(self) -> Mapping[str, str | None]:
        """Return which class follows each, no class too; once for everybody who was in one."""
        if self.known:
            return {}
        divisions = {"", *(place.division for place in self.was.values())}
        return {old: self.class_after(old) or self.classes.get(old) for old in divisions}

    def _is_in(
        self, one: Candidate, population: Population, after: Mapping[str, str | None]
    ) -> bool:
        pupil = one.membership.profile is Profile.PUPIL
        if self.known or not pupil or population.profile not in {Profile.PUPIL, None}:
            return population.covers(one.person, one.membership)
        match population.kind:
            case GroupKind.LEVEL:
                return self._comes_to(one, population.code)
            case GroupKind.DIVISION:
                was = self.was.get(one.person)
                return after[was.division if was else ""] == population.code
            case _:
                return population.covers(one.person, one.membership)

    def _comes_to(self, one: Candidate, level: str) -> bool:
        if one.membership.profile is not Profile.PUPIL:
            return False
        codes = one.membership.codes(GroupKind.LEVEL)
        if move_of(one, self.was, self.levels) is Move.MOVED:
            return level in codes
        return any(self.levels.get(code) == level for code in codes)

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
        """Return the class in which most of a class are now; else the one that was said to follow.

        Where the directory names the new class of these pupils, nobody's word counts against it.
        """
        if old.kind is not GroupKind.DIVISION:
            return Lack.GONE if self.known else Lack.WAITING
        found = self.class_after(old.code)
        if found is not None:
            return replace(old, code=found)
        if old.code in self.classes:
            return self._said(old, self.classes[old.code])
        return Lack.GONE if self.known else Lack.WAITING

    def class_after(self, division: str) -> str | None:
        """Return the class in which the directory has most pupils of *division* for the new year.

        ``None`` where it does not say.  Against what somebody said, and before the new year is
        known, it must have a class for more than half of them: one who stays down moves nobody.
        """
        named = [
            one
            for one in self.people
            if one.person in self.was and self.was[one.person].division == division
            if self.known or move_of(one, self.was, self.levels) is Move.MOVED
            if one.membership.codes(GroupKind.DIVISION)
        ]
        size = sum(place.division == division for place in self.was.values())
        if (division in self.classes or not self.known) and 2 * len(named) <= size:
            return None
        codes = Counter(code for one in named for code in one.membership.codes(GroupKind.DIVISION))
        return min(codes, key=lambda code: (-codes[code], code), default=None)

    def overruled(self) -> dict[str, str]:
        """Return the classes of which the directory says otherwise than was said, with its word."""
        found = {code: self.class_after(code) for code in sorted(self.classes)}
        return {
            code: new
            for code, new in found.items()
            if new is not None and new != self.classes[code]
        }
