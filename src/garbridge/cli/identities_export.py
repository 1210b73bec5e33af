"""``garbridge export identities``: states the portal's people to the State's GAR."""

import json
import os
from pathlib import Path
from typing import NoReturn

import click

from garbridge.cli.context import Shell, with_shell
from garbridge.cli.identities_lines import (
    REFUSED,
    left_out_table,
    prepared_document,
    prepared_lines,
    sending_words,
)
from garbridge.cli.jobs import counted, counted_by_school, run_of
from garbridge.cli.language import say
from garbridge.cli.outcome import CommandFailed, Exit
from garbridge.cli.private_files import replace_private
from garbridge.cli.progress import watched
from garbridge.core.jobs import Job
from garbridge.gar.exporting import Prepared
from garbridge.gar.sending import NotSent, Sent
from garbridge.wiring import (
    national_of,
    one_export,
    prepare_identities,
    send_identities,
)

_LEFT_OUT = click.option(
    "--left-out",
    type=click.Path(path_type=Path, dir_okay=False),
    help=say("fichier privé : qui et quoi manque, et pourquoi"),
)
_TABLES = click.option(
    "--from",
    "tables",
    type=click.Path(path_type=Path),  # one that did not come is a run too
    help=say("tableaux ou entrées LDAP (LDIF) en attributs SDET, au lieu de l’annuaire"),
)
_JSON = click.option("--json", "as_json", is_flag=True)
_ACCEPT = click.option(
    "--accept-removals",
    is_flag=True,
    help=say("même si plus de 10 % disparaît"),
)


@click.group("export", help=say("Ce que l’ENT déclare au GAR."))
def export() -> None:
    """Group the commands about exports."""


@export.group("identities", help=say("L’export des identités (GAR-ENT)."))
def identities() -> None:
    """Group the commands about the export of identities."""


@identities.command("check", help=say("Fabrique l’export et le contrôle, sans rien garder."))
@_TABLES
@_LEFT_OUT
@_JSON
@with_shell
def check_command(
    shell: Shell, tables: Path | None, left_out: Path | None, *, as_json: bool
) -> None:
    """Make an export and control it; exit 1 if it could not be sent, or leaves somebody out."""
    runtime = shell.runtime()
    with one_export(national_of(runtime.config)) as folder:
        if folder is None:
            _busy()
        prepared = prepare_identities(
            runtime, folder, tables=tables, accept_removals=False, watched=watched
        )
    _keep(prepared, left_out)
    _tell(prepared, as_json=as_json)
    if prepared.archive is None or prepared.left.total or prepared.left.silent:
        raise SystemExit(Exit.FINDINGS)


@identities.command("write", help=say("Écrit l’export, et son archive s’il est conforme."))
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@_TABLES
@_LEFT_OUT
@_JSON
@with_shell
def write_command(
    shell: Shell, folder: Path, tables: Path | None, left_out: Path | None, *, as_json: bool
) -> None:
    """Write the files, and the archive if it is right; exit 5 if it is not."""
    runtime = shell.runtime()
    before = os.umask(0o077)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if next(folder.iterdir(), None) is not None:
            taken = say("le dossier n’est pas vide")
            raise CommandFailed(f"{folder}: {taken}", Exit.REFUSED)
        prepared = prepare_identities(runtime, folder, tables=tables, watched=watched)
    except OSError as error:
        raise CommandFailed(f"{folder}: {error.strerror}", Exit.REFUSED) from error
    finally:
        os.umask(before)
    _keep(prepared, left_out)
    _tell(prepared, as_json=as_json)
    if prepared.archive is None:
        raise SystemExit(Exit.REFUSED)


@identities.command("send", help=say("Fabrique, contrôle, puis envoie au GAR."))
@_ACCEPT
@click.option("--dry-run", is_flag=True, help=say("tout, sauf l’envoi lui-même"))
@_TABLES
@_LEFT_OUT
@_JSON
@with_shell
@run_of(Job.IDENTITIES_EXPORT)
def send_command(
    shell: Shell,
    tables: Path | None,
    left_out: Path | None,
    *,
    accept_removals: bool,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Send an export that is right; exit 5 if it is not, 4 if the server is away."""
    runtime = shell.runtime()
    national = national_of(runtime.config)
    with one_export(national) as folder:
        if folder is None:
            _busy()
        prepared = prepare_identities(
            runtime, folder, tables=tables, accept_removals=accept_removals, watched=watched
        )
        _count(prepared)
        _keep(prepared, left_out)
        outcome = None
        if prepared.archive is not None and prepared.checksum is not None:
            outcome = send_identities(
                national, prepared.archive, prepared.checksum, rehearse=dry_run
            )
    _tell(prepared, as_json=as_json, sent=isinstance(outcome, Sent) and not dry_run)
    if outcome is None:
        raise SystemExit(Exit.REFUSED)
    if isinstance(outcome, NotSent):
        code = Exit.REMOTE_UNAVAILABLE if outcome.may_pass else Exit.REFUSED
        raise CommandFailed(sending_words(outcome), code)
    if not as_json:
        done = say("envoi possible") if dry_run else say("envoyé")
        click.echo(f"{prepared.archive.name if prepared.archive else ''} : {done}")


def _busy() -> NoReturn:
    raise CommandFailed(say("un autre export est en cours"), Exit.REFUSED)


def _count(prepared: Prepared) -> None:
    told = prepared.told
    counted(**told.figures())
    counted_by_school(told.by_school())
    counted(
        errors=prepared.findings.counts.total(),
        warnings=prepared.findings.warned.total(),
        left_out=prepared.left.total,
    )


def _keep(prepared: Prepared, left_out: Path | None) -> None:
    """Write who and what is left out; before anything is sent, so that it keeps nobody from it."""
    if left_out is not None:
        replace_private(left_out, left_out_table(prepared.left))


def _tell(prepared: Prepared, *, as_json: bool, sent: bool = False) -> None:
    if as_json:
        document = prepared_document(prepared, sent=sent)
        click.echo(json.dumps(document, ensure_ascii=False, indent=2))
        return
    click.echo("\n".join(prepared_lines(prepared)))
    if prepared.archive is None:
        click.echo(REFUSED)
