"""``garbridge domains``: the hosts that a school's filter must let through."""

import click

from garbridge.cli.context import Shell, with_shell
from garbridge.cli.language import say
from garbridge.formats.sheets import csv_of
from garbridge.wiring import asked_domains, by_host, domains, read_registry


@click.command(
    "domains",
    help=say("Les domaines qu’un filtre d’établissement doit autoriser."),
)
@click.option(
    "--format", "kind", type=click.Choice(["txt", "csv"]), default="txt", show_default=True
)
@click.option(
    "--asked",
    is_flag=True,
    help=say("ceux que le serveur de l’ENT interroge"),
)
@with_shell
def domains_command(shell: Shell, *, kind: str, asked: bool) -> None:
    """Print each host once, or with each provider that needs it; opens no database."""
    config = shell.config()
    registry = read_registry(config.providers, config.reading)
    found = (asked_domains if asked else domains)(registry, config)
    if kind == "txt":
        for host in by_host(found):
            click.echo(host)
        return
    rows = [(one.host, one.provider, one.name) for one in found]
    click.echo(csv_of(("domaine", "editeur", "nom"), rows), nl=False)
