"""``garbridge identifiers``: those under which people are known at providers."""

import json
from datetime import UTC, datetime
from pathlib import Path

import click

from garbridge.cli.context import Shell, with_shell
from garbridge.cli.denying import allowed
from garbridge.cli.identifier_lines import act_document, act_line, column_of, doubt_of, fault_of
from garbridge.cli.instants import day_of
from garbridge.cli.language import say
from garbridge.cli.options import LIMIT
from garbridge.cli.outcome import CommandFailed, Exit
from garbridge.cli.printing import problem_lines
from garbridge.cli.private_files import write_private
from garbridge.core.identifiers import ProviderId, parse_person_id, parse_provider_id
from garbridge.core.permissions import OPERATOR
from garbridge.formats.identifier_tables import (
    IdentifierFile,
    read_identifiers,
    write_identifiers,
)
from garbridge.services.adopting import Taken
from garbridge.wiring import Runtime, adopting_service, naming_service

_why = click.option("--reason", required=True, help=say("pourquoi"))
_dry = click.option("--dry-run", is_flag=True, help=say("n’écrit rien"))
_json = click.option("--json", "as_json", is_flag=True)
_provider = click.option("--provider", "named", required=True, metavar=say("ÉDITEUR"))

_EVER = datetime(1970, 1, 2, tzinfo=UTC)


@click.group(
    "identifiers",
    help=say("Les identifiants opaques des personnes chez les éditeurs."),
)
def identifiers() -> None:
    """Group the commands about identifiers."""


