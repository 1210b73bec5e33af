"""The portal's own tables as garbridge's directory; nothing is copied, nothing is written."""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from types import MappingProxyType
from typing import Final
from zoneinfo import ZoneInfo

from garbridge.directory import (
    Group,
    GroupKind,
    Identity,
    Membership,
    Person,
    PersonId,
    Profile,
    SchoolId,
)
from garbridge.directory import School as PublicSchool
from sqlalchemy import Engine, or_, select
from sqlalchemy.orm import selectinload, sessionmaker

from examples.existing_portal.portail.models import (
    Account,
    Affiliation,
    Classroom,
    Duty,
    Role,
    School,
    Subject,
    TeachingGroup,
)

_LOCAL: Final = ZoneInfo("Europe/Paris")
_BATCH: Final = 500

_PROFILES: Final[Mapping[Duty, Profile]] = MappingProxyType(
    {
        Duty.HEAD: Profile.HEAD,
        Duty.SCHOOL_LIFE: Profile.SCHOOL_LIFE,
        Duty.LIBRARY: Profile.LIBRARIAN,
        Duty.OFFICE: Profile.SCHOOL_STAFF,
        Duty.LOCAL_AUTHORITY: Profile.LOCAL_AUTHORITY_STAFF,
    }
)

_ACCOUNTS: Final = (
    select(Account)
    .where(Account.closed_at.is_(None))
    .order_by(Account.reference)
    .options(
        selectinload(Account.affiliations).options(
            selectinload(Affiliation.classes),
            selectinload(Affiliation.groups).selectinload(TeachingGroup.classes),
            selectinload(Affiliation.subjects),
        )
    )
)
"""Open accounts with all a person is made of: as many queries for one as for a hundred."""


class PortalDirectory:
    """Reads people and schools, with sessions of its own: the request's session is left alone.

    A person is named by ``Account.reference``, which never changes; a closed account is nobody.

    Args:
        engine: The portal's own.
    """

    def __init__(self, engine: Engine) -> None:
        self._sessions = sessionmaker(engine)

    def person(self, person: PersonId) -> Person | None:
        """Return one person with all memberships."""
        with self._sessions() as session:
            account = session.scalar(_ACCOUNTS.where(Account.reference == person))
            return None if account is None else _person(account)

    def members(self, school: SchoolId) -> Iterator[Person]:
        """Yield everybody with a place at *school*, read a batch at a time."""
        here = _ACCOUNTS.where(Account.affiliations.any(Affiliation.uai == school))
        with self._sessions() as session:
            for account in session.scalars(here, execution_options={"yield_per": _BATCH}):
                yield _person(account)

    def school(self, school: SchoolId) -> PublicSchool | None:
        """Return one school."""
        with self._sessions() as session:
            found = session.scalar(select(School).where(School.uai == school))
            return None if found is None else _school(found)

    def schools(self) -> Iterator[PublicSchool]:
        """Yield every school."""
        with self._sessions() as session:
            yield from map(_school, session.scalars(select(School).order_by(School.uai)))

    def changed_since(self, instant: datetime) -> Iterator[PersonId]:
        """Yield who changed, or has a place, class, group or subject that did.

        Accounts that were closed are among them: closing dates the account.
        """
        since = instant.astimezone(UTC).replace(tzinfo=None)
        place = or_(
            Affiliation.updated_at >= since,
            Affiliation.classes.any(Classroom.updated_at >= since),
            Affiliation.groups.any(TeachingGroup.updated_at >= since),
            Affiliation.subjects.any(Subject.updated_at >= since),
        )
        changed = or_(Account.updated_at >= since, Account.affiliations.any(place))
        wanted = select(Account.reference).where(changed).order_by(Account.reference)
        with self._sessions() as session:
            yield from map(PersonId, session.scalars(wanted))


def _school(school: School) -> PublicSchool:
    return PublicSchool(SchoolId(school.uai), school.name, 1 if school.primary else 2)


def _person(account: Account) -> Person:
    return Person(
        PersonId(account.reference),
        Identity(account.family_name, account.given_name, account.civility, account.email or ""),
        tuple(_membership(account.role, affiliation) for affiliation in account.affiliations),
    )


def _membership(role: Role, place: Affiliation) -> Membership:
    """Return *place*: the portal counts in days of its own time, both inclusive."""
    return Membership(
        school=SchoolId(place.uai),
        profile=_profile(role, place.duty),
        starts=_midnight(place.first_day),
        ends=_midnight(place.last_day and place.last_day + timedelta(days=1)),
        groups=tuple(_groups(place)),
    )


def _profile(role: Role, duty: Duty | None) -> Profile:
    """Return the national profile; the duty at the school says more than the portal's role."""
    if role is Role.PUPIL:
        return Profile.PUPIL
    if duty is not None:
        return _PROFILES[duty]
    return Profile.TEACHER if role is Role.TEACHER else Profile.SCHOOL_STAFF


def _midnight(day: date | None) -> datetime | None:
    return None if day is None else datetime.combine(day, time(), _LOCAL).astimezone(UTC)


def _groups(place: Affiliation) -> Iterator[Group]:
    levels = {
        c.mef: Group(GroupKind.LEVEL, c.mef, c.mef_label, statistical=c.mefstat)
        for c in place.classes
        if c.mef
    }
    yield from (Group(GroupKind.DIVISION, c.code, c.label) for c in place.classes)
    yield from levels.values()
    for group in place.groups:
        parents = tuple(sorted(classroom.code for classroom in group.classes))
        yield Group(GroupKind.GROUP, group.code, group.label, parents=parents)
    yield from (Group(GroupKind.SUBJECT, s.code, s.label) for s in place.subjects)
