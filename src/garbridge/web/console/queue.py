"""Arrivals and departures: what waits, with what is proposed, accepted or set aside."""

from collections.abc import Iterable
from dataclasses import dataclass
from http import HTTPStatus

from flask import Response, request
from werkzeug.exceptions import NotFound

from garbridge.core.identifiers import OperationId, PersonId, ResourceId
from garbridge.core.people import GroupKind, Profile
from garbridge.core.permissions import Denial, Denied
from garbridge.core.queue import Entry, EntryKind
from garbridge.core.roles import Act
from garbridge.core.seats import Plan
from garbridge.services.queue_answers import Waiting
from garbridge.web.console.door import Desk, console
from garbridge.web.console.frame import CONFIRM, console_page
from garbridge.web.console.paging import paged
from garbridge.web.console.people_rows import names_of
from garbridge.web.console.saying import saying
from garbridge.web.incoming import argument
from garbridge.web.own_forms import field

_TOLD = {Denial.NOT_CONFIRMED: CONFIRM, Denial.OUT_OF_SCOPE: "queue_scope"}
_MOST_DIGITS = 15


@dataclass(frozen=True, slots=True)
class Line:
    """One entry in words, with what is proposed."""

    entry: Entry
    who: str
    change: str
    give: tuple[str, ...]
    back: tuple[str, ...]
    locked: tuple[str, ...]
    asked_by: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one entry; ``missing`` are the titles of which there is none left."""

    entry: Entry
    who: str
    is_closed: bool
    operation: OperationId | None
    missing: tuple[str, ...]


@console(Act.READ_QUEUE)
def affectation_queue(desk: Desk) -> Response:
    """List what waits, in the order in which it came."""
    return _listed(desk)


@console(Act.ACCEPT_QUEUE)
def affectation_handle(desk: Desk) -> Response:
    """Do what is proposed for the entries that are ticked, or set them aside."""
    numbers = {
        int(text)
        for text in request.form.getlist("entree")
        if text.isascii() and text.isdecimal() and len(text) <= _MOST_DIGITS
    }
    if not numbers:
        return _listed(desk, status=HTTPStatus.UNPROCESSABLE_ENTITY, note="queue_nothing")
    if field("faire") == "ecarter":
        dismissed = desk.runtime.queue.dismiss(desk.actor, desk.uai, numbers)
        if isinstance(dismissed, Denied):
            return _denied(desk, dismissed)
        return _listed(desk, note="queue_dismissed", count=len(dismissed))
    done = desk.runtime.queue.accept(desk.actor, desk.uai, numbers)
    if isinstance(done, Denied):
        return _denied(desk, done)
    names = names_of(desk, [one.entry.person for one in done])
    outcomes = [
        Outcome(
            one.entry, names[one.entry.person], one.closed, one.operation, _missing(desk, one.plan)
        )
        for one in done
    ]
    return console_page(desk, "queue_done.html", outcomes=outcomes)


def _denied(desk: Desk, denied: Denied) -> Response:
    if denied.reason not in _TOLD:
        raise NotFound
    return _listed(desk, status=HTTPStatus.FORBIDDEN, note=_TOLD[denied.reason])


def _missing(desk: Desk, plan: Plan) -> tuple[str, ...]:
    short = [one.resource for one in plan.shortages]
    return _titles(desk, dict.fromkeys([*short, *(one.resource for one in plan.impossible)]))


def _listed(desk: Desk, *, status: int = 200, note: str = "", count: int = 0) -> Response:
    queue = desk.runtime.queue.listing(desk.actor, desk.uai)
    if isinstance(queue, Denied):
        raise NotFound
    kinds = [kind for kind in EntryKind if any(w.entry.kind is kind for w in queue.waiting)]
    shown = argument("voir")
    found = [one for one in queue.waiting if shown not in set(kinds) or one.entry.kind == shown]
    rows = paged(found, argument("page"))
    names = names_of(desk, _people(rows.rows))
    lines = [_line(desk, one, names) for one in rows.rows]
    return console_page(
        desk,
        "queue.html",
        status=status,
        note=note,
        count=count,
        kinds=kinds,
        voir=shown if shown in set(kinds) else "",
        total=len(queue.waiting),
        rows=rows,
        lines=lines,
        has_work=any(one.give or one.back for one in lines),
        can_act=desk.may(Act.ACCEPT_QUEUE),
        can_merge=desk.may(Act.MERGE),
    )


def _people(waiting: Iterable[Waiting]) -> Iterable[PersonId]:
    for one in waiting:
        yield one.entry.person
        if one.entry.kind is EntryKind.LACK and one.entry.told_by:
            yield PersonId(one.entry.told_by)
        if one.entry.kind is EntryKind.DUPLICATE:
            yield from map(PersonId, one.entry.come)


def _line(desk: Desk, one: Waiting, names: dict[PersonId, str]) -> Line:
    entry, proposal = one.entry, one.proposal
    gone, come = (_said(desk, entry, codes, names) for codes in (entry.gone, entry.come))
    return Line(
        entry,
        names[entry.person],
        f"{gone} → {come}" if gone and come else gone or come,
        _titles(desk, proposal.give),
        _titles(desk, proposal.back),
        _titles(desk, proposal.locked),
        names.get(PersonId(entry.told_by or ""), "") if entry.kind is EntryKind.LACK else "",
    )


def _said(desk: Desk, entry: Entry, codes: Iterable[str], names: dict[PersonId, str]) -> str:
    """Return the codes of an entry as its kind means them."""
    t = saying()
    match entry.kind:
        case EntryKind.DUPLICATE:
            said = [names[PersonId(code)] for code in codes]
        case EntryKind.LACK:
            said = [desk.title(ResourceId(code)) for code in codes]
        case EntryKind.PROFILE:
            said = [str(t(f"one_{code}")) if code in set(Profile) else code for code in codes]
        case EntryKind.ARRIVAL | EntryKind.DEPARTURE | EntryKind.MOVE:
            said = _places(codes)
    return ", ".join(said)


def _places(codes: Iterable[str]) -> list[str]:
    """Return the classes and groups of *codes*; levels, whose codes say little, where none is."""
    parts = [code.partition(":") for code in codes]
    named = [part for part in parts if part[0] != GroupKind.LEVEL]
    return [code or kind for kind, _, code in named or parts]


def _titles(desk: Desk, resources: Iterable[ResourceId]) -> tuple[str, ...]:
    return tuple(desk.title(one) for one in resources)
