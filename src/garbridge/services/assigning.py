"""Affectation: preview, apply, undo.  The one way in which licences change hands.

::

    preview    compute the plan from what is given now         nothing is written
    apply      lock, compute it again, compare, commit         the same plan, or a new preview
    undo       the inverse of an operation, for 24 hours       an operation itself

The plan that is applied is always the one computed under the lock: two people who act at the same
moment can surprise one another, and never the sums.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Final

from garbridge.core.catalogue import Catalogue
from garbridge.core.entitlements import Seat
from garbridge.core.identifiers import OperationId, PersonId, ResourceId, SchoolId, SubscriptionId
from garbridge.core.lines import require_limit
from garbridge.core.merges import Parted
from garbridge.core.openings import Crowd, crowds
from garbridge.core.operations import Operation, OperationKind, Signature, Summary
from garbridge.core.permissions import Actor, Denial, Denied
from garbridge.core.roles import Act
from garbridge.core.seats import Candidate, Plan, Stock, joined
from garbridge.ports import Clock, Directory, Ledger, TokenSource, Transaction
from garbridge.services.doubting import doubts_of
from garbridge.services.parting import Parting
from garbridge.services.permitting import PermissionService
from garbridge.services.planning import Preview, opened_by, plan_of, preview_of, unknown
from garbridge.services.reasons import require_reason
from garbridge.services.selecting import People, Request
from garbridge.services.undoing import (
    BLOCKING,
    NotUndone,
    names_of,
    plan_back,
    undo_denied,
    why_not,
)

_ACTS: Final = {
    OperationKind.ASSIGN: Act.ASSIGN,
    OperationKind.WITHDRAW: Act.WITHDRAW,
    OperationKind.MOVE: Act.ASSIGN,
    OperationKind.RECLAIM: Act.RECLAIM,
}
_GIVING_BACK: Final = frozenset({OperationKind.WITHDRAW, OperationKind.RECLAIM})


class Shortfall(StrEnum):
    """What to do when there are fewer licences than people."""

    STOP = "stop"
    """Nothing."""
    SERVE = "serve"
    """Serve as many as there are licences, in the order of the preview."""


@dataclass(frozen=True, slots=True)
class Applied:
    """It is done, under *operation*; ``None`` where there was nothing to do.

    ``parted`` is what the undo of a merge brought back beside licences; ``None`` of anything else.
    """

    operation: OperationId | None
    plan: Plan
    parted: Parted | None = None


@dataclass(frozen=True, slots=True)
class Stale:
    """Nothing was done: the stock has changed meanwhile, and this is what would happen now."""

    preview: Preview


@dataclass(frozen=True, slots=True)
class Short:
    """Nothing was done: there are too few licences, and nobody said to serve some."""

    preview: Preview


@dataclass(frozen=True, slots=True, kw_only=True)
class AssigningService:
    """Gives licences and takes them back."""

    ledger: Ledger
    directory: Directory
    catalogue: Callable[[], Catalogue]
    transaction: Transaction
    permissions: PermissionService
    clock: Clock
    tokens: TokenSource = field(repr=False)
    parting: Parting

    def preview(self, actor: Actor, request: Request) -> Preview | Denied:
        """Return what *request* would do now."""
        denied = self._denied(actor, request)
        return denied or self._preview(actor, request, self.clock())

    def apply(
        self,
        actor: Actor,
        request: Request,
        token: str,
        *,
        reason: str = "",
        shortfall: Shortfall = Shortfall.STOP,
    ) -> Applied | Stale | Short | Denied:
        """Do what the preview with *token* said, if it still holds.

        Raises:
            ValueRefusedError: *reason* is longer than 255 characters, or no text of one line.
            StoreError: nothing was written.
        """
        require_reason(reason)
        denied = self._denied(actor, request)
        if denied:
            return denied
        with self.transaction():
            self._lock(request)
            now = self.clock()  # once nobody else acts: so the journal has them in their order
            found = self._preview(actor, request, now)
            if found.token != token:
                return Stale(found)
            if found.plan.shortages and shortfall is Shortfall.STOP:
                return Short(found)
            denied = self._denied(actor, request, people=found.reach)
            if denied:
                return denied
            if not found.plan.movements:
                return Applied(None, found.plan)
            signed = self._signature(actor, request.kind, now, reason)
            self.ledger.commit(Operation(signed, found.plan.movements))
        return Applied(signed.id, found.plan)

    def undo(
        self, actor: Actor, operation: OperationId, *, reason: str = ""
    ) -> Applied | NotUndone | Denied:
        """Take *operation* back, as far as it still holds.

        What was given and has come back since, or the reverse, is left alone, also where somebody
        has given it anew.  Who has the resource for those days under another subscription by now
        gets no second licence.  Where a licence that was taken back has gone to somebody else,
        nothing is done.  Of a merge comes back all that can: also what else it brought over, as far
        as it is so still, and also where no licence does; for that one has to be allowed to merge.

        Raises:
            ValueRefusedError: *reason* is longer than 255 characters, or no text of one line.
            StoreError: nothing was written.
        """
        require_reason(reason)
        with self.transaction():
            found = self.ledger.operation(operation)
            if found is None:
                return NotUndone.UNKNOWN
            denied = undo_denied(self.permissions, self.catalogue(), actor, found)
            if denied:  # an operation of another school is answered as one that is not there
                return NotUndone.UNKNOWN if denied.reason is Denial.NO_ROLE else denied
            brought = self.parting.claim(found.signed)
            self._lock_all(names_of(found, self.ledger))
            now = self.clock()
            refused = why_not(found, self.ledger, now)
            if refused:
                return refused
            plan = plan_back(found, self.ledger, now, self._members)
            blocked = any(one.obstacle in BLOCKING for one in plan.impossible)
            if blocked and brought is None:
                return NotUndone.GIVEN_AWAY
            parted = self.parting.part(found.signed, brought)
            if not plan.movements and not (parted and parted.back):
                return NotUndone.GIVEN_AWAY if blocked else Applied(None, plan, parted)
            undo = self._signature(actor, OperationKind.UNDO, now, reason, undoes=operation)
            self.ledger.commit(Operation(undo, plan.movements, found.schools if parted else ()))
            self.parting.forget(operation)
        return Applied(undo.id, plan, parted)

    def may_undo(self, actor: Actor, operation: Operation) -> bool:
        """Say whether there is anything that *actor* may take back, once it is confirmed."""
        if not operation.movements and operation.signed.kind is not OperationKind.MERGE:
            return False  # the undo of a merge of two people without a licence
        denied = undo_denied(self.permissions, self.catalogue(), actor, operation)
        return denied is None or denied.reason is Denial.NOT_CONFIRMED

    def stocks(
        self, actor: Actor, school: SchoolId, resources: Sequence[ResourceId] | None = None
    ) -> Sequence[Stock] | Denied:
        """Return every subscription of *school* that *actor* may see, with who holds what.

        Of *resources* only, where some are named; by resource and name, whatever store it is.
        """
        sight = self.permissions.sight(actor, Act.SEE_STOCK, self.catalogue().resources, school)
        if isinstance(sight, Denied):
            return sight
        found, only = self.ledger.stocks(school, resources), sight.only(school)
        seen = [one for one in found if only is None or one.subscription.resource in only]
        return sorted(seen, key=lambda one: (one.subscription.resource, one.subscription.id))

    def crowds(
        self, actor: Actor, school: SchoolId, resources: Sequence[ResourceId] | None = None
    ) -> Sequence[Crowd] | Denied:
        """Return how many people are inside each licence of *school*, or of *resources* there."""
        found = self.stocks(actor, school, resources)
        if isinstance(found, Denied):
            return found
        return crowds(found, lambda: self._members(school), self.clock())

    def journal(self, actor: Actor, school: SchoolId, *, limit: int) -> Sequence[Summary] | Denied:
        """Return the latest operations at *school*, newest first.

        Whoever may read about some resources only sees what was done with those, and no more.

        Raises:
            ValueRefusedError: *limit* is no number of lines.
        """
        require_limit(limit)
        known = self.catalogue().resources
        sight = self.permissions.sight(actor, Act.READ_JOURNAL, known, school)
        if isinstance(sight, Denied):
            return sight
        return self.ledger.journal(school, limit=limit, resources=sight.only(school))

    def _denied(self, actor: Actor, request: Request, *, people: int = 0) -> Denied | None:
        known = self.catalogue().resources
        resources = [known.get(name) for name in request.resources] or [None]
        places = [(school, resource) for school in request.schools for resource in resources]
        answer = self.permissions.permit_all(actor, _ACTS[request.kind], places, people=people)
        return answer if isinstance(answer, Denied) else None

    def _preview(self, actor: Actor, request: Request, now: datetime) -> Preview:
        at = request.at or now
        everywhere = self.permissions.is_everywhere(actor, _ACTS[request.kind])
        known, missing = self._known(request)
        plans = [unknown(name, request.schools) for name in missing]
        stocks: list[Stock] = []
        readers: dict[SchoolId, People] = {}
        for school in dict.fromkeys(request.schools):
            here = self.ledger.stocks(school, known or (None if not request.resources else []))
            people = readers[school] = People(
                self.directory, school, request.schools, tells_unknown=everywhere
            )
            if known or not request.resources:
                about = replace(request, resources=tuple(known))
                plans.append(plan_of(about, school, here, people, at))
            stocks += here
        plan = joined(plans)
        doubts = doubts_of(plan.movements, self.catalogue(), self.ledger.stocks, readers, at)
        return preview_of(request, plan, stocks, doubts, self._reached(plan, at))

    def _reached(self, plan: Plan, at: datetime) -> set[tuple[SchoolId, PersonId]]:
        """Return the people *plan* is about, those of the populations it lets in too."""
        seats = (m.right for m in plan.movements if isinstance(m.right, Seat))
        reached = {(seat.school, seat.person) for seat in seats}
        for school, populations in opened_by(plan).items():
            within = People(self.directory, school).within(populations, at)
            reached |= {(school, candidate.person) for candidate in within}
        return reached

    def _members(self, school: SchoolId) -> list[Candidate]:
        return People(self.directory, school).members()

    def _known(self, request: Request) -> tuple[list[ResourceId], list[ResourceId]]:
        there = self.catalogue().resources
        names = list(dict.fromkeys(request.resources))
        if request.kind in _GIVING_BACK:  # also what the portal no longer knows
            return names, []
        return [n for n in names if n in there], [n for n in names if n not in there]

    def _lock(self, request: Request) -> None:
        resources = request.resources or None
        self._lock_all(
            name for school in request.schools for name in self.ledger.names(school, resources)
        )

    def _lock_all(self, names: Iterable[SubscriptionId]) -> None:
        self.ledger.lock(sorted(set(names)))

    def _signature(
        self,
        actor: Actor,
        kind: OperationKind,
        now: datetime,
        reason: str,
        undoes: OperationId | None = None,
    ) -> Signature:
        return Signature(
            id=OperationId(self.tokens()),
            kind=kind,
            actor=actor.text,
            at=now,
            reason=reason,
            undoes=undoes,
        )
