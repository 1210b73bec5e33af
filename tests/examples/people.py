"""The sample's people of the existing portal, in garbridge's words."""

from datetime import UTC, datetime
from uuid import NAMESPACE_URL, uuid5

from garbridge.core.identifiers import PersonId, SchoolId
from garbridge.core.people import Group, GroupKind, Identity, Membership, Person, Profile, School
from garbridge.testing import KnownPeople

COLLEGE = School(SchoolId("0990011K"), "Collège Olympe-de-Gouges")
LYCEE = School(SchoolId("0990012L"), "Lycée Évariste-Galois")
FIFTH = (
    Group(GroupKind.DIVISION, "5A", "Cinquième A"),
    Group(GroupKind.LEVEL, "10110001110", "5EME", statistical="2112"),
)
FOURTH = (
    Group(GroupKind.DIVISION, "4B", "Quatrième B"),
    Group(GroupKind.LEVEL, "10210001110", "4EME", statistical="2113"),
)
SECOND = (
    Group(GroupKind.DIVISION, "2DE3", "Seconde 3"),
    Group(GroupKind.LEVEL, "20010018110", "2DE GENERALE ET TECHNOLOGIQUE", statistical="2211"),
)
CHOIR = Group(GroupKind.GROUP, "CHORALE", "Chorale", parents=("4B", "5A"))
MATHS = Group(GroupKind.SUBJECT, "061300", "Mathématiques")
SCIENCES = Group(GroupKind.SUBJECT, "062900", "Sciences de la vie et de la Terre")

YEAR = (datetime(2026, 8, 31, 22, tzinfo=UTC), datetime(2027, 7, 3, 22, tzinfo=UTC))
"""1 September to 3 July, both included, in Paris in summer."""
NOVEMBER = datetime(2026, 11, 1, 23, tzinfo=UTC)
"""2 November in Paris in winter."""
OCTOBER = datetime(2026, 10, 16, 22, tzinfo=UTC)
"""The end of 16 October in Paris in summer, and the beginning of the 17th."""


def reference(login: str) -> PersonId:
    """Return how the portal names *login* to garbridge."""
    return PersonId(str(uuid5(NAMESPACE_URL, f"https://portail.example/{login}")))


def somebody(login: str, given: str, family: str, *places: Membership, mail: bool = True) -> Person:
    """Return a person of the sample."""
    email = f"{login}@portail.example" if mail else ""
    return Person(reference(login), Identity(family, given, "", email), places)


def place(
    school: School,
    profile: Profile,
    *groups: Group,
    starts: datetime | None = None,
    ends: datetime | None = None,
) -> Membership:
    """Return a place at *school*."""
    return Membership(school.id, profile, starts, ends, groups)


SAMPLE = KnownPeople(
    schools=(COLLEGE, LYCEE),
    people=(
        somebody("admin", "Nadia", "Benali"),
        somebody(
            "ines.moreau",
            "Inès",
            "Moreau",
            place(COLLEGE, Profile.PUPIL, *FIFTH, CHOIR, starts=YEAR[0], ends=YEAR[1]),
            mail=False,
        ),
        somebody(
            "tom.lefevre",
            "Tom",
            "Lefèvre",
            place(LYCEE, Profile.PUPIL, *SECOND, starts=YEAR[0], ends=YEAR[1]),
            mail=False,
        ),
        somebody(
            "claire.besson",
            "Claire",
            "Besson",
            place(COLLEGE, Profile.TEACHER, *FIFTH, *FOURTH, CHOIR, MATHS),
            place(LYCEE, Profile.TEACHER, *SECOND, MATHS, starts=NOVEMBER),
        ),
        somebody(
            "paul.girard",
            "Paul",
            "Girard",
            place(COLLEGE, Profile.TEACHER, *FOURTH, SCIENCES, ends=OCTOBER),
            place(LYCEE, Profile.HEAD, starts=OCTOBER),
        ),
        somebody("sofia.martins", "Sofia", "Martins", place(COLLEGE, Profile.SCHOOL_LIFE)),
        somebody("luc.fontaine", "Luc", "Fontaine", place(LYCEE, Profile.LIBRARIAN)),
    ),
)
"""What the portal's sample is in garbridge's words."""
