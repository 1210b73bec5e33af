"""``garbridge check-access``: whole populations before the gate; exit 1 on findings."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

import click

from garbridge.cli.context import Shell, with_shell
from garbridge.cli.denying import actor_named, as_person, deny
from garbridge.cli.explain import RULES
from garbridge.cli.instants import day_of
from garbridge.cli.language import say
from garbridge.cli.outcome import CommandFailed, Exit
from garbridge.cli.progress import by_school
from garbridge.core.coverage import EVERYBODY, Barred, Lacking, Survey
from garbridge.core.entitlements import Population, Subscription
from garbridge.core.identifiers import ResourceId, SchoolId, parse_school_id
from garbridge.core.incidents import REFUSALS
from garbridge.core.openings import Crowd
from garbridge.core.people import GroupKind, Profile
from garbridge.core.permissions import Actor, Denied
from garbridge.core.texts import require_code
from garbridge.core.unserved import Unmet, Unserved
from garbridge.errors import ValueRefusedError
from garbridge.wiring import Runtime

_KINDS = frozenset(GroupKind)
_PROFILES = frozenset(Profile)


@click.command(
    "check-access",
    help=say(
        "Vérifie l’accès de populations entières : qui devrait pouvoir ouvrir, et ne peut pas."
    ),
)
@click.option("--school", metavar="UAI", help=say("défaut : tous"))
@click.option(
    "--population",
    metavar="POPULATION",
    help=say("elv, ens… ou division:6A, group:…, level:…, subject:…"),
)
@click.option("--at", metavar="ISO", help=say("instant (défaut : maintenant)"))
@as_person
@click.option("--json", "as_json", is_flag=True)
@with_shell
def check_access(  # an argument for each option
    shell: Shell,
    *,
    school: str | None,
    population: str | None,
    at: str | None,
    who: str | None,
    as_json: bool,
) -> None:
    """Print the findings of each school, and the coverage of its divisions."""
    runtime = shell.runtime()
    zone = shell.config().zone
    asked = _Asked(actor_named(who), parse_population(population), day_of(at, zone))
    schools = [parse_school_id(school)] if school else [s.id for s in runtime.directory.schools()]
    surveys: list[Survey] = []
    denied: Denied | None = None
    for answer in asked.of(runtime, by_school(schools)):
        if isinstance(answer, Denied):
            denied = answer
        else:
            surveys.append(answer)
    if denied is not None and not surveys:
        deny(denied)
    if school and runtime.directory.school(schools[0]) is None:
        unknown = say("établissement inconnu de l’annuaire")
        raise CommandFailed(f"--school : {unknown}", Exit.USAGE)
    nobody = asked.among != EVERYBODY and not any(survey.people for survey in surveys)
    clean = not nobody and all(survey.is_clean for survey in surveys)
    if as_json:
        document = {
            "clean": clean,
            "schools": [as_document(survey) for survey in surveys],
        }
        click.echo(json.dumps(document, ensure_ascii=False, indent=2))
    else:
        titles = {name: one.title for name, one in runtime.catalogue().resources.items()}
        for survey in surveys:
            click.echo("\n".join(access_lines(survey, titles)))
    if nobody:
        empty = say("personne dans cette population")
        click.echo(f"--population : {empty}", err=True)
    if not clean:
        raise SystemExit(Exit.FINDINGS)


def parse_population(text: str | None) -> Population:
    """Return the population that *text* names; nothing is everybody.

    Raises:
        ValueRefusedError: it is neither a profile nor a kind with a code.

    >>> parse_population("division:6A").code
    '6A'
    """
    if text is None:
        return Population()
    kind, _, code = text.partition(":")
    if kind in _KINDS and code:
        return Population(kind=GroupKind(kind), code=require_code("population", code))
    if text in _PROFILES:
        return Population(profile=Profile(text))
    expected = f"one of {', '.join(Profile)}, or {', '.join(GroupKind)} with :CODE"
    raise ValueRefusedError("population", text, expected)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is asked of each school."""

    actor: Actor
    among: Population
    at: datetime | None

    def of(self, runtime: Runtime, schools: Iterable[SchoolId]) -> Iterator[Survey | Denied]:
        """Yield the answer of each of *schools*."""
        for school in schools:
            yield runtime.checking.check(self.actor, school, among=self.among, at=self.at)


