"""``garbridge ledger``: launches sealed, checked, handed out and purged."""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, NoReturn

import click

from garbridge.cli.context import Shell, with_shell
from garbridge.cli.denying import deny
from garbridge.cli.instants import day_of
from garbridge.cli.jobs import counted, run_of
from garbridge.cli.language import say
from garbridge.cli.ledger_lines import act_document, act_line, verdict_document, verdict_lines
from garbridge.cli.options import LIMIT
from garbridge.cli.outcome import CommandFailed, Exit
from garbridge.cli.reveal import mismatch_lines
from garbridge.core.auditing import Verdict
from garbridge.core.jobs import Job
from garbridge.core.permissions import OPERATOR, Denied
from garbridge.core.receipts import Expected, parse_expected
from garbridge.errors import MalformedError
from garbridge.formats.ledger_files import LONGEST, audit_file, write_ledger
from garbridge.services.sealing import Busy
from garbridge.wiring import (
    audit_service,
    erasing_service,
    public_keys,
    reveal_service,
    sealing_service,
)

_json = click.option("--json", "as_json", is_flag=True)


@click.group(
    "ledger",
    help=say("Le registre scellé des accès."),
)
def ledger() -> None:
    """Group the commands about the ledger."""


@ledger.command("seal", help=say("Scelle les accès nouveaux."))
@_json
@with_shell
@run_of(Job.LEDGER_SEAL)
def seal_command(shell: Shell, *, as_json: bool) -> None:
    """Seal all that is committed; made for a timer.  Exit 4 where another run is at it."""
    done = sealing_service(shell.runtime()).seal()
    if isinstance(done, Busy):
        refuse_busy()
    counted(records=done.records)
    token = None if done.checkpoint is None else done.checkpoint.token
    if as_json:
        said = {"records": done.records, "batches": done.batches, "checkpoint": token}
        click.echo(json.dumps(said))
        return
    count, batches = done.records, done.batches
    click.echo(say("{count} accès scellés en {batches} lots", count=count, batches=batches))
    if token is not None:
        click.echo(say("dernier point de contrôle") + f" : {token}")


@ledger.command("verify", help=say("Vérifie le registre."))
@click.option(
    "--file",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help=say("un registre exporté, au lieu de la base"),
)
@click.option(
    "--key",
    "keys",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    multiple=True,
    help=say("clé publique du portail (avec --file, sans configuration)"),
)
@click.option(
    "--expect",
    metavar="CHECKPOINT",
    help=say("un point de contrôle conservé ailleurs"),
)
@_json
@with_shell
def verify_command(
    shell: Shell, *, file: Path | None, keys: tuple[Path, ...], expect: str | None, as_json: bool
) -> None:
    """Say which record was changed, removed or inserted; exit 1 where anything was found."""
    expected = None if expect is None else parse_expected(expect)
    if file is None:
        if keys:
            raise click.UsageError(say("--key accompagne --file"))
        verdict = audit_service(shell.runtime()).verify(expected)
    else:
        verdict = _of_file(shell, file, keys, expected)
    steps = () if file else reveal_service(shell.runtime()).mismatches()
    if as_json:
        said = {**verdict_document(verdict), "reveals": [one.reference for one in steps]}
        click.echo(json.dumps(said, ensure_ascii=False, indent=2))
    else:
        click.echo("\n".join([*mismatch_lines(steps), *verdict_lines(verdict)]))
    if steps or not verdict.whole:
        raise click.exceptions.Exit(Exit.FINDINGS)


@ledger.command("export", help=say("Écrit le registre."))
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@with_shell
def export_command(shell: Shell, file: Path) -> None:
    """Write the whole ledger to a new *file*, without any person; ``-`` is standard output."""
    with audit_service(shell.runtime()).exported() as held:
        lines = write_ledger(held.tenant, held.purged, held.pieces)
        if str(file) == "-":
            for line in lines:
                click.echo(line, nl=False)
            return
        try:
            descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "w", encoding="ascii", newline="\n") as written:
                written.writelines(lines)
                written.flush()
                os.fsync(written.fileno())
        except OSError as error:
            raise CommandFailed(f"{file}: {error.strerror}", Exit.REFUSED) from error


@ledger.command("purge", help=say("Retire les accès les plus anciens."))
@click.option(
    "--before",
    required=True,
    metavar="DATE",
    help=say("ce qui a été scellé avant ce jour"),
)
@click.option("--reason", required=True, help=say("pourquoi"))
@click.option("--apply", is_flag=True, help=say("le fait ; sinon montre"))
@with_shell
def purge_command(shell: Shell, *, before: str, reason: str, apply: bool) -> None:
    """Show what would go; with ``--apply`` remove it, keep the checkpoints, and note it."""
    day = day_of(before, shell.config().zone)
    if day is None:
        raise click.UsageError("--before")
    service = erasing_service(shell.runtime())
    done = service.purge(OPERATOR, day, reason=reason, rehearse=not apply)
    if isinstance(done, Denied):
        deny(done)
    if isinstance(done, Busy):
        refuse_busy()
    if done.checkpoint is None:
        click.echo(say("rien à retirer"))
        return
    last, batch = done.checkpoint.last, done.checkpoint.batch
    if apply:
        what = say("{records} accès retirés", records=done.records)
    else:
        what = say("{records} accès seraient retirés", records=done.records)
    click.echo(what + say(", jusqu’au n° {last} (lot {batch})", last=last, batch=batch))


@ledger.command(
    "journal",
    help=say("Les purges et les effacements."),
)
@LIMIT
@_json
@with_shell
def journal_command(shell: Shell, limit: int, *, as_json: bool) -> None:
    """Print what was done to the ledger, newest first: when, by whom and why, never about whom."""
    acts = shell.runtime().stores.receipts.acts(limit=limit)
    if as_json:
        click.echo(json.dumps([act_document(one) for one in acts], ensure_ascii=False, indent=2))
        return
    zone = shell.config().zone
    click.echo("\n".join(act_line(one, zone) for one in acts) or say("rien"))


def refuse_busy() -> NoReturn:
    """End the command: another one works on the ledger.

    Raises:
        CommandFailed: always, with exit code 4.
    """
    busy = say("un autre scellement, une purge ou un effacement est en cours ; rien n’a été fait")
    raise CommandFailed(busy, Exit.REMOTE_UNAVAILABLE)


def _of_file(
    shell: Shell, file: Path, keys: tuple[Path, ...], expected: Expected | None
) -> Verdict:
    trust = public_keys(keys) if keys else audit_service(shell.runtime()).trust
    try:
        with file.open("rb") as source:
            return audit_file(_lines(source), trust, expected=expected)
    except OSError as error:
        raise CommandFailed(f"{file}: {error.strerror}", Exit.REFUSED) from error
    except MalformedError as error:
        what = say("la première ligne n’est pas celle d’un registre : aucun accès n’a pu être lu")
        raise CommandFailed(f"{file.name}: {what}", Exit.FINDINGS) from error


def _lines(source: BinaryIO) -> Iterator[bytes]:
    while line := source.readline(LONGEST + 1):
        yield line
