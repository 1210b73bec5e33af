"""What the queue proposes for somebody who arrived, left or changed class: pure.

Proposals are computed when they are looked at, so that what was given meanwhile is not proposed
again.  Licences for populations need none: whoever belongs to the population may enter.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from garbridge.core.gathering import Gathered
from garbridge.core.identifiers import PersonId, ResourceId
from garbridge.core.people import GroupKind, Membership
from garbridge.core.queue import Entry, EntryKind
from garbridge.core.seats import Candidate

HALF: Final = 50
"""Percent of a class that hold what is proposed to whoever comes into it, at least."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """What could be done about an entry: resources to give, and to take back.

    ``locked`` are those that stay with their holder, because their order says so.
    """

    give: tuple[ResourceId, ...] = ()
    back: tuple[ResourceId, ...] = ()
    locked: tuple[ResourceId, ...] = ()

    def __bool__(self) -> bool:
        """Say whether there is anything to do."""
        return bool(self.give or self.back)

    def among(self, seen: Collection[ResourceId] | None) -> "Proposal":
        """Return what of it is about resources that are *seen*; ``None`` is all of them."""
        if seen is None:
            return self
        kept = (tuple(r for r in part if r in seen) for part in (self.give, self.back, self.locked))
        return Proposal(*kept)


@dataclass(frozen=True, slots=True, kw_only=True)
class SchoolNow:
    """A school as proposals need it: who is there, and who holds what.

    ``locked`` are the licences that stay with whom they were given to.
    """

    members: Gathered
    holders: Mapping[ResourceId, Collection[PersonId]]
    locked: Collection[tuple[ResourceId, PersonId]] = ()

    def propose(self, entry: Entry) -> Proposal:
        """Return what could be done about *entry*."""
        match entry.kind:
            case EntryKind.ARRIVAL:
                codes = entry.come or self._codes(entry.person)
                return Proposal(give=self._missing(entry, self._of_class(codes, entry)))
            case EntryKind.DEPARTURE:
                return self._leaving(entry)
            case EntryKind.MOVE:
                return self._moving(entry)
            case EntryKind.LACK:
                return Proposal(give=self._asked(entry))
            case EntryKind.PROFILE | EntryKind.DUPLICATE:
                return Proposal()

    def _leaving(self, entry: Entry) -> Proposal:
        """Return what comes back; nothing from whom one directory missed and the next one has.

        Who was told of by somebody may leave before the directory knows.
        """
        if entry.told_by is None and self._place(entry.person) is not None:
            return Proposal()
        return self._returning(entry, self._held(entry))

    def _moving(self, entry: Entry) -> Proposal:
        new, old = self._of_class(entry.come, entry), self._of_class(entry.gone, entry)
        kept = set(new) | set(self._of_class(self._codes(entry.person), entry))
        only_old = [one for one in self._held(entry) if one in old and one not in kept]
        returning = self._returning(entry, only_old)
        return Proposal(self._missing(entry, new), returning.back, returning.locked)

    def _asked(self, entry: Entry) -> tuple[ResourceId, ...]:
        """Return what is asked for, as long as the school has it and they are there without it."""
        there = self._place(entry.person) is not None
        known = (ResourceId(code) for code in entry.come if ResourceId(code) in self.holders)
        return self._missing(entry, known) if there else ()

    def _missing(self, entry: Entry, usual: Iterable[ResourceId]) -> tuple[ResourceId, ...]:
        return tuple(one for one in usual if entry.person not in self.holders[one])

    def _held(self, entry: Entry) -> list[ResourceId]:
        return [one for one, people in self.holders.items() if entry.person in people]

    def _returning(self, entry: Entry, held: Iterable[ResourceId]) -> Proposal:
        back: list[ResourceId] = []
        locked: list[ResourceId] = []
        for one in held:
            (locked if (one, entry.person) in self.locked else back).append(one)
        return Proposal((), tuple(back), tuple(locked))

    def _of_class(self, codes: Collection[str], entry: Entry) -> list[ResourceId]:
        """Return what at least half of those with one of *codes* hold; classes before levels.

        People of another profile than theirs do not count.
        """
        found: list[ResourceId] = []
        for kind in (GroupKind.DIVISION, GroupKind.GROUP, GroupKind.LEVEL):
            mark = f"{kind.value}:"
            for code in sorted(one for one in codes if one.startswith(mark)):
                if kind is GroupKind.LEVEL and found:
                    break
                found += self._usual(self.members.of_group(kind, code.removeprefix(mark)), entry)
        return sorted(set(found))

    def _codes(self, person: PersonId) -> frozenset[str]:
        place = self._place(person)
        return frozenset() if place is None else _codes(place)

    def _place(self, person: PersonId) -> Membership | None:
        return self.members.place(person)

    def _usual(self, there: Iterable[Candidate], entry: Entry) -> Iterable[ResourceId]:
        me = self._place(entry.person)
        mates = {
            one.person
            for one in there
            if one.person != entry.person and (me is None or me.profile is one.membership.profile)
        }
        for resource, people in self.holders.items():
            count = len(mates.intersection(people))
            if count and count * 100 >= len(mates) * HALF:
                yield resource


def _codes(membership: Membership) -> frozenset[str]:
    return frozenset(f"{group.kind.value}:{group.code}" for group in membership.groups)
