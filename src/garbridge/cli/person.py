"""``garbridge person``: what is held about one person, handed out or erased."""

import json

import click

from garbridge.cli.context import Shell, with_shell
from garbridge.cli.denying import actor_named, allowed, as_person, deny
from garbridge.cli.language import say
from garbridge.cli.ledger import refuse_busy
from garbridge.cli.options import NUMBER
from garbridge.cli.outcome import CommandFailed, Exit
from garbridge.cli.requests import allowed_request
from garbridge.core.identifiers import parse_person_id
from garbridge.core.permissions import OPERATOR, Denied
from garbridge.core.requests import RequestKind
from garbridge.formats.person_documents import history_document
from garbridge.services.erasing import StillThere
from garbridge.services.sealing import Busy
from garbridge.wiring import erasing_service, history_service, request_service

_who = click.option("--person", "named", required=True, metavar="ID")
_why = click.option("--reason", required=True, help=say("pourquoi"))


@click.group("person", help=say("Les données d’une personne."))
def person() -> None:
    """Group the commands about one person."""


@person.command(
    "export",
    help=say("Remet à une personne son historique et ses données (JSON)."),
)
@_who
@_why
@click.option(
    "--request",
    "number",
    type=NUMBER,
    metavar="N",
    help=say("la demande à laquelle cela répond"),
)
@as_person
@with_shell
def export_command(
    shell: Shell, *, named: str, reason: str, number: int | None, who: str | None
) -> None:
    """Print everything; that it was asked for is written down where the head reads it."""
    runtime, actor, person = shell.runtime(), actor_named(who), parse_person_id(named)
    requests = request_service(runtime)
    if number is not None:
        asked = allowed_request(requests.open_for(actor, number, RequestKind.ACCESS, person))
        number = asked.number
    answer = history_service(runtime).history(actor, person, reason=reason)
    handed = history_document(allowed(answer), shell.config().zone)
    click.echo(json.dumps(handed, ensure_ascii=False, indent=2))
    if number is not None:
        allowed_request(requests.answer(actor, number, text=reason))


@person.command(
    "erase",
    help=say("Efface qui a ouvert, pour une personne partie ; le registre reste vérifiable."),
)
@_who
@_why
@with_shell
def erase_command(shell: Shell, *, named: str, reason: str) -> None:
    """Destroy the salt and blank the person; refused while they are a member anywhere."""
    service = erasing_service(shell.runtime())
    done = service.erase(OPERATOR, parse_person_id(named), reason=reason)
    if isinstance(done, Denied):
        deny(done)
    if isinstance(done, Busy):
        refuse_busy()
    if isinstance(done, StillThere):
        places = ", ".join(done.schools)
        still = say("toujours dans l’annuaire")
        raise CommandFailed(f"{still} : {places}", Exit.REFUSED)
    count = done.records
    click.echo(say("{count} accès ne désignent plus personne", count=count))
