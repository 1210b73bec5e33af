"""An operation, as its school reads it: what it did, whether it stands, and how it is taken back.

Of the undo of a merge it is said what came back and what stayed.  Whether somebody asked anything
by their rights, marked favourites or objected is nobody's at the desk: of that one sentence stands
for all, whether there was any or not.
"""

from collections.abc import Collection, Iterable
from http import HTTPStatus
from typing import Final

from flask import Response
from werkzeug.exceptions import NotFound

from garbridge.core.duplicates import Stays
from garbridge.core.entitlements import Population
from garbridge.core.identifiers import OperationId, PersonId, ResourceId
from garbridge.core.permissions import Denial, Denied
from garbridge.core.roles import Act
from garbridge.services.assigning import Applied
from garbridge.services.recalling import recall
from garbridge.services.undoing import NotUndone
from garbridge.web.console.acts import SHOWN, person_of, redirected, told, told_impossible
from garbridge.web.console.door import Desk, console
from garbridge.web.console.frame import CONFIRM, console_page
from garbridge.web.console.people_rows import names_of
from garbridge.web.console.saying import saying
from garbridge.web.own_forms import field

_OF_THE_DESK: Final = (Stays.QUEUE, Stays.YEAR_PLANS)
"""What a merge brings over that whoever gives licences works with."""


@console(Act.READ_JOURNAL)
def affectation_operation(desk: Desk, operation: str) -> Response:
    """Say what became of an operation, and offer to undo it."""
    return _result(desk, OperationId(operation))


@console(Act.READ_JOURNAL)
def affectation_undo(desk: Desk, operation: str) -> Response:
    """Take an operation back, as far as it still holds.

    Who may is asked of the service: of a merge it is whoever may merge, an assigner or not.
    """
    name = OperationId(operation)
    outcome = desk.runtime.assigning.undo(desk.actor, name, reason=field("motif"))
    match outcome:
        case Denied(Denial.NOT_CONFIRMED):
            return _result(desk, name, status=HTTPStatus.FORBIDDEN, note=CONFIRM)
        case Denied() | NotUndone.UNKNOWN:
            raise NotFound
        case NotUndone():
            return _result(desk, name, status=HTTPStatus.CONFLICT, note=f"undo_{outcome}")
        case Applied(operation=None):
            return _result(desk, name, status=HTTPStatus.CONFLICT, note="undo_nothing")
        case Applied(operation=done) if done and _says_more(outcome):
            return _result(desk, done, outcome=outcome)
        case Applied():
            return redirected(desk, "operation", operation=outcome.operation)


def _says_more(outcome: Applied) -> bool:
    """Say whether there is more to tell than the journal keeps."""
    return bool(outcome.parted or outcome.plan.impossible or outcome.plan.already)


def _said(parts: Collection[Stays]) -> str:
    """Return of what the desk works with *parts* are, in one line; empty if of nothing."""
    t = saying()
    return ", ".join(t(f"parted_{one}") for one in _OF_THE_DESK if one in parts)


def _result(
    desk: Desk,
    name: OperationId,
    *,
    status: int = 200,
    note: str = "",
    outcome: Applied | None = None,
) -> Response:
    found = recall(desk.runtime.assigning, desk.actor, desk.uai, name)
    if found is None or isinstance(found, Denied):
        raise NotFound
    listed = found.movements[:SHOWN]
    here = [one for one in outcome.plan.impossible if one.school == desk.uai] if outcome else []
    impossible = here[:SHOWN]
    actor = PersonId(found.signed.actor)
    without = (w.person if isinstance(w := one.who, Population) else w for one in impossible)
    people = [*(person_of(m.right) for m in listed), *without, actor]
    names = names_of(desk, filter(None, people))
    resources: Iterable[ResourceId] = dict.fromkeys(m.right.resource for m in found.movements)
    parted = outcome.parted if outcome else None
    return console_page(
        desk,
        "operation.html",
        status=status,
        note=note,
        again=desk.link("operation", operation=name),
        operation=found.signed,
        by=names.get(actor, ""),
        given=[told(desk, one, names) for one in listed if one.gives],
        returned=[told(desk, one, names) for one in listed if not one.gives],
        counts=(sum(m.gives for m in found.movements), sum(not m.gives for m in found.movements)),
        hidden=len(found.movements) - len(listed),
        undone=found.undone,
        can_undo=found.fixed is None and found.may_undo,
        resources=[
            (desk.title(one), desk.link("resource", key=desk.key(one))) for one in resources
        ],
        parted=parted is not None,
        back=_said(parted.back) if parted else "",
        left=_said(parted.left) if parted else "",
        changed=outcome.plan.already if outcome else 0,
        impossible=[told_impossible(desk, one, names) for one in impossible],
        impossible_hidden=len(here) - len(impossible),
    )
