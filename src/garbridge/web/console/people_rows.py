"""The people of a school as lists show them, and the classes and groups they are in."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from garbridge.core.entitlements import Population
from garbridge.core.identifiers import PersonId, SchoolId
from garbridge.core.people import (
    Group,
    GroupKind,
    Identity,
    Membership,
    Person,
    Profile,
    is_current,
)
from garbridge.core.spelling import plain, spelled
from garbridge.services.selecting import by_name
from garbridge.web.console.door import Desk
from garbridge.web.console.forms import written_population


@dataclass(frozen=True, slots=True)
class PersonRow:
    """Somebody at the school; ``how`` is what gives them a resource, empty for nothing."""

    id: PersonId
    name: str
    profile: Profile
    classes: str
    membership: Membership
    is_there: bool
    how: str = ""


@dataclass(frozen=True, slots=True, order=True)
class Choice:
    """A population that can be chosen; ``name`` is how forms call it."""

    kind: str
    label: str
    name: str
    people: int


def members(desk: Desk) -> list[Person]:
    """Return everybody of the school, past and future ones too, by name."""
    return sorted(desk.runtime.directory.members(desk.uai), key=by_name)


def full_name(who: Identity, otherwise: str) -> str:
    """Return a name as on a class list; *otherwise* where the directory knows none.

    >>> full_name(Identity("Étoile", "Zoé"), "z-1")
    'ÉTOILE Zoé'
    """
    return f"{who.family_name.upper()} {who.given_name}".strip() or otherwise


def row_of(person: Person, school: SchoolId, now: datetime, how: str = "") -> PersonRow | None:
    """Return *person* as a list shows them; ``None`` where the school is not theirs."""
    place = person.at(school)
    if place is None:
        return None
    return PersonRow(
        person.id,
        full_name(person.identity, person.id),
        place.profile,
        ", ".join(group.label or group.code for group in place.of_kind(GroupKind.DIVISION)),
        place,
        is_current(place, now),
        how,
    )


def names_of(desk: Desk, people: Iterable[PersonId]) -> dict[PersonId, str]:
    """Return the names of *people* who are or were at the school; others keep an identifier.

    A name is told of nobody who is at another school only.
    """
    found: dict[PersonId, str] = {}
    for name in dict.fromkeys(people):
        person = desk.runtime.directory.person(name)
        is_ours = person is not None and person.at(desk.uai) is not None
        found[name] = full_name(person.identity, name) if person and is_ours else name
    return found


def is_called(name: str, words: Sequence[str]) -> bool:
    """Say whether all of *words* stand in *name*, whatever case, accents and apostrophes."""
    if not words:
        return True
    letters = plain(name)
    return all(word in letters for word in words)


def words_of(text: str) -> list[str]:
    """Return what somebody searches, ready to be compared."""
    return plain(text).split()


Choices = Mapping[str, Sequence[Choice]]
"""The populations of a school by what they are, in the order of their names."""


def choices(people: Iterable[Person], school: SchoolId, now: datetime) -> Choices:
    """Return the populations of *school*: profiles, classes, groups, levels and subjects."""
    profiles: Counter[Profile] = Counter()
    # Most directories give the thousands of one class the same object: that is counted first.
    counted: Counter[int] = Counter()
    objects: dict[int, Group] = {}
    for person in people:
        place = person.at(school)
        if place is None or not is_current(place, now):
            continue
        profiles[place.profile] += 1
        for group in place.groups:
            counted[id(group)] += 1
            objects[id(group)] = group
    groups: Counter[tuple[GroupKind, str]] = Counter()
    labels: dict[tuple[GroupKind, str], str] = {}
    for mark, group in objects.items():
        groups[group.kind, group.code] += counted[mark]
        labels[group.kind, group.code] = group.label
    made = [
        Choice("profile", profile, written_population(Population(profile)), number)
        for profile, number in profiles.items()
    ]
    made += [
        Choice(
            kind, labels[kind, code] or code, written_population(Population(None, kind, code)), n
        )
        for (kind, code), n in groups.items()
    ]
    found: dict[str, list[Choice]] = {}
    for one in sorted(made, key=lambda one: (as_counted(one.label), one.name)):
        found.setdefault(one.kind, []).append(one)
    return found


def labels_of(known: Choices) -> dict[str, str]:
    """Return the labels of the populations by what forms call them."""
    return {one.name: one.label for together in known.values() for one in together}


def as_counted(label: str) -> list[tuple[bool, int, str]]:
    """Return what labels are sorted by: 6e 2 stands before 6e 10."""
    parts = re.findall(r"([0-9]{1,9})|([^0-9]+)", spelled(label))
    return [(not number, int(number or 0), text) for number, text in parts]