def as_document(survey: Survey) -> dict[str, object]:
    """Return the JSON form of *survey*: its keys are stable."""
    return {
        "school": survey.school,
        "people": survey.people,
        "checked": survey.pairs,
        "later": survey.later,
        "barred": [
            {
                "person": one.person,
                "resource": one.resource,
                "reason": one.refused.reason.value,
                "code": REFUSALS[one.refused.reason].code,
                "since": one.refused.since.isoformat() if one.refused.since else None,
                "alternative": one.instead or None,
            }
            for one in survey.barred
        ],
        "unassigned": [
            {"subscription": one.id, "resource": one.resource} for one in survey.unassigned
        ],
        "lacking": [
            {
                "division": one.division.code,
                "resource": one.resource,
                "people": list(one.people),
                "of": one.of,
            }
            for one in survey.lacking
        ],
        "crowded": [crowd_document(one) for one in survey.crowded],
        "unserved": [_unserved_document(one) for one in survey.unserved],
        "coverage": [
            {
                "division": one.division.code,
                "label": one.division.label,
                "resource": one.resource,
                "can": one.can,
                "of": one.of,
            }
            for one in survey.coverage
        ],
    }


def crowd_document(crowd: Crowd) -> dict[str, object]:
    """Return the JSON form of *crowd*: its keys are stable."""
    bought = crowd.subscription
    return {
        "subscription": bought.id,
        "resource": bought.resource,
        "licences": bought.licences.overall,
        "inside": crowd.inside,
        "over": crowd.over,
    }


def _unserved_document(one: Unserved) -> dict[str, object]:
    return {
        "resource": one.resource,
        "reason": one.why.value,
        "people": list(one.people),
        "missing": one.missing,
        "of": one.of,
    }


def access_lines(survey: Survey, titles: Mapping[ResourceId, str]) -> list[str]:
    """Return the answer for one school in words."""
    head = say(
        "{school} : {people} personnes, {pairs} accès vérifiés",
        school=survey.school,
        people=survey.people,
        pairs=survey.pairs,
    )
    lines = [head]
    if survey.later:
        lines.append(say("  à venir : {later}", later=survey.later))
    lines += [_barred(one, titles) for one in survey.barred]
    lines += [_unassigned(one, titles) for one in survey.unassigned]
    lines += [_lacking(one, titles) for one in survey.lacking]
    lines += [_crowded(one, titles) for one in survey.crowded]
    lines += [_unserved(one, titles) for one in survey.unserved]
    partial = [one for one in survey.coverage if one.can < one.of]
    lines += [
        f"  {one.division.code}  {titles.get(one.resource, one.resource)}  {one.can}/{one.of}"
        for one in partial
    ]
    return lines if not survey.is_clean else [*lines, say("  rien à signaler")]


def _barred(one: Barred, titles: Mapping[ResourceId, str]) -> str:
    reason = one.refused.reason
    why = say(RULES[reason])
    title = titles.get(one.resource, one.resource)
    told = f" — {one.instead}" if one.instead else ""
    return f"  {one.person}  {title} : {why} [{REFUSALS[reason].code}]{told}"


def _unassigned(one: Subscription, titles: Mapping[ResourceId, str]) -> str:
    nobody = say("attribué à personne")
    return f"  {one.id}  {titles.get(one.resource, one.resource)} : {nobody}"


def _crowded(one: Crowd, titles: Mapping[ResourceId, str]) -> str:
    bought = one.subscription
    title = titles.get(bought.resource, bought.resource)
    return f"  {bought.id}  {title} : {crowd_words(one)}"


def crowd_words(crowd: Crowd) -> str:
    """Return how many people there are for how many licences."""
    limit = crowd.subscription.licences.overall
    return say(
        "{inside} personnes pour {limit} licences, {over} de trop",
        inside=crowd.inside,
        limit=limit,
        over=crowd.over,
    )


def _lacking(one: Lacking, titles: Mapping[ResourceId, str]) -> str:
    title = titles.get(one.resource, one.resource)
    lack = say("manque à")
    people = ", ".join(one.people)
    return f"  {one.division.code}  {title} : {lack} {people} ({len(one.people)}/{one.of})"


def _unserved(one: Unserved, titles: Mapping[ResourceId, str]) -> str:
    left = {
        Unmet.NO_LICENCE_LEFT: say("plus d’exemplaire pour la règle"),
        Unmet.NOT_SERVED: say("règle pas encore servie"),
    }[one.why]
    people = f" : {', '.join(one.people)}" if one.people else ""
    title = titles.get(one.resource, one.resource)
    return f"  {title} : {left}{people} ({one.missing}/{one.of})"
