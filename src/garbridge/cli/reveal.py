"""``garbridge reveal``: whose an identifier is, when two people with two keys ask together."""

import json
from collections.abc import Sequence
from datetime import tzinfo
from pathlib import Path
from typing import NoReturn

import click

from garbridge.cli.context import Shell, with_shell
from garbridge.cli.identifiers import known_provider
from garbridge.cli.language import english, say
from garbridge.cli.options import LIMIT
from garbridge.cli.outcome import CommandFailed, Exit
from garbridge.core.identifiers import parse_person_id
from garbridge.core.reveals import Mismatch, RevealKind, RevealRefusal, RevealStep
from garbridge.wiring import holder_key, reveal_service

_REFUSALS = {
    RevealRefusal.NO_HOLDER: (
        "cette personne ne détient pas de clé ([reveal] holders)",
        "this person holds no key ([reveal] holders)",
    ),
    RevealRefusal.BAD_SIGNATURE: (
        "cette clé n’est pas celle de cette personne",
        "this key is not that person's",
    ),
    RevealRefusal.NO_REQUEST: ("aucune demande de ce nom", "no such request"),
    RevealRefusal.SAME_PERSON: (
        "qui ouvre une demande ne l’approuve pas",
        "whoever opens a request does not approve it",
    ),
    RevealRefusal.EXPIRED: ("la demande a expiré : ouvrez-en une autre", "the request expired"),
    RevealRefusal.CLOSED: ("la demande a déjà reçu sa réponse", "it was answered before"),
}
_KINDS = {
    RevealKind.OPENED: ("demande", "opened"),
    RevealKind.ANSWERED: ("approuvée, une personne désignée", "approved, somebody was named"),
    RevealKind.NOBODY: ("approuvée, personne", "approved, nobody"),
    RevealKind.REFUSED: ("refusée", "refused"),
}
_who = click.option("--as", "who", required=True, metavar="ID", help=say("qui agit", "who acts"))
_key = click.option(
    "--key",
    "file",
    required=True,
    type=click.Path(path_type=Path, dir_okay=False),
    help=say("sa clé privée, de mode 0600", "their private key, of mode 0600"),
)
_why = click.option("--reason", required=True, help=say("pourquoi", "why"))


@click.group(
    "reveal",
    help=say(
        "De l’identifiant chez un éditeur à la personne : à deux, avec deux clés.",
        "From an identifier at a provider to the person: two people, two keys.",
    ),
)
def reveal() -> None:
    """Group the commands."""


@reveal.command("open", help=say("Ouvre une demande.", "Opens a request."))
@click.option("--provider", "named", required=True, metavar=say("ÉDITEUR", "PROVIDER"))
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
            f"demande {step.request}, à approuver par une autre personne avant {until}",
            f"request {step.request}, to be approved by somebody else before {until}",
        )
    )


@reveal.command(
    "approve",
    help=say(
        "Approuve la demande d’une autre personne, et donne la réponse.",
        "Approves somebody else's request, and gives the answer.",
    ),
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
    nobody = say(
        "personne : ni repris, ni dérivé, ni révoqué", "nobody's: not imported, derived or revoked"
    )
    click.echo(done.person or nobody)


@reveal.command(
    "journal",
    help=say(
        "Les demandes, les réponses et les refus ; vérifie qu’ils sont ceux du registre.",
        "Requests, answers and refusals; checks that they are those of the ledger.",
    ),
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
        click.echo("\n".join(lines) or say("rien", "nothing"))
    if wrong:
        raise click.exceptions.Exit(Exit.FINDINGS)


def mismatch_lines(found: Sequence[Mismatch]) -> list[str]:
    """Return a sentence for each step that is not the one of the ledger."""
    changed = say("modifiée depuis", "changed since")
    missing = say("supprimée", "removed")
    what = say("levée d’identifiant", "reveal")
    return [f"{what} {one.reference} : {changed if one.step else missing}" for one in found]


def _refuse(refusal: RevealRefusal) -> NoReturn:
    kept = say(" (ce refus est consigné)", " (this refusal is written down)")
    raise CommandFailed(_REFUSALS[refusal][english()] + kept, Exit.REFUSED)


def _line(step: RevealStep, zone: tzinfo) -> str:
    what = _KINDS[step.kind][english()]
    if step.refusal is not None:
        what += f" ({_REFUSALS[step.refusal][english()]})"
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
