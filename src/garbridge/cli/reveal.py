"""``garbridge reveal``: whose an identifier is, when two people with two keys ask together."""

import json
from collections.abc import Sequence
from datetime import tzinfo
from pathlib import Path
from typing import NoReturn

import click

from garbridge.cli.context import Shell, with_shell
from garbridge.cli.identifiers import known_provider
from garbridge.cli.language import say
from garbridge.cli.options import LIMIT
from garbridge.cli.outcome import CommandFailed, Exit
from garbridge.core.identifiers import parse_person_id
from garbridge.core.messages import N_
from garbridge.core.reveals import Mismatch, RevealKind, RevealRefusal, RevealStep
from garbridge.wiring import holder_key, reveal_service

_REFUSALS = {
    RevealRefusal.NO_HOLDER: N_("cette personne ne détient pas de clé ([reveal] holders)"),
    RevealRefusal.BAD_SIGNATURE: N_("cette clé n’est pas celle de cette personne"),
    RevealRefusal.NO_REQUEST: N_("aucune demande de ce nom"),
    RevealRefusal.SAME_PERSON: N_("qui ouvre une demande ne l’approuve pas"),
    RevealRefusal.EXPIRED: N_("la demande a expiré : ouvrez-en une autre"),
    RevealRefusal.CLOSED: N_("la demande a déjà reçu sa réponse"),
}
_KINDS = {
    RevealKind.OPENED: N_("demande"),
    RevealKind.ANSWERED: N_("approuvée, une personne désignée"),
    RevealKind.NOBODY: N_("approuvée, personne"),
    RevealKind.REFUSED: N_("refusée"),
}
_who = click.option("--as", "who", required=True, metavar="ID", help=say("qui agit"))
_key = click.option(
    "--key",
    "file",
    required=True,
    type=click.Path(path_type=Path, dir_okay=False),
    help=say("sa clé privée, de mode 0600"),
)
_why = click.option("--reason", required=True, help=say("pourquoi"))


@click.group(
    "reveal",
    help=say("De l’identifiant chez un éditeur à la personne : à deux, avec deux clés."),
)
def reveal() -> None:
    """Group the commands."""


@reveal.command("open", help=say("Ouvre une demande."))
@click.option("--provider", "named", required=True, metavar=say("ÉDITEUR"))
@click.option("--identifier", required=True)
@_why
@_who
@_key
@with_shell
def open_command(
    shell: Shell, *, named: str, identifier: str, reason: str, who: str, file: Path
) -> None:
    """Open a request; somebody else has to approve it within the time that is configured."""
    runtime = shell.runtime()
    step = reveal_service(runtime).open(
        parse_person_id(who),
        known_provider(runtime, named),
        identifier.strip()[:255],
        holder_key(file),
        reason=reason,
    )
    if step.refusal is not None:
        _refuse(step.refusal)
    until = f"{step.until.astimezone(shell.config().zone):%Y-%m-%d %H:%M}"
    click.echo(
        say(
            "demande {request}, à approuver par une autre personne avant {until}",
            request=step.request,
            until=until,
        )
    )


@reveal.command(
    "approve",
    help=say("Approuve la demande d’une autre personne, et donne la réponse."),
)
@click.argument("request")
@_why
@_who
@_key
@click.option("--json", "as_json", is_flag=True)
@with_shell
def approve_command(  # an argument for each option
    shell: Shell, request: str, *, reason: str, who: str, file: Path, as_json: bool
) -> None:
    """Print whose the identifier is, once; the journals say that it was printed."""
    done = reveal_service(shell.runtime()).approve(
        parse_person_id(who), request.strip()[:32], holder_key(file), reason=reason
    )
    if isinstance(done, RevealStep):
        _refuse(done.refusal or RevealRefusal.NO_REQUEST)
    if as_json:
        click.echo(json.dumps({"request": done.step.request, "person": done.person}))
        return
    nobody = say("personne : ni repris, ni dérivé, ni révoqué")
    click.echo(done.person or nobody)


@reveal.command(
    "journal",
    help=say("Les demandes, les réponses et les refus ; vérifie qu’ils sont ceux du registre."),
)
@LIMIT
@click.option("--json", "as_json", is_flag=True)
@with_shell
def journal_command(shell: Shell, limit: int, *, as_json: bool) -> None:
    """Print the steps, newest first, never the answers; exit 1 where one was changed."""
    service = reveal_service(shell.runtime())
    steps, wrong = service.reveals.latest(limit=limit), service.mismatches()
    if as_json:
        said = {
            "steps": [_document(one) for one in steps],
            "mismatches": [one.reference for one in wrong],
        }
        click.echo(json.dumps(said, ensure_ascii=False, indent=2))
    else:
        zone = shell.config().zone
        lines = [*mismatch_lines(wrong), *(_line(one, zone) for one in steps)]
        click.echo("\n".join(lines) or say("rien"))
    if wrong:
        raise click.exceptions.Exit(Exit.FINDINGS)


def mismatch_lines(found: Sequence[Mismatch]) -> list[str]:
    """Return a sentence for each step that is not the one of the ledger."""
    changed = say("modifiée depuis")
    missing = say("supprimée")
    what = say("levée d’identifiant")
    return [f"{what} {one.reference} : {changed if one.step else missing}" for one in found]


def _refuse(refusal: RevealRefusal) -> NoReturn:
    kept = say(" (ce refus est consigné)")
    raise CommandFailed(say(_REFUSALS[refusal]) + kept, Exit.REFUSED)


def _line(step: RevealStep, zone: tzinfo) -> str:
    what = say(_KINDS[step.kind])
    if step.refusal is not None:
        what += f" ({say(_REFUSALS[step.refusal])})"
    when = f"{step.at.astimezone(zone):%Y-%m-%d %H:%M}"
    return f"{when} · {step.request} · {step.by} · {what} · {step.sector} · {step.reason}"


def _document(step: RevealStep) -> dict[str, object]:
    return {
        "reference": step.reference,
        "request": step.request,
        "kind": step.kind.value,
        "provider": step.sector or None,
        "identifier": step.identifier or None,
        "by": step.by,
        "at": step.at.isoformat(),
        "until": step.until.isoformat(),
        "reason": step.reason,
        "refusal": None if step.refusal is None else step.refusal.value,
    }
