"""One person: what they have, what they lack, why one resource does not open, and the repair.

From the search to the repaired access it is a name, a button, the person and a button.  Who is
looked up stands in no address; the look-up itself is written down by the service.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from flask import Response, request
from markupsafe import Markup
from werkzeug.exceptions import NotFound

from garbridge.core.access import Refusal, Refused
from garbridge.core.entitlements import Population
from garbridge.core.identifiers import PersonId, ResourceId, parse_person_id
from garbridge.core.incidents import REFUSALS
from garbridge.core.messages import Message
from garbridge.core.obstacles import OBSTACLES
from garbridge.core.operations import OperationKind
from garbridge.core.orders import State
from garbridge.core.people import Person
from garbridge.core.permissions import Denied
from garbridge.core.roles import Act
from garbridge.core.seats import Obstacle, Plan
from garbridge.errors import ValueRefusedError
from garbridge.services.planning import Preview
from garbridge.services.selecting import Request
from garbridge.web.cards import LAST_YEAR
from garbridge.web.console.door import Desk, console
from garbridge.web.console.forms import written_population
from garbridge.web.console.frame import console_page
from garbridge.web.console.people_rows import PersonRow, is_called, members, row_of, words_of
from garbridge.web.console.populations import have_of
from garbridge.web.console.resources import named
from garbridge.web.console.saying import saying
from garbridge.web.console.stock_rows import ResourceRow, resource_rows
from garbridge.web.own_forms import field

MOST = 30
"""People that a search lists."""
_REASON = "console"
_STEPS: tuple[tuple[str, frozenset[Refusal]], ...] = (
    (
        "step_person",
        frozenset(
            {
                *(Refusal.UNKNOWN_PERSON, Refusal.UNKNOWN_SCHOOL, Refusal.NOT_A_MEMBER),
                *(Refusal.MEMBERSHIP_NOT_STARTED, Refusal.MEMBERSHIP_ENDED),
            }
        ),
    ),
    ("step_school", frozenset({Refusal.SCHOOL_NOT_OPEN})),
    (
        "step_resource",
        frozenset(
            {
                *(Refusal.UNKNOWN_RESOURCE, Refusal.AMBIGUOUS_RESOURCE),
                *(Refusal.PROVIDER_DISABLED, Refusal.PROVIDER_EXPIRED, Refusal.RESOURCE_DISABLED),
            }
        ),
    ),
    ("step_activated", frozenset({Refusal.NOT_ACTIVATED})),
    (
        "step_subscription",
        frozenset(
            {
                *(Refusal.NO_SUBSCRIPTION, Refusal.SUBSCRIPTION_NOT_STARTED),
                Refusal.SUBSCRIPTION_EXPIRED,
            }
        ),
    ),
    ("step_public", frozenset({Refusal.PROFILE_NOT_COVERED})),
    ("step_assigned", frozenset({Refusal.NOT_ASSIGNED})),
    ("step_objected", frozenset({Refusal.OBJECTED})),
    ("step_free", frozenset({Refusal.ALL_IN_USE})),
)
"""What is looked at, in the order in which the launch looks at it; every reason is in one."""


_DATED = LAST_YEAR | {
    *(Refusal.MEMBERSHIP_NOT_STARTED, Refusal.SUBSCRIPTION_NOT_STARTED),
    Refusal.SCHOOL_NOT_OPEN,
}


class Repair(StrEnum):
    """How one resource can be given to one person."""

    NONE = ""
    SEAT = "seat"
    OPENING = "opening"


@dataclass(frozen=True, slots=True)
class Held:
    """One resource of the school, as one person has it or lacks it."""

    row: ResourceRow
    has: bool
    repair: Repair
    why: Message | None


@dataclass(frozen=True, slots=True)
class Step:
    """One rule: ``None`` where it was not looked at, because one before it said no."""

    text: str
    holds: bool | None


@console(Act.DIAGNOSE)
def affectation_diagnose(desk: Desk) -> Response:
    """Search somebody, then show what they have, then why one resource does not open."""
    if request.method == "GET":
        return console_page(desk, "diagnose.html", found=None, q="")
    if field("personne"):
        person = _person(desk, field("personne"))
        key = field("cle")
        return _why(desk, person, key) if key else _shown(desk, person)
    asked = field("q", most=100)
    found = [row for row in _all(desk) if is_called(row.name, words_of(asked))] if asked else []
    if len(found) == 1:
        return _shown(desk, _person(desk, found[0].id))
    return console_page(desk, "diagnose.html", found=found[:MOST], more=len(found) > MOST, q=asked)


def _all(desk: Desk) -> list[PersonRow]:
    now = desk.runtime.clock()
    rows = (row_of(person, desk.uai, now) for person in members(desk))
    return [row for row in rows if row is not None]


def _person(desk: Desk, text: str) -> Person:
    """Return somebody of the school; whoever is of another one is as nobody."""
    try:
        found = desk.runtime.directory.person(parse_person_id(text))
    except ValueRefusedError:
        found = None
    if found is None or found.at(desk.uai) is None:
        raise NotFound
    return found


def _shown(desk: Desk, person: Person) -> Response:
    held = _held(desk, person)
    return console_page(
        desk,
        "person.html",
        person=row_of(person, desk.uai, desk.runtime.clock()),
        lacking=[one for one in held if not one.has],
        having=[one for one in held if one.has],
        alone=written_population(Population(person=person.id)),
    )


def _why(desk: Desk, person: Person, key: str) -> Response:
    name = named(desk, key)
    explained = desk.runtime.explaining.explain(
        desk.actor, person.id, name, reason=_REASON, school=desk.uai
    )
    if isinstance(explained, Denied):
        raise NotFound
    decision = explained.decision
    refused = decision if isinstance(decision, Refused) else None
    held = next((one for one in _held(desk, person, name) if one.row.id == name), None)
    return console_page(
        desk,
        "why.html",
        person=row_of(person, desk.uai, desk.runtime.clock()),
        title=desk.title(name),
        key=key,
        name=name,
        steps=steps_of(refused),
        refused=refused,
        said=None if refused is None else _said(desk, refused),
        owner=None if refused is None else REFUSALS[refused.reason].owner,
        instead=explained.instead,
        held=held,
        alone=written_population(Population(person=person.id)),
    )


def steps_of(refused: Refused | None) -> list[Step]:
    """Return each rule with what it said: those before a refusal held, those after do not count.

    >>> [one.holds for one in steps_of(Refused(Refusal.NOT_ACTIVATED))][:4]
    [True, True, True, False]
    """
    steps: list[Step] = []
    holds: bool | None = True
    for text, reasons in _STEPS:
        if refused is not None and refused.reason in reasons:
            steps.append(Step(text, holds=False))
            holds = None
        else:
            steps.append(Step(text, holds))
    return steps


def _said(desk: Desk, refused: Refused) -> Markup:
    """Return the reason as another person reads it, with its day where it has one."""
    t, zone = saying(), desk.runtime.config.zone
    name = f"refused_{refused.reason}"
    if refused.since is None or refused.reason not in _DATED:
        return t(name)
    day = t.last if refused.reason in LAST_YEAR else t.day
    return t("on_day", said=t(name), day=day(refused.since, zone))


def _held(desk: Desk, person: Person, only: ResourceId | None = None) -> list[Held]:
    """Return what *person* has and lacks of what runs; with *only*, of that one."""
    rows = [row for row in resource_rows(desk) if row.state is not State.ENDED]
    rows = [row for row in rows if only in {None, row.id}]
    names = [row.id for row in rows]
    stocks = desk.runtime.assigning.stocks(desk.actor, desk.uai, names)
    place = person.at(desk.uai)
    if isinstance(stocks, Denied) or place is None:
        raise NotFound
    now = desk.runtime.clock()
    have = {
        row.id
        for row in rows
        if have_of(
            [
                one
                for one in stocks
                if one.subscription.resource == row.id and now < one.subscription.ends
            ],
            [(person.id, place)],
            now,
        )[0]
    }
    giveable = [row.id for row in rows if row.id not in have and desk.may(Act.ASSIGN, row.id)]
    repairs, reasons = _repairs(desk, person.id, giveable)
    return [
        Held(row, row.id in have, repairs.get(row.id, Repair.NONE), reasons.get(row.id))
        for row in rows
    ]


def _repairs(
    desk: Desk, person: PersonId, names: Sequence[ResourceId]
) -> tuple[dict[ResourceId, Repair], dict[ResourceId, Message]]:
    """Return how each of *names* could be given to *person*, and why the others cannot."""
    if not names:
        return {}, {}
    asked = Request(
        kind=OperationKind.ASSIGN,
        schools=(desk.uai,),
        resources=tuple(names),
        people=(person,),
    )
    seats = _plan(desk, asked)
    found = {m.right.resource: Repair.SEAT for m in seats.movements}
    left = tuple(one for one in names if one not in found)
    if left:
        alone = (Population(person=person),)
        opened = _plan(desk, replace(asked, resources=left, people=(), populations=alone))
        found |= {m.right.resource: Repair.OPENING for m in opened.movements}
    reasons = {one.resource: OBSTACLES[one.obstacle] for one in seats.impossible}
    reasons |= {one.resource: OBSTACLES[Obstacle.NO_LICENCE_LEFT] for one in seats.shortages}
    return found, reasons


def _plan(desk: Desk, asked: Request) -> Plan:
    found = desk.runtime.assigning.preview(desk.actor, asked)
    return found.plan if isinstance(found, Preview) else Plan()
