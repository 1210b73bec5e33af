"""``garbridge db``: the tables and their version."""

import json

import click
from sqlalchemy.engine import Engine

from garbridge.cli.context import Shell, with_shell
from garbridge.cli.language import say
from garbridge.cli.outcome import Exit
from garbridge.wiring import database_status, open_engine, upgrade_database


@click.group("db", help=say("La base de données."))
def database() -> None:
    """Group the commands about the database."""


@database.command("upgrade", help=say("Met les tables à jour."))
@with_shell
def upgrade_command(shell: Shell) -> None:
    """Bring the tables to the version of this program."""
    engine = _engine(shell)
    before = database_status(engine).current
    upgrade_database(engine)
    click.echo(f"{before or '—'} → {database_status(engine).current}")


@database.command("status", help=say("Montre la version des tables."))
@click.option("--json", "as_json", is_flag=True)
@with_shell
def status_command(shell: Shell, *, as_json: bool) -> None:
    """Print the version that is there and the one that is expected; exit 1 if they differ."""
    status = database_status(_engine(shell))
    if as_json:
        click.echo(json.dumps({"current": status.current, "head": status.head}))
    else:
        click.echo(f"{status.current or '—'} / {status.head}")
    if status.current != status.head:
        raise SystemExit(Exit.FINDINGS)


def _engine(shell: Shell) -> Engine:
    return open_engine(shell.config().database)
