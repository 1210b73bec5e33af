"""``garbridge keys signing``: from one signing key to the next, without an interruption."""

import json
from collections.abc import Callable
from pathlib import Path

import click

from garbridge.cli.context import Shell, with_shell
from garbridge.cli.language import say
from garbridge.cli.outcome import CommandFailed, Exit
from garbridge.core.messages import N_
from garbridge.errors import ConfigError
from garbridge.wiring import (
    KeyStanding,
    begin_rollover,
    go_back,
    retire_key,
    signing_files,
    standings,
    switch_key,
    system_clock,
)

_ROLES = {
    "present": N_("signe"),
    "next": N_("signera"),
    "before": N_("signait"),
}


@click.group(
    "signing",
    help=say("La clé qui signe, et celle qui la suivra."),
)
def signing() -> None:
    """Group the steps."""


@signing.command("status", help=say("Montre les clés publiées."))
@click.option("--json", "as_json", is_flag=True)
@with_shell
def status_command(shell: Shell, *, as_json: bool) -> None:
    """Print each published key, what it does, and when its certificate ends."""
    found = standings(signing_files(shell.config()))
    if as_json:
        click.echo(json.dumps([_document(one) for one in found], indent=2))
        return
    for one in found:
        ends = say("certificat jusqu’au")
        click.echo(
            f"{say(_ROLES[one.role])} : {one.certificate.name}, {ends} {one.ends:%Y-%m-%d}\n"
            f"  SHA-256 {one.fingerprint}"
        )


@signing.command(
    "next",
    help=say("Crée la clé suivante et publie son certificat."),
)
@click.option("--years", default=3, show_default=True, type=click.IntRange(1, 10))
@with_shell
def next_command(shell: Shell, *, years: int) -> None:
    """Write the pair beside the present one; running processes publish it within a second."""
    files = signing_files(shell.config())
    _done(lambda: begin_rollover(files, now=system_clock(), years=years))
    click.echo(
        say(
            "Publié dans les métadonnées. Attendez que chaque éditeur les ait relues, un jour au "
            "moins, ou envoyez-lui le certificat ; puis : garbridge keys signing switch"
        ),
        err=True,
    )


@signing.command("switch", help=say("La clé suivante signe désormais."))
@click.option(
    "--force",
    is_flag=True,
    help=say("sans attendre le jour de publication"),
)
@with_shell
def switch_command(shell: Shell, *, force: bool) -> None:
    """Switch; the key that signed until now stays published."""
    files = signing_files(shell.config())
    _done(lambda: switch_key(files, now=system_clock(), force=force))


@signing.command("back", help=say("La clé d’avant signe de nouveau."))
@with_shell
def back_command(shell: Shell) -> None:
    """Undo a switch."""
    files = signing_files(shell.config())
    _done(lambda: go_back(files))


@signing.command(
    "retire",
    help=say("Efface la clé d’avant : son certificat n’est plus publié."),
)
@with_shell
def retire_command(shell: Shell) -> None:
    """End a rollover."""
    files = signing_files(shell.config())
    _done(lambda: retire_key(files))


def _done(act: Callable[[], tuple[Path, ...]]) -> None:
    try:
        touched = act()
    except ConfigError as refused:
        raise CommandFailed(str(refused), Exit.REFUSED) from refused
    for path in touched:
        click.echo(str(path))


def _document(one: KeyStanding) -> dict[str, object]:
    return {
        "role": one.role,
        "certificate": str(one.certificate),
        "sha256": one.fingerprint,
        "ends": one.ends.isoformat(),
        "since": one.since.isoformat(),
    }
