"""``garbridge config``: whether the configuration is right, what holds, and an example of it."""

import json
from collections.abc import Iterator, Mapping
from typing import cast

import click

from garbridge.cli.context import Shell, with_shell
from garbridge.cli.language import say
from garbridge.config import example, shown
from garbridge.wiring import read_start, system_clock


@click.group("config", help=say("La configuration du portail."))
def configuration() -> None:
    """Group the commands about ``garbridge.toml`` and ``providers/*.toml``."""


@configuration.command(
    "check",
    help=say("Dit toutes les erreurs, des éditeurs et des clés aussi."),
)
@with_shell
def check_command(shell: Shell) -> None:
    """Read everything that a start reads, and nothing of the database; exit 3 on a mistake."""
    start = read_start(shell.file if shell.given is None else shell.config(), system_clock)
    catalogue = start.registry.catalogue()
    providers, resources = len(catalogue.providers), len(catalogue.resources)
    click.echo(
        say(
            "configuration correcte : éditeurs {providers}, ressources {resources}",
            providers=providers,
            resources=resources,
        )
    )


@configuration.command(
    "show",
    help=say("Montre ce qui vaut, sans aucun secret."),
)
@click.option("--json", "as_json", is_flag=True)
@with_shell
def show_command(shell: Shell, *, as_json: bool) -> None:
    """Print each key with the value that holds, also where the file is silent."""
    found = shown(shell.config())
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False, indent=2, default=str))
        return
    for key, value in _lines(found):
        click.echo(f"{key} = {json.dumps(value, ensure_ascii=False, default=str)}")


@configuration.command(
    "example",
    help=say("Écrit un garbridge.toml commenté."),
)
def example_command() -> None:
    """Print every key there is; what is optional is commented out."""
    click.echo(example(), nl=False)


def _lines(table: Mapping[str, object], place: str = "") -> Iterator[tuple[str, object]]:
    for key, value in table.items():
        if isinstance(value, dict) and value:
            yield from _lines(cast("dict[str, object]", value), f"{place}{key}.")
        else:
            yield f"{place}{key}", value
