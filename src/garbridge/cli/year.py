"""``garbridge year``: prepare, check, switch, undo, close, report."""

import json
from collections.abc import Callable, Iterable
from functools import reduce
from typing import Any, TypeVar

import click

from garbridge.cli.check_access import access_lines, as_document
from garbridge.cli.context import Shell, with_shell
from garbridge.cli.denying import actor_named, as_person, deny
from garbridge.cli.language import say
from garbridge.cli.outcome import CommandFailed, Exit
from garbridge.cli.progress import by_resource
from garbridge.cli.year_lines import (
    NOT_TURNED,
    outlook_document,
    outlook_lines,
    report_document,
    report_lines,
)
from garbridge.core.identifiers import ResourceId, parse_resource_id, parse_school_id
from garbridge.core.permissions import Denied
from garbridge.core.school_years import parse_school_year
from garbridge.core.years import Follow, NotTurned
from garbridge.errors import ValueRefusedError
from garbridge.services.new_year import Outlook
from garbridge.services.year_answers import Report, Stale, Wishes

T = TypeVar("T")
_WHERE = (
    click.option("--school", required=True, metavar="UAI"),
    click.option("--year", metavar="AAAA-AAAA", help=say("défaut : la dernière")),
    as_person,
    click.option("--json", "as_json", is_flag=True),
)
_DRY = click.option("--dry-run", is_flag=True, help=say("n’écrit rien"))
_REASON = click.option("--reason", default="", metavar="TEXT", help=say("motif"))


def _where(command: Callable[..., Any]) -> Callable[..., Any]:
    return reduce(lambda made, option: option(made), reversed(_WHERE), command)


@click.group("year", help=say("L’année scolaire : d’une année à l’autre."))
def year() -> None:
    """Group the commands about the school year."""


@year.command(
    "prepare",
    help=say("Photographie ce qui est donné et propose la suite ; ne donne et ne reprend rien."),
)
@click.option(
    "--map",
    "levels",
    multiple=True,
    metavar="MEF=MEF",
    help=say("niveau suivant ; « MEF= » : quitte"),
)
@click.option(
    "--map-class",
    "classes",
    multiple=True,
    metavar="6A=5A",
    help=say("classe suivante ; « 3A= » : aucune, « 3A=? » : l’annuaire le dira"),
)
@click.option(
    "--confirm-levels",
    is_flag=True,
    help=say("confirme la suite proposée"),
)
@click.option("--follow", multiple=True, metavar="ARK", help=say("suit les élèves"))
@click.option("--stay", multiple=True, metavar="ARK", help=say("reste au niveau (défaut)"))
@click.option("--drop", multiple=True, metavar="ARK", help=say("n’est pas reconduite"))
@click.option(
    "--classes-known",
    is_flag=True,
    help=say("l’annuaire a déjà les classes de la nouvelle année"),
)
@_DRY
@_where
@with_shell
def prepare(shell: Shell, /, **how: Any) -> None:  # noqa: ANN401 - the options, by name
    """Make the plan; exit 1 if something asks for a decision."""
    found = shell.runtime().years.prepare(
        actor_named(how["who"]),
        parse_school_id(how["school"]),
        _wishes(how),
        year=_year(how),
        rehearse=how["dry_run"],
    )
    outlook = _known(found)
    _print(outlook_document(outlook), outlook_lines(outlook, shell.runtime().catalogue()), how)
    if not outlook.is_clean:
        raise SystemExit(Exit.FINDINGS)


@year.command(
    "check",
    help=say("Dit ce que ferait la bascule, et qui ouvrirait quoi le premier jour."),
)
@_DRY
@_where
@with_shell
def check(shell: Shell, /, **how: Any) -> None:  # noqa: ANN401 - the options, by name
    """Look; exit 1 on findings."""
    found = shell.runtime().years.check(
        actor_named(how["who"]),
        parse_school_id(how["school"]),
        year=_year(how),
        rehearse=how["dry_run"],
    )
    checked = _known(found)
    catalogue = shell.runtime().catalogue()
    titles = {name: one.title for name, one in catalogue.resources.items()}
    document = {**outlook_document(checked.outlook), "access": as_document(checked.access)}
    first_day = say("Accès le premier jour")
    access = [first_day + " :", *access_lines(checked.access, titles)]
    _print(document, [*outlook_lines(checked.outlook, catalogue), *access], how)
    if not checked.is_clean:
        raise SystemExit(Exit.FINDINGS)


