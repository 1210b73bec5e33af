"""Delegations: the head of school gives, renews, withdraws and looks through them.

Only the head delegates, and nobody passes a delegation on.  Every act is journalled with who, to
whom, what, until when and why, in the transaction in which it is done.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from garbridge.core.days import latest_september
from garbridge.core.delegation_rules import (
    State,
    a_year_after,
    adult_at,
    faults_of,
    is_reason,
    state_of,
)
from garbridge.core.delegations import (
    Declared,
    Declined,
    Delegation,
    DelegationAct,
    DelegationEvent,
    DelegationFault,
    DelegationId,
)
from garbridge.core.identifiers import PersonId, SchoolId, reference_of
from garbridge.core.lines import require_limit
from garbridge.core.people import Person, Profile
from garbridge.core.permissions import EVERYTHING, Actor, Denied, Scope
from garbridge.core.roles import Act
from garbridge.errors import StoreError
from garbridge.ports import Clock, DeclaredDelegates, DelegationStore, Directory
from garbridge.services.permitting import PermissionService


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What a head fills in.  An empty ``email`` is the one the directory knows."""

    person: PersonId
    starts: datetime
    ends: datetime
    reason: str
    scope: Scope = EVERYTHING
    email: str = ""


@dataclass(frozen=True, slots=True)
class Candidate:
    """An adult of the school; ``delegated`` says that they assign already or will."""

    person: Person
    profile: Profile
    delegated: bool


@dataclass(frozen=True, slots=True)
class Listed:
    """A delegation as a list shows it; ``person`` is ``None`` where the directory has nobody."""

    delegation: Delegation
    person: Person | None
    state: State


