"""One step of a round at one school: what becomes of it there."""

from dataclasses import dataclass, replace

from garbridge.core.operations import OperationKind
from garbridge.core.permissions import Actor, Denial, Denied
from garbridge.core.rounds import Missing, PartState, Round, RoundPart, RoundStep, Why
from garbridge.services.assigning import Applied, AssigningService, Short, Shortfall, Stale
from garbridge.services.planning import Preview
from garbridge.services.selecting import Request
from garbridge.services.undoing import NotUndone


class UnconfirmedError(Exception):
    """The portal wants to be sure who does it: nothing was done there."""


@dataclass(frozen=True, slots=True)
class Stepping:
    """Does the steps of *told* for *actor*, inside the caller's transaction."""

    assigning: AssigningService
    actor: Actor
    told: Round

    def done(self, part: RoundPart) -> RoundPart:
        """Return what *part* is once the step was done there.

        Raises:
            UnconfirmedError: nothing was done.
            StoreError: likewise.
        """
        match self.told.step:
            case RoundStep.LOOK:
                return self._seen(part)
            case RoundStep.GIVE:
                return self._given(part)
            case RoundStep.UNDO:
                return self._undone(part)
            case RoundStep.CHOOSE:
                return part

    def preview(self, part: RoundPart) -> Preview | Denied:
        """Return what *part* would do now, name by name."""
        return self.assigning.preview(self.actor, self._request(part))

    def _seen(self, part: RoundPart) -> RoundPart:
        found = self.preview(part)
        if isinstance(found, Denied):
            return part.left(Why.DENIED)
        return replace(
            part,
            state=PartState.SEEN,
            token=found.token,
            given=len(found.plan.movements),
            already=found.plan.already,
            impossible=len(found.plan.impossible),
            missing=sum(one.missing for one in found.plan.shortages),
            people=found.reach,
        )

    def _given(self, part: RoundPart) -> RoundPart:
        done = self.assigning.apply(
            self.actor,
            self._request(part),
            part.token,
            reason=self.told.reason,
            shortfall=Shortfall.SERVE if self.told.missing is Missing.SOME else Shortfall.STOP,
        )
        match done:
            case Denied(Denial.NOT_CONFIRMED):
                raise UnconfirmedError
            case Denied():
                return part.left(Why.DENIED)
            case Stale():
                return part.left(Why.STALE)
            case Short():
                return part.left(Why.SHORT)
            case Applied(operation=None):
                return part.left(Why.SAME)
            case Applied():
                count = len(done.plan.movements)
                return replace(
                    part, state=PartState.GIVEN, given=count, operation=done.operation, why=None
                )

    def _undone(self, part: RoundPart) -> RoundPart:
        done = (
            NotUndone.UNKNOWN
            if part.operation is None
            else self.assigning.undo(self.actor, part.operation, reason=self.told.reason)
        )
        match done:
            case Denied(Denial.NOT_CONFIRMED):
                raise UnconfirmedError
            case Applied():
                return replace(part, state=PartState.UNDONE, why=None)
            case NotUndone.UNDONE_BEFORE:
                return replace(part, state=PartState.UNDONE, why=Why.UNDONE_BEFORE)
            case NotUndone():
                return replace(part, state=PartState.KEPT, why=Why(done.value))
            case Denied():
                return replace(part, state=PartState.KEPT, why=Why.GONE)

    def _request(self, part: RoundPart) -> Request:
        return Request(
            kind=OperationKind.ASSIGN,
            schools=(part.school,),
            resources=(self.told.resource,),
            populations=part.populations,
        )
