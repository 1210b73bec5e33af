"""``garbridge dpo``: the documents of whoever answers for the data."""

import json
from pathlib import Path

import click

from garbridge.cli.context import Shell, with_shell
from garbridge.cli.language import say
from garbridge.wiring import system_clock
from garbridge.wiring.dossier import dossier_files, dossier_of, write_folder


@click.group(
    "dpo",
    help=say("Les documents du délégué à la protection des données."),
)
def dpo() -> None:
    """Group the commands about documents."""


@dpo.command(
    "pack",
    help=say("Écrit registre, information, analyse d’impact et annexes d’après les politiques."),
)
@click.argument("folder", type=click.Path(path_type=Path), metavar=say("DOSSIER"))
@click.option("--json", "as_json", is_flag=True)
@with_shell
def pack(shell: Shell, folder: Path, *, as_json: bool) -> None:
    """Write the documents into a folder that is not there yet; they are in French.

    Impact assessment and annexes are drafts: what only the controller knows is shown as missing.
    """
    config = shell.config()
    day = system_clock().astimezone(config.zone).date()
    files = dossier_files(dossier_of(config), day)
    write_folder(folder, files)
    if as_json:
        click.echo(json.dumps({"folder": str(folder), "files": list(files)}, ensure_ascii=False))
        return
    for name in files:
        click.echo(str(folder / name))
