"""What is done in the school-year assistant: chosen, checked, switched, undone, closed."""

from collections.abc import Mapping
from http import HTTPStatus

from flask import Response, request

from garbridge.core.identifiers import ResourceId
from garbridge.core.permissions import Denial, Denied
from garbridge.core.roles import Act
from garbridge.core.years import Follow, NotTurned, YearStep
from garbridge.errors import ValueRefusedError
from garbridge.services.year_answers import Stale, Wishes
from garbridge.services.year_desk import MOST_REASON
from garbridge.web.console.acts import redirected
from garbridge.web.console.door import Desk, console
from garbridge.web.console.frame import CONFIRM
from garbridge.web.console.year import Turn, turn_of, year_page
from garbridge.web.own_forms import field

_MOST = 2000
_LEVEL, _CLASS, _BOOK = "niveau:", "classe:", "suite:"
"""With what the fields begin that name a level, a class, or a resource."""
OPEN = "?"
"""Nobody says it: of a class, the directory will."""


@console(Act.PREPARE_YEAR, whole=True)
def affectation_year_prepare(desk: Desk) -> Response:
    """Make the plan, or make it anew with what was chosen; then go to the next step.

    Or show what that would come to, and keep nothing.
    """
    turn = turn_of(desk)
    if field("vu") != turn.stamp:
        return year_page(desk, turn, status=HTTPStatus.CONFLICT, note="year_stale")
    wishes = Wishes(
        levels={code: text for code, text in _chosen(_LEVEL).items() if text != OPEN},
        classes={code: None if text == OPEN else text for code, text in _chosen(_CLASS).items()},
        follows=_follows(),
        classes_known=bool(field("classes")),
    )
    looks = bool(field("apercu"))
    done = desk.runtime.years.prepare(desk.actor, desk.uai, wishes, year=turn.year, rehearse=looks)
    if isinstance(done, NotTurned | Denied):
        return _refused(desk, done)
    if looks:
        return year_page(desk, turn, rehearsed=done)
    after = field("etape")
    steps = {str(int(one)) for one in YearStep}
    return redirected(desk, "year", etape=after if after in steps else None)


@console(Act.CHECK_YEAR, whole=True)
def affectation_year_check(desk: Desk) -> Response:
    """Say what the switch would do, and keep that it was said."""
    turn = turn_of(desk)
    if field("vu") != turn.stamp:
        return year_page(desk, turn, status=HTTPStatus.CONFLICT, note="year_stale")
    done = desk.runtime.years.check(desk.actor, desk.uai, year=turn.year)
    if isinstance(done, NotTurned | Denied):
        return _refused(desk, done)
    return redirected(desk, "year", etape=str(int(YearStep.ACCESS)))


@console(Act.SWITCH_YEAR, whole=True)
def affectation_year_switch(desk: Desk) -> Response:
    """Do what the check said, resource by resource; again finishes it."""
    turn = turn_of(desk)
    token = turn.plan.token if turn.plan else ""
    # The token holds while it goes on, so that whoever finishes it needs not look at it anew.
    if not token or field("jeton") != token:
        return year_page(desk, turn, status=HTTPStatus.CONFLICT, note="year_stale")
    done = desk.runtime.years.switch(
        desk.actor, desk.uai, year=turn.year, token=token, reason=_reason()
    )
    if isinstance(done, Stale):
        return year_page(desk, turn_of(desk), status=HTTPStatus.CONFLICT, note="year_changed")
    if isinstance(done, NotTurned | Denied):
        return _refused(desk, done)
    return redirected(desk, "year")


@console(Act.UNDO_YEAR, whole=True)
def affectation_year_undo(desk: Desk) -> Response:
    """Take the switch back, as far as licences are free, or show what that would do."""
    turn = turn_of(desk)
    if field("vu") != turn.stamp:
        return year_page(desk, turn, status=HTTPStatus.CONFLICT, note="year_stale")
    looks = bool(field("regarder"))
    done = desk.runtime.years.undo(
        desk.actor, desk.uai, year=turn.year, reason=_reason(), rehearse=looks
    )
    if isinstance(done, NotTurned | Denied):
        return _refused(desk, done)
    if looks:
        return year_page(desk, turn, back=done.undone)
    if done.lost:
        return year_page(desk, turn_of(desk), note="year_lost", lost=len(done.lost))
    return redirected(desk, "year")


@console(Act.SWITCH_YEAR, whole=True)
def affectation_year_close(desk: Desk) -> Response:
    """Close the year, once somebody ticked that they know what that means."""
    turn = turn_of(desk)
    if field("vu") != turn.stamp:
        return year_page(desk, turn, status=HTTPStatus.CONFLICT, note="year_stale")
    if not field("compris"):
        return year_page(desk, turn, status=HTTPStatus.UNPROCESSABLE_ENTITY, note="year_close_tick")
    done = desk.runtime.years.close(desk.actor, desk.uai, year=turn.year)
    if isinstance(done, NotTurned | Denied):
        return _refused(desk, done)
    return redirected(desk, "year")


def _refused(desk: Desk, why: NotTurned | Denied) -> Response:
    turn: Turn = turn_of(desk)  # who may not even look is answered as everybody else
    if isinstance(why, NotTurned):
        return year_page(desk, turn, status=HTTPStatus.CONFLICT, note=f"year_not_{why}")
    note = CONFIRM if why.reason is Denial.NOT_CONFIRMED else "year_denied"
    return year_page(desk, turn, status=HTTPStatus.FORBIDDEN, note=note)


def _reason() -> str:
    return field("motif", most=MOST_REASON)


def _chosen(prefix: str) -> Mapping[str, str]:
    """Return what the fields say whose names begin with *prefix*.

    Raises:
        ValueRefusedError: there are more than any school has.
    """
    found = {
        name.removeprefix(prefix): text
        for name, text in request.form.items()
        if name.startswith(prefix)
    }
    if len(found) > _MOST:
        raise ValueRefusedError(prefix, None, f"at most {_MOST}")
    return found


def _follows() -> Mapping[ResourceId, Follow]:
    try:
        return {ResourceId(name): Follow(text) for name, text in _chosen(_BOOK).items()}
    except ValueError:
        raise ValueRefusedError("follow", None, ", ".join(Follow)) from None
