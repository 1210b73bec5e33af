"""Who may do what at a school: one function, deny by default, asked by every service.

A role alone allows nothing: it is held by a :class:`Grant`, at one school, between two instants,
within a :class:`Scope`.  Where grants come from is not decided here.
"""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Final

from garbridge.core.catalogue import Resource
from garbridge.core.identifiers import PersonId, ResourceId, SchoolId
from garbridge.core.roles import ABOUT_RESOURCES, ALLOWED, ASSIGNING, TENANT_WIDE, Act, Role
from garbridge.core.schools import ALL_OPEN, SchoolBook
from garbridge.errors import ValueRefusedError


class Reach(StrEnum):
    """How far a grant reaches."""

    ALL = "all"
    TEXTBOOKS = "textbooks"
    """*Manuels scolaires* only."""
    ALL_BUT_TEXTBOOKS = "all_but_textbooks"
    """*Hors manuels*."""
    DISCIPLINE = "discipline"
    """The resources of one discipline, its textbooks included."""
    STATISTICS = "statistics"
    """Figures about the whole school, and no act but reading them."""


@dataclass(frozen=True, slots=True, order=True)
class Scope:
    """What a grant is about.  ``discipline`` is as the catalogue spells it, whatever the case.

    Raises:
        ValueError: a discipline without its name, or a name without need.
    """

    reach: Reach = Reach.ALL
    discipline: str = ""

    def __post_init__(self) -> None:
        if (self.reach is Reach.DISCIPLINE) != bool(self.discipline.strip()):
            raise ValueError("a scope names a discipline where it is that of one")

    def allows(self, act: Act, resource: Resource | None) -> bool:
        """Say whether *act* on *resource* is inside; ``None`` is every resource of the school.

        >>> Scope(Reach.TEXTBOOKS).allows(Act.ASSIGN, None)
        False
        """
        if self.reach is Reach.ALL:
            return True
        if self.reach is Reach.STATISTICS:
            return act is Act.READ_AGGREGATES
        if act not in ABOUT_RESOURCES:
            return True
        return resource is not None and self._holds(resource)

    def _holds(self, resource: Resource) -> bool:
        match self.reach:
            case Reach.TEXTBOOKS:
                return resource.textbook
            case Reach.ALL_BUT_TEXTBOOKS:
                return not resource.textbook
            case Reach.DISCIPLINE:
                return _spelled(resource.discipline) == _spelled(self.discipline)
            case Reach.ALL | Reach.STATISTICS:
                return self.reach is Reach.ALL

    @property
    def text(self) -> str:
        """Return the form that :func:`parse_scope` reads."""
        return f"{self.reach}:{self.discipline}" if self.discipline else self.reach.value


EVERYTHING: Final = Scope()
EVERYWHERE: Final = SchoolId("")
"""Stands for every school of the tenant, those that come later too: only a grant without a school
is about it."""


_MOST_DISCIPLINE: Final = 255


