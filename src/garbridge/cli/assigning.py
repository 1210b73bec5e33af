"""``garbridge assign``, ``withdraw``, ``move``, ``reclaim``, ``undo``."""

from collections.abc import Callable, Sequence
from functools import reduce
from typing import Any, Final, Unpack

import click

from garbridge.cli.assigning_lines import (
    doubt_lines,
    parted_lines,
    plan_document,
    plan_lines,
    preview_document,
)
from garbridge.cli.context import Shell, with_shell
from garbridge.cli.denying import actor_named, as_person, deny
from garbridge.cli.language import say
from garbridge.cli.options import JSON, SCHOOL
from garbridge.cli.outcome import CommandFailed, Exit
from garbridge.cli.printing import print_either
from garbridge.cli.selection import Selected, request_of, selection
from garbridge.core.identifiers import (
    OperationId,
    parse_person_id,
    parse_resource_id,
    parse_school_id,
)
from garbridge.core.messages import N_
from garbridge.core.operations import OperationKind
from garbridge.core.permissions import Actor, Denied
from garbridge.core.texts import require_text
from garbridge.errors import ValueRefusedError
from garbridge.services.assigning import Applied, Short, Shortfall, Stale
from garbridge.services.planning import Preview
from garbridge.services.selecting import Request
from garbridge.services.undoing import NotUndone

_NOT_UNDONE: Final = {
    NotUndone.UNKNOWN: N_("opération inconnue"),
    NotUndone.UNDONE_BEFORE: N_("opération déjà annulée"),
    NotUndone.TOO_LATE: N_("plus de 24 heures ont passé"),
    NotUndone.OF_A_YEAR: N_("fait partie d’un passage d’année : garbridge year undo"),
    NotUndone.GIVEN_AWAY: N_(
        "des exemplaires rendus ont été donnés à d’autres depuis, ou l’abonnement est terminé"
    ),
}
_HOW: Final = (
    click.option(
        "--apply",
        "token",
        metavar="JETON",
        help=say("fait ce que l’aperçu de ce jeton a dit"),
    ),
    click.option("--yes", is_flag=True, help=say("aperçu et application en un")),
    click.option("--dry-run", is_flag=True, help=say("aperçu seulement (défaut)")),
    click.option(
        "--serve-some",
        is_flag=True,
        help=say("s’il en manque, sert dans l’ordre"),
    ),
    click.option(
        "--accept-partial",
        is_flag=True,
        help=say("avec un fichier : fait ce qui est possible"),
    ),
    click.option("--reason", default="", metavar="TEXT", help=say("motif")),
    as_person,
    JSON,
)


class How(Selected):
    """The options of an act, as click passes them."""

    token: str | None
    yes: bool
    dry_run: bool
    serve_some: bool
    accept_partial: bool
    reason: str
    who: str | None
    as_json: bool


def _act(command: Callable[..., Any]) -> Callable[..., Any]:
    return reduce(lambda made, option: option(made), reversed(_HOW), command)


@click.command("assign", help=say("Attribue des ressources."))
@selection
@_act
@with_shell
def assign(shell: Shell, **how: Unpack[How]) -> None:
    """Show what an assignment would do; with ``--apply`` or ``--yes`` do it."""
    zone, wrong = shell.config().zone, _wrong_lines(how)
    request = request_of(OperationKind.ASSIGN, how, zone, wrong)
    today = shell.runtime().access.clock().astimezone(zone).date()
    if request.at is not None and request.at.astimezone(zone).date() < today:
        # Who left since, or what has ended since, would be there still.
        raise ValueRefusedError("at", how["at"], say("aujourd’hui ou après"))
    _run(shell, request, how, wrong)


@click.command("withdraw", help=say("Retire des ressources."))
@selection
@_act
@with_shell
def withdraw(shell: Shell, **how: Unpack[How]) -> None:
    """Show what a withdrawal would do; with ``--apply`` or ``--yes`` do it."""
    wrong = _wrong_lines(how)
    _run(shell, request_of(OperationKind.WITHDRAW, how, shell.config().zone, wrong), how, wrong)


@click.command("move", help=say("Passe des exemplaires de l’un à l’autre."))
@click.option("--resource", multiple=True, required=True, metavar="ARK")
@SCHOOL
@click.option("--from", "source", multiple=True, required=True, metavar="ID")
@click.option("--to", multiple=True, required=True, metavar="ID")
@_act
@with_shell
def move(
    shell: Shell,
    /,
    resource: tuple[str, ...],
    school: str,
    source: tuple[str, ...],
    to: tuple[str, ...],
    **how: Any,  # noqa: ANN401 - a part of How
) -> None:
    """Show what a move would do; with ``--apply`` or ``--yes`` do it."""
    request = Request(
        kind=OperationKind.MOVE,
        schools=(parse_school_id(school),),
        resources=tuple(map(parse_resource_id, resource)),
        people=tuple(map(parse_person_id, source)),
        to=tuple(map(parse_person_id, to)),
    )
    _run(shell, request, how)