@dataclass(frozen=True, slots=True)
class Listing:
    """Delegations of a school, and whom its directory states beside them."""

    given: tuple[Listed, ...]
    declared: tuple[Declared, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DelegatingService:
    """Gives and takes back.  ``zone`` is where the portal's days begin."""

    permissions: PermissionService
    directory: Directory
    delegations: DelegationStore
    declared: DeclaredDelegates
    zone: tzinfo
    clock: Clock

    def delegate(
        self, actor: Actor, school: SchoolId, draft: Draft
    ) -> Delegation | Denied | Declined:
        """Let somebody assign at *school*.

        The scope, the dates and the reason stand in *draft*; all that is wrong is told at once.
        """
        may = self.permissions.permit(actor, Act.DELEGATE, school=school)
        if isinstance(may, Denied):
            return may
        return self._give(actor, school, draft, DelegationAct.GIVEN)

    def renew(
        self,
        actor: Actor,
        school: SchoolId,
        delegation: DelegationId,
        *,
        ends: datetime | None = None,
        reason: str = "",
    ) -> Delegation | Denied | Declined:
        """Give *delegation* once more, from where it ends or, if that is past, from now.

        Without *ends* it is for a year more, without *reason* for the same one.  What was
        withdrawn is not renewed.
        """
        may = self.permissions.permit(actor, Act.DELEGATE, school=school)
        if isinstance(may, Denied):
            return may
        old = self._named(school, delegation)
        if old is None or old.withdrawn_at is not None:
            return Declined((DelegationFault.NOT_OPEN,))
        draft = Draft(
            person=old.person,
            starts=max(old.ends, self.clock()),
            ends=a_year_after(old.ends, self.zone) if ends is None else ends,
            reason=reason or old.reason,
            scope=old.scope,
            email=old.email,
        )
        return self._give(actor, school, draft, DelegationAct.RENEWED)

    def withdraw(
        self, actor: Actor, school: SchoolId, delegation: DelegationId, *, reason: str
    ) -> Delegation | Denied | Declined:
        """Let *delegation* hold no longer, from this instant."""
        may = self.permissions.permit(actor, Act.WITHDRAW_DELEGATION, school=school)
        if isinstance(may, Denied):
            return may
        if not is_reason(reason):
            return Declined((DelegationFault.NO_REASON,))
        now = self.clock()
        done = self.delegations.withdraw(school, delegation, by=actor, at=now, reason=reason)
        ended = self._named(school, delegation) if done else None
        return Declined((DelegationFault.NOT_OPEN,)) if ended is None else ended

    def candidates(self, actor: Actor, school: SchoolId) -> tuple[Candidate, ...] | Denied:
        """Return the adults of *school* other than *actor*: *documentalistes* first, then by name.

        Heads are left out: they have the right already.
        """
        may = self.permissions.permit(actor, Act.DELEGATE, school=school)
        if isinstance(may, Denied):
            return may
        now = self.clock()
        given = self.delegations.of_school(school)
        taken = {one.person for one in given if one.is_open(now)}
        taken |= {one.person for one in self.declared.declared_at(school)}
        found = [
            Candidate(person, place.profile, person.id in taken)
            for person in self.directory.members(school)
            if (place := adult_at(person, school, now)) and place.profile is not Profile.HEAD
            if person.id != actor.person
        ]
        return tuple(sorted(found, key=_offered))

    def listing(self, actor: Actor, school: SchoolId) -> Listing | Denied:
        """Return every delegation of *school* that holds or will, and whom its directory states."""
        return self._listed(actor, school, lambda one, now: one.is_open(now))

    def review(self, actor: Actor, school: SchoolId) -> Listing | Denied:
        """Return the list to look through each September.

        It holds every delegation that was open at some time since the last 1 September, those
        that ended or were withdrawn meanwhile too, and those whose holder has left.
        """
        since = latest_september(self.clock(), self.zone)
        return self._listed(
            actor, school, lambda one, _: min(one.ends, one.withdrawn_at or one.ends) > since
        )

    def journal(
        self, actor: Actor, school: SchoolId, *, limit: int
    ) -> Sequence[DelegationEvent] | Denied:
        """Return the latest lines about *school*, newest first.

        Raises:
            ValueRefusedError: *limit* is no number of lines.
        """
        require_limit(limit)
        may = self.permissions.permit(actor, Act.READ_DELEGATIONS, school=school)
        return may if isinstance(may, Denied) else self.delegations.journal(school, limit=limit)

    def _give(
        self, actor: Actor, school: SchoolId, draft: Draft, kind: DelegationAct
    ) -> Delegation | Declined:
        now = self.clock()
        person = self.directory.person(draft.person)
        # Of somebody of another school nothing is told, not even that there is an address.
        known = person.identity.email if person and person.at(school) else ""
        while True:
            others = self.delegations.of_school(school)
            delegation = Delegation(
                id=_name(school, draft, others),
                school=school,
                person=draft.person,
                scope=draft.scope,
                email=(draft.email or known).strip(),
                starts=draft.starts,
                ends=draft.ends,
                reason=draft.reason.strip(),
                given_by=actor,
                given_at=now,
            )
            faults = faults_of(delegation, person, others)
            if faults:
                return Declined(faults)
            try:
                self.delegations.give(delegation, kind)
            except StoreError:
                if list(self.delegations.of_school(school)) == list(others):
                    raise
                continue  # a second click, or a second head, was faster: look again
            return delegation

    def _named(self, school: SchoolId, name: DelegationId) -> Delegation | None:
        return next((one for one in self.delegations.of_school(school) if one.id == name), None)

    def _listed(
        self, actor: Actor, school: SchoolId, kept: Callable[[Delegation, datetime], bool]
    ) -> Listing | Denied:
        may = self.permissions.permit(actor, Act.READ_DELEGATIONS, school=school)
        if isinstance(may, Denied):
            return may
        now, found = self.clock(), list[Listed]()
        for one in self.delegations.of_school(school):
            if kept(one, now):
                person = self.directory.person(one.person)
                found.append(Listed(one, person, state_of(one, person, now)))
        return Listing(tuple(found), tuple(self.declared.declared_at(school)))


def _name(school: SchoolId, draft: Draft, others: Iterable[Delegation]) -> DelegationId:
    """Return what to call a delegation that is given beside *others*.

    Two that are given at once for the same person and scope have one name: a store takes one.
    """
    known = sorted(one.id for one in others)
    return DelegationId(reference_of("|".join([school, draft.person, draft.scope.text, *known])))


def _offered(candidate: Candidate) -> tuple[bool, str, str, PersonId]:
    who = candidate.person.identity
    names = who.family_name.casefold(), who.given_name.casefold()
    return candidate.profile is not Profile.LIBRARIAN, *names, candidate.person.id
