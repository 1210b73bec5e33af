"""What people of the school report of its resources: how often, how far it is; never who."""

from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus

from flask import Response
from werkzeug.exceptions import NotFound

from garbridge.core.permissions import Denied
from garbridge.core.problems import Cause, ProblemRecord, ProblemState, Side
from garbridge.core.roles import Act
from garbridge.formats.problem_ticket import CAUSES, SIDES, STATES
from garbridge.formats.translations import Translations
from garbridge.web.console.acts import redirected
from garbridge.web.console.door import SEEN_BY, Desk, console
from garbridge.web.console.frame import console_page
from garbridge.web.console.paging import paged
from garbridge.web.incoming import argument
from garbridge.web.own_forms import field
from garbridge.web.speaking import translations
from garbridge.wiring import reporting_service

_REFERENCE = 40


@dataclass(frozen=True, slots=True)
class ReportRow:
    """One problem in words; ``can_act`` where this person may say how far it is.

    ``seen`` is what its form holds of what it would write over.
    """

    reference: str
    title: str
    cause: str
    times: int
    side: Side
    state: ProblemState
    seen: str
    opened: datetime
    can_act: bool


@console(SEEN_BY)
def affectation_problems(desk: Desk) -> Response:
    """List what is not solved, the open ones first."""
    return _listed(desk)


@console(Act.ASSIGN)
def affectation_problems_follow(desk: Desk) -> Response:
    """Keep how far one is."""
    try:
        state, side = ProblemState(field("etat")), Side(field("cote"))
    except ValueError:
        return _listed(desk, status=HTTPStatus.CONFLICT, note="problems_gone")
    done = reporting_service(desk.runtime).settle(
        desk.actor,
        desk.uai,
        field("reference", most=_REFERENCE),
        state,
        side,
        seen=field("vu", most=_REFERENCE),
    )
    if isinstance(done, Denied):
        raise NotFound
    return (
        redirected(desk, "problems")
        if done
        else _listed(desk, HTTPStatus.CONFLICT, "problems_gone")
    )


def _listed(desk: Desk, status: int = 200, note: str = "") -> Response:
    found = reporting_service(desk.runtime).at_school(desk.actor, desk.uai)
    if isinstance(found, Denied):
        raise NotFound
    said = translations()
    return console_page(
        desk,
        "problems.html",
        status=status,
        note=note,
        rows=paged([_row(desk, one, said) for one in found], argument("page")),
        sides={one.value: said.text(name) for one, name in SIDES.items()},
        states={one.value: said.text(name) for one, name in STATES.items()},
    )


def _row(desk: Desk, one: ProblemRecord, said: Translations) -> ReportRow:
    report = one.report
    resource = None if report is None else report.resource
    return ReportRow(
        one.reference,
        "" if resource is None else desk.title(resource),
        said.text(CAUSES[report.cause if report else Cause.OTHER]),
        report.times if report else 0,
        one.side,
        one.state,
        one.stage,
        one.opened,
        resource is not None and desk.may(Act.ASSIGN, resource),
    )
