"""``garbridge schools``: what is known of schools beside the directory."""

from pathlib import Path

import click

from garbridge.cli.context import Shell, with_shell
from garbridge.cli.language import say
from garbridge.gar.establishments import read_natures


@click.group("schools", help=say("Les établissements.", "The schools."))
def schools() -> None:
    """Group the commands about schools."""


@schools.command(
    "natures",
    help=say(
        "Enregistre la nature des établissements (CSV uai;nature, ou etablissements.xml).",
        "Loads the nature of schools (CSV uai;nature, or etablissements.xml).",
    ),
)
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.option(
    "--dry-run", is_flag=True, help=say("vérifie sans rien écrire", "check, write nothing")
)
@with_shell
def natures(shell: Shell, file: Path, *, dry_run: bool) -> None:
    """Keep the natures of *file*, and bring orders by nature to the schools they reach now."""
    found = read_natures(file)
    added = () if dry_run else shell.runtime().subscriptions.state_natures(found)
    click.echo(say("Natures d’établissement", "Natures of schools") + f" : {len(found)}")
    click.echo(say("Abonnements ajoutés", "Subscriptions added") + f" : {len(added)}")
