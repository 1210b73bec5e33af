"""Who a person is, and at which schools, as the portal's directory vouches for it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from operator import attrgetter

from garbridge.core.identifiers import PersonId, SchoolId
from garbridge.core.records import quick


class Profile(StrEnum):
    """What a person is at a school (GAR: *profil national*).

    ``tut`` and ``aca`` exist in the State's table but the GAR does not serve them.
    """

    PUPIL = "elv"
    TEACHER = "ens"
    LIBRARIAN = "doc"
    HEAD = "dir"
    SCHOOL_LIFE = "evs"
    SCHOOL_STAFF = "eta"
    LOCAL_AUTHORITY_STAFF = "col"


class Public(StrEnum):
    """Whom a licence is counted for (GAR: *publicCible*)."""

    PUPILS = "ELEVE"
    TEACHERS = "ENSEIGNANT"
    LIBRARIANS = "DOCUMENTALISTE"
    OTHER_STAFF = "AUTRE PERSONNEL"


_PUBLICS = {
    Profile.PUPIL: Public.PUPILS,
    Profile.TEACHER: Public.TEACHERS,
    Profile.LIBRARIAN: Public.LIBRARIANS,
}


def public_of(profile: Profile) -> Public:
    """Return the public in which a licence of *profile* is counted.

    >>> public_of(Profile.HEAD)
    <Public.OTHER_STAFF: 'AUTRE PERSONNEL'>
    """
    return _PUBLICS.get(profile, Public.OTHER_STAFF)


class GroupKind(StrEnum):
    """What sort of population a code names."""

    DIVISION = "division"
    """A class (GAR: ``DIVISION``)."""
    GROUP = "group"
    """A teaching group (GAR: ``GROUPE``)."""
    LEVEL = "level"
    """A level of study (GAR: *MEF*, in the first degree *MEFSTAT4*)."""
    SUBJECT = "subject"
    """A subject taught or followed (GAR: *matière*)."""


@quick
@dataclass(frozen=True, slots=True)
class Group:
    """A population inside one school, with its code and label.

    ``parents`` are the codes of the divisions a teaching group draws from (GAR:
    *GARGroupeDivAppartenance*); ``statistical`` is a level's MEFSTAT11, or the first four digits
    of it where no more is known, or empty.
    """

    kind: GroupKind
    code: str
    label: str
    parents: tuple[str, ...] = ()
    statistical: str = ""

    @property
    def mefstat4(self) -> str:
        """The first four digits of ``statistical``: what providers may be told; or empty."""
        return self.statistical[:4]


_code_and_label = attrgetter("code", "label")


@quick
@dataclass(frozen=True, slots=True)
class Membership:
    """A person's place at one school; the profile can differ from school to school.

    ``starts`` is inclusive and ``ends`` exclusive, both aware UTC datetimes; ``None`` means
    without limit on that side.  ``own`` are the values of attributes of the portal's own
    (``[attributes]`` of its configuration) for this person at this school; only a portal that
    answers from its own tables has any.
    """

    school: SchoolId
    profile: Profile
    starts: datetime | None = None
    ends: datetime | None = None
    groups: tuple[Group, ...] = ()
    own: tuple[tuple[str, tuple[str, ...]], ...] = ()

    def own_values(self, attribute: str) -> tuple[str, ...]:
        """Return the values of *attribute* of the portal's own; nothing where it has none."""
        return next((values for name, values in self.own if name == attribute), ())

    def codes(self, kind: GroupKind) -> frozenset[str]:
        """Return the codes of this membership's groups of one *kind*."""
        return frozenset(group.code for group in self.groups if group.kind is kind)

    def of_kind(self, kind: GroupKind) -> tuple[Group, ...]:
        """Return this membership's groups of one *kind*, by code, then label."""
        found = [group for group in self.groups if group.kind is kind]
        return tuple(sorted(found, key=_code_and_label) if len(found) > 1 else found)


@quick
@dataclass(frozen=True, slots=True)
class Identity:
    """A person's civil identity; leaves the portal only where a policy says so.

    An empty string means that the directory does not know.
    """

    family_name: str
    given_name: str
    civility: str = ""
    email: str = ""


@quick
@dataclass(frozen=True, slots=True)
class Person:
    """A portal user (GAR: *accédant*) with one membership for each school."""

    id: PersonId
    identity: Identity
    memberships: tuple[Membership, ...]

    def at(self, school: SchoolId) -> Membership | None:
        """Return the membership at *school*, whatever its dates; ``None`` when there is none."""
        for membership in self.memberships:
            if membership.school == school:
                return membership
        return None

    def schools(self) -> tuple[SchoolId, ...]:
        """Return the schools of this person, in the directory's order."""
        return tuple(m.school for m in self.memberships)


@dataclass(frozen=True, slots=True)
class School:
    """A school (GAR: *établissement*); ``degree`` is 1 for an école, 2 for a collège or lycée."""

    id: SchoolId
    name: str
    degree: int = 2


def current(memberships: Iterable[Membership], now: datetime) -> tuple[Membership, ...]:
    """Return those of *memberships* that hold at *now*."""
    return tuple(m for m in memberships if is_current(m, now))


def is_current(membership: Membership, now: datetime) -> bool:
    """Say whether *membership* holds at *now*: ``starts`` inclusive, ``ends`` exclusive."""
    return (membership.starts is None or membership.starts <= now) and (
        membership.ends is None or now < membership.ends
    )
