"""``garbridge leases``: how many floating licences are in use, without any name."""

import json
from collections.abc import Iterable
from datetime import datetime, tzinfo

import click

from garbridge.cli.context import Shell, with_shell
from garbridge.cli.denying import actor_named, as_person, deny
from garbridge.cli.language import say
from garbridge.core.catalogue import Catalogue
from garbridge.core.identifiers import parse_school_id
from garbridge.core.leases import Usage
from garbridge.core.permissions import Denied


@click.command("leases", help=say("Licences flottantes en service."))
@click.option("--school", required=True, metavar="UAI")
@as_person
@click.option("--json", "as_json", is_flag=True)
@with_shell
def leases(shell: Shell, school: str, who: str | None, *, as_json: bool) -> None:
    """Print each floating subscription, how many of it are in use, and when the next is free."""
    runtime = shell.runtime()
    found = runtime.leasing.usage(actor_named(who), parse_school_id(school))
    if isinstance(found, Denied):
        deny(found)
    if as_json:
        click.echo(json.dumps([_document(one) for one in found], ensure_ascii=False, indent=2))
        return
    lines = usage_lines(found, runtime.catalogue(), shell.config().zone)
    click.echo("\n".join(lines) or say("aucune licence flottante"))


def usage_lines(usages: Iterable[Usage], catalogue: Catalogue, zone: tzinfo) -> list[str]:
    """Return one line for each floating subscription."""
    lines: list[str] = []
    for usage in usages:
        bought = usage.subscription
        resource = catalogue.resources.get(bought.resource)
        limit = bought.licences.overall
        of = say("illimité") if limit is None else str(limit)
        line = f"{resource.title if resource else bought.resource} ({bought.id})"
        line += " · " + say("en service") + f" : {usage.in_use.count}/{of}"
        if usage.free_at is not None:
            line += " · " + say("libre à") + f" {_clock(usage.free_at, zone)}"
        lines.append(line)
    return lines


def _clock(instant: datetime, zone: tzinfo) -> str:
    return instant.astimezone(zone).strftime("%H:%M")


def _document(usage: Usage) -> dict[str, object]:
    bought, free_at = usage.subscription, usage.free_at
    return {
        "subscription": bought.id,
        "resource": bought.resource,
        "in_use": usage.in_use.count,
        "licences": bought.licences.overall,
        "free_at": None if free_at is None else free_at.isoformat(),
    }