@click.command("reclaim", help=say("Récupère les exemplaires des partis."))
@SCHOOL
@click.option("--resource", multiple=True, metavar="ARK", help=say("défaut : toutes"))
@_act
@with_shell
def reclaim(shell: Shell, /, school: str, resource: tuple[str, ...], **how: Any) -> None:  # noqa: ANN401 - a part of How
    """Show which licences are locked by people who left; with ``--apply`` or ``--yes`` reclaim."""
    request = Request(
        kind=OperationKind.RECLAIM,
        schools=(parse_school_id(school),),
        resources=tuple(map(parse_resource_id, resource)),
    )
    _run(shell, request, how)


@click.command("undo", help=say("Annule une opération (24 h)."))
@click.argument("operation")
@click.option("--reason", default="", metavar="TEXT", help=say("motif"))
@as_person
@JSON
@with_shell
def undo(shell: Shell, operation: str, reason: str, who: str | None, *, as_json: bool) -> None:
    """Take an operation back; exit 5 if it cannot be."""
    runtime = shell.runtime()
    name = OperationId(require_text("operation", operation))
    outcome = runtime.assigning.undo(actor_named(who), name, reason=reason)
    match outcome:
        case Denied():
            deny(outcome)
        case NotUndone():
            raise CommandFailed(say(_NOT_UNDONE[outcome]), Exit.REFUSED)
        case Applied():
            _print_applied(shell, outcome, as_json=as_json)


def _wrong_lines(how: How) -> list[str] | None:
    """Return what takes the lines of the list that are no identifiers; ``None`` refuses it."""
    return [] if how["accept_partial"] else None


def _run(
    shell: Shell,
    request: Request,
    how: Any,  # noqa: ANN401 - a How, or a part of it
    wrong: Sequence[str] | None = None,
) -> None:
    """Show or do what is asked; *wrong* are the lines that ask for nothing that can be."""
    if wrong:
        click.echo("\n".join(wrong), err=True)
    actor, as_json = actor_named(how["who"]), how["as_json"]
    service = shell.runtime().assigning
    preview = service.preview(actor, request)
    if isinstance(preview, Denied):
        deny(preview)
    token = how["token"]
    if how["dry_run"] or not (token or how["yes"]):
        _print_preview(shell, preview, as_json=as_json, whole=_is_listed(how))
        return
    if preview.plan.impossible and _is_listed(how) and not how["accept_partial"]:
        rows = say("Rien n’a été fait : des lignes de la liste sont impossibles.")
        click.echo(rows, err=True)
        _print_preview(shell, preview, as_json=as_json, whole=_is_listed(how))
        raise SystemExit(Exit.REFUSED)
    _apply(shell, actor, request, token or preview.token, how)
    if wrong:
        raise SystemExit(Exit.FINDINGS)


def _is_listed(how: Any) -> bool:  # noqa: ANN401 - as above
    """Say whether people or resources come from a file: then it is all of them, or none."""
    files = [name for name in how.get("resource", ()) if name.startswith("@")]
    return bool(how.get("people") or files)


def _apply(shell: Shell, actor: Actor, request: Request, token: str, how: Any) -> None:  # noqa: ANN401 - as above
    shortfall = Shortfall.SERVE if how["serve_some"] else Shortfall.STOP
    outcome = shell.runtime().assigning.apply(
        actor, request, token, reason=how["reason"], shortfall=shortfall
    )
    match outcome:
        case Denied():
            deny(outcome)
        case Applied():
            _print_applied(shell, outcome, as_json=how["as_json"], whole=_is_listed(how))
            _end(outcome)
        case Stale():
            changed = say("Rien n’a été fait : le stock a changé.")
            click.echo(changed, err=True)
            _print_preview(shell, outcome.preview, as_json=how["as_json"], whole=_is_listed(how))
            raise SystemExit(Exit.REFUSED)
        case Short():
            few = say("Rien n’a été fait : il en manque.")
            click.echo(few, err=True)
            _print_preview(shell, outcome.preview, as_json=how["as_json"], whole=_is_listed(how))
            raise SystemExit(Exit.REFUSED)


def _end(done: Applied) -> None:
    """Exit 5 if nothing could be done, 1 if only a part was possible."""
    if done.operation is None and (done.plan.impossible or done.plan.shortages):
        raise SystemExit(Exit.REFUSED)
    if done.plan.impossible:
        raise SystemExit(Exit.FINDINGS)


def _print_preview(shell: Shell, preview: Preview, *, as_json: bool, whole: bool) -> None:
    catalogue = shell.runtime().catalogue()
    told = plan_lines(preview.plan, catalogue, whole=whole)
    lines = [*told, *doubt_lines(preview.doubts, catalogue)]
    lines.append(say("Pour le faire") + f" : --apply {preview.token}")
    print_either(preview_document(preview), lines, as_json=as_json)


def _print_applied(shell: Shell, done: Applied, *, as_json: bool, whole: bool = False) -> None:
    document = {"applied": True, "operation": done.operation, **plan_document(done.plan)}
    lines = plan_lines(done.plan, shell.runtime().catalogue(), whole=whole)
    if done.parted:
        document["back"] = [one.value for one in done.parted.back]
        document["stays"] = [one.value for one in done.parted.left]
        lines += parted_lines(done.parted)
    name = done.operation or say("rien à faire")
    print_either(document, [*lines, say("Fait") + f" : {name}"], as_json=as_json)
