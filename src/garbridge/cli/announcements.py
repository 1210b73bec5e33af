"""``garbridge announcements``: what stands at the top of the médiacentre, of a school or of all."""

import json
from datetime import datetime

import click

from garbridge.cli.context import Shell, with_shell
from garbridge.cli.denying import actor_named, allowed, as_person
from garbridge.cli.instants import read_day
from garbridge.cli.language import say
from garbridge.cli.outcome import CommandFailed, Exit
from garbridge.core.days import end_of, first_of, last_day
from garbridge.core.identifiers import SchoolId, parse_school_id
from garbridge.core.permissions import EVERYWHERE
from garbridge.services.presenting import Presented
from garbridge.wiring import presenting_service


@click.group("announcements", help=say("Les annonces du médiacentre."))
def announcements() -> None:
    """Group the commands about what is announced."""


_school = click.option(
    "--school",
    metavar="UAI",
    help=say("Sans elle\u00a0: tous les établissements."),
)


@announcements.command("list", help=say("Montre les annonces."))
@_school
@as_person
@click.option("--json", "as_json", is_flag=True)
@with_shell
def list_command(shell: Shell, school: str | None, who: str | None, *, as_json: bool) -> None:
    """Print each announcement with its days."""
    runtime = shell.runtime()
    zone = runtime.config.zone
    found = allowed(presenting_service(runtime).look(actor_named(who), _place(school)))

    def days(starts: datetime, ends: datetime) -> tuple[str, str]:
        return starts.astimezone(zone).date().isoformat(), last_day(ends, zone).isoformat()

    told = [(one.id, *days(one.starts, one.ends), one.text) for one in found.announcements]
    if as_json:
        names = ("id", "from", "until", "text")
        documents = [dict(zip(names, one, strict=True)) for one in told]
        click.echo(json.dumps(documents, ensure_ascii=False, indent=2))
        return
    lines = [f"{name}  {first} – {last}  {text}" for name, first, last, text in told]
    click.echo("\n".join(lines) or say("aucune annonce"))


@announcements.command("add", help=say("Publie une annonce."))
@click.argument("text")
@_school
@click.option("--from", "first", required=True, metavar="DAY")
@click.option("--until", "last", required=True, metavar="DAY")
@as_person
@with_shell
def add_command(  # noqa: PLR0917  # one for each option
    shell: Shell, text: str, school: str | None, first: str, last: str, who: str | None
) -> None:
    """Announce *text* from the first day to the last one, both included."""
    runtime = shell.runtime()
    zone = runtime.config.zone
    starts, ends = first_of(read_day(first), zone), end_of(read_day(last), zone)
    done = allowed(
        presenting_service(runtime).announce(actor_named(who), _place(school), text, starts, ends)
    )
    if done is not Presented.DONE:
        full = say("Il y a déjà trop d’annonces.")
        raise CommandFailed(full, Exit.REFUSED)
    click.echo(say("Annonce publiée."))


@announcements.command("remove", help=say("Retire une annonce."))
@click.argument("announcement", metavar="ID")
@_school
@as_person
@with_shell
def remove_command(shell: Shell, announcement: str, school: str | None, who: str | None) -> None:
    """Take an announcement back at once."""
    done = allowed(
        presenting_service(shell.runtime()).withdraw(actor_named(who), _place(school), announcement)
    )
    if done is not Presented.DONE:
        raise CommandFailed(say("Aucune annonce de ce nom."), Exit.USAGE)
    click.echo(say("Annonce retirée."))


def _place(school: str | None) -> SchoolId:
    return EVERYWHERE if school is None else parse_school_id(school)
