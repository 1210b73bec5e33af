"""``flask garbridge …``: the same commands as the script, on the portal's own runtime."""

from pathlib import Path

import click

from garbridge.cli import main
from garbridge.cli.context import Shell
from garbridge.wiring import Runtime


def portal_commands(name: str, runtime: Runtime) -> click.Group:
    """Return the group *name*; Flask runs its commands inside the application's context.

    There is no ``--config``: the portal has one already.
    """

    @click.pass_context
    def enter(context: click.Context) -> None:
        context.obj = Shell(Path(), given=runtime)

    return click.Group(name, commands=main.commands, callback=enter, help=main.help)
