"""``garbridge keys rotate``: the turn from one pairwise key to the next."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TypeVar

import click

from garbridge.cli.context import Shell, with_shell
from garbridge.cli.denying import deny
from garbridge.cli.identifiers import known_provider, stored_provider
from garbridge.cli.language import english, say
from garbridge.cli.outcome import CommandFailed, Exit
from garbridge.cli.private_files import write_private
from garbridge.core.permissions import OPERATOR, Denied
from garbridge.core.rotation import Hindered, Hindrance, NewName, Standing, Step, Turn
from garbridge.formats.identifier_tables import write_new_names
from garbridge.services.rotating import RotatingService
from garbridge.wiring import rotating_service

_STEPS = {
    Step.RESTING: ("pas commencé", "not begun"),
    Step.TOLD: ("prévenu, voit les anciens identifiants", "told, sees the old identifiers"),
    Step.ACKNOWLEDGED: (
        "a accusé réception, voit les anciens identifiants",
        "acknowledged, sees the old identifiers",
    ),
}
_HINDRANCES = {
    Hindrance.NO_KEY: (
        "aucune clé à venir : nommez-la dans [keys] pairwise_next et redémarrez",
        "no key follows: name it in [keys] pairwise_next and restart",
    ),
    Hindrance.NOTHING_NEW: (
        "l’éditeur a déjà été prévenu pour tous : chaque paire se dit une fois",
        "the provider was told about everybody: each pair is told once",
    ),
    Hindrance.NOT_TOLD: ("l’éditeur n’a pas été prévenu (tell)", "it was not told (tell)"),
    Hindrance.NOT_ACKNOWLEDGED: (
        "pas d’accusé de réception : il reste sur les anciens identifiants (--force passe outre)",
        "not acknowledged: it stays on the old identifiers (--force goes on without)",
    ),
    Hindrance.SOME_UNTOLD: (
        "l’éditeur connaît depuis d’autres personnes : prévenez-le de nouveau (tell), ou --force",
        "it came to know others since: tell it again (tell), or --force",
    ),
    Hindrance.ACKNOWLEDGED: (
        "l’éditeur a accusé réception : on ne revient plus en arrière",
        "the provider acknowledged: there is no way back",
    ),
    Hindrance.SOME_BEHIND: (
        "ces éditeurs ne sont pas sur la nouvelle clé",
        "these providers are not on the new key",
    ),
    Hindrance.OTHER_KEY: (
        "le passage en cours vise une autre clé que pairwise_next",
        "the turn under way is to another key than pairwise_next",
    ),
}
T = TypeVar("T")

_why = click.option("--reason", required=True, help=say("pourquoi", "why"))
_provider = click.option("--provider", "named", required=True, metavar=say("ÉDITEUR", "PROVIDER"))


@click.group(
    "rotate",
    help=say(
        "Le passage des éditeurs à une nouvelle clé des identifiants.",
        "The turn of providers to a new key of identifiers.",
    ),
)
def rotate() -> None:
    """Group the steps."""


@rotate.command("status", help=say("Où en est chaque éditeur.", "Where each provider is."))
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
    help=say(
        "Écrit, une seule fois, les paires ancien;nouveau qu’un éditeur doit connaître.",
        "Writes, once, the pairs old;new that a provider has to know.",
    ),
)
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@_provider
@_why
@click.option(
    "--imported",
    is_flag=True,
    help=say(
        "aussi les identifiants repris d’un autre portail, qui sinon restent",
        "also what was imported from another portal, which else stays",
    ),
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
            f"{told.people} paires écrites. Remettez {file.name} à l’éditeur par un canal sûr, "
            "puis détruisez-le.",
            f"{told.people} pairs written. Hand {file.name} to the provider by a safe channel, "
            "then destroy it.",
        )
    )


@rotate.command(
    "acknowledge",
    help=say(
        "Note que l’éditeur connaît les nouveaux identifiants.",
        "Notes that the provider knows the new identifiers.",
    ),
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
    help=say(
        "Oublie que l’éditeur a été prévenu, tant qu’il n’a pas accusé réception.",
        "Forgets that the provider was told, as long as it did not acknowledge.",
    ),
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
    help=say(
        "Dès le prochain accès, l’éditeur voit les nouveaux identifiants.",
        "From the next launch on the provider sees the new identifiers.",
    ),
)
@_provider
@_why
@click.option(
    "--force",
    is_flag=True,
    help=say("sans accusé de réception", "without an acknowledgement"),
)
@with_shell
def switch_command(shell: Shell, *, named: str, reason: str, force: bool) -> None:
    """Switch; there is no way back."""
    provider = stored_provider(shell.runtime(), named)
    done = _done(_service(shell).switch(OPERATOR, provider, reason=reason, force=force))
    told = say("voit les nouveaux identifiants", "sees the new identifiers")
    click.echo(f"{done.sector} : {told}" + (say(" (forcé)", " (forced)") if done.forced else ""))


@rotate.command(
    "finish",
    help=say(
        "La nouvelle clé prend la place de l’ancienne, quand tous y sont.",
        "The new key takes the place of the old one, once all are on it.",
    ),
)
@_why
@with_shell
def finish_command(shell: Shell, *, reason: str) -> None:
    """Let the new key come home at the next start."""
    check = _done(_service(shell).finish(OPERATOR, reason=reason))
    click.echo(
        say(
            f"La clé {check[:8]}… est désormais celle du portail : nommez-la dans [keys] pairwise, "
            "retirez pairwise_next et redémarrez. L’ancienne ne sert plus qu’à vos sauvegardes.",
            f"The key {check[:8]}… is the portal's now: name it in [keys] pairwise, remove "
            "pairwise_next and restart. The old one is for your backups only.",
        )
    )


def _service(shell: Shell) -> RotatingService:
    return rotating_service(shell.runtime())


def _done(answer: T | Hindered | Denied) -> T:
    if isinstance(answer, Denied):
        deny(answer)
    if isinstance(answer, Hindered):
        about = f"{', '.join(answer.sectors)} : " if answer.sectors else ""
        raise CommandFailed(f"{about}{_HINDRANCES[answer.why][english()]}", Exit.REFUSED)
    return answer


def _said(turn: Turn) -> None:
    click.echo(f"{turn.sector} : {_STEPS[turn.step][english()]}")


def _line(one: Standing) -> str:
    if one.turned:
        forced = one.turn is not None and one.turn.forced
        told = say("voit les nouveaux identifiants", "sees the new identifiers")
        return f"{one.sector} : {told}" + (say(" (forcé)", " (forced)") if forced else "")
    step = Step.RESTING if one.turn is None else one.turn.step
    people = say(
        f"{one.told} prévenus, {one.untold} à prévenir", f"{one.told} told, {one.untold} to tell"
    )
    return f"{one.sector} : {_STEPS[step][english()]} · {people}"


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
