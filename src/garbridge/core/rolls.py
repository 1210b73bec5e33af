"""The roll of a school (*registre*): who was there when it was last looked at, and as what.

An import knows what it changes.  A portal with a directory of its own only says who is there now;
what happened is what differs from the roll.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from garbridge.core.identifiers import PersonId, SchoolId
from garbridge.core.people import GroupKind, Person, Profile, is_current
from garbridge.core.queue import Entry, EntryKind

_CLASSES = frozenset({GroupKind.DIVISION, GroupKind.GROUP, GroupKind.LEVEL})


@dataclass(frozen=True, slots=True)
class Place:
    """What somebody is at a school: a profile, and the codes of classes, groups and levels.

    ``codes`` are sorted and each has its kind, as in the queue: ``division:6A``.
    """

    profile: Profile
    codes: tuple[str, ...] = ()


Roll = Mapping[PersonId, Place]


def roll_of(people: Iterable[Person], school: SchoolId, *, now: datetime) -> dict[PersonId, Place]:
    """Return who of *people* is at *school* at *now*, and as what."""
    found: dict[PersonId, Place] = {}
    for person in people:
        place = person.at(school)
        if place is None or not is_current(place, now):
            continue
        codes = {f"{one.kind}:{one.code}" for one in place.groups if one.kind in _CLASSES}
        found[person.id] = Place(place.profile, tuple(sorted(codes)))
    return found


def differences(school: SchoolId, before: Roll, after: Roll, *, at: datetime) -> Iterator[Entry]:
    """Yield what happened at *school* between two rolls, by person.

    Nothing where *before* is empty: who is there first did not arrive.
    """
    if not before:
        return
    for person in sorted(before.keys() | after.keys()):
        was, now = before.get(person), after.get(person)
        if was is None:
            come = now.codes if now else ()
            yield Entry(school=school, kind=EntryKind.ARRIVAL, person=person, at=at, come=come)
        elif now is None:
            yield Entry(
                school=school, kind=EntryKind.DEPARTURE, person=person, at=at, gone=was.codes
            )
        else:
            yield from _changes(school, person, was, now, at)


def _changes(
    school: SchoolId, person: PersonId, was: Place, now: Place, at: datetime
) -> Iterator[Entry]:
    gone = tuple(code for code in was.codes if code not in now.codes)
    come = tuple(code for code in now.codes if code not in was.codes)
    if gone or come:
        yield Entry(school=school, kind=EntryKind.MOVE, person=person, at=at, gone=gone, come=come)
    if was.profile is not now.profile:
        yield Entry(
            school=school,
            kind=EntryKind.PROFILE,
            person=person,
            at=at,
            gone=(was.profile.value,),
            come=(now.profile.value,),
        )
