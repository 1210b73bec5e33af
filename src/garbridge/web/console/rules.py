"""Standing rules: which there are, what a new one would give, and taking one back."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from http import HTTPStatus

from flask import Response, request
from werkzeug.exceptions import NotFound

from garbridge.core.entitlements import Population, Rule
from garbridge.core.identifiers import OperationId, PersonId, parse_resource_id
from garbridge.core.orders import State
from garbridge.core.permissions import Denial, Denied
from garbridge.core.roles import Act
from garbridge.core.rules import StandingRule
from garbridge.errors import ValueRefusedError
from garbridge.services.ruling import Ruled
from garbridge.web.console.acts import SHOWN
from garbridge.web.console.door import SEEN_BY, Desk, console
from garbridge.web.console.forms import (
    populations_posted,
    read_population,
    resources_posted,
    written_population,
)
from garbridge.web.console.frame import CONFIRM, console_page
from garbridge.web.console.people_rows import Choices, choices, labels_of, names_of, words_of
from garbridge.web.console.populations_said import said_population
from garbridge.web.console.resources import is_titled
from garbridge.web.console.stock_rows import ResourceRow, resource_rows
from garbridge.web.console.twice import twice
from garbridge.web.incoming import argument
from garbridge.web.own_forms import field

_SEPARATOR = "|"
_MOST_WORDS = 100


@dataclass(frozen=True, slots=True)
class Line:
    """One rule that stands; ``name`` is how the form calls it."""

    title: str
    population: str
    name: str
    by: str
    at: datetime
    reason: str
    can_act: bool


@console(SEEN_BY)
def affectation_rules(desk: Desk) -> Response:
    """List the rules that stand, and offer to write one."""
    return _listed(desk)


@console(Act.WRITE_RULES)
def affectation_rules_preview(desk: Desk) -> Response:
    """Say what the rules would give at once; nothing is written."""
    rules = _wanted(desk)
    if not rules:
        return _listed(desk, status=HTTPStatus.UNPROCESSABLE_ENTITY, note="rules_nothing")
    found = desk.runtime.rules.write(desk.actor, rules, rehearse=True)
    return _denied(desk, found) if isinstance(found, Denied) else _previewed(desk, rules, found)


@console(Act.WRITE_RULES)
def affectation_rules_apply(desk: Desk) -> Response:
    """Let the rules stand, and serve them, if that still is what the preview said."""
    rules = _wanted(desk)
    if not rules:
        return _listed(desk, status=HTTPStatus.UNPROCESSABLE_ENTITY, note="rules_nothing")
    done = desk.runtime.rules.write(desk.actor, rules, reason=field("motif"), token=field("jeton"))
    if isinstance(done, Denied):
        return _denied(desk, done)
    if done.stale:
        return _previewed(desk, rules, done, status=HTTPStatus.CONFLICT, note="preview_stale")
    return _told(desk, done)


def _previewed(
    desk: Desk, rules: Sequence[Rule], found: Ruled, *, status: int = 200, note: str = ""
) -> Response:
    labels = labels_of(_populations(desk))
    lines = [(desk.title(r.resource), _said(r.population, labels)) for r in found.changed]
    return console_page(
        desk,
        "rules_preview.html",
        status=status,
        note=note,
        ruled=found,
        resources=dict.fromkeys(rule.resource for rule in rules),
        populations=dict.fromkeys(written_population(rule.population) for rule in rules),
        lines=lines[:SHOWN],
        twice_found=twice(desk.runtime, [desk.known], (rule.resource for rule in found.changed)),
        hidden=len(lines[SHOWN:]),
        given=sum(m.gives for one in found.rounds for m in one.plan.movements),
        shortages=[
            (desk.title(one.resource), one.missing)
            for r in found.rounds
            for one in r.plan.shortages
        ],
    )


@console(Act.WRITE_RULES)
def affectation_rules_end(desk: Desk) -> Response:
    """Let rules stand no longer; what they gave stays given."""
    rules = [_read(desk, text) for text in request.form.getlist("regle")]
    if not rules:
        return _listed(desk, status=HTTPStatus.UNPROCESSABLE_ENTITY, note="rules_nothing")
    done = desk.runtime.rules.take_back(desk.actor, rules)
    return _denied(desk, done) if isinstance(done, Denied) else _told(desk, done)


def _told(desk: Desk, done: Ruled) -> Response:
    operations: list[tuple[str, OperationId]] = []
    if done.operation is not None:
        operations.append(("rules_changed", done.operation))
    served = [one.operation for one in done.rounds if one.operation is not None]
    operations += [("rules_served", name) for name in served]
    given = sum(m.gives for one in done.rounds for m in one.plan.movements)
    note = "" if operations else "rules_same"
    return _listed(desk, note=note, operations=operations, given=given)


def _denied(desk: Desk, denied: Denied) -> Response:
    if denied.reason is not Denial.NOT_CONFIRMED:
        raise NotFound
    return _listed(desk, status=HTTPStatus.FORBIDDEN, note=CONFIRM)


def _wanted(desk: Desk) -> list[Rule]:
    """Return the rules of the form: each resource that is chosen for each population."""
    resources = resources_posted()
    if field("toutes"):
        q = field("q", most=_MOST_WORDS)
        resources = (*resources, *(row.id for row in _offered(desk) if _is_called(row, q)))
    populations = populations_posted()
    return [
        Rule(resource=resource, school=desk.uai, population=one)
        for resource in dict.fromkeys(resources)
        for one in populations
    ]


def _offered(desk: Desk) -> list[ResourceRow]:
    """Return what rules can be written on here: what runs or will, and is registered."""
    return [
        row
        for row in resource_rows(desk)
        if row.state is not State.ENDED
        and row.id in desk.catalogue.resources
        and desk.may(Act.WRITE_RULES, row.id)
    ]


def _is_called(row: ResourceRow, q: str) -> bool:
    return is_titled(row, words_of(q))


def _read(desk: Desk, text: str) -> Rule:
    resource, separator, population = text.partition(_SEPARATOR)
    if not separator:
        raise ValueRefusedError("regle", None, "ARK|PROFILE~KIND~CODE")
    return Rule(
        resource=parse_resource_id(resource),
        school=desk.uai,
        population=read_population(population),
    )


def _listed(
    desk: Desk,
    *,
    status: int = 200,
    note: str = "",
    operations: Sequence[tuple[str, OperationId]] = (),
    given: int = 0,
) -> Response:
    found = desk.runtime.rules.listing(desk.actor, desk.uai)
    if isinstance(found, Denied):
        raise NotFound
    offered = _offered(desk) if desk.may(Act.WRITE_RULES) else []
    q = (argument("q") or "")[:_MOST_WORDS] if request.method == "GET" else ""
    known = _populations(desk) if offered or found else {}
    return console_page(
        desk,
        "rules.html",
        status=status,
        note=note,
        operations=operations,
        given=given,
        rules=_lines(desk, found, labels_of(known)),
        offered=len(offered),
        is_early=not offered and desk.may(Act.WRITE_RULES),
        resources=[row for row in offered if _is_called(row, q)],
        q=q,
        is_writing=bool(operations) or argument("q") is not None or not found,
        populations=known,
        everybody=written_population(Population()),
    )


def _lines(desk: Desk, standing: Sequence[StandingRule], labels: dict[str, str]) -> list[Line]:
    names = names_of(desk, [PersonId(one.by) for one in standing if one.by])
    return [
        Line(
            desk.title(one.rule.resource),
            _said(one.rule.population, labels),
            f"{one.rule.resource}{_SEPARATOR}{written_population(one.rule.population)}",
            names.get(PersonId(one.by), "") if one.by else "",
            one.at,
            one.reason,
            desk.may(Act.WRITE_RULES, one.rule.resource),
        )
        for one in standing
    ]


def _populations(desk: Desk) -> Choices:
    """Return what rules can be written for; in which order people are read is all the same."""
    return choices(desk.runtime.directory.members(desk.uai), desk.uai, desk.runtime.clock())


def _said(population: Population, labels: dict[str, str]) -> str:
    wide = written_population(replace(population, profile=None))
    return said_population(population, labels.get(wide, ""))
