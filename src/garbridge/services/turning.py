"""The turn of the school year at one school: prepare, check, switch, undo, close.

::

    prepare    snapshot, populations, levels            nothing is moved
    check      the plan with today's stock, and access  nothing is moved
    switch     one resource after the other             each a portion: all of it, or nothing
    undo       the portions in reverse, until the year is closed
    close      the report stands, nothing is undone any more

Each step is kept, so that it can be left and resumed by somebody else; to switch or to undo again
finishes what was interrupted, and gives nothing twice.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from garbridge.core.identifiers import SchoolId
from garbridge.core.operations import OperationKind, Signature
from garbridge.core.permissions import Actor, Denied
from garbridge.core.roles import Act
from garbridge.core.school_years import first_instant
from garbridge.core.years import (
    MOST_SAID,
    Chosen,
    NotTurned,
    Portion,
    Snapshot,
    YearPlan,
    YearState,
    YearStep,
    not_switchable,
)
from garbridge.services.checking import CheckingService
from garbridge.services.new_year import Outlook, calendar_of
from garbridge.services.reasons import require_reason
from garbridge.services.selecting import Passing
from garbridge.services.year_answers import Checked, Report, Stale, Wishes
from garbridge.services.year_choices import chosen_by
from garbridge.services.year_desk import MOST_REASON, YearDesk
from garbridge.services.year_portions import checked, expected
from garbridge.services.year_undoing import finish_undo, rehearse_undo, undo_portions


@dataclass(frozen=True, slots=True, kw_only=True)
class YearService:
    """Turns the school year, one school at a time.

    ``serve`` serves the standing rules of a school, once the new classes are there.
    """

    desk: YearDesk
    checking: CheckingService
    serve: Callable[[SchoolId, Actor], object]

    def prepare(
        self,
        actor: Actor,
        school: SchoolId,
        wishes: Wishes,
        *,
        year: int | None = None,
        rehearse: bool = False,
    ) -> Outlook | NotTurned | Denied:
        """Make the plan for *year*, or make it anew; ``None`` is the year that is nearest.

        Raises:
            ValueRefusedError: a level or a resource is not one of the school, or a pupil is in a
                level or a class whose code is longer than a store keeps.
            StoreError: nothing was written.
        """
        denied = self.desk.denied(actor, Act.PREPARE_YEAR, school)
        if denied:
            return denied
        now = self.desk.clock()
        named = self.desk.nearest(now) if year is None else year
        with self.desk.transaction():
            there = self.desk.years.claim(school, named)
            if there is not None and there.state is YearState.CLOSED:
                return NotTurned.CLOSED
            if any(portion.stands for portion in self.desk.years.portions(school, named)):
                return NotTurned.SWITCH_BEGUN
            reading = self.desk.read(school, named, now)
            before = there.chosen if there else Chosen()
            chosen = chosen_by(reading, before, wishes)
            lines = chosen.said_since(before, actor.text, now)
            snapshot, carries = reading.taken(chosen)
            plan = YearPlan(
                school=school,
                year=named,
                state=YearState.PREPARED,
                step=YearStep.CARRY_OVER,
                chosen=chosen,
                carries=carries,
                by=actor.text,
                at=now,
                seats=len(snapshot.seats),
                openings=len(snapshot.openings),
                said=((there.said if there else ()) + lines)[-MOST_SAID:],
            )
            if not rehearse:
                self.desk.years.begin(plan, snapshot)
        return reading.outlook(plan, snapshot)

    def check(
        self, actor: Actor, school: SchoolId, *, year: int | None = None, rehearse: bool = False
    ) -> Checked | NotTurned | Denied:
        """Return what the switch would do now; keep nothing but that it was checked, and its token.

        Raises:
            StoreError: nothing was written.
        """
        denied = self.desk.denied(actor, Act.CHECK_YEAR, school)
        if denied:
            return denied
        now = self.desk.clock()
        with self.desk.transaction():
            plan = self.desk.claimed(school, year)
            if isinstance(plan, NotTurned):
                return plan
            if plan.state is YearState.UNDOING:
                return NotTurned.UNDO_BEGUN
            outlook = self.desk.read(school, plan.year, now).outlook(plan, self.desk.snapshot(plan))
            done = self.desk.years.portions(school, plan.year)
            portions = expected(outlook.portions, done)
            kept = checked(plan, portions)
            outlook = replace(outlook, plan=kept, portions=tuple(portions))
            if not rehearse:
                self.desk.years.expect(school, plan.year, portions)
                self.desk.years.keep(kept)
        wanted = calendar_of(plan.year, self.desk.zone, now).wanted
        access = self.checking.check(actor, school, at=wanted, after=outlook.movements)
        return access if isinstance(access, Denied) else Checked(outlook, access)

    def switch(
        self,
        actor: Actor,
        school: SchoolId,
        *,
        year: int | None = None,
        token: str | None = None,
        reason: str = "",
        passing: Passing[Portion] = tuple,
    ) -> Report | Stale | NotTurned | Denied:
        """Do what the check said, *passing* from one resource to the next; again finishes it.

        *token* is that of the check; ``None`` takes the latest.

        Raises:
            ValueRefusedError: *reason* is too long, or no text.
            StoreError: a portion was not written; those before it were.
        """
        require_reason(reason, most=MOST_REASON)
        plan = self.desk.known(school, year)
        denied = self.desk.denied(actor, Act.SWITCH_YEAR, school)
        if denied:
            return denied
        if isinstance(plan, NotTurned):
            return plan
        snapshot = self.desk.snapshot(plan)
        outlook = self.desk.read(school, plan.year, self.desk.clock()).outlook(plan, snapshot)
        denied = self.desk.denied(actor, Act.SWITCH_YEAR, school, people=outlook.people)
        refused = denied or not_switchable(plan) or _undecided(outlook)
        if refused:
            return refused
        pending = [one for one in self.desk.years.portions(school, plan.year) if not one.done]
        now = {one.resource: one.token for one in outlook.portions}
        changed = any(now.get(one.resource) != one.token for one in pending)
        if changed or (token is not None and token != plan.token):
            return Stale(outlook)
        for portion in passing(pending):
            signed = self.desk.signed(actor, OperationKind.SWITCH, plan, reason)
            stale = self._apply(plan, snapshot.of(portion.resource), portion, signed)
            if stale:
                return stale
        self._finish(actor, plan, outlook)
        return self.desk.report(school, plan.year)

    def undo(
        self,
        actor: Actor,
        school: SchoolId,
        *,
        year: int | None = None,
        reason: str = "",
        rehearse: bool = False,
        passing: Passing[Portion] = tuple,
    ) -> Report | NotTurned | Denied:
        """Take the switch back as far as licences are free, latest first; again finishes it.

        What somebody gave since stays, and what somebody took back since does not come again.  With
        *rehearse* nothing is written, and what is told is the same.

        Raises:
            ValueRefusedError: *reason* is too long, or no text.
            StoreError: a portion was not undone; those before it were.
        """
        require_reason(reason, most=MOST_REASON)
        plan = self.desk.known(school, year)
        denied = self.desk.denied(actor, Act.UNDO_YEAR, school)
        if denied:
            return denied
        if isinstance(plan, NotTurned):
            return plan
        portions = self.desk.years.portions(school, plan.year)
        standing = [one for one in reversed(portions) if one.stands]
        denied = self.desk.denied(
            actor, Act.UNDO_YEAR, school, people=sum(p.given + p.reclaimed for p in standing)
        )
        if denied:
            return denied
        if rehearse:
            found = rehearse_undo(self.desk, actor, plan, standing)
            return self.desk.report(school, plan.year, found)
        back = undo_portions(self.desk, actor, plan, passing(standing), reason)
        if isinstance(back, NotTurned):
            return back
        finish_undo(self.desk, plan)
        return self.desk.report(school, plan.year, back)

    def close(
        self, actor: Actor, school: SchoolId, *, year: int | None = None
    ) -> Report | NotTurned | Denied:
        """Close the year: the report stands, and nothing of it is undone any more.

        Raises:
            StoreError: it is not closed.
        """
        denied = self.desk.denied(actor, Act.SWITCH_YEAR, school)
        if denied:
            return denied
        with self.desk.transaction():
            plan = self.desk.claimed(school, year)
            if isinstance(plan, NotTurned):
                return plan
            if plan.state is not YearState.SWITCHED:
                return NotTurned.NOT_SWITCHED
            closed = replace(plan, state=YearState.CLOSED, step=YearStep.CLOSE)
            self.desk.years.keep(replace(closed, closed=self.desk.clock()))
        return self.desk.report(school, plan.year)

    def report(
        self, actor: Actor, school: SchoolId, *, year: int | None = None
    ) -> Report | NotTurned | Denied:
        """Return what was done so far, or what was done before the year was closed."""
        denied = self.desk.denied(actor, Act.CHECK_YEAR, school)
        if denied:
            return denied
        plan = self.desk.plan(school, year)
        return NotTurned.NO_PLAN if plan is None else self.desk.report(school, plan.year)

    def _apply(
        self, plan: YearPlan, snapshot: Snapshot, portion: Portion, signed: Signature
    ) -> Stale | None:
        """Apply one portion, as it was checked, if nobody did meanwhile."""
        school, year, now = plan.school, plan.year, self.desk.clock()
        with self.desk.transaction():
            claimed = self.desk.years.claim(school, year)
            left = {one.number: one for one in self.desk.years.portions(school, year)}
            if claimed is None or claimed.at != plan.at or left.get(portion.number) != portion:
                return None
            if claimed.state not in {YearState.CHECKED, YearState.SWITCHING}:
                return None
            if claimed.merged != plan.merged:
                snapshot = self.desk.snapshot(claimed).of(portion.resource)
            self.desk.ledger.lock(sorted(self.desk.ledger.names(school, [portion.resource])))
            reading = self.desk.read(school, year, now, [portion.resource])
            outlook = reading.outlook(claimed, snapshot, portion.resource)
            if [one.token for one in outlook.portions] != [portion.token]:
                return Stale(outlook)
            done = self.desk.commit(signed, outlook.movements)
            self.desk.years.settle(school, year, replace(portion, done=True, operation=done))
            self.desk.years.keep(
                replace(
                    claimed,
                    state=YearState.SWITCHING,
                    step=YearStep.SUBSCRIPTIONS,
                    begun=claimed.begun or signed.at,
                )
            )
        return None

    def _finish(self, actor: Actor, plan: YearPlan, outlook: Outlook) -> None:
        with self.desk.transaction():
            claimed = self.desk.years.claim(plan.school, plan.year)
            portions = self.desk.years.portions(plan.school, plan.year)
            if claimed is None or not all(portion.done for portion in portions):
                return
            if claimed.state in {YearState.CHECKED, YearState.SWITCHING}:
                self.desk.years.keep(
                    replace(claimed, state=YearState.SWITCHED, step=YearStep.CLOSE)
                )
        # Rules look at the classes of today: before there are new ones they would serve the old.
        if outlook.classes_known and self.desk.clock() >= first_instant(plan.year, self.desk.zone):
            self.serve(plan.school, actor)


def _undecided(outlook: Outlook) -> NotTurned | None:
    return NotTurned.LEVELS_OPEN if outlook.undecided else None
