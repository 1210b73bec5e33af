"""Who may do what now: reads somebody's grants and asks the one permission function.

A service takes :class:`garbridge.core.permissions.Permitted`, or asks here first.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from garbridge.core.catalogue import Resource
from garbridge.core.delegations import standing
from garbridge.core.identifiers import ResourceId, SchoolId
from garbridge.core.people import Person, Profile
from garbridge.core.permissions import (
    EVERYWHERE,
    OPERATOR,
    Actor,
    Denial,
    Denied,
    Grant,
    Permitted,
    permit,
)
from garbridge.core.roles import Act
from garbridge.core.schools import ALL_OPEN, SchoolBook, all_open
from garbridge.ports import Clock, Confirmation, DeclaredDelegates, DelegationStore, Directory

CONFIRM_ABOVE: Final = 30
"""People whom one act may concern without being confirmed: about a class."""

Place = tuple[SchoolId, Resource | None]


@dataclass(frozen=True, slots=True)
class Sight:
    """What one actor may do one act on, asked once for a list that is being read; never kept.

    ``schools`` are those where there is anything of it; ``None`` is every school of the tenant.
    """

    actor: Actor
    act: Act
    schools: tuple[SchoolId, ...] | None
    _resources: Mapping[ResourceId, Resource]
    _grants: tuple[Grant, ...]
    _now: datetime
    _switches: SchoolBook = ALL_OPEN

    def sees(self, school: SchoolId, resource: ResourceId) -> bool:
        """Say whether *resource* at *school* is among it: one nobody registered is in no scope."""
        return isinstance(self._permit(school, self._resources.get(resource)), Permitted)

    def only(self, school: SchoolId) -> frozenset[ResourceId] | None:
        """Return the resources at *school* that are among it; ``None`` is every resource there."""
        if isinstance(self._permit(school, None), Permitted):
            return None
        return frozenset(name for name in self._resources if self.sees(school, name))

    def of(self, school: SchoolId) -> Permitted | Denied:
        """Return a proof for every resource at *school*, or for one, or why there is none."""
        every = self._permit(school, None)
        if isinstance(every, Permitted):
            return every
        answers = (self._permit(school, resource) for resource in self._resources.values())
        return next((answer for answer in answers if isinstance(answer, Permitted)), every)

    def _permit(self, school: SchoolId, about: Resource | None) -> Permitted | Denied:
        return permit(
            self.actor,
            self.act,
            school=school,
            resource=about,
            grants=self._grants,
            now=self._now,
            schools=self._switches,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class PermissionService:
    """Answers "may they?"; nothing is kept between two questions, so a withdrawal holds at once.

    ``stated`` are the roles of the configuration, ``schools`` what it has switched
    off now.
    ``confirmation`` is the portal's own way to make sure before an act on more than
    ``confirm_above`` people; ``None`` asks nothing.
    """

    directory: Directory
    delegations: DelegationStore
    declared: DeclaredDelegates
    stated: Sequence[Grant]
    clock: Clock
    confirmation: Confirmation | None = None
    confirm_above: int = CONFIRM_ABOVE
    schools: Callable[[], SchoolBook] = all_open

    def grants(self, actor: Actor) -> tuple[Grant, ...]:
        """Return every grant of *actor*, also those that hold no longer; the operator has none.

        Heads and *documentalistes* are what they are as long as they are it.  A delegation ends
        with its holder's place at the school, and never makes a pupil assign.
        """
        if actor.person is None:
            return ()
        stated = tuple(grant for grant in self.stated if grant.person == actor.person)
        person = self.directory.person(actor.person)
        if person is None:
            return stated
        given = [one.grant() for one in self.delegations.of_person(person.id)]
        declared = [one.grant() for one in self.declared.declared_for(person.id)]
        kept = [
            *(_within(grant, person) for grant in given if person.at(_school(grant)) is not None),
            *(_within(grant, person) for grant in declared),
        ]
        return (*standing(person), *(grant for grant in kept if grant is not None), *stated)

    def permit(
        self, actor: Actor, act: Act, *, school: SchoolId, resource: Resource | None = None
    ) -> Permitted | Denied:
        """Decide now; see :func:`garbridge.core.permissions.permit`."""
        return self._permit(actor, act, school, resource, self.grants(actor), self.clock())

    def is_everywhere(self, actor: Actor, act: Act) -> bool:
        """Say whether *actor* may do *act* at every school of the tenant.

        Only they are told that somebody is unknown: to whoever may act at some schools a person of
        another one and a person of none have to look the same.
        """
        return isinstance(self.permit(actor, act, school=EVERYWHERE), Permitted)

    def permit_all(
        self, actor: Actor, act: Act, places: Iterable[Place], *, people: int = 0
    ) -> tuple[Permitted, ...] | Denied:
        """Return one proof for each of *places*, or the first denial: all, or nothing.

        Nobody but the operator is permitted an act on no place: there is nothing to prove it by.
        *people* is how many the act concerns; above the limit it has to be confirmed.  Nobody is
        asked to confirm what is denied anyway.
        """
        grants, now = self.grants(actor), self.clock()
        proofs: list[Permitted] = []
        for school, resource in places:
            answer = self._permit(actor, act, school, resource, grants, now)
            if isinstance(answer, Denied):
                return answer
            proofs.append(answer)
        if not proofs and actor != OPERATOR:
            return Denied(Denial.NO_ROLE)
        return self._unconfirmed(actor, act, people) or tuple(proofs)

    def sight(
        self,
        actor: Actor,
        act: Act,
        resources: Mapping[ResourceId, Resource],
        school: SchoolId | None = None,
    ) -> Sight | Denied:
        """Return on what *actor* may do *act*: at *school*, or wherever they may.

        A denial where there is nothing: not even one of *resources* at one school.
        """
        grants = self.grants(actor)
        whole = Sight(actor, act, None, resources, grants, self.clock(), self.schools())
        own = {grant.school for grant in grants if grant.school is not None}
        asked = (EVERYWHERE, *sorted(own)) if school is None else (school,)
        answers = {one: whole.of(one) for one in asked}
        seen = [one for one, answer in answers.items() if isinstance(answer, Permitted)]
        if not seen:
            return [answer for answer in answers.values() if isinstance(answer, Denied)][-1]
        return whole if EVERYWHERE in seen else replace(whole, schools=tuple(seen))

    def permit_among(
        self, actor: Actor, act: Act, school: SchoolId, resources: Iterable[Resource]
    ) -> tuple[Permitted, ...] | Denied:
        """Return the proofs for those of *resources* that *actor* may act on.

        One proof for all of them where that is permitted; a denial where none is.
        """
        grants, now = self.grants(actor), self.clock()
        every = self._permit(actor, act, school, None, grants, now)
        if isinstance(every, Permitted):
            return (every,)
        answers = [
            self._permit(actor, act, school, resource, grants, now) for resource in resources
        ]
        return tuple(answer for answer in answers if isinstance(answer, Permitted)) or every

    def _permit(  # noqa: PLR0917 - what the one function asks for
        self,
        actor: Actor,
        act: Act,
        school: SchoolId,
        resource: Resource | None,
        grants: tuple[Grant, ...],
        now: datetime,
    ) -> Permitted | Denied:
        return permit(
            actor,
            act,
            school=school,
            resource=resource,
            grants=grants,
            now=now,
            schools=self.schools(),
        )

    def _unconfirmed(self, actor: Actor, act: Act, people: int) -> Denied | None:
        if actor == OPERATOR or self.confirmation is None or people <= self.confirm_above:
            return None
        confirmed = self.confirmation(actor, act) is True
        return None if confirmed else Denied(Denial.NOT_CONFIRMED)


def _within(grant: Grant, person: Person) -> Grant | None:
    """Return *grant* as long as *person* is an adult of its school; ``None`` for a pupil."""
    place = person.at(_school(grant))
    if place is None:
        return grant
    if place.profile is Profile.PUPIL:
        return None
    return replace(
        grant,
        starts=_latest(grant.starts, place.starts),
        ends=_earliest(grant.ends, place.ends),
    )


def _school(grant: Grant) -> SchoolId:
    return grant.school or SchoolId("")


def _latest(*instants: datetime | None) -> datetime | None:
    return max((one for one in instants if one is not None), default=None)


def _earliest(*instants: datetime | None) -> datetime | None:
    return min((one for one in instants if one is not None), default=None)