@year.command(
    "switch",
    help=say("Fait ce que la vérification a dit ; relancée, elle termine."),
)
@click.option(
    "--apply",
    "token",
    metavar="JETON",
    help=say("de la vérification (défaut : la dernière)"),
)
@_REASON
@_DRY
@_where
@with_shell
def switch(shell: Shell, /, **how: Any) -> None:  # noqa: ANN401 - the options, by name
    """Switch; exit 5 if stock or directory have changed since the check."""
    service, actor = shell.runtime().years, actor_named(how["who"])
    school = parse_school_id(how["school"])
    if how["dry_run"]:
        checked = _known(service.check(actor, school, year=_year(how), rehearse=True))
        _print_outlook(shell, checked.outlook, how)
        return
    done = service.switch(
        actor,
        school,
        year=_year(how),
        token=how["token"],
        reason=how["reason"],
        passing=by_resource,
    )
    if isinstance(done, Stale):
        changed = say("Le stock ou l’annuaire ont changé : vérifier de nouveau.")
        click.echo(changed, err=True)
        _print_outlook(shell, done.outlook, how)
        raise SystemExit(Exit.REFUSED)
    _print_report(shell, done, how)


@year.command(
    "undo",
    help=say("Annule la bascule jusqu’à la clôture ; relancée, elle termine."),
)
@_REASON
@_DRY
@_where
@with_shell
def undo(shell: Shell, /, **how: Any) -> None:  # noqa: ANN401 - the options, by name
    """Undo; exit 1 if some licences have gone to others."""
    service, actor = shell.runtime().years, actor_named(how["who"])
    school = parse_school_id(how["school"])
    if how["dry_run"]:
        would = service.undo(actor, school, year=_year(how), rehearse=True)
        _print_report(shell, would, how)
        return
    done = service.undo(actor, school, year=_year(how), reason=how["reason"], passing=by_resource)
    _print_report(shell, done, how)
    if isinstance(done, Report) and done.lost:
        raise SystemExit(Exit.FINDINGS)


@year.command(
    "close",
    help=say("Clôt l’année et donne le rapport ; rien ne s’annule plus."),
)
@_where
@with_shell
def close(shell: Shell, /, **how: Any) -> None:  # noqa: ANN401 - the options, by name
    """Close; exit 5 before the switch is finished."""
    service, actor = shell.runtime().years, actor_named(how["who"])
    done = service.close(actor, parse_school_id(how["school"]), year=_year(how))
    _print_report(shell, done, how)


@year.command("report", help=say("Ce qui a été fait, par ressource."))
@_where
@with_shell
def report(shell: Shell, /, **how: Any) -> None:  # noqa: ANN401 - the options, by name
    """Print what was done so far."""
    service, actor = shell.runtime().years, actor_named(how["who"])
    done = service.report(actor, parse_school_id(how["school"]), year=_year(how))
    _print_report(shell, done, how)


def _wishes(how: Any) -> Wishes:  # noqa: ANN401 - the options, by name
    follows: dict[ResourceId, Follow] = {}
    named = ((Follow.LEVEL, "stay"), (Follow.COHORT, "follow"), (Follow.DROP, "drop"))
    for follow, option in named:
        follows |= {parse_resource_id(text): follow for text in how[option]}
    return Wishes(
        levels=_mapped("map", how["levels"], "20010018110=20110019110"),
        classes={
            code: None if following == "?" else following
            for code, following in _mapped("map-class", how["classes"], "6A=5A").items()
        },
        confirm=how["confirm_levels"],
        follows=follows,
        classes_known=how["classes_known"],
    )


def _mapped(option: str, texts: Iterable[str], example: str) -> dict[str, str]:
    """Return what follows what, as *option* says it.

    Raises:
        ValueRefusedError: one of *texts* has not the form of *example*.
    """
    found: dict[str, str] = {}
    for text in texts:
        one, equals, following = text.partition("=")
        if not one or not equals:
            raise ValueRefusedError(option, text, example)
        found[one] = following
    return found


def _year(how: Any) -> int | None:  # noqa: ANN401 - the options, by name
    return None if how["year"] is None else parse_school_year(how["year"])


def _known(found: T | NotTurned | Denied) -> T:
    if isinstance(found, Denied):
        deny(found)
    if isinstance(found, NotTurned):
        raise CommandFailed(say(NOT_TURNED[found]), Exit.REFUSED)
    return found


def _print_outlook(shell: Shell, outlook: Outlook, how: Any) -> None:  # noqa: ANN401 - likewise
    _print(outlook_document(outlook), outlook_lines(outlook, shell.runtime().catalogue()), how)


def _print_report(shell: Shell, found: Report | NotTurned | Denied, how: Any) -> None:  # noqa: ANN401 - likewise
    done = _known(found)
    _print(report_document(done), report_lines(done, shell.runtime().catalogue()), how)


def _print(document: object, lines: list[str], how: Any) -> None:  # noqa: ANN401 - likewise
    text = json.dumps(document, ensure_ascii=False, indent=2) if how["as_json"] else None
    click.echo(text or "\n".join(lines))
