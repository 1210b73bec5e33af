"""The school-year assistant (*année scolaire*): six steps that can be left and resumed.

::

    1 directory   what there is, then a snapshot is taken     2 resources   what becomes of each
    3 levels      which follows which                         4 orders      what is bought anew
    5 access      the check                                   6 close       switch, undo, close

Nothing moves before the switch, and nothing is final before the year is closed.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from operator import itemgetter

from flask import Response
from werkzeug.exceptions import NotFound

from garbridge.core.coverage import Survey
from garbridge.core.permissions import Denied
from garbridge.core.roles import Act
from garbridge.core.school_years import name_of
from garbridge.core.years import Follow, NotTurned, YearPlan, YearState, YearStep
from garbridge.services.new_year import Outlook
from garbridge.services.year_answers import Report, Unswitched
from garbridge.web.console.door import Desk, console
from garbridge.web.console.frame import console_page
from garbridge.web.console.people_rows import members
from garbridge.web.console.subscription_rows import may_renew, rows_of
from garbridge.web.console.year_classes import classes_of, overruled_of
from garbridge.web.console.year_rows import (
    books_of,
    directory_of,
    endings_of,
    findings_of,
    levels_of,
    portions_of,
)
from garbridge.web.incoming import argument

FIRST, LAST = YearStep.DIRECTORY, YearStep.CLOSE
_RESUMED = {
    YearState.PREPARED: YearStep.CARRY_OVER,
    YearState.UNDONE: YearStep.CARRY_OVER,
    YearState.CHECKED: YearStep.ACCESS,
    YearState.SWITCHING: LAST,
    YearState.SWITCHED: LAST,
    YearState.UNDOING: LAST,
    YearState.CLOSED: LAST,
}
"""Where somebody goes on who comes back."""
BEGUN = frozenset({YearState.SWITCHING, YearState.SWITCHED, YearState.UNDOING, YearState.CLOSED})
"""Where something was moved: what was chosen before stays as it is."""


@dataclass(frozen=True, slots=True)
class Turn:
    """A school's plan as it stands: ``report`` is ``None`` where there is none yet.

    ``year`` is that of the plan, or the one that would be prepared; ``can_begin`` says that the
    plan is closed and another year is nearer by now.
    """

    report: Report | None
    year: int
    can_begin: bool = False

    @property
    def plan(self) -> YearPlan | None:
        """The plan, if there is one."""
        return self.report.plan if self.report else None

    @property
    def stamp(self) -> str:
        """What stands for the plan in a form: another one once somebody went on with it."""
        plan = self.plan
        if plan is None:
            return ""
        facts = (plan.year, plan.at, plan.state, plan.token, plan.closed)
        return hashlib.sha256(repr(facts).encode()).hexdigest()[:32]


@console(Act.CHECK_YEAR, whole=True)
def affectation_year(desk: Desk) -> Response:
    """Show one step; where none is named, the one at which the school is."""
    return year_page(desk, turn_of(desk))


def turn_of(desk: Desk) -> Turn:
    """Return the school's latest plan, unless it is closed and a new one was asked for.

    Raises:
        NotFound: they may not look.
    """
    nearest = desk.runtime.years.desk.nearest(desk.runtime.clock())
    found = desk.runtime.years.report(desk.actor, desk.uai)
    if isinstance(found, Denied):
        raise NotFound
    if isinstance(found, NotTurned):
        return Turn(None, nearest)
    is_over = found.plan.state is YearState.CLOSED and found.plan.year < nearest
    if is_over and argument("nouvelle") is not None:
        return Turn(None, nearest)
    return Turn(found, found.plan.year, is_over)


def year_page(
    desk: Desk,
    turn: Turn,
    *,
    status: int = 200,
    note: str = "",
    lost: int = 0,
    rehearsed: Outlook | None = None,
    back: Sequence[Unswitched] = (),
) -> Response:
    """Return the page of one step; *rehearsed* is what choices that nobody kept come to.

    *back* is what an undo would do.
    """
    plan = turn.plan
    step, outlook, access = YearStep.CARRY_OVER, rehearsed, None
    if outlook is None:
        step = _step(turn)
        outlook, access = _outlook(desk, turn, step)
    return console_page(
        desk,
        "year.html",
        status=status,
        note=note,
        lost=lost,
        back=sorted(((desk.title(one.resource), one) for one in back), key=itemgetter(0)),
        is_rehearsed=rehearsed is not None,
        turn=turn,
        plan=plan,
        state=plan.state if plan else "",
        year=name_of(turn.year),
        step=step,
        steps=[(one, one.name.lower(), _is_open(turn, one)) for one in YearStep],
        frozen=plan is not None and plan.state in BEGUN,
        **_facts(desk, step, outlook, access),
        portions=portions_of(desk, turn.report.portions) if turn.report else [],
        can_switch=desk.may_whole(Act.SWITCH_YEAR),
        can_undo=desk.may_whole(Act.UNDO_YEAR),
    )


def _facts(
    desk: Desk, step: YearStep, outlook: Outlook | None, access: Survey | None
) -> dict[str, object]:
    """Return what the template of *step* shows."""
    facts: dict[str, object] = {"outlook": outlook, "follows": list(Follow)}
    match step:
        case YearStep.DIRECTORY:
            facts["directory"] = directory_of(desk, members(desk))
        case YearStep.RECLAIM if outlook:
            facts["books"] = books_of(desk, outlook)
        case YearStep.CARRY_OVER if outlook:
            facts["levels"] = levels_of(desk, members(desk), outlook)
            facts["classes"] = classes_of(outlook)
            facts["overruled"] = overruled_of(outlook)
            facts["books"] = books_of(desk, outlook)
        case YearStep.SUBSCRIPTIONS if outlook:
            renewable = {row.key: may_renew(desk, row) for row in rows_of(desk)}
            facts["endings"] = endings_of(desk, outlook.renewals, renewable)
        case YearStep.ACCESS | YearStep.CLOSE if outlook and access:
            facts["findings"], facts["more"] = findings_of(desk, outlook, access)
            facts["books"] = books_of(desk, outlook)
            facts["access"] = access
        case _:
            pass
    return facts


def _step(turn: Turn) -> YearStep:
    """Return the step that is asked for, if it is open; else where the school is."""
    text = argument("etape") or ""
    asked = next((one for one in YearStep if str(int(one)) == text), None)
    if asked is not None and _is_open(turn, asked):
        return asked
    return FIRST if turn.plan is None else _RESUMED[turn.plan.state]


def _is_open(turn: Turn, step: YearStep) -> bool:
    if turn.plan is None:
        return step is FIRST
    if step is LAST:
        return turn.plan.state not in {YearState.PREPARED, YearState.UNDONE}
    return turn.plan.state is not YearState.CLOSED


def _outlook(desk: Desk, turn: Turn, step: YearStep) -> tuple[Outlook | None, Survey | None]:
    """Return what the plan comes to today; nothing is kept of this look."""
    idle = {YearState.CLOSED, YearState.UNDOING}
    if turn.plan is None or step is FIRST or turn.plan.state in idle:
        return None, None
    looked = desk.runtime.years.check(desk.actor, desk.uai, year=turn.year, rehearse=True)
    if isinstance(looked, NotTurned):
        return None, None
    if isinstance(looked, Denied):
        raise NotFound
    return looked.outlook, looked.access
