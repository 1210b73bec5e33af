"""What every step of the turn of a year needs: the plan, the school as it is, and a pen."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from typing import Final

from garbridge.core.catalogue import Catalogue
from garbridge.core.entitlements import Opening
from garbridge.core.identifiers import OperationId, ResourceId, SchoolId
from garbridge.core.lines import require_limit
from garbridge.core.operations import Movement, Operation, OperationKind, Signature
from garbridge.core.permissions import Actor, Denied
from garbridge.core.roles import Act
from garbridge.core.school_years import first_instant, last_school_year, name_of
from garbridge.core.years import NotTurned, Said, Snapshot, YearPlan, YearState
from garbridge.ports import Clock, Directory, Ledger, TokenSource, Transaction, YearPlans
from garbridge.services.new_year import Reading, calendar_of
from garbridge.services.permitting import PermissionService
from garbridge.services.selecting import People
from garbridge.services.year_answers import Report, Unswitched

MOST_REASON: Final = 240
"""Characters of the sentence that says why: the name of the year stands before it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class YearDesk:
    """Reads plans and schools, and signs acts on them; ``zone`` is where the year begins."""

    years: YearPlans
    ledger: Ledger
    directory: Directory
    catalogue: Callable[[], Catalogue]
    transaction: Transaction
    permissions: PermissionService
    zone: tzinfo
    clock: Clock
    tokens: TokenSource = field(repr=False)

    def commit(self, signed: Signature, movements: Sequence[Movement]) -> OperationId | None:
        """Commit *movements*, if there are any; return the operation."""
        if not movements:
            return None
        self.ledger.commit(Operation(signed, tuple(movements)))
        return signed.id

    def signed(self, actor: Actor, kind: OperationKind, plan: YearPlan, reason: str) -> Signature:
        """Return the signature of an act on *plan*: the name of its year stands in the reason."""
        said = f"{name_of(plan.year)} {reason}".strip()
        return Signature(
            id=OperationId(self.tokens()), kind=kind, actor=actor.text, at=self.clock(), reason=said
        )

    def report(
        self, school: SchoolId, year: int, undone: Sequence[Unswitched] = ()
    ) -> Report | NotTurned:
        """Return what was done of a plan so far."""
        plan = self.years.plan(school, year)
        if plan is None:
            return NotTurned.NO_PLAN
        return Report(plan, tuple(self.years.portions(school, year)), tuple(undone))

    def plan(self, school: SchoolId, year: int | None) -> YearPlan | None:
        """Return the plan for *year*; ``None`` as year is the latest."""
        return self.years.latest(school) if year is None else self.years.plan(school, year)

    def known(self, school: SchoolId, year: int | None) -> YearPlan | NotTurned:
        """Return a plan that is not closed."""
        plan = self.plan(school, year)
        if plan is None:
            return NotTurned.NO_PLAN
        return NotTurned.CLOSED if plan.state is YearState.CLOSED else plan

    def claimed(self, school: SchoolId, year: int | None) -> YearPlan | NotTurned:
        """Inside a transaction: return a plan that is not closed, and which nobody else changes."""
        plan = self.plan(school, year)
        claimed = None if plan is None else self.years.claim(school, plan.year)
        if claimed is None:
            return NotTurned.NO_PLAN
        return NotTurned.CLOSED if claimed.state is YearState.CLOSED else claimed

    def said(self, actor: Actor, school: SchoolId, *, limit: int) -> Sequence[Said] | Denied:
        """Return who said what follows which level and class, newest first: of two years.

        Raises:
            ValueRefusedError: *limit* is no number of lines.
        """
        require_limit(limit)
        denied = self.denied(actor, Act.READ_JOURNAL, school)
        if denied:
            return denied
        latest = self.years.latest(school)
        before = None if latest is None else self.years.plan(school, latest.year - 1)
        lines = [line for plan in (before, latest) if plan is not None for line in plan.said]
        return lines[::-1][:limit]

    def snapshot(self, plan: YearPlan) -> Snapshot:
        """Return what was given when *plan* was prepared."""
        return self.years.snapshot(plan.school, plan.year)

    def read(
        self,
        school: SchoolId,
        year: int,
        now: datetime,
        resources: Sequence[ResourceId] | None = None,
    ) -> Reading:
        """Return *school* as it is now, with the stock of *resources* or of all."""
        return Reading(
            school=school,
            members=People(self.directory, school).members(),
            stocks=self.ledger.stocks(school, resources),
            catalogue=self.catalogue(),
            calendar=calendar_of(year, self.zone, now),
            rules=self.ledger.rules(school),
            switched=self._let_in(school, year, resources),
        )

    def _let_in(
        self, school: SchoolId, year: int, resources: Sequence[ResourceId] | None
    ) -> frozenset[Opening]:
        """Return who was let in by what is done of the switch for *year*."""
        done = [
            self.ledger.operation(one.operation)
            for one in self.years.portions(school, year)
            if one.stands and one.operation is not None
            if resources is None or one.resource in resources
        ]
        moved = [movement for one in done if one is not None for movement in one.movements]
        return frozenset(m.right for m in moved if m.gives and isinstance(m.right, Opening))

    def nearest(self, now: datetime) -> int:
        """Return the year whose beginning is nearest: from mid-February on the next one."""
        running = last_school_year(now, self.zone)
        since, until = first_instant(running, self.zone), first_instant(running + 1, self.zone)
        return running if now - since < until - now else running + 1

    def denied(self, actor: Actor, act: Act, school: SchoolId, *, people: int = 0) -> Denied | None:
        """Say why *actor* may not do *act* at *school*; ``None`` if they may."""
        answer = self.permissions.permit_all(actor, act, [(school, None)], people=people)
        return answer if isinstance(answer, Denied) else None
