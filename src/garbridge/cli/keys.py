"""``garbridge keys``: the secrets of a portal, each in a file of its own with mode 0600."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Final

import click

from garbridge.cli.context import Shell, with_shell
from garbridge.cli.language import say
from garbridge.cli.outcome import CommandFailed, Exit
from garbridge.cli.rotation import rotate
from garbridge.cli.signing import signing
from garbridge.errors import ConfigError
from garbridge.wiring import (
    SOON,
    add_holder_key,
    add_ledger_key,
    add_pairwise_key,
    gar_certificates,
    new_keys,
    signing_files,
    standings,
    system_clock,
)

_ENDING: Final = frozenset({"present", "gar_client", "gar_authority"})
"""The roles of a certificate whose end somebody must see to; the others come or go."""


@click.group("keys", help=say("Les clés du portail."))
def keys() -> None:
    """Group the commands about keys."""


@keys.command("new", help=say("Crée les clés d’un portail."))
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--name", required=True, help=say("nom du portail"))
@click.option("--years", default=3, show_default=True, type=click.IntRange(1, 10))
def new_command(folder: Path, name: str, years: int) -> None:
    """Write ``saml``, ``pairwise`` and ``ledger`` keys; refuse to replace any of them."""
    _write(lambda: new_keys(folder, name=name, years=years))
    click.echo(
        say(
            "Sauvegardez pairwise.key : sans elle, chaque élève devient un inconnu "
            "pour chaque éditeur, et rien ne le répare."
        ),
        err=True,
    )


@keys.command(
    "ledger",
    help=say("Crée une clé pour le registre scellé."),
)
@click.argument("file", type=click.Path(path_type=Path))
def ledger_command(file: Path) -> None:
    """Write *file* and, beside it, its public half; refuse to replace either.

    After a rotation the old public half stays in ``[keys] ledger_before``.
    """
    _write(lambda: add_ledger_key(file))


@keys.command(
    "pairwise",
    help=say("Crée la clé des identifiants qui suivra la présente."),
)
@click.argument("file", type=click.Path(path_type=Path))
def pairwise_command(file: Path) -> None:
    """Write *file*; refuse to replace one.  It is then named in ``[keys] pairwise_next``."""
    _write(lambda: add_pairwise_key(file))


@keys.command(
    "holder",
    help=say("Crée la clé d’une personne qui peut demander qui est derrière un identifiant."),
)
@click.argument("file", type=click.Path(path_type=Path))
def holder_command(file: Path) -> None:
    """Write *file*, for that person alone, and beside it the public half for the portal."""
    _write(lambda: add_holder_key(file))


@keys.command(
    "check",
    help=say("Dit quelles clés prennent fin."),
)
@click.option("--json", "as_json", is_flag=True)
@with_shell
def check_command(shell: Shell, *, as_json: bool) -> None:
    """Print the certificates that are published, and those with which the GAR is asked.

    Exit 1 where the one that signs, or one of the GAR's, ends soon: within thirty days.  Reading
    the configuration has looked at every other key.
    """
    config, now = shell.config(), system_clock()
    published = standings(signing_files(config))
    found = [(one.role, str(one.certificate), one.ends) for one in published]
    found += [(f"gar_{one.kind.value}", one.file, one.until) for one in gar_certificates(config)]
    if as_json:
        documents = [
            {"role": role, "certificate": file, "ends": ends.isoformat()}
            for role, file, ends in found
        ]
        click.echo(json.dumps(documents, indent=2))
    for _, file, ends in found if not as_json else ():
        left = (ends - now).days
        words = say("jours restants : {left}", left=left)
        click.echo(f"{Path(file).name} : {ends:%Y-%m-%d} ; {words}")
    if any(role in _ENDING and ends <= now + SOON for role, _, ends in found):
        raise SystemExit(int(Exit.FINDINGS))


keys.add_command(rotate)
keys.add_command(signing)


def _write(make: Callable[[], tuple[Path, ...]]) -> None:
    try:
        written = make()
    except ConfigError as taken:
        raise CommandFailed(str(taken), Exit.REFUSED) from taken
    for path in written:
        click.echo(str(path))
