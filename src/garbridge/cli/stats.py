"""``garbridge stats``: figures of a school that name nobody."""

import json
from collections.abc import Callable
from pathlib import Path

import click

from garbridge.cli.context import Shell, with_shell
from garbridge.cli.denying import actor_named, allowed, as_person, deny
from garbridge.cli.instants import day_of
from garbridge.cli.jobs import counted, run_of
from garbridge.cli.language import say, spoken_here
from garbridge.cli.ledger import refuse_busy
from garbridge.cli.outcome import CommandFailed, Exit
from garbridge.cli.stats_lines import (
    period_line,
    publication_lines,
    state_lines,
    why_forgotten,
    why_withheld,
)
from garbridge.core.identifiers import parse_school_id
from garbridge.core.jobs import Job
from garbridge.core.permissions import Denied
from garbridge.core.statistics.labels import named_in
from garbridge.core.statistics.periods import parse_period
from garbridge.core.statistics.publications import Publication
from garbridge.core.statistics.rows import COLUMNS, Row
from garbridge.formats.activity_report import activity_report
from garbridge.formats.figure_documents import publication_document, state_document
from garbridge.formats.printing import pdf_of
from garbridge.formats.sheets import csv_of, json_of, ods_of
from garbridge.services.publishing import Forgotten, Unpublished
from garbridge.services.sealing import Busy
from garbridge.wiring import publishing_service, tallying_service

_FORMATS: dict[str, Callable[[tuple[Row, ...]], bytes]] = {
    "csv": lambda rows: csv_of(COLUMNS, (row.cells() for row in rows)),
    "ods": lambda rows: ods_of("statistiques", COLUMNS, (row.cells() for row in rows)),
    "json": lambda rows: json_of(COLUMNS, (row.cells() for row in rows)),
}
_school = click.option("--school", required=True, metavar="UAI")
_period = click.option(
    "--period",
    required=True,
    metavar=say("PÉRIODE"),
    help=say("2026-2027, ou un trimestre : 2026-2027/1"),
)
_json = click.option("--json", "as_json", is_flag=True)
_format = click.option("--format", "kind", type=click.Choice(list(_FORMATS)), default="csv")
_output = click.option(
    "-o",
    "--output",
    "target",
    type=click.Path(path_type=Path, dir_okay=False),
    help=say("fichier à écrire"),
)


@click.group("stats", help=say("Des chiffres sans personnes."))
def stats() -> None:
    """Group the commands about figures."""


@stats.command("roll-up", help=say("Compte les accès nouveaux."))
@_json
@with_shell
@run_of(Job.STATISTICS)
def roll_up_command(shell: Shell, *, as_json: bool) -> None:
    """Count all that is committed; made for a timer.  Exit 4 where another run is at it."""
    done = tallying_service(shell.runtime()).roll_up()
    if isinstance(done, Busy):
        refuse_busy()
    counted(launches=done.launches, late=done.late)
    if as_json:
        click.echo(json.dumps({"launches": done.launches, "late": done.late}))
        return
    click.echo(say("{launches} accès et échecs comptés", launches=done.launches))
    if done.late:
        late = say(
            "{late} arrivés après la publication de leur mois : comptés nulle part", late=done.late
        )
        click.echo(late)


@stats.command("periods", help=say("Ce qui est publié, ou peut l’être."))
@_school
@as_person
@_json
@with_shell
def periods_command(shell: Shell, school: str, who: str | None, *, as_json: bool) -> None:
    """Print the periods of a school with where they stand."""
    service = publishing_service(shell.runtime())
    found = allowed(service.periods(actor_named(who), parse_school_id(school)))
    if as_json:
        listed = [
            {"period": one.period.name, "published": one.published, "withheld": one.withheld}
            for one in found
        ]
        click.echo(json.dumps(listed, indent=2))
        return
    zone = shell.config().zone
    click.echo("\n".join(period_line(one, zone) for one in found))


@stats.command(
    "publish",
    help=say("Publie une période, une fois pour toutes."),
)
@_school
@_period
@as_person
@_json
@with_shell
def publish_command(
    shell: Shell, school: str, period: str, who: str | None, *, as_json: bool
) -> None:
    """Publish and print it; asked again, print what was published."""
    service = publishing_service(shell.runtime())
    answer = service.publish(actor_named(who), parse_school_id(school), parse_period(period))
    if isinstance(answer, Busy):
        refuse_busy()
    _print(shell, _published(shell, answer), as_json=as_json)


