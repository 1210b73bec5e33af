"""One resource given at several schools: chosen, looked at, given, taken back as one.

::

    choose     populations, school by school          nothing is looked at yet
    look       each school is previewed               its token is kept
    confirm    each school is an operation            where its preview still holds
    again      look anew where nothing was given
    undo       each operation is taken back           as far as it holds

Each but the first works until its time is over, and :meth:`RoundService.advance` goes on from
there: whoever comes back finds it where it stood, and two requests at once do nothing twice.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from garbridge.core.catalogue import Catalogue
from garbridge.core.entitlements import Population
from garbridge.core.identifiers import ResourceId, SchoolId
from garbridge.core.permissions import Actor, Denial, Denied
from garbridge.core.roles import Act
from garbridge.core.rounds import (
    AGAIN,
    FORGOTTEN,
    TOGETHER,
    Missing,
    PartState,
    Round,
    RoundId,
    RoundPart,
    RoundStep,
    Why,
    chosen,
)
from garbridge.errors import StoreError, ValueRefusedError
from garbridge.ports import Clock, RoundStore, TokenSource, Transaction
from garbridge.services.assigning import AssigningService
from garbridge.services.permitting import PermissionService
from garbridge.services.planning import Preview
from garbridge.services.reasons import require_reason
from garbridge.services.round_parts import Stepping, UnconfirmedError

SECONDS: Final = 2.0
"""How long one request works: to preview a school of 600 takes 13 ms, to give there 30 ms."""
_NOT_CONFIRMED: Final = Denied(Denial.NOT_CONFIRMED)


@dataclass(frozen=True, slots=True)
class Nowhere:
    """Nothing was given anywhere, for the reason that one school gave; it is looked at anew."""

    told: Round
    why: Why | None
    """``None``: it is about more people than one transaction may be."""


class _PartError(Exception):
    """One school could not be served after all, for the reason that is its only argument."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundService:
    """Does for people what they chose at several schools; of others' rounds it knows nothing.

    ``ticks`` are seconds that never go back; no call works much longer than ``seconds``.
    """

    rounds: RoundStore
    assigning: AssigningService
    permissions: PermissionService
    catalogue: Callable[[], Catalogue]
    transaction: Transaction
    clock: Clock
    tokens: TokenSource = field(repr=False)
    ticks: Callable[[], float]
    seconds: float = SECONDS

    def mine(self, actor: Actor) -> Sequence[Round]:
        """Return the rounds of *actor*, without their parts, the latest first."""
        return [] if actor.person is None else self.rounds.of_actor(actor.person)

    def one(self, actor: Actor, name: RoundId) -> Round | None:
        """Return a round of *actor*; ``None`` if there is none."""
        return None if actor.person is None else self.rounds.one(actor.person, name)

    def choose(
        self,
        actor: Actor,
        resource: ResourceId,
        populations: Mapping[SchoolId, Sequence[Population]],
        name: RoundId | None = None,
    ) -> Round | Denied | None:
        """Choose *populations* at these schools, in a new round or in *name*; an empty one is out.

        A new round in which nothing is chosen is not kept.
        ``None``: there is no such round, or something of it is given already.

        Raises:
            ValueRefusedError: a population is one person: those are given theirs by name.
            StoreError: nothing was kept.
        """
        who = actor.person
        if any(one.person is not None for some in populations.values() for one in some):
            raise ValueRefusedError("population", None, "no single person")
        denied = self._denied(actor, resource, populations) if populations else None
        if denied or who is None:
            return denied
        new = [RoundPart(school=at, populations=tuple(some)) for at, some in populations.items()]
        now = self.clock()
        with self.transaction():
            if name is None:
                told = Round(id=RoundId(self.tokens()), actor=who, resource=resource, at=now)
            else:
                there = self.rounds.claim(who, name)
                if there is None or there.resource != resource or _is_begun(there):
                    return None
                told = replace(there, step=RoundStep.CHOOSE)
            kept = (one.anew() for one in told.parts)
            told = replace(told, parts=chosen(kept, new))
            if told.parts or name is not None:
                self.rounds.keep(told, forget=now - FORGOTTEN)
        return told

    def look(self, actor: Actor, name: RoundId) -> Round | Denied | None:
        """Look at each school that was chosen, as far as the time goes."""
        return self._turned(actor, name, {RoundStep.CHOOSE}, RoundStep.LOOK)

    def again(self, actor: Actor, name: RoundId) -> Round | Denied | None:
        """Look anew at the schools where nothing was given and may be now."""
        return self._turned(actor, name, {RoundStep.GIVE}, RoundStep.LOOK, anew=True)

    def undo(self, actor: Actor, name: RoundId, *, reason: str = "") -> Round | Denied | None:
        """Take back what was given, school by school; where nothing is given yet nothing will be.

        Raises:
            ValueRefusedError: *reason* is too long, or no text of one line.
        """
        require_reason(reason)
        steps = {RoundStep.GIVE, RoundStep.LOOK}
        return self._turned(actor, name, steps, RoundStep.UNDO, reason=reason)

    def confirm(
        self, actor: Actor, name: RoundId, stamp: str, missing: Missing, *, reason: str = ""
    ) -> Round | Nowhere | Denied | None:
        """Give what was seen, if *stamp* stands for it; asked again, it goes on.

        ``None``: there is no such round, or it is not what was seen.

        Raises:
            ValueRefusedError: *reason* is too long, or no text of one line.
        """
        require_reason(reason)
        there = self.one(actor, name)
        if there is not None and there.step is RoundStep.GIVE:
            return self.advance(actor, name)
        if there is None or not _is_still(there, stamp):
            return None
        if self._is_unconfirmed(actor, there):
            return _NOT_CONFIRMED
        told = replace(there, step=RoundStep.GIVE, missing=missing, reason=reason)
        if missing is Missing.NOTHING:
            return self._together(actor, told)
        with self.transaction():
            if not _is_still(self.rounds.claim(there.actor, name), stamp):
                return None
            self.rounds.restate(told)
        return self.advance(actor, name)

    def advance(self, actor: Actor, name: RoundId) -> Round | Denied | None:
        """Go on until the time is over; denied is whoever has to sign in anew first.

        Raises:
            StoreError: the store is away; the schools before it are done.
        """
        started, there = self.ticks(), self.one(actor, name)
        if there is None:
            return None
        stepping = Stepping(self.assigning, actor, there)
        for part in there.waiting:
            try:
                self._step(stepping, part.school)
            except UnconfirmedError:
                return _NOT_CONFIRMED
            if self.ticks() - started >= self.seconds:
                break
        return self.one(actor, name)

    def preview(self, actor: Actor, told: Round, part: RoundPart) -> Preview | Denied:
        """Return what *part* would do now, name by name."""
        return Stepping(self.assigning, actor, told).preview(part)

    def _turned(
        self,
        actor: Actor,
        name: RoundId,
        steps: set[RoundStep],
        to: RoundStep,
        *,
        anew: bool = False,
        reason: str | None = None,
    ) -> Round | Denied | None:
        """Begin the step *to* where one of *steps* is done; then go on."""
        who = actor.person
        with self.transaction():
            there = None if who is None else self.rounds.claim(who, name)
            if there is None:
                return None
            if there.step in steps:
                told = replace(there, step=to)
                self.rounds.restate(told if reason is None else replace(told, reason=reason))
                for part in there.parts if anew else ():
                    if part.state is PartState.LEFT and part.why in AGAIN:
                        self.rounds.settle(there.actor, name, part.anew())
        return self.advance(actor, name)

    def _step(self, stepping: Stepping, school: SchoolId) -> None:
        """Do the step at one school: all of it, or nothing but a word why not."""
        try:
            self._settled(stepping.told, school, stepping.done)
        except StoreError:
            if stepping.told.step is not RoundStep.GIVE:
                raise
            self._settled(stepping.told, school, lambda part: part.left(Why.AWAY))

    def _settled(
        self, told: Round, school: SchoolId, done: Callable[[RoundPart], RoundPart]
    ) -> None:
        with self.transaction():
            # Claimed first: another window may have turned it since, and what it says then holds.
            now = self.rounds.claim(told.actor, told.id)
            there = self.rounds.claim_part(told.actor, told.id, school)
            is_same = now is not None and now.step is told.step
            if is_same and there is not None and there.awaits(told.step):
                self.rounds.settle(told.actor, told.id, done(there))

    def _together(self, actor: Actor, told: Round) -> Round | Nowhere | Denied | None:
        """Give at every school in one transaction, or nowhere: then all is looked at anew."""
        if told.people > TOGETHER:
            return Nowhere(told, None)
        stepping = Stepping(self.assigning, actor, told)
        try:
            with self.transaction():
                if not _is_still(self.rounds.claim(told.actor, told.id), told.stamp):
                    return None
                self.rounds.restate(told)
                for part in told.in_state(PartState.SEEN):
                    done = stepping.done(part)
                    if done.state is PartState.LEFT and done.why is not Why.SAME:
                        raise _PartError(done.why or Why.AWAY)  # noqa: TRY301 - takes others back
                    self.rounds.settle(told.actor, told.id, done)
        except UnconfirmedError:
            return _NOT_CONFIRMED
        except _PartError as one_part:
            return self._anew(actor, told, Why(*one_part.args))
        return self.one(actor, told.id)

    def _anew(self, actor: Actor, told: Round, why: Why) -> Nowhere | Denied | None:
        with self.transaction():
            for part in told.in_state(PartState.SEEN):
                self.rounds.settle(told.actor, told.id, part.anew())
        found = self.advance(actor, told.id)
        return Nowhere(found, why) if isinstance(found, Round) else found

    def _is_unconfirmed(self, actor: Actor, told: Round) -> bool:
        """Say whether the portal wants to be sure who gives to so many, all schools together."""
        known = self.catalogue().resources
        sight = self.permissions.sight(actor, Act.ASSIGN, known)
        if isinstance(sight, Denied):
            return False
        seen = (one.school for one in told.in_state(PartState.SEEN))
        mine = [school for school in seen if sight.sees(school, told.resource)]
        denied = self._denied(actor, told.resource, mine, people=told.people)
        return denied == _NOT_CONFIRMED

    def _denied(
        self,
        actor: Actor,
        resource: ResourceId,
        schools: Iterable[SchoolId],
        *,
        people: int = 0,
    ) -> Denied | None:
        known = self.catalogue().resources.get(resource)
        places = [(school, known) for school in schools]
        answer = self.permissions.permit_all(actor, Act.ASSIGN, places, people=people)
        return answer if isinstance(answer, Denied) else None


def _is_still(told: Round | None, stamp: str) -> bool:
    """Say whether *told* is what was seen under *stamp*, and nothing of that is given."""
    return told is not None and told.is_looked_at and told.stamp == stamp


def _is_begun(told: Round) -> bool:
    """Say whether something was given, or taken back: what was chosen then stays as it is."""
    if told.step in {RoundStep.GIVE, RoundStep.UNDO}:
        return True
    return any(one.operation is not None for one in told.parts)
