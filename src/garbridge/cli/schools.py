"""``garbridge schools``: what is known of schools beside the directory."""

import json
from collections.abc import Mapping
from datetime import datetime, tzinfo
from pathlib import Path

import click

from garbridge.cli.context import Shell, with_shell
from garbridge.cli.language import say
from garbridge.cli.outcome import Exit
from garbridge.core.people import School
from garbridge.core.schools import SchoolRule
from garbridge.gar.establishments import read_natures


@click.group("schools", help=say("Les établissements."))
def schools() -> None:
    """Group the commands about schools."""


@schools.command(
    "natures",
    help=say("Enregistre la nature des établissements (CSV uai;nature, ou etablissements.xml)."),
)
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.option("--dry-run", is_flag=True, help=say("vérifie sans rien écrire"))
@with_shell
def natures(shell: Shell, file: Path, *, dry_run: bool) -> None:
    """Keep the natures of *file*, and bring orders by nature to the schools they reach now."""
    found = read_natures(file)
    added = () if dry_run else shell.runtime().subscriptions.state_natures(found)
    click.echo(say("Natures d’établissement") + f" : {len(found)}")
    click.echo(say("Abonnements ajoutés") + f" : {len(added)}")


@schools.command(
    "list",
    help=say("Ouverture et fonctions de chaque établissement, comme la configuration les dit."),
)
@click.option("--json", "as_json", is_flag=True)
@with_shell
def list_command(shell: Shell, *, as_json: bool) -> None:
    """Print every school; exit 1 where the configuration names one that the directory has not."""
    runtime, zone = shell.runtime(), shell.config().zone
    book, now = runtime.schools(), runtime.clock()
    known = {school.id: school for school in runtime.directory.schools()}
    missing = sorted(set(book.schools) - set(known))
    rows = [_row(school, book.of(name), now) for name, school in known.items()]
    rows += [_row(None, book.of(name), now) | {"school": name} for name in missing]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
    for row in rows if not as_json else ():
        click.echo(_line(row, zone))
    if missing:
        raise SystemExit(int(Exit.FINDINGS))


def _row(school: School | None, rule: SchoolRule, now: datetime) -> dict[str, object]:
    return {
        "school": "" if school is None else school.id,
        "name": rule.name or ("" if school is None else school.name),
        "known": school is not None,
        "open": not rule.is_shut(now),
        "opens": None if rule.opens is None or not rule.is_open else rule.opens.isoformat(),
        "off": sorted(rule.off),
    }


def _line(row: Mapping[str, object], zone: tzinfo) -> str:
    words = [f"{row['school']} {row['name']}".strip()]
    opens, off = row["opens"], row["off"]
    if not row["known"]:
        words.append(say("inconnu de l’annuaire"))
    if row["open"]:
        words.append(say("ouvert"))
    elif isinstance(opens, str):
        day = datetime.fromisoformat(opens).astimezone(zone).date().isoformat()
        words.append(f"{say('ouvre le')} {day}")
    else:
        words.append(say("fermé"))
    if isinstance(off, list) and off:
        words.append(f"{say('hors service')} : {', '.join(map(str, off))}")
    return " ; ".join(words)