@stats.command("show", help=say("Montre ce qui est publié."))
@_school
@_period
@as_person
@_json
@with_shell
def show_command(shell: Shell, school: str, period: str, who: str | None, *, as_json: bool) -> None:
    """Print the totals and lines of a publication; its tables are for ``export``."""
    _print(shell, _read(shell, school, period, who), as_json=as_json)


@stats.command(
    "export",
    help=say("Écrit ce qui est publié : CSV, OpenDocument ou JSON."),
)
@_school
@_period
@_format
@_output
@as_person
@with_shell
def export_command(  # noqa: PLR0917  # an argument for each option
    shell: Shell, school: str, period: str, kind: str, target: Path | None, who: str | None
) -> None:
    """Write every row, tables too; without a file to standard output."""
    rows = _read(shell, school, period, who).rows
    write(_FORMATS[kind](named_in(rows, spoken_here().text)), target)


@stats.command(
    "deployment",
    help=say("L’état des affectations, maintenant ou à une date."),
)
@_school
@click.option("--at", metavar="ISO", help=say("instant (défaut : maintenant)"))
@click.option("--format", "kind", type=click.Choice(list(_FORMATS)))
@_output
@as_person
@_json
@with_shell
def deployment_command(
    shell: Shell,
    *,
    school: str,
    at: str | None,
    kind: str | None,
    target: Path | None,
    who: str | None,
    as_json: bool,
) -> None:
    """Print or write it for whoever may see the licences of the school."""
    service = publishing_service(shell.runtime())
    when = day_of(at, shell.config().zone)
    state = service.state(actor_named(who), parse_school_id(school), when)
    if isinstance(state, Denied):
        deny(state)
    if isinstance(state, Forgotten):
        raise CommandFailed(why_forgotten(state, shell.config().zone), Exit.REFUSED)
    if kind is not None or target is not None:
        write(_FORMATS[kind or "csv"](named_in(state.rows, spoken_here().text)), target)
    elif as_json:
        click.echo(
            json.dumps(state_document(state, spoken_here().text), ensure_ascii=False, indent=2)
        )
    else:
        click.echo("\n".join(state_lines(state, shell.config().zone)))


@stats.command(
    "report",
    help=say("Le rapport d’activité, à imprimer."),
)
@_school
@_period
@click.option("--format", "kind", type=click.Choice(["html", "pdf"]), default="html")
@_output
@as_person
@with_shell
def report_command(  # noqa: PLR0917  # an argument for each option
    shell: Shell, school: str, period: str, kind: str, target: Path | None, who: str | None
) -> None:
    """Write one document: two pages of summary, then the rest; nothing is loaded for it."""
    published = _read(shell, school, period, who)
    known = shell.runtime().directory.school(published.school)
    name = published.school if known is None else known.name
    document = activity_report(
        published, name, shell.config().zone, spoken_here(), shell.runtime().catalogue()
    )
    write(pdf_of(document) if kind == "pdf" else document, target)


def write(document: bytes, target: Path | None) -> None:
    """Write *document* to *target*, or to standard output.

    Raises:
        CommandFailed: with exit code 5, where the file cannot be written.
    """
    if target is None:
        click.echo(document, nl=False)
        return
    try:
        target.write_bytes(document)
    except OSError as error:
        raise CommandFailed(f"{target}: {error.strerror}", Exit.REFUSED) from error
    click.echo(str(target))


def _read(shell: Shell, school: str, period: str, who: str | None) -> Publication:
    service = publishing_service(shell.runtime())
    answer = service.read(actor_named(who), parse_school_id(school), parse_period(period))
    return _published(shell, answer)


def _published(shell: Shell, answer: Publication | Unpublished | Denied) -> Publication:
    if isinstance(answer, Denied):
        deny(answer)
    if isinstance(answer, Unpublished):
        why = why_withheld(answer.reason, answer.until, shell.config().zone)
        raise CommandFailed(why, Exit.REFUSED)
    return answer


def _print(shell: Shell, published: Publication, *, as_json: bool) -> None:
    if as_json:
        click.echo(
            json.dumps(
                publication_document(published, spoken_here().text), ensure_ascii=False, indent=2
            )
        )
    else:
        click.echo("\n".join(publication_lines(published, shell.config().zone)))
