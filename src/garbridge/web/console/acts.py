"""Giving and taking back: what a form would do, then exactly that."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

from flask import Response
from werkzeug.exceptions import NotFound

from garbridge.core.entitlements import Population, Seat
from garbridge.core.identifiers import PersonId
from garbridge.core.messages import Message
from garbridge.core.obstacles import DOUBTS, OBSTACLES
from garbridge.core.operations import Movement, OperationKind, Right
from garbridge.core.permissions import Denial, Denied
from garbridge.core.roles import Act
from garbridge.core.seats import Impossible
from garbridge.ports import Redirect
from garbridge.services.assigning import Applied, Short, Shortfall, Stale
from garbridge.services.planning import Preview
from garbridge.services.selecting import Request
from garbridge.web.console.door import Desk, console
from garbridge.web.console.forms import Order, order_of, written_population
from garbridge.web.console.frame import CONFIRM, console_page
from garbridge.web.console.people_rows import names_of
from garbridge.web.console.populations_said import said_population
from garbridge.web.console.twice import Twice, twice
from garbridge.web.outgoing import redirection
from garbridge.web.own_forms import field

SHOWN: Final = 100
"""Names that a preview or a result lists; the others are counted."""


@dataclass(frozen=True, slots=True)
class Told:
    """One line of a preview or a result: whom, what, and why not where it is not."""

    who: str
    what: str
    why: Message | None = None
    other: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A preview in words.  ``hidden`` counts the lines that are not listed."""

    given: Sequence[Told]
    hidden: int
    impossible: Sequence[Told]
    impossible_hidden: int
    doubts: Sequence[Told]
    shortages: Sequence[tuple[str, int, int]]
    total: int
    already: int
    twice: Sequence[Twice] = ()


@console(Act.ASSIGN)
def affectation_preview(desk: Desk) -> Response:
    """Say what the form would do; nothing is written."""
    order = order_of()
    if order.is_empty:
        return console_page(
            desk, "nothing.html", status=HTTPStatus.UNPROCESSABLE_ENTITY, back=back_of(desk, order)
        )
    return preview_page(desk, order)


@console(Act.ASSIGN)
def affectation_apply(desk: Desk) -> Response:
    """Do what the preview said, if it still holds."""
    order = order_of()
    if order.is_empty:
        return console_page(
            desk, "nothing.html", status=HTTPStatus.UNPROCESSABLE_ENTITY, back=back_of(desk, order)
        )
    return done(desk, order, field("jeton"), serves="servir" in field("reste"))


@console(Act.ASSIGN)
def affectation_repair(desk: Desk) -> Response:
    """Do at once what is about one person and one resource; anything else is shown first."""
    order = order_of()
    whom = [*order.people, *(one.person for one in order.populations)]
    if len(whom) != 1 or whom[0] is None or len(order.resources) != 1:
        return redirected(desk, "diagnose") if order.is_empty else preview_page(desk, order)
    found = desk.runtime.assigning.preview(desk.actor, request_of(desk, order))
    if isinstance(found, Denied):
        raise NotFound
    return done(desk, order, found.token)


def request_of(desk: Desk, order: Order) -> Request:
    """Return *order* as what is asked of the service, at this school."""
    return Request(
        kind=order.kind,
        schools=(desk.uai,),
        resources=order.resources,
        people=order.people,
        populations=order.populations,
    )


def preview_page(desk: Desk, order: Order, *, status: int = 200, note: str = "") -> Response:
    """Show what *order* would do now."""
    found = desk.runtime.assigning.preview(desk.actor, request_of(desk, order))
    if isinstance(found, Denied):
        raise NotFound
    return _shown(desk, order, found, status=status, note=note)


