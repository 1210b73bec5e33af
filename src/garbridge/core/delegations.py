"""Delegations: a head of school lets somebody assign, within a scope and between two dates."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType

from garbridge.core.identifiers import PersonId, SchoolId
from garbridge.core.people import Person, Profile
from garbridge.core.permissions import EVERYTHING, Actor, Grant, Scope
from garbridge.core.roles import Role

DelegationId = NewType("DelegationId", str)
"""Eight characters that can be read out aloud; names one delegation of one school."""

DIRECTORY = "directory"
"""Who gave a grant that the directory states."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delegation:
    """Somebody the head of school lets assign (*responsable délégué d’affectation*).

    ``starts`` is inclusive and ``ends`` exclusive.  ``email`` is required by the State.  Both of
    ``withdrawn_at`` and ``withdrawn_by`` are set where it was withdrawn, which holds from that
    instant on, whatever the dates.
    """

    id: DelegationId
    school: SchoolId
    person: PersonId
    scope: Scope = EVERYTHING
    email: str
    starts: datetime
    ends: datetime
    reason: str
    given_by: Actor
    given_at: datetime
    withdrawn_at: datetime | None = None
    withdrawn_by: Actor | None = None

    def is_open(self, now: datetime) -> bool:
        """Say whether it holds at *now* or will."""
        return self.withdrawn_at is None and now < self.ends

    def grant(self) -> Grant:
        """Return the grant it is, before anybody looks whether its holder still belongs there."""
        return Grant(
            role=Role.DELEGATE,
            person=self.person,
            school=self.school,
            scope=self.scope,
            starts=self.starts,
            ends=self.ends,
            withdrawn=self.withdrawn_at,
            reason=self.reason,
            given_by=self.given_by.text,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """Somebody the directory's export states as assigning at *school* (GAR: *GARRespAff*).

    The export does not tell the *responsable d’affectation* from a delegate, and states no dates:
    it holds as long as it is stated, for all resources.
    """

    school: SchoolId
    person: PersonId
    email: str

    def grant(self) -> Grant:
        """Return the grant it is: the lesser of the two roles it may mean."""
        return Grant(role=Role.DELEGATE, person=self.person, school=self.school, given_by=DIRECTORY)


class DelegationAct(StrEnum):
    """What was done to a delegation.  Values are stable: the journal keeps them."""

    GIVEN = "given"
    RENEWED = "renewed"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class DelegationEvent:
    """One line of the journal that the head reads: who, to whom, what, until when, why."""

    kind: DelegationAct
    by: Actor
    at: datetime
    delegation: DelegationId
    school: SchoolId
    person: PersonId
    scope: Scope
    starts: datetime
    ends: datetime
    reason: str


def event_of(
    kind: DelegationAct, delegation: Delegation, *, by: Actor, at: datetime, reason: str
) -> DelegationEvent:
    """Return the line for what *by* did to *delegation* at *at*."""
    return DelegationEvent(
        kind=kind,
        by=by,
        at=at,
        delegation=delegation.id,
        school=delegation.school,
        person=delegation.person,
        scope=delegation.scope,
        starts=delegation.starts,
        ends=delegation.ends,
        reason=reason,
    )


class DelegationFault(StrEnum):
    """Why a delegation was not given, renewed or withdrawn.  Values are stable."""

    NOT_STAFF = "not_staff"
    """Not an adult member of the school: unknown, gone, or a pupil."""
    OWN = "own_delegation"
    """A head would keep the power after leaving the post."""
    NO_EMAIL = "delegate_without_email"
    """The State requires an address of every delegate."""
    NO_REASON = "delegation_without_reason"
    NOT_AHEAD = "delegation_not_ahead"
    """It would end before it starts, or has ended already."""
    TOO_LONG = "delegation_too_long"
    """A mission is for one school year."""
    ALREADY_GIVEN = "delegation_already_given"
    """The same person holds the same scope in that time."""
    NOT_OPEN = "delegation_not_open"
    """There is none of that name at this school, or it was withdrawn."""


@dataclass(frozen=True, slots=True)
class Declined:
    """The act is permitted, but not in this form: every fault that was found."""

    faults: tuple[DelegationFault, ...]


def standing(person: Person) -> tuple[Grant, ...]:
    """Return the grants that *person* has by being what they are: head, *documentaliste*.

    They hold as long as the membership does.
    """
    return tuple(
        Grant(
            role=_BY_PROFILE[place.profile],
            person=person.id,
            school=place.school,
            starts=place.starts,
            ends=place.ends,
            given_by=DIRECTORY,
        )
        for place in person.memberships
        if place.profile in _BY_PROFILE
    )


_BY_PROFILE = {Profile.HEAD: Role.HEAD, Profile.LIBRARIAN: Role.LIBRARIAN}
