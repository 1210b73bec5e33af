"""``garbridge keys``: the secrets of a portal, each in a file of its own with mode 0600."""

import json
from collections.abc import Callable
from pathlib import Path

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
    new_keys,
    signing_files,
    standings,
    system_clock,
)


@click.group("keys", help=say("Les clés du portail.", "The portal's keys."))
def keys() -> None:
    """Group the commands about keys."""


@keys.command("new", help=say("Crée les clés d’un portail.", "Creates the keys of a portal."))
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--name", required=True, help=say("nom du portail", "name in the certificate"))
@click.option("--years", default=3, show_default=True, type=click.IntRange(1, 10))
def new_command(folder: Path, name: str, years: int) -> None:
    """Write ``saml``, ``pairwise`` and ``ledger`` keys; refuse to replace any of them."""
    _write(lambda: new_keys(folder, name=name, years=years))
    click.echo(
        say(
            "Sauvegardez pairwise.key : sans elle, chaque élève devient un inconnu "
            "pour chaque éditeur, et rien ne le répare.",
            "Back up pairwise.key: without it every pupil becomes a stranger to every "
            "publisher, and nothing mends that.",
        ),
        err=True,
    )


@keys.command(
    "ledger",
    help=say("Crée une clé pour le registre scellé.", "Creates a key for the sealed ledger."),
)
@click.argument("file", type=click.Path(path_type=Path))
def ledger_command(file: Path) -> None:
    """Write *file* and, beside it, its public half; refuse to replace either.

    After a rotation the old public half stays in ``[keys] ledger_before``.
    """
    _write(lambda: add_ledger_key(file))


@keys.command(
    "pairwise",
    help=say(
        "Crée la clé des identifiants qui suivra la présente.",
        "Creates the key of identifiers that is to follow.",
    ),
)
@click.argument("file", type=click.Path(path_type=Path))
def pairwise_command(file: Path) -> None:
    """Write *file*; refuse to replace one.  It is then named in ``[keys] pairwise_next``."""
    _write(lambda: add_pairwise_key(file))


@keys.command(
    "holder",
    help=say(
        "Crée la clé d’une personne qui peut demander qui est derrière un identifiant.",
        "Creates the key of somebody who may ask who is behind an identifier.",
    ),
)
@click.argument("file", type=click.Path(path_type=Path))
def holder_command(file: Path) -> None:
    """Write *file*, for that person alone, and beside it the public half for the portal."""
    _write(lambda: add_holder_key(file))


@keys.command(
    "check",
    help=say("Dit quelles clés prennent fin.", "Tells which keys end soon."),
)
@click.option("--json", "as_json", is_flag=True)
@with_shell
def check_command(shell: Shell, *, as_json: bool) -> None:
    """Print the certificates that are published; exit 1 where the one that signs ends soon.

    Soon is within thirty days.  Reading the configuration has looked at every other key.
    """
    now, found = system_clock(), standings(signing_files(shell.config()))
    days = {one.certificate.name: (one.ends - now).days for one in found}
    signing = next(one for one in found if one.role == "present")
    if as_json:
        documents = [
            {"role": one.role, "certificate": str(one.certificate), "ends": one.ends.isoformat()}
            for one in found
        ]
        click.echo(json.dumps(documents, indent=2))
    for one in found if not as_json else ():
        left = days[one.certificate.name]
        words = say(f"jours restants : {left}", f"days left: {left}")
        click.echo(f"{one.certificate.name} : {one.ends:%Y-%m-%d} ; {words}")
    if signing.ends <= now + SOON:
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