def done(desk: Desk, order: Order, token: str, *, serves: bool = False) -> Response:
    """Apply *order* under *token*; where that cannot be, show how it stands now."""
    outcome = desk.runtime.assigning.apply(
        desk.actor,
        request_of(desk, order),
        token,
        reason=field("motif"),
        shortfall=Shortfall.SERVE if serves else Shortfall.STOP,
    )
    match outcome:
        case Denied(Denial.NOT_CONFIRMED):
            return preview_page(desk, order, status=HTTPStatus.FORBIDDEN, note=CONFIRM)
        case Denied():
            raise NotFound
        case Stale():
            return _shown(
                desk, order, outcome.preview, status=HTTPStatus.CONFLICT, note="preview_stale"
            )
        case Short():
            return _shown(
                desk, order, outcome.preview, status=HTTPStatus.CONFLICT, note="preview_short"
            )
        case Applied(operation=None):
            return preview_page(desk, order, status=HTTPStatus.CONFLICT, note="preview_nothing")
        case Applied():
            return redirected(desk, "operation", operation=outcome.operation)


def redirected(desk: Desk, page: str, **values: str | None) -> Response:
    """Send the browser on: what it reloads there is never done twice."""
    return redirection(desk.bridge, Redirect(desk.link(page, **values)))


def back_of(desk: Desk, order: Order) -> str:
    """Return the page from which *order* may have come."""
    if len(order.resources) == 1:
        known = desk.catalogue.resources.get(order.resources[0])
        if known is not None:
            return desk.link("resource", key=desk.key(known.id))
    return desk.link("resources")


def _shown(desk: Desk, order: Order, found: Preview, *, status: int, note: str) -> Response:
    return console_page(
        desk,
        "preview.html",
        status=status,
        order=order,
        fields=list(_fields(order)),
        gives=order.kind is OperationKind.ASSIGN,
        preview=in_words(desk, found),
        token=found.token,
        note=note,
        back=back_of(desk, order),
        again=back_of(desk, order),
    )


def _fields(order: Order) -> Iterable[tuple[str, str]]:
    yield "faire", order.kind.value
    yield from (("ressource", one) for one in order.resources)
    yield from (("personne", one) for one in order.people)
    yield from (("population", written_population(one)) for one in order.populations)


def in_words(desk: Desk, found: Preview) -> Shown:
    """Return a preview in words, as far as a page lists it."""
    plan = found.plan
    listed, impossible = plan.movements[:SHOWN], plan.impossible[:SHOWN]
    doubts = found.doubts[:SHOWN]
    people = [person_of(m.right) for m in listed]
    people += [one.who.person if isinstance(one.who, Population) else one.who for one in impossible]
    people += [one.who for one in doubts]
    names = names_of(desk, filter(None, people))
    return Shown(
        given=[told(desk, one, names) for one in listed],
        hidden=len(plan.movements) - len(listed),
        impossible=[told_impossible(desk, one, names) for one in impossible],
        impossible_hidden=len(plan.impossible) - len(impossible),
        doubts=[
            Told(
                names[one.who],
                desk.title(one.resource),
                DOUBTS[one.doubt],
                desk.title(one.other) if one.other else "",
            )
            for one in doubts
        ],
        shortages=[(desk.title(one.resource), one.wanted, one.left) for one in plan.shortages],
        total=len(plan.movements),
        already=plan.already,
        twice=twice(
            desk.runtime,
            [desk.known],
            (m.right.resource for m in plan.movements if m.gives),
        ),
    )


def told(desk: Desk, movement: Movement, names: dict[PersonId, str]) -> Told:
    """Return one movement in words."""
    right = movement.right
    whom = right.person if isinstance(right, Seat) else right.population
    return Told(_who(whom, names), desk.title(right.resource))


def told_impossible(desk: Desk, one: Impossible, names: dict[PersonId, str]) -> Told:
    """Return in words what cannot be, and why."""
    return Told(_who(one.who, names), desk.title(one.resource), OBSTACLES[one.obstacle])


def person_of(right: Right) -> PersonId | None:
    """Return whom alone *right* is about; ``None`` for a population."""
    return right.person if isinstance(right, Seat) else right.population.person


def _who(who: PersonId | Population, names: dict[PersonId, str]) -> str:
    """Return a name, also of somebody who alone is let in, or what a population is called."""
    person = who.person if isinstance(who, Population) else who
    if isinstance(who, Population) and person is None:
        return said_population(who)
    return names.get(person, person) if person else ""
