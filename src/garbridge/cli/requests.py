"""``garbridge requests``: what people ask by their rights, until when, and what was answered."""

import json
from datetime import date, tzinfo
from typing import Final

import click

from garbridge.cli.context import Shell, with_shell
from garbridge.cli.denying import actor_named, as_person, deny
from garbridge.cli.instants import read_day
from garbridge.cli.language import say
from garbridge.cli.options import NUMBER
from garbridge.cli.outcome import CommandFailed, Exit
from garbridge.cli.restriction_lines import ASKERS
from garbridge.core.identifiers import parse_person_id, parse_school_id
from garbridge.core.messages import N_, NP_
from garbridge.core.permissions import Denied
from garbridge.core.requests import RequestKind, RightsRequest
from garbridge.core.restrictions import Asker
from garbridge.formats.person_documents import request_document
from garbridge.services.requesting import NotDone
from garbridge.wiring import request_service

_KINDS: Final = {
    RequestKind.ACCESS: NP_("request", "accès"),
    RequestKind.RECTIFICATION: N_("rectification"),
    RequestKind.ERASURE: N_("effacement"),
    RequestKind.RESTRICTION: N_("limitation"),
    RequestKind.OBJECTION: N_("opposition"),
}
_WHY_NOT: Final = {
    NotDone.UNKNOWN: N_("demande inconnue"),
    NotDone.ANSWERED: N_("déjà répondu"),
    NotDone.EXTENDED: N_("déjà prolongée"),
    NotDone.TOO_LATE: N_("le premier mois est passé : la prolongation devait y être annoncée"),
    NotDone.OTHER_KIND: N_("autre demande, ou autre personne"),
}
_NUMBER = click.argument("number", type=NUMBER, metavar="N")
_JSON = click.option("--json", "as_json", is_flag=True)


@click.group(
    "requests",
    help=say("Demandes d’exercice de droits (RGPD, articles 15 à 21)."),
)
def requests() -> None:
    """Group the commands about requests."""


@requests.command("record", help=say("Enregistre une demande."))
@click.option("--person", required=True, metavar="ID")
@click.option("--kind", required=True, type=click.Choice([one.value for one in RequestKind]))
@click.option("--received", required=True, metavar=say("JOUR"))
@click.option("--text", required=True, metavar="TEXT", help=say("ce qui est demandé"))
@click.option("--family", is_flag=True, help=say("par la famille d’un mineur"))
@as_person
@_JSON
@with_shell
def record(  # noqa: PLR0913  # an argument for each option
    shell: Shell,
    *,
    person: str,
    kind: str,
    received: str,
    text: str,
    family: bool,
    who: str | None,
    as_json: bool,
) -> None:
    """Print it with its number, and until when it has to be answered."""
    service = request_service(shell.runtime())
    done = service.record(
        actor_named(who),
        parse_person_id(person),
        RequestKind(kind),
        received=read_day(received),
        asked_by=Asker.FAMILY if family else Asker.PERSON,
        text=text,
    )
    _print(done, shell, service.today(), as_json=as_json)


@requests.command("extend", help=say("Prolonge de deux mois."))
@_NUMBER
@click.option("--reason", required=True, metavar="TEXT", help=say("le motif annoncé"))
@as_person
@_JSON
@with_shell
def extend(shell: Shell, number: int, reason: str, who: str | None, *, as_json: bool) -> None:
    """Note that the person was told so, and why; exit 5 after the first month."""
    service = request_service(shell.runtime())
    done = service.extend(actor_named(who), number, reason=reason)
    _print(done, shell, service.today(), as_json=as_json)


@requests.command("answer", help=say("Note la réponse."))
@_NUMBER
@click.option("--text", required=True, metavar="TEXT", help=say("la réponse"))
@as_person
@_JSON
@with_shell
def answer(shell: Shell, number: int, text: str, who: str | None, *, as_json: bool) -> None:
    """Note it, today; exit 5 where it was answered before."""
    service = request_service(shell.runtime())
    done = service.answer(actor_named(who), number, text=text)
    _print(done, shell, service.today(), as_json=as_json)


@requests.command("list", help=say("Les demandes, et leurs échéances."))
@click.option("--school", metavar="UAI")
@click.option("--person", metavar="ID")
@click.option("--open", "waiting", is_flag=True, help=say("sans réponse"))
@click.option("--overdue", is_flag=True, help=say("hors délai"))
@as_person
@_JSON
@with_shell
def listing(  # an argument for each option
    shell: Shell,
    *,
    school: str | None,
    person: str | None,
    waiting: bool,
    overdue: bool,
    who: str | None,
    as_json: bool,
) -> None:
    """Print those that may be read; with ``--overdue`` exit 1 where there are any."""
    service = request_service(shell.runtime())
    found = service.listed(
        actor_named(who),
        school=parse_school_id(school) if school else None,
        person=parse_person_id(person) if person else None,
    )
    if isinstance(found, Denied):
        deny(found)
    today, zone = service.today(), shell.config().zone
    kept = [one for one in found if not waiting or one.answer is None]
    kept = [one for one in kept if not overdue or one.is_overdue(today)]
    if as_json:
        documents = [request_document(one, today) for one in kept]
        click.echo(json.dumps(documents, ensure_ascii=False, indent=2))
    else:
        lines = [_line(one, today, zone) for one in kept]
        click.echo("\n".join(lines) or say("aucune demande"))
    if overdue and kept:
        raise SystemExit(Exit.FINDINGS)


def allowed_request(done: RightsRequest | NotDone | Denied) -> RightsRequest:
    """Return *done*; end the command where nothing was.

    Raises:
        CommandFailed: with exit code 5.
    """
    if isinstance(done, Denied):
        deny(done)
    if isinstance(done, NotDone):
        raise CommandFailed(say(_WHY_NOT[done]), Exit.REFUSED)
    return done


def _print(
    done: RightsRequest | NotDone | Denied, shell: Shell, today: date, *, as_json: bool
) -> None:
    found = allowed_request(done)
    if as_json:
        click.echo(json.dumps(request_document(found, today), ensure_ascii=False, indent=2))
    else:
        click.echo(_line(found, today, shell.config().zone))


def _line(one: RightsRequest, today: date, zone: tzinfo) -> str:
    who = one.person or say("personne effacée")
    parts = [f"{one.number}", say(_KINDS[one.kind]), who, say(ASKERS[one.asked_by])]
    parts.append(say("reçue le") + f" {one.received}")
    if one.answer is not None:
        at = one.answer.at.astimezone(zone).date()
        parts.append(say("répondu le") + f" {at} « {one.answer.text} »")
    else:
        parts.append(say("échéance") + f" {one.due}")
    if one.is_overdue(today):
        parts.append(say("EN RETARD"))
    return " · ".join(parts)
