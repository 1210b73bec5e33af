"""``garbridge serve``: the portal that stands alone, under gunicorn."""

import os
import sys
from importlib.util import find_spec
from typing import Final

import click

from garbridge.cli.context import Shell, with_shell
from garbridge.cli.language import say
from garbridge.cli.outcome import CommandFailed, Exit
from garbridge.wiring import CONFIG_VARIABLE, database_status, open_engine, read_start, system_clock
from garbridge.wiring.alone import (
    COMMON_NAME,
    LOG_VARIABLE,
    LOGS,
    NAME_VARIABLE,
    NAMES,
    PROXIES_VARIABLE,
    needs_upstream,
)

_APPLICATION: Final = "garbridge.web.alone:served_app()"


def _name(_context: click.Context, _option: click.Parameter, text: str) -> str:
    if not NAMES.fullmatch(text):
        raise click.BadParameter(f"[a-z][a-z0-9-]*, 32: {text[:40]!r}")
    return text


@click.command(
    "serve",
    help=say("Sert le portail, derrière un serveur d’identité (garbridge[serve])."),
)
@click.option("--bind", multiple=True, default=("127.0.0.1:8000",), show_default=True)
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1, 64))
@click.option("--threads", default=4, show_default=True, type=click.IntRange(1, 64))
@click.option(
    "--proxies",
    default=0,
    show_default=True,
    type=click.IntRange(0, 5),
    help=say("mandataires qui ajoutent X-Forwarded-…"),
)
@click.option("--log", type=click.Choice(LOGS), default="text", show_default=True)
@click.option(
    "--name",
    default=COMMON_NAME,
    show_default=True,
    callback=_name,
    help=say("dans le nom de ses cookies : deux portails sur un même hôte en ont deux"),
)
@with_shell
def serve(
    shell: Shell,
    *,
    bind: tuple[str, ...],
    workers: int,
    threads: int,
    proxies: int,
    log: str,
    name: str,
) -> None:
    """Look at everything that a start needs, then become gunicorn; signals are gunicorn's.

    Exits 3 on any mistake of the configuration, and where the tables are not of this version.
    """
    start = read_start(shell.file, system_clock)
    needs_upstream(start.config.upstream)
    if find_spec("gunicorn") is None:
        raise CommandFailed("pip install garbridge[serve]", Exit.CONFIGURATION)
    tables = database_status(open_engine(start.config.database))
    if not tables.up_to_date and not tables.is_newer:
        raise CommandFailed("garbridge db upgrade", Exit.CONFIGURATION)
    os.environ |= {
        CONFIG_VARIABLE: str(shell.file.resolve()),
        PROXIES_VARIABLE: str(proxies),
        LOG_VARIABLE: log,
        NAME_VARIABLE: name,
    }
    where = [word for address in bind for word in ("--bind", address)]
    size = ["--worker-class", "gthread", "--workers", str(workers), "--threads", str(threads)]
    command = [sys.executable, "-m", "gunicorn", *where, *size, "--no-control-socket"]
    os.execv(sys.executable, [*command, _APPLICATION])  # noqa: S606 - our own interpreter, no shell
