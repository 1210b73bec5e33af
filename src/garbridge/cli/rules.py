"""``garbridge rules``: standing rules, written, taken back, listed and served."""

from collections.abc import Callable, Iterable
from functools import reduce
from typing import Any, Final, Unpack

import click

from garbridge.cli.assigning_lines import (
    doubt_lines,
    doubts_document,
    plan_document,
    plan_lines,
    title_of,
    who_words,
)
from garbridge.cli.context import Shell, with_shell
from garbridge.cli.denying import actor_named, as_person, deny
from garbridge.cli.jobs import run_of
from garbridge.cli.language import say
from garbridge.cli.outcome import Exit
from garbridge.cli.printing import print_either
from garbridge.cli.progress import by_school
from garbridge.cli.selection import Populations, population_selection, populations_of, resources_of
from garbridge.core.catalogue import Catalogue
from garbridge.core.entitlements import Population, Rule
from garbridge.core.identifiers import parse_school_id
from garbridge.core.jobs import Job
from garbridge.core.permissions import Denied
from garbridge.core.rules import StandingRule
from garbridge.errors import ValueRefusedError
from garbridge.services.ruling import Ruled
from garbridge.services.serving import Round

_JSON = click.option("--json", "as_json", is_flag=True)
_DRY = click.option("--dry-run", is_flag=True, help=say("n’écrit rien"))
_HOW: Final = (
    click.option("--reason", default="", metavar="TEXT", help=say("motif")),
    as_person,
    _DRY,
    _JSON,
)
_AHEAD: Final = say(
    "Les classes de la rentrée ne sont pas connues : d’après le niveau de l’an prochain"
)


class How(Populations):
    """The options of a change of rules, as click passes them."""

    reason: str
    who: str | None
    dry_run: bool
    as_json: bool


def _how(command: Callable[..., Any]) -> Callable[..., Any]:
    return reduce(lambda made, option: option(made), reversed(_HOW), command)


@click.group("rules", help=say("Les règles d’affectation."))
def rules() -> None:
    """Group the commands about standing rules."""


@rules.command(
    "add",
    help=say("Écrit des règles et les sert aussitôt, puis à chaque import de l’annuaire."),
)
@population_selection
@_how
@with_shell
def add_command(shell: Shell, **how: Unpack[How]) -> None:
    """Let rules stand; exit 1 if somebody is left without a licence, 5 if it is denied."""
    service, actor = shell.runtime().rules, actor_named(how["who"])
    done = service.write(actor, _rules_of(how), reason=how["reason"], rehearse=how["dry_run"])
    _tell(shell, done, as_json=how["as_json"])


@rules.command(
    "remove",
    help=say("Retire des règles ; ce qu’elles ont donné reste donné."),
)
@population_selection
@_how
@with_shell
def remove_command(shell: Shell, **how: Unpack[How]) -> None:
    """Let rules stand no longer; exit 5 if it is denied."""
    service, actor = shell.runtime().rules, actor_named(how["who"])
    done = service.take_back(actor, _rules_of(how), reason=how["reason"], rehearse=how["dry_run"])
    _tell(shell, done, as_json=how["as_json"])


@rules.command("list", help=say("Règles d’un établissement."))
@click.option("--school", required=True, metavar="UAI")
@as_person
@_JSON
@with_shell
def list_command(shell: Shell, school: str, who: str | None, *, as_json: bool) -> None:
    """Print the rules, in the order in which they are served."""
    runtime = shell.runtime()
    found = runtime.rules.listing(actor_named(who), parse_school_id(school))
    if isinstance(found, Denied):
        deny(found)
    catalogue = runtime.catalogue()
    lines = [_standing_line(one, catalogue) for one in found]
    print_either(
        [_standing_document(one) for one in found], lines or [say("aucune")], as_json=as_json
    )


@rules.command(
    "serve",
    help=say("Sert les règles : à qui n’a rien, tant qu’il reste des exemplaires."),
)
@click.option("--school", multiple=True, metavar="UAI", help=say("défaut : tous"))
@as_person
@_DRY
@_JSON
@with_shell
@run_of(Job.RULES_SERVE)
def serve_command(
    shell: Shell, school: tuple[str, ...], who: str | None, *, dry_run: bool, as_json: bool
) -> None:
    """Serve the rules of some schools, or of all; exit 1 if somebody is left without a licence."""
    schools = [parse_school_id(one) for one in school] or None
    done = shell.runtime().rules.serve(
        actor_named(who), schools, rehearse=dry_run, through=by_school
    )
    if isinstance(done, Denied):
        deny(done)
    document = {"rounds": [_round_document(one) for one in done]}
    print_either(document, _round_lines(shell, done) or [say("aucune")], as_json=as_json)
    _end(done)


def _rules_of(selected: Populations) -> list[Rule]:
    populations = populations_of(selected)
    if not populations:
        raise ValueRefusedError("selection", None, "--division, --group, … or --everybody")
    schools = [parse_school_id(school) for school in selected["school"]]
    return [
        Rule(resource=resource, school=school, population=population)
        for school in schools
        for resource in resources_of(selected)
        for population in populations
    ]


def _tell(shell: Shell, done: Ruled | Denied, *, as_json: bool) -> None:
    if isinstance(done, Denied):
        deny(done)
    document = {
        "operation": done.operation,
        "changed": [_rule_document(rule) for rule in done.changed],
        "before": [_rule_document(rule) for rule in done.before],
        "rounds": [_round_document(one) for one in done.rounds],
    }
    counts = say(
        "Règles changées : {changed} · déjà ainsi : {before}",
        changed=len(done.changed),
        before=len(done.before),
    )
    name = done.operation or say("rien d’écrit")
    print_either(
        document, [f"{counts} · {name}", *_round_lines(shell, done.rounds)], as_json=as_json
    )
    _end(done.rounds)


def _end(rounds: Iterable[Round]) -> None:
    if any(one.plan.shortages for one in rounds):
        raise SystemExit(Exit.FINDINGS)


def _round_lines(shell: Shell, rounds: Iterable[Round]) -> list[str]:
    catalogue = shell.runtime().catalogue()
    lines: list[str] = []
    for one in rounds:
        lines.append(f"{one.school} · " + (one.operation or say("rien d’écrit")))
        lines += [_AHEAD] if one.ahead else []
        lines += [*plan_lines(one.plan, catalogue), *doubt_lines(one.doubts, catalogue)]
    return lines


def _round_document(one: Round) -> dict[str, object]:
    facts = {"school": one.school, "operation": one.operation, "ahead": one.ahead}
    return {**facts, **plan_document(one.plan), "doubts": doubts_document(one.doubts)}


def _standing_line(one: StandingRule, catalogue: Catalogue) -> str:
    by = one.by or say("opérateur")
    parts = [title_of(one.rule.resource, catalogue), who_words(one.rule.population), by, one.reason]
    return " · ".join(part for part in parts if part)


def _standing_document(one: StandingRule) -> dict[str, object]:
    return {
        **_rule_document(one.rule),
        "by": one.by or None,
        "at": one.at.isoformat(),
        "reason": one.reason,
    }


def _rule_document(rule: Rule) -> dict[str, object]:
    return {
        "school": rule.school,
        "resource": rule.resource,
        "population": _population_document(rule.population),
    }


def _population_document(population: Population) -> dict[str, object]:
    """Return the JSON form of a population: what is not set is ``null``."""
    return {
        "profile": population.profile.value if population.profile else None,
        "kind": population.kind.value if population.kind else None,
        "code": population.code or None,
    }
