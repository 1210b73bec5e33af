"""Which pupils of somebody's own classes lack a resource that they hold themselves: pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from garbridge.core.entitlements import Subscription
from garbridge.core.identifiers import PersonId, ResourceId
from garbridge.core.openings import inside
from garbridge.core.people import Group, GroupKind, Membership, Profile, Public, is_current
from garbridge.core.seats import Candidate, Stock

_OWN = frozenset({GroupKind.DIVISION, GroupKind.GROUP})


@dataclass(frozen=True, slots=True)
class ClassLack:
    """Pupils of one class or group who lack a resource, out of how many; in the order of names."""

    group: Group
    people: tuple[PersonId, ...]
    of: int


@dataclass(frozen=True, slots=True)
class Lack:
    """One resource that a teacher holds, and the classes of theirs in which somebody lacks it."""

    resource: ResourceId
    classes: tuple[ClassLack, ...]

    @property
    def people(self) -> frozenset[PersonId]:
        """Everybody who lacks it."""
        return frozenset(person for one in self.classes for person in one.people)


def own_groups(place: Membership) -> tuple[Group, ...]:
    """Return the classes and groups of somebody who teaches; nothing for everybody else."""
    if place.profile is not Profile.TEACHER:
        return ()
    return tuple(group for group in place.groups if group.kind in _OWN)


def lacks_of(
    teacher: PersonId,
    place: Membership,
    members: Sequence[Candidate],
    stocks: Iterable[Stock],
    now: datetime,
) -> tuple[Lack, ...]:
    """Return what pupils of *teacher* lack of what *teacher* holds now, by resource.

    Only resources that were bought for pupils too, and only classes in which somebody lacks one.

    Args:
        teacher: Whose classes.
        place: Their place at the school.
        members: Everybody of the school, in the order of their names.
        stocks: All that the school has.
        now: When.
    """
    there = [one for one in members if is_current(one.membership, now)]
    pupils = [one for one in there if one.membership.profile is Profile.PUPIL]
    classes = [(group, _within(group, pupils)) for group in own_groups(place)]
    by_resource: dict[ResourceId, list[Stock]] = {}
    for stock in stocks:
        if _runs(stock.subscription, now):
            by_resource.setdefault(stock.subscription.resource, []).append(stock)
    found: list[Lack] = []
    for resource, here in sorted(by_resource.items()):
        have = frozenset[PersonId]().union(*(_holders(stock, there) for stock in here))
        for_pupils = any(Public.PUPILS in stock.subscription.publics for stock in here)
        if teacher not in have or not for_pupils:
            continue
        lacking = [
            ClassLack(group, tuple(one for one in people if one not in have), len(people))
            for group, people in classes
        ]
        kept = tuple(one for one in lacking if one.people)
        if kept:
            found.append(Lack(resource, kept))
    return tuple(found)


def _runs(bought: Subscription, now: datetime) -> bool:
    return bought.starts <= now < bought.ends


def _holders(stock: Stock, there: Iterable[Candidate]) -> set[PersonId]:
    return {*stock.holders, *inside(stock.subscription, stock.openings, there)}


def _within(group: Group, pupils: Iterable[Candidate]) -> list[PersonId]:
    return [one.person for one in pupils if group.code in one.membership.codes(group.kind)]
