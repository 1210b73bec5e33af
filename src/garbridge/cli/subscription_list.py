"""``garbridge subscriptions list``, ``alerts`` and ``calendar``: what is there, until when."""

import json
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit

import click

from garbridge.cli.context import Shell, with_shell
from garbridge.cli.denying import actor_named, allowed, as_person
from garbridge.cli.instants import day_of
from garbridge.cli.language import say, spoken_here
from garbridge.cli.outcome import CommandFailed, Exit
from garbridge.core.catalogue import Catalogue
from garbridge.core.identifiers import SchoolId, parse_resource_id, parse_school_id
from garbridge.core.messages import N_
from garbridge.core.order_fields import UNLIMITED
from garbridge.core.orders import State
from garbridge.core.stock import Count, counts_of
from garbridge.formats.diary import day_of_end
from garbridge.formats.icalendar import write_calendar
from garbridge.services.overview import THRESHOLDS, Bought, Ending

_STATES = {
    State.COMING: N_("à venir"),
    State.RUNNING: N_("en cours"),
    State.ENDED: N_("terminé"),
}
_SCHOOL = click.option("--school", metavar="UAI")
_JSON = click.option("--json", "as_json", is_flag=True)


@click.command(
    "list",
    help=say("Liste les abonnements : nombres donnés et restants, état."),
)
@_SCHOOL
@click.option("--resource", metavar="ARK")
@click.option("--at", metavar="ISO", help=say("instant (défaut : maintenant)"))
@as_person
@_JSON
@with_shell
def list_command(
    shell: Shell,
    *,
    school: str | None,
    resource: str | None,
    at: str | None,
    who: str | None,
    as_json: bool,
) -> None:
    """Print every subscription, with its counts as they are now and its state at an instant."""
    runtime = shell.runtime()
    found = allowed(
        runtime.overview.bought(
            actor_named(who),
            school=_school(school),
            resource=parse_resource_id(resource) if resource else None,
            at=day_of(at, shell.config().zone),
        )
    )
    titles = runtime.catalogue()
    if as_json:
        documents = [_document(one, titles) for one in found]
        click.echo(json.dumps(documents, ensure_ascii=False, indent=2))
        return
    for one in found:
        click.echo(_line(one, titles))


@click.command(
    "alerts",
    help=say("Dit ce qui se termine dans 60, 30 et 7 jours (code 1 s’il y en a)."),
)
@_SCHOOL
@as_person
@_JSON
@with_shell
def alerts_command(shell: Shell, school: str | None, *, who: str | None, as_json: bool) -> None:
    """Print the ends that are near and were not renewed; exit 1 if there are any."""
    runtime = shell.runtime()
    found = allowed(runtime.overview.alerts(actor_named(who), _school(school)))
    titles = runtime.catalogue()
    if as_json:
        documents = [_ending_document(one, titles) for one in found]
        click.echo(json.dumps(documents, ensure_ascii=False, indent=2))
    else:
        click.echo("\n".join(_alert_lines(found, titles)))
    if found:
        raise SystemExit(Exit.FINDINGS)


@click.command(
    "calendar",
    help=say("Écrit le calendrier des fins d’abonnement (iCalendar)."),
)
@_SCHOOL
@click.option(
    "-o",
    "--output",
    "target",
    required=True,
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE.ics",
)
@as_person
@with_shell
def calendar_command(shell: Shell, school: str | None, target: Path, who: str | None) -> None:
    """Write one event for each end that is to come; an existing file is replaced."""
    runtime = shell.runtime()
    host, titles = urlsplit(runtime.config.issuer).hostname, runtime.catalogue()
    ends = allowed(runtime.overview.ends(actor_named(who), _school(school)))
    days = [day_of_end(one, _title(one, titles), f"{host}", spoken_here()) for one in ends]
    try:
        target.write_bytes(write_calendar(days, now=runtime.clock()))
    except OSError as broken:
        raise CommandFailed(f"{target.name} : {type(broken).__name__}", Exit.USAGE) from broken
    click.echo(f"{target.name} : {len(days)}")


def _school(text: str | None) -> SchoolId | None:
    return parse_school_id(text) if text else None


def _title(one: Bought | Ending, titles: Catalogue) -> str:
    known = titles.resources.get(one.order.resource)
    return known.title if known else one.order.title or one.order.resource


def _document(one: Bought, titles: Catalogue) -> dict[str, object]:
    """Return the JSON form of a subscription: its keys are stable."""
    bought, order = one.subscription, one.order
    return {
        "subscription": bought.id,
        "order": order.id,
        "school": bought.school,
        "resource": bought.resource,
        "title": _title(one, titles),
        "kind": bought.kind.value,
        "state": one.state.value,
        "starts": bought.starts.isoformat(),
        "ends": bought.ends.isoformat(),
        "last_day": one.last_day.isoformat(),
        "publics": sorted(bought.publics),
        "transferable": bought.transferable,
        "periodicity": order.periodicity,
        "distributor": order.distributor,
        "project": order.project,
        "comment": bought.comment,
        "follows": order.follows,
        "openings": one.given.openings,
        "counts": [
            {
                "public": count.public,
                "limit": count.limit,
                "given": count.given,
                "left": count.left,
            }
            for count in counts_of(bought, one.given)
        ],
    }


def _line(one: Bought, titles: Catalogue) -> str:
    bought = one.subscription
    told = [
        bought.id,
        bought.school,
        _title(one, titles),
        bought.kind.value,
        say(_STATES[one.state]),
        say("jusqu’au") + f" {one.last_day}",
        ", ".join(_count(count) for count in counts_of(bought, one.given)),
    ]
    if one.given.openings:
        told.append(say("ouvertures") + f" : {one.given.openings}")
    if one.order.periodicity is not None:
        told.append(one.order.periodicity.value)
    return " | ".join(told)


def _count(count: Count) -> str:
    who = count.public.value if count.public else say("tous")
    if count.limit is None:
        return f"{who} {count.given}/{UNLIMITED}"
    if count.left is None:  # opened to populations: see stock
        return f"{who} {count.limit}"
    rest = say("restent")
    return f"{who} {count.given}/{count.limit} ({rest} : {count.left})"


def _ending_document(one: Ending, titles: Catalogue) -> dict[str, object]:
    return {
        "subscription": one.name,
        "order": one.order.id,
        "schools": list(one.schools),
        "resource": one.order.resource,
        "title": _title(one, titles),
        "last_day": one.last_day.isoformat(),
        "days_left": one.days_left,
        "thresholds": list(one.thresholds),
    }


def _alert_lines(found: Sequence[Ending], titles: Catalogue) -> list[str]:
    lines: list[str] = []
    for days in reversed(THRESHOLDS):
        near = [one for one in found if one.thresholds[-1] == days]
        if near:
            lines.append(say("Dans {days} jours au plus :", days=days))
            lines += [f"  {_near(one, titles)}" for one in near]
    return lines or [say("rien ne se termine bientôt")]


def _near(one: Ending, titles: Catalogue) -> str:
    left = say("{days_left} jours", days_left=one.days_left)
    where = one.schools[0] if len(one.schools) == 1 else f"{len(one.schools)} UAI"
    return f"{one.name} | {where} | {_title(one, titles)} | {one.last_day} | {left}"