def parse_scope(text: str) -> Scope:
    """Return the scope that *text* names, such as ``textbooks`` or ``discipline:Histoire``.

    Raises:
        ValueRefusedError: it is something else.

    >>> parse_scope("discipline:Histoire").discipline
    'Histoire'
    """
    reach, _, discipline = text.partition(":")
    try:
        if len(discipline) > _MOST_DISCIPLINE or not discipline.isprintable():
            raise ValueError(reach)  # noqa: TRY301 - one sentence for all that is wrong
        return Scope(Reach(reach), discipline.strip())
    except ValueError:
        known = ", ".join(one for one in Reach if one is not Reach.DISCIPLINE)
        expected = f"{known} or discipline:NAME"
        raise ValueRefusedError("scope", text, expected) from None


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does something: a person of the portal, or ``OPERATOR`` at the command line.

    Raises:
        ValueError: a person without an identifier, who would be written down as the operator.
    """

    person: PersonId | None

    def __post_init__(self) -> None:
        if self.person is not None and not self.person:
            raise ValueError("a person has an identifier")

    @property
    def text(self) -> str:
        """Return what tables keep: the identifier, or nothing for the operator."""
        return self.person or ""


OPERATOR: Final = Actor(None)
"""Whoever has the shell, and so the database: permitted everything, and written down as such."""


def actor_of(text: str) -> Actor:
    """Return the actor that a table keeps as *text*.

    >>> actor_of("") is OPERATOR
    True
    """
    return Actor(PersonId(text)) if text else OPERATOR


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """A role that somebody holds.

    ``school`` ``None`` is every school of the tenant, for the roles that may be held so.
    ``starts`` is inclusive, ``ends`` exclusive and ``withdrawn`` the instant from which it no
    longer holds, whatever its dates; ``None`` is without limit.  ``given_by`` is the text of an
    actor, or where the grant was read.
    """

    role: Role
    person: PersonId
    school: SchoolId | None
    scope: Scope = EVERYTHING
    starts: datetime | None = None
    ends: datetime | None = None
    withdrawn: datetime | None = None
    reason: str = ""
    given_by: str = ""

    def is_at(self, school: SchoolId) -> bool:
        """Say whether this grant is about *school*."""
        if self.school is None:
            return self.role in TENANT_WIDE
        return self.school == school != EVERYWHERE


class Denial(StrEnum):
    """Why somebody may not.  Values are stable.

    The order is that in which the rules are tried on one grant; of several grants the one that
    came furthest gives the reason.
    """

    NO_ROLE = "no_role"
    """No grant at this school: the same for a school that is not there."""
    ROLE_NOT_STARTED = "role_not_started"
    ROLE_ENDED = "role_ended"
    ROLE_WITHDRAWN = "role_withdrawn"
    ROLE_DOES_NOT_ALLOW = "role_does_not_allow"
    NO_SUB_DELEGATION = "no_sub_delegation"
    """Only the head delegates: who was given a right to assign does not give it on."""
    OUT_OF_SCOPE = "out_of_scope"
    """The grant is about other resources, or the act about all of them."""
    NOT_CONFIRMED = "not_confirmed"
    """The portal asked for the password again before a bulk act, and did not get it."""
    SWITCHED_OFF = "switched_off"
    """The configuration has that function switched off at the school, for everybody: told only to
    whoever might otherwise."""


_FURTHER: Final = {denial: number for number, denial in enumerate(Denial)}
_EVER: Final = datetime.min.replace(tzinfo=UTC)
_SENIOR: Final = {role: number for number, role in enumerate(Role)}


@dataclass(frozen=True, slots=True)
class Permitted:
    """Proof that *actor* may; only :func:`permit` makes one.

    ``resource`` ``None`` is every resource of the school.  ``grant`` is ``None`` for the operator.
    """

    actor: Actor
    act: Act
    school: SchoolId
    resource: ResourceId | None
    grant: Grant | None

    def is_for(self, act: Act, school: SchoolId, resource: ResourceId | None = None) -> bool:
        """Say whether this is the proof for *act* at *school*, on *resource* or on all.

        Acts on several schools need one proof for each.
        """
        if act is not self.act or school != self.school:
            return False
        return self.resource is None or self.resource == resource


@dataclass(frozen=True, slots=True)
class Denied:
    """They may not, for exactly one reason."""

    reason: Denial


def permit(
    actor: Actor,
    act: Act,
    *,
    school: SchoolId,
    resource: Resource | None = None,
    grants: Iterable[Grant],
    now: datetime,
    schools: SchoolBook = ALL_OPEN,
) -> Permitted | Denied:
    """Decide whether *actor* may do *act* at *school*, on *resource* or on all of them.

    No grant is a denial.  Grants of other people and schools in *grants* are ignored: a store that
    returns too much allows nothing.  Where several allow it, the most responsible role is the
    proof, then the one that began first, so that the answer does not depend on their order.
    What *schools* has switched off nobody may, the operator included.

    >>> permit(Actor(PersonId("alice")), Act.ASSIGN, school=SchoolId("0750001A"), grants=[],
    ...        now=datetime(2026, 9, 1))
    Denied(reason=<Denial.NO_ROLE: 'no_role'>)
    """
    about = None if resource is None else resource.id
    is_off = schools.forbids(act, school)
    if actor.person is None:
        return Denied(Denial.SWITCHED_OFF) if is_off else Permitted(actor, act, school, about, None)
    denial, found = Denial.NO_ROLE, list[Grant]()
    for grant in grants:
        if grant.person != actor.person or not grant.is_at(school):
            continue
        obstacle = _obstacle(grant, act, resource, now)
        if obstacle is None:
            found.append(grant)
        else:
            denial = max(denial, obstacle, key=_FURTHER.__getitem__)
    if not found:
        return Denied(denial)
    if is_off:
        return Denied(Denial.SWITCHED_OFF)
    return Permitted(actor, act, school, about, min(found, key=_precedence))


def _obstacle(grant: Grant, act: Act, resource: Resource | None, now: datetime) -> Denial | None:
    if grant.withdrawn is not None and grant.withdrawn <= now:
        return Denial.ROLE_WITHDRAWN
    if grant.starts is not None and now < grant.starts:
        return Denial.ROLE_NOT_STARTED
    if grant.ends is not None and grant.ends <= now:
        return Denial.ROLE_ENDED
    if grant.role not in ALLOWED.get(act, frozenset()):
        passed_on = act is Act.DELEGATE and grant.role in ASSIGNING
        return Denial.NO_SUB_DELEGATION if passed_on else Denial.ROLE_DOES_NOT_ALLOW
    return None if grant.scope.allows(act, resource) else Denial.OUT_OF_SCOPE


def _precedence(grant: Grant) -> tuple[int, datetime, datetime, Scope]:
    return _SENIOR[grant.role], grant.starts or _EVER, grant.ends or _EVER, grant.scope


def _spelled(discipline: str) -> str:
    return unicodedata.normalize("NFC", discipline).strip().casefold()
