"""``garbridge keys rotate``: the turn from one pairwise key to the next."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TypeVar

import click

from garbridge.cli.context import Shell, with_shell
from garbridge.cli.denying import deny
from garbridge.cli.identifiers import known_provider, stored_provider
from garbridge.cli.language import say
from garbridge.cli.outcome import CommandFailed, Exit
from garbridge.cli.private_files import write_private
from garbridge.core.messages import N_
from garbridge.core.permissions import OPERATOR, Denied
from garbridge.core.rotation import Hindered, Hindrance, NewName, Standing, Step, Turn
from garbridge.formats.identifier_tables import write_new_names
from garbridge.services.rotating import RotatingService
from garbridge.wiring import rotating_service

_STEPS = {
    Step.RESTING: N_("pas commencé"),
    Step.TOLD: N_("prévenu, voit les anciens identifiants"),
    Step.ACKNOWLEDGED: N_("a accusé réception, voit les anciens identifiants"),
}
_HINDRANCES = {
    Hindrance.NO_KEY: N_("aucune clé à venir : nommez-la dans [keys] pairwise_next et redémarrez"),
    Hindrance.NOTHING_NEW: N_(
        "l’éditeur a déjà été prévenu pour tous : chaque paire se dit une fois"
    ),
    Hindrance.NOT_TOLD: N_("l’éditeur n’a pas été prévenu (tell)"),
    Hindrance.NOT_ACKNOWLEDGED: N_(
        "pas d’accusé de réception : il reste sur les anciens identifiants (--force passe outre)"
    ),
    Hindrance.SOME_UNTOLD: N_(
        "l’éditeur connaît depuis d’autres personnes : prévenez-le de nouveau (tell), ou --force"
    ),
    Hindrance.ACKNOWLEDGED: N_("l’éditeur a accusé réception : on ne revient plus en arrière"),
    Hindrance.SOME_BEHIND: N_("ces éditeurs ne sont pas sur la nouvelle clé"),
    Hindrance.OTHER_KEY: N_("le passage en cours vise une autre clé que pairwise_next"),
}
T = TypeVar("T")

_why = click.option("--reason", required=True, help=say("pourquoi"))
_provider = click.option("--provider", "named", required=True, metavar=say("ÉDITEUR"))


@click.group(
    "rotate",
    help=say("Le passage des éditeurs à une nouvelle clé des identifiants."),
)
def rotate() -> None:
    """Group the steps."""


@rotate.command("status", help=say("Où en est chaque éditeur."))
@click.option("--json", "as_json", is_flag=True)
@with_shell
def status_command(shell: Shell, *, as_json: bool) -> None:
    """Print one line for each provider."""
    found = rotating_service(shell.runtime()).standing()
    if as_json:
        documents = [_document(one) for one in found]
        click.echo(json.dumps(documents, ensure_ascii=False, indent=2))
        return
    for one in found:
        click.echo(_line(one))


@rotate.command(
    "tell",
    help=say("Écrit, une seule fois, les paires ancien;nouveau qu’un éditeur doit connaître."),
)
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@_provider
@_why
@click.option(
    "--imported",
    is_flag=True,
    help=say("aussi les identifiants repris d’un autre portail, qui sinon restent"),
)
@with_shell
def tell_command(shell: Shell, file: Path, *, named: str, reason: str, imported: bool) -> None:
    """Write a new *file* for its owner only; where it cannot be written nothing is noted."""
    runtime = shell.runtime()
    provider = known_provider(runtime, named)
    written: list[Path] = []

    def write(pairs: Sequence[NewName]) -> None:
        write_private(file, write_new_names(pairs))
        written.append(file)

    try:
        told = _done(
            rotating_service(runtime).tell(
                OPERATOR, provider, write, reason=reason, imported=imported
            )
        )
    except Exception:
        for one in written:
            one.unlink(missing_ok=True)
        raise
    click.echo(
        say(
            "{people} paires écrites. Remettez {name} à l’éditeur par un canal "
            "sûr, puis détruisez-le.",
            people=told.people,
            name=file.name,
        )
    )


@rotate.command(
    "acknowledge",
    help=say("Note que l’éditeur connaît les nouveaux identifiants."),
)
@_provider
@_why
@with_shell
def acknowledge_command(shell: Shell, *, named: str, reason: str) -> None:
    """Note it; the reason says who said so, and how."""
    provider = stored_provider(shell.runtime(), named)
    _said(_done(_service(shell).acknowledge(OPERATOR, provider, reason=reason)))


@rotate.command(
    "roll-back",
    help=say("Oublie que l’éditeur a été prévenu, tant qu’il n’a pas accusé réception."),
)
@_provider
@_why
@with_shell
def roll_back_command(shell: Shell, *, named: str, reason: str) -> None:
    """Go back; the provider has to throw away what it was told."""
    provider = stored_provider(shell.runtime(), named)
    _said(_done(_service(shell).roll_back(OPERATOR, provider, reason=reason)))


@rotate.command(
    "switch",
    help=say("Dès le prochain accès, l’éditeur voit les nouveaux identifiants."),
)
@_provider
@_why
@click.option(
    "--force",
    is_flag=True,
    help=say("sans accusé de réception"),
)
@with_shell
def switch_command(shell: Shell, *, named: str, reason: str, force: bool) -> None:
    """Switch; there is no way back."""
    provider = stored_provider(shell.runtime(), named)
    done = _done(_service(shell).switch(OPERATOR, provider, reason=reason, force=force))
    told = say("voit les nouveaux identifiants")
    click.echo(f"{done.sector} : {told}" + (say(" (forcé)") if done.forced else ""))


@rotate.command(
    "finish",
    help=say("La nouvelle clé prend la place de l’ancienne, quand tous y sont."),
)
@_why
@with_shell
def finish_command(shell: Shell, *, reason: str) -> None:
    """Let the new key come home at the next start."""
    check = _done(_service(shell).finish(OPERATOR, reason=reason))
    click.echo(
        say(
            "La clé {check}… est désormais celle du portail : nommez-la dans "
            "[keys] pairwise, retirez pairwise_next et redémarrez. L’ancienne ne "
            "sert plus qu’à vos sauvegardes.",
            check=check[:8],
        )
    )


def _service(shell: Shell) -> RotatingService:
    return rotating_service(shell.runtime())


def _done(answer: T | Hindered | Denied) -> T:
    if isinstance(answer, Denied):
        deny(answer)
    if isinstance(answer, Hindered):
        about = f"{', '.join(answer.sectors)} : " if answer.sectors else ""
        raise CommandFailed(f"{about}{say(_HINDRANCES[answer.why])}", Exit.REFUSED)
    return answer


def _said(turn: Turn) -> None:
    click.echo(f"{turn.sector} : {say(_STEPS[turn.step])}")


def _line(one: Standing) -> str:
    if one.turned:
        forced = one.turn is not None and one.turn.forced
        told = say("voit les nouveaux identifiants")
        return f"{one.sector} : {told}" + (say(" (forcé)") if forced else "")
    step = Step.RESTING if one.turn is None else one.turn.step
    people = say("{told} prévenus, {untold} à prévenir", told=one.told, untold=one.untold)
    return f"{one.sector} : {say(_STEPS[step])} · {people}"


def _document(one: Standing) -> dict[str, object]:
    turn = one.turn
    step = Step.RESTING if turn is None else turn.step
    return {
        "provider": one.sector,
        "state": "switched" if one.turned else "not_begun" if step is Step.RESTING else step.value,
        "since": turn.since.isoformat() if turn else None,
        "imported": bool(turn and turn.imported),
        "forced": bool(turn and turn.forced),
        "told": one.told,
        "untold": one.untold,
    }