@identifiers.command(
    "import",
    help=say(
        "Reprend les identifiants sous lesquels des éditeurs connaissent déjà des personnes : "
        "tous, ou aucun."
    ),
)
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@_why
@click.option(
    "--replace-known",
    is_flag=True,
    help=say("aussi là où l’éditeur connaît déjà l’identifiant dérivé, qui prend alors fin"),
)
@click.option(
    "--keep-unknown",
    is_flag=True,
    help=say("aussi pour qui n’est pas dans l’annuaire"),
)
@_dry
@_json
@with_shell
def import_command(
    shell: Shell,
    file: Path,
    *,
    reason: str,
    replace_known: bool,
    keep_unknown: bool,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Take over what *file* says; exit 5 if any line is refused."""
    read = read_identifiers(file)
    taken = allowed(
        adopting_service(shell.runtime()).take_over(
            OPERATOR,
            read.pairs,
            reason=reason,
            replace_known=replace_known,
            keep_unknown=keep_unknown,
            rehearse=dry_run or bool(read.problems.total),
        )
    )
    for line, row in zip(read.lines, taken.rows, strict=True):
        for fault in row.faults:
            line.problem(column_of(fault), fault_of(fault))
    _tell(read, taken, as_json=as_json)
    if read.problems.total:
        raise SystemExit(Exit.REFUSED)


@identifiers.command(
    "export",
    help=say("Écrit les identifiants chez un éditeur, pour un autre portail."),
)
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@_provider
@_why
@click.option(
    "--everybody",
    is_flag=True,
    help=say("tout l’annuaire, et non les seules personnes que l’éditeur connaît"),
)
@with_shell
def export_command(shell: Shell, file: Path, *, named: str, reason: str, everybody: bool) -> None:
    """Write a new *file* for its owner only; the journal says that it was written."""
    runtime = shell.runtime()
    if file.exists():
        raise CommandFailed(f"{file}: " + say("existe déjà"), Exit.REFUSED)
    service, provider = naming_service(runtime), known_provider(runtime, named)
    pairs = allowed(service.hand_over(OPERATOR, provider, reason=reason, everybody=everybody))
    write_private(file, write_identifiers(pairs))
    click.echo(say("{pairs} identifiants écrits", pairs=len(pairs)))


@identifiers.command(
    "revoke",
    help=say("Met fin à l’identifiant d’une personne : le prochain accès en porte un nouveau."),
)
@click.option("--person", required=True, metavar="ID")
@click.option("--provider", "named", metavar=say("ÉDITEUR"))
@click.option("--all", "everywhere", is_flag=True, help=say("chez tous"))
@_why
@_json
@with_shell
def revoke_command(
    shell: Shell, *, person: str, named: str | None, everywhere: bool, reason: str, as_json: bool
) -> None:
    """Revoke at one provider, or at all; what ended is printed, for support."""
    if (named is None) != everywhere:
        raise click.UsageError(say("--provider ou --all"))
    runtime = shell.runtime()
    ended = allowed(
        naming_service(runtime).revoke(
            OPERATOR,
            parse_person_id(person),
            None if named is None else known_provider(runtime, named),
            reason=reason,
        )
    )
    if as_json:
        rows = [{"provider": one.sector, "identifier": one.identifier} for one in ended]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    for one in ended:
        click.echo(f"{one.sector} : " + say("a pris fin") + f" {one.identifier}")


@identifiers.command(
    "revoked",
    help=say("Les identifiants qui ont pris fin chez un éditeur, et quand."),
)
@_provider
@click.option("--since", metavar="DATE", help=say("depuis ce jour"))
@_json
@with_shell
def revoked_command(shell: Shell, *, named: str, since: str | None, as_json: bool) -> None:
    """Print what the provider may be told: identifiers and instants, and no person."""
    runtime, zone = shell.runtime(), shell.config().zone
    first = day_of(since or "1970-01-02", zone)
    if first is None:
        raise click.UsageError("--since")
    found = naming_service(runtime).revoked(stored_provider(runtime, named), since=first)
    if as_json:
        rows = [{"identifier": one.identifier, "at": one.at.isoformat()} for one in found]
        click.echo(json.dumps(rows, indent=2))
        return
    lines = [f"{one.at.astimezone(zone):%Y-%m-%d %H:%M} · {one.identifier}" for one in found]
    click.echo("\n".join(lines) or say("aucun"))


@identifiers.command(
    "journal",
    help=say("Ce qui a été fait des identifiants."),
)
@LIMIT
@_json
@with_shell
def journal_command(shell: Shell, limit: int, *, as_json: bool) -> None:
    """Print who imported, exported or revoked, when and why, newest first; never about whom."""
    acts = shell.runtime().stores.identifiers.acts(limit=limit)
    if as_json:
        click.echo(json.dumps([act_document(one) for one in acts], ensure_ascii=False, indent=2))
        return
    zone = shell.config().zone
    click.echo("\n".join(act_line(one, zone) for one in acts) or say("rien"))


def known_provider(runtime: Runtime, text: str) -> ProviderId:
    """Return the provider that *text* names.

    Raises:
        CommandFailed: with exit code 2, where there is none.
    """
    named = parse_provider_id(text)
    if named not in runtime.catalogue().providers and named != runtime.access.shared_sector:
        raise CommandFailed(f"{text} : " + say("éditeur inconnu"), Exit.USAGE)
    return named


def stored_provider(runtime: Runtime, text: str) -> ProviderId:
    """Return the provider that *text* names: a registered one, or one of which something is kept.

    Raises:
        CommandFailed: with exit code 2, where nobody ever heard of it.
    """
    named = parse_provider_id(text)
    return named if is_kept(runtime, named) else known_provider(runtime, text)


def is_kept(runtime: Runtime, provider: ProviderId) -> bool:
    """Say whether *provider*, perhaps taken out, has a turn, a feed or an identifier that ended."""
    stores = runtime.stores
    return bool(
        provider in stores.turns.turns()
        or stores.departures.notices(provider, after=0, limit=1)
        or stores.identifiers.ended(provider, since=_EVER)
    )


def _tell(read: IdentifierFile, taken: Taken, *, as_json: bool) -> None:
    done = sum(row.done for row in taken.rows)
    new = len(taken.rows) - done
    doubts = [
        f"{line.file}, ligne {line.number} : {doubt_of(doubt)}"
        for line, row in zip(read.lines, taken.rows, strict=True)
        for doubt in row.doubts
    ]
    problems = read.problems
    if as_json:
        said = {
            "applied": taken.applied,
            "new": new,
            "unchanged": done,
            "doubts": doubts,
            "problems": problems.found,
            "problem_count": problems.total,
        }
        click.echo(json.dumps(said, ensure_ascii=False, indent=2))
        return
    for line in problem_lines(problems):
        click.echo(line, err=True)
    if not problems.total:
        click.echo("\n".join([*doubts, _summary(new, done, applied=taken.applied)]))


def _summary(new: int, done: int, *, applied: bool) -> str:
    if applied:
        told = say("{new} identifiants repris", new=new)
    else:
        told = say("{new} identifiants seraient repris", new=new)
    return told + say(", {done} inchangés", done=done)
