"""What becomes of what was chosen at several schools: seen, given, taken back, a few at a time."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

from flask import Response, url_for
from werkzeug.exceptions import NotFound

from garbridge.core.identifiers import SchoolId
from garbridge.core.people import School
from garbridge.core.permissions import Denied
from garbridge.core.rounds import (
    AGAIN,
    TOGETHER,
    Missing,
    PartState,
    Round,
    RoundPart,
    RoundStep,
    Why,
)
from garbridge.services.rounds import Nowhere
from garbridge.web.console.acts import in_words
from garbridge.web.console.door import desk_of
from garbridge.web.console.frame import CONFIRM
from garbridge.web.console.paging import paged
from garbridge.web.console.rounds import RoundDesk, round_view
from garbridge.web.console.twice import twice
from garbridge.web.incoming import argument
from garbridge.web.own_forms import field

_NOWHERE: Final = {Why.STALE: "preview_stale", Why.SHORT: "preview_short"}
_FAILED: Final = frozenset({PartState.LEFT, PartState.KEPT})


@dataclass(frozen=True, slots=True)
class Line:
    """One school of a round: its part, and where its operation is; empty where there is none."""

    school: School
    part: RoundPart
    url: str = ""


@round_view
def affectations_round(found: RoundDesk, operation: str) -> Response:
    """Show where a round stands: at work, seen, given or taken back."""
    told = found.known(operation)
    if told.step is RoundStep.CHOOSE:
        return found.onward(operation=told.id)
    return _shown(found, told)


@round_view
def affectations_advance(found: RoundDesk, operation: str) -> Response:
    """Go on with what is being done, for as long as one request takes."""
    return _after(found, operation, found.service.advance(found.actor, found.known(operation).id))


@round_view
def affectations_apply(found: RoundDesk, operation: str) -> Response:
    """Give what was seen."""
    told = found.known(operation)
    posted = field("manque")
    missing = Missing(posted) if posted in set(Missing) else Missing.OTHERS
    done = found.service.confirm(
        found.actor, told.id, field("jeton"), missing, reason=field("motif")
    )
    if isinstance(done, Nowhere):
        if done.why is None:
            return _shown(
                found, told, status=HTTPStatus.UNPROCESSABLE_ENTITY, note="round_too_many"
            )
        note = _NOWHERE.get(done.why, "round_denied")
        return _shown(found, done.told, status=HTTPStatus.CONFLICT, note=note)
    if done is None:
        return _shown(
            found, found.known(operation), status=HTTPStatus.CONFLICT, note="preview_stale"
        )
    return _after(found, operation, done)


@round_view
def affectations_again(found: RoundDesk, operation: str) -> Response:
    """Look anew at the schools where nothing was given."""
    return _after(found, operation, found.service.again(found.actor, found.known(operation).id))


@round_view
def affectations_undo(found: RoundDesk, operation: str) -> Response:
    """Take back what was given, at every school."""
    told = found.known(operation)
    return _after(found, operation, found.service.undo(found.actor, told.id, reason=field("motif")))


@round_view
def affectations_who(found: RoundDesk, operation: str, uai: str) -> Response:
    """Say name by name what would be given at one school, as it is now."""
    told = found.known(operation)
    part = told.part(SchoolId(uai))
    if part is None or all(uai != school.id for school in found.schools):
        raise NotFound
    desk = desk_of(found.bridge, found.who, uai)
    looked = found.service.preview(found.actor, told, part)
    if isinstance(looked, Denied):
        raise NotFound
    stale = part.state is PartState.SEEN and looked.token != part.token
    return found.page(
        "round_who.html",
        note="round_changed" if stale else "",
        school=desk.school,
        preview=in_words(desk, looked),
        told=told,
    )


def _after(found: RoundDesk, operation: str, done: Round | Denied | None) -> Response:
    if isinstance(done, Denied):
        return _shown(found, found.known(operation), status=HTTPStatus.FORBIDDEN, note=CONFIRM)
    return found.onward("_round", operation=operation)


def _shown(found: RoundDesk, told: Round, *, status: int = 200, note: str = "") -> Response:
    here = found.url("_round", operation=told.id)
    if told.waiting:
        is_paused = argument("pause") is not None
        return found.page(
            "round_work.html",
            status=status,
            note=note,
            again=here,
            told=told,
            is_paused=is_paused,
        )
    if told.step is RoundStep.LOOK:
        return _previewed(found, told, here, status=status, note=note)
    return _result(found, told, here, status=status, note=note)


def _previewed(found: RoundDesk, told: Round, here: str, *, status: int, note: str) -> Response:
    parts = [one for one in told.parts if one.state is not PartState.GIVEN]
    seen = told.in_state(PartState.SEEN)
    named = {one.school for one in told.parts}
    chosen = [school for school in found.listed if school.id in named]
    return found.page(
        "round_preview.html",
        status=status,
        note=note,
        again=here,
        told=told,
        lines=paged(_lines(found, parts), argument("page")),
        twice_found=twice(found.bridge.runtime, chosen, [told.resource]),
        total=sum(one.given for one in seen),
        already=sum(one.already for one in seen),
        impossible=sum(one.impossible for one in seen),
        missing=sum(one.missing for one in seen),
        short=sum(one.missing > 0 for one in seen),
        given=len(told.in_state(PartState.GIVEN)),
        out=[school for school in found.schools if school.id not in named],
        ways=[one for one in Missing if one is not Missing.NOTHING or told.people <= TOGETHER],
    )


def _result(found: RoundDesk, told: Round, here: str, *, status: int, note: str) -> Response:
    states = Counter(one.state for one in told.parts)
    given = told.in_state(PartState.GIVEN)
    return found.page(
        "round_done.html",
        status=status,
        note=note,
        again=here,
        told=told,
        lines=paged(_lines(found, told.parts), argument("page")),
        total=sum(one.given for one in given),
        given=len(given),
        left=sum(one.why is not Why.SAME for one in told.in_state(PartState.LEFT)),
        undone=states[PartState.UNDONE],
        kept=states[PartState.KEPT],
        can_retry=any(one.why in AGAIN for one in told.in_state(PartState.LEFT)),
    )


def _lines(found: RoundDesk, parts: Sequence[RoundPart]) -> list[Line]:
    """Return *parts* as a page lists them: what asks for a look first, then by name.

    A school that is no longer this person's is called by its code.
    """
    known = {school.id: school for school in found.schools}
    lines = [
        Line(
            known.get(one.school) or School(one.school, one.school, 2),
            one,
            _operation(one) if one.school in known else "",
        )
        for one in parts
    ]
    return sorted(lines, key=lambda one: (_is_well(one.part), one.school.name, one.school.id))


def _is_well(part: RoundPart) -> bool:
    if part.state in _FAILED:
        return part.why is Why.SAME
    return not (part.missing or part.impossible)


def _operation(part: RoundPart) -> str:
    """Return where the operation of *part* is shown; empty where there is none."""
    if part.operation is None:
        return ""
    return url_for(
        ".affectation_operation",
        uai=part.school,
        operation=part.operation,
        lang=argument("lang"),
    )
