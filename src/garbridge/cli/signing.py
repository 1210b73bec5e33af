"""``garbridge keys signing``: from one signing key to the next, without an interruption."""

import json
from collections.abc import Callable
from pathlib import Path

import click

from garbridge.cli.context import Shell, with_shell
from garbridge.cli.language import say
from garbridge.cli.outcome import CommandFailed, Exit
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
    "present": ("signe", "signs"),
    "next": ("signera", "will sign"),
    "before": ("signait", "signed before"),
}


@click.group(
    "signing",
    help=say(
        "La clé qui signe, et celle qui la suivra.", "The key that signs, and the one to follow."
    ),
)
def signing() -> None:
    """Group the steps."""


@signing.command(
    "status", help=say("Montre les clés publiées.", "Shows the keys that are published.")
)
@click.option("--json", "as_json", is_flag=True)
@with_shell
def status_command(shell: Shell, *, as_json: bool) -> None:
    """Print each published key, what it does, and when its certificate ends."""
    found = standings(signing_files(shell.config()))
    if as_json:
        click.echo(json.dumps([_document(one) for one in found], indent=2))
        return
    for one in found:
        ends = say("certificat jusqu’au", "certificate until")
        click.echo(
            f"{say(*_ROLES[one.role])} : {one.certificate.name}, {ends} {one.ends:%Y-%m-%d}\n"
            f"  SHA-256 {one.fingerprint}"
        )


@signing.command(
    "next",
    help=say(
        "Crée la clé suivante et publie son certificat.",
        "Creates the next key and publishes its certificate.",
    ),
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
            "moins, ou envoyez-lui le certificat ; puis : garbridge keys signing switch",
            "Published in the metadata. Wait until every provider has read it again, a day at "
            "least, or send the certificate; then: garbridge keys signing switch",
        ),
        err=True,
    )


@signing.command(
    "switch", help=say("La clé suivante signe désormais.", "Lets the next key sign from now on.")
)
@click.option(
    "--force",
    is_flag=True,
    help=say("sans attendre le jour de publication", "without the day of being published"),
)
@with_shell
def switch_command(shell: Shell, *, force: bool) -> None:
    """Switch; the key that signed until now stays published."""
    files = signing_files(shell.config())
    _done(lambda: switch_key(files, now=system_clock(), force=force))


@signing.command(
    "back", help=say("La clé d’avant signe de nouveau.", "Lets the key before sign again.")
)
@with_shell
def back_command(shell: Shell) -> None:
    """Undo a switch."""
    files = signing_files(shell.config())
    _done(lambda: go_back(files))


@signing.command(
    "retire",
    help=say(
        "Efface la clé d’avant : son certificat n’est plus publié.",
        "Deletes the key before: its certificate is published no more.",
    ),
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
