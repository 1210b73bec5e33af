"""What a page says of the schools it is about: their names, their words, whom to ask there."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from garbridge.core.identifiers import SchoolId
from garbridge.core.owners import Owner
from garbridge.core.people import School
from garbridge.core.schools import SchoolBook
from garbridge.core.vocabulary import Kind, kind_of
from garbridge.web.bridge import Bridge
from garbridge.web.identity import visitor

_SECONDARY: Final = 2


@dataclass(frozen=True, slots=True)
class Place:
    """Whom a page speaks to: in which words, and what the médiacentre is called there, or empty."""

    kind: Kind = Kind.SECONDARY
    mediacentre: str = ""


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom to ask: at ``school``, which is empty where there is no other."""

    school: str
    text: str


def known_schools(bridge: Bridge, wanted: Collection[SchoolId]) -> Mapping[SchoolId, School]:
    """Return *wanted* as the directory and the configuration have them; the latter has the word.

    A school that the directory does not list keeps its UAI for a name.
    """
    listed = {school: bridge.runtime.directory.school(school) for school in wanted}
    return {
        school: as_said(bridge, known or School(school, school, _SECONDARY))
        for school, known in listed.items()
    }


def place_of(bridge: Bridge, known: Collection[School]) -> Place:
    """Return the words of the schools in *known*; those of all the others where there is none."""
    return Place(kind_of(known), book_of(bridge).mediacentre([one.id for one in known]))


def place_without(bridge: Bridge) -> Place:
    """Return the words of a page that is about no school, which asks no directory."""
    return Place(mediacentre=book_of(bridge).mediacentre(()))


def own_schools(bridge: Bridge, named: SchoolId | None = None) -> tuple[SchoolId, ...]:
    """Return *named* if it is a school of who is signed in, else all of theirs.

    What is said of somebody else's school is not theirs to read.
    """
    who = visitor(bridge)
    person = None if who is None else bridge.runtime.directory.person(who)
    schools = () if person is None else person.schools()
    return (named,) if named is not None and named in schools else schools


def contacts(bridge: Bridge, owner: Owner, known: Collection[School]) -> list[Contact]:
    """Return whom to ask for what *owner* can mend, each with its school where they differ."""
    book = book_of(bridge)
    agreed = book.contact(owner, [one.id for one in known])
    if agreed:
        return [Contact("", agreed)]
    said = [Contact(one.name, book.of(one.id).contacts.get(owner, "")) for one in known]
    return sorted((one for one in said if one.text), key=lambda one: (one.school, one.text))


def book_of(bridge: Bridge) -> SchoolBook:
    """Return what the configuration says of schools."""
    return bridge.runtime.schools()


def all_contacts(
    bridge: Bridge, known: Collection[School]
) -> Iterable[tuple[Owner, list[Contact]]]:
    """Yield whom to ask at the schools in *known*, by kind of problem, where there is somebody."""
    book = book_of(bridge)
    stated = [book.of(one.id).contacts for one in known] or [book.others.contacts]
    if not any(stated):  # as at most portals, for each page of the médiacentre
        return
    for owner in Owner:
        found = contacts(bridge, owner, known)
        if found:
            yield owner, found


def as_said(bridge: Bridge, known: School) -> School:
    """Return a school of the directory as the configuration has it."""
    rule = book_of(bridge).of(known.id)
    return replace(known, name=rule.name or known.name, degree=rule.degree or known.degree)
