"""``garbridge lookups``: who looked up what one person could open."""

import json
from datetime import tzinfo

import click

from garbridge.cli.context import Shell, with_shell
from garbridge.cli.denying import actor_named, allowed, as_person
from garbridge.cli.language import say
from garbridge.cli.options import LIMIT
from garbridge.core.identifiers import parse_school_id
from garbridge.core.lookups import Lookup


@click.command(
    "lookups",
    help=say("Qui a consulté ce qu’une personne peut ouvrir (explain)."),
)
@click.option("--school", required=True, metavar="UAI")
@LIMIT
@as_person
@click.option("--json", "as_json", is_flag=True)
@with_shell
def lookups(shell: Shell, school: str, limit: int, who: str | None, *, as_json: bool) -> None:
    """Print the latest look-ups of people of a school, newest first, without what was answered."""
    found = allowed(
        shell.runtime().explaining.journal(actor_named(who), parse_school_id(school), limit=limit)
    )
    if as_json:
        click.echo(json.dumps([_document(one) for one in found], ensure_ascii=False, indent=2))
        return
    zone = shell.config().zone
    lines = [_line(one, zone) for one in found]
    click.echo("\n".join(lines) or say("aucune consultation"))


def _document(one: Lookup) -> dict[str, object]:
    return {
        "at": one.at.isoformat(),
        "by": one.by.person,
        "person": one.person,
        "about": one.about,
        "reason": one.reason,
    }


def _line(one: Lookup, zone: tzinfo) -> str:
    when = f"{one.at.astimezone(zone):%Y-%m-%d %H:%M}"
    who = one.by.person or say("opérateur")
    return f"{when} · {who} · {one.person} · {one.about} · {one.reason}"
