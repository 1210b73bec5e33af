"""``garbridge notices``: what providers say of their resources, into the catalogue."""

import json
from pathlib import Path

import click

from garbridge.cli.context import Shell, with_shell
from garbridge.cli.language import say
from garbridge.cli.outcome import Exit
from garbridge.core.identifiers import parse_provider_id
from garbridge.core.notices import Notice
from garbridge.wiring import Compared, add_notices, compare_notices

_FILES = click.argument(
    "files",
    nargs=-1,
    required=True,
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    metavar="FILE.xml…",
)


@click.group("notices", help=say("Les notices ScoLOMFR des ressources."))
def notices() -> None:
    """Group the commands about notices."""


@notices.command(
    "check",
    help=say("Lit des notices et dit en quoi le catalogue en diffère ; rien n’est écrit."),
)
@_FILES
@click.option("--json", "as_json", is_flag=True)
@with_shell
def check_command(shell: Shell, files: tuple[Path, ...], *, as_json: bool) -> None:
    """Print what is wrong, new and different; exit 1 if anything is."""
    compared, problems = compare_notices(shell.config(), files)
    _tell(compared, problems.found, as_json=as_json)
    if problems.total or compared.new or compared.other:
        raise SystemExit(Exit.FINDINGS)


@notices.command(
    "import",
    help=say("Ajoute au catalogue les ressources dont les notices sont nouvelles."),
)
@_FILES
@click.option("--provider", required=True, metavar="ID")
@click.option("--dry-run", is_flag=True, help=say("montre sans rien écrire"))
@click.option("--json", "as_json", is_flag=True)
@with_shell
def import_command(
    shell: Shell, files: tuple[Path, ...], provider: str, *, dry_run: bool, as_json: bool
) -> None:
    """Add them at the end of the provider's file: all that are new, or nothing.

    What is registered already is never changed: where it differs that is told, and exits 1.
    """
    config, owner = shell.config(), parse_provider_id(provider)
    compared, problems = compare_notices(config, files)
    problems.refuse()
    if compared.new and not dry_run:
        add_notices(config, owner, compared.new)
    _tell(compared, [], as_json=as_json)
    if compared.other:
        raise SystemExit(Exit.FINDINGS)


def _tell(compared: Compared, problems: list[str], *, as_json: bool) -> None:
    if as_json:
        document = {
            "new": [_document(one) for one in compared.new],
            "same": [one.resource for one in compared.same],
            "different": [{**_document(one), "keys": list(keys)} for one, keys in compared.other],
            "problems": problems,
        }
        click.echo(json.dumps(document, ensure_ascii=False, indent=2))
        return
    for problem in problems:
        click.echo(problem, err=True)
    for one in compared.new:
        click.echo(say("nouvelle") + f" : {one.resource} {one.title} ({one.place})")
    for one, keys in compared.other:
        differs = say("diffère du catalogue")
        click.echo(f"{differs} : {one.resource} ({one.place}) : {', '.join(keys)}")
    click.echo(say("identiques") + f" : {len(compared.same)}")


def _document(notice: Notice) -> dict[str, object]:
    return {
        "resource": notice.resource,
        "title": notice.title,
        "url": notice.url,
        "publisher": notice.publisher,
        "levels": list(notice.levels),
        "place": notice.place,
    }
