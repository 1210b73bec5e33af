"""People who break naive code: homonyms, twins, accents, quotes, two schools, no group at all."""

from dataclasses import dataclass
from datetime import UTC, datetime

from garbridge.core.identifiers import PersonId
from garbridge.core.people import Group, GroupKind, Identity, Membership, Person, Profile, School
from garbridge.testing.world import (
    CHOIR,
    CLASS,
    COLLEGE,
    LEVEL,
    LYCEE,
    MATHS,
    YEAR_ENDS,
    YEAR_STARTS,
    pupil,
    teacher,
)


@dataclass(frozen=True, slots=True)
class KnownPeople:
    """All that is in a directory while a contract looks at it."""

    schools: tuple[School, ...]
    people: tuple[Person, ...]


_OTHER_CLASS = Group(GroupKind.DIVISION, CLASS.code, "Une autre classe du même code")
_ODD = Group(
    GroupKind.GROUP,
    "G% _'\"\\##1",
    "Théâtre « d’été » ##1 100 % \\o/ 🎭",
    parents=("2DE4", "2DE 5, l'autre"),
)


def _person(name: str, family: str, given: str, *places: Membership) -> Person:
    return Person(PersonId(name), Identity(family, given), places)


_FORMER = Membership(
    COLLEGE.id,
    Profile.PUPIL,
    starts=datetime(2022, 9, 1, tzinfo=UTC),
    ends=datetime(2026, 7, 5, 21, 59, 59, 999999, tzinfo=UTC),
)
_PUPIL = Membership(LYCEE.id, Profile.PUPIL, YEAR_STARTS, YEAR_ENDS, (CLASS, LEVEL))

SAMPLE = KnownPeople(
    schools=(LYCEE, COLLEGE),
    people=(
        pupil("alice"),
        teacher("bruno"),
        # One teacher, two schools, two profiles; the two classes share their code.
        teacher(
            "chloé",
            Membership(LYCEE.id, Profile.TEACHER, groups=(CLASS, MATHS)),
            Membership(COLLEGE.id, Profile.HEAD, groups=(_OTHER_CLASS,)),
        ),
        # Twins, who share all but their identifier and given name.
        _person("twin-1", "D’Août-Nguyễn", "Maëlle", _PUPIL),
        _person("twin-2", "D’Août-Nguyễn", "Maël", _PUPIL),
        # Homonyms in one class.
        _person("jean.1", "Martin", "Jean", _PUPIL),
        _person("jean.2", "Martin", "Jean", _PUPIL),
        # Came from the collège this summer; will leave the lycée at an instant of its own.
        _person("émile 🎓", 'O\'Brien "Ob"', "Élie; -- \\ %s ?", _FORMER, _PUPIL),
        # Not there yet, and never any group.
        _person(
            "future", "ﬁnancière", "E\u0301loi", Membership(LYCEE.id, Profile.PUPIL, YEAR_ENDS)
        ),
        _person("odd", "Zoé", "Ünal", Membership(COLLEGE.id, Profile.PUPIL, groups=(_ODD, CHOIR))),
        # Every profile; sorts before all others by code point.
        _person("Z", "Ça", "Va", Membership(COLLEGE.id, Profile.LOCAL_AUTHORITY_STAFF)),
        # Known, but nowhere at the moment.
        _person("nowhere", "Perdu", "Luc"),
    ),
)
