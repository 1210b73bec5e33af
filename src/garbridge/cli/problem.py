"""``garbridge problem``: what became of a launch, and what is done about it; never who it was."""

import json
from collections.abc import Sequence

import click

from garbridge.cli.context import Shell, with_shell
from garbridge.cli.language import say, spoken_here
from garbridge.cli.outcome import CommandFailed, Exit
from garbridge.core.problems import ProblemRecord, ProblemState, Side
from garbridge.formats.problem_ticket import SIDES, STATES, ticket_lines
from garbridge.services.problems import Problem
from garbridge.wiring import problem_service

_MOST = 200


@click.command(
    "problem",
    help=say(
        "Dit ce qu’est devenu un accès ou une connexion, par sa référence, et suit ce qui en est "
        "fait ; jamais de qui. Sans référence : ce qui n’est pas résolu."
    ),
)
@click.argument("reference", metavar=say("RÉFÉRENCE"), required=False)
@click.option("--side", type=click.Choice([one.value for one in Side]))
@click.option("--state", type=click.Choice([one.value for one in ProblemState]))
@click.option("--ticket", metavar=say("NUMÉRO"))
@click.option("--json", "as_json", is_flag=True)
@with_shell
def problem(
    shell: Shell,
    reference: str | None,
    side: str | None,
    state: str | None,
    ticket: str | None,
    *,
    as_json: bool,
) -> None:
    """Print a ticket that can be copied; exit 2 where nobody knows that reference."""
    service = problem_service(shell.looking())
    changes = (side, state, ticket)
    if reference is None:
        if any(one is not None for one in changes):
            raise CommandFailed(say("il manque la référence"), Exit.USAGE)
        _print_unsolved(service.unsolved(_MOST), as_json=as_json)
        return
    if all(one is None for one in changes):
        found = service.find(reference)
    else:
        found = service.follow(
            reference,
            side=None if side is None else Side(side),
            state=None if state is None else ProblemState(state),
            ticket=ticket,
        )
    if found is None:
        unknown = say("référence inconnue ; cherchez-la dans le journal du portail")
        raise CommandFailed(f"{reference[:40]} : {unknown}", Exit.USAGE)
    if as_json:
        click.echo(json.dumps(_document(found), ensure_ascii=False, indent=2))
        return
    for name, value in ticket_lines(found, shell.config().zone, spoken_here()):
        click.echo(f"{name} : {value}")


def _print_unsolved(found: Sequence[ProblemRecord], *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps([_followed(one) for one in found], ensure_ascii=False, indent=2))
        return
    for one in found:
        words = (say(STATES[one.state]), say(SIDES[one.side]), one.ticket)
        changed = one.changed.isoformat(timespec="seconds")
        click.echo(" ; ".join(filter(None, (one.reference, *words, changed))))


def _document(found: Problem) -> dict[str, object]:
    record, incident, shown = found.record, found.incident, found.shown
    granted = None if record is None else str(record.refusal or "granted")
    unknown = granted if shown is None else shown.code
    return {
        "reference": found.reference,
        "at": found.at.isoformat(),
        "school": found.school,
        "resource": found.resource,
        "provider": None if record is None else record.provider,
        "protocol": None if record is None else record.protocol,
        "policy": None if record is None else record.policy,
        "attributes": [] if record is None else list(record.attributes),
        "outcome": unknown if incident is None else incident.code,
        "cause": None if shown is None else shown.cause,
        "endpoint": None if shown is None else shown.endpoint,
        "owner": None if incident is None else incident.owner.value,
        "side": found.side.value,
        "followed": None if found.followed is None else _followed(found.followed),
    }


def _followed(one: ProblemRecord) -> dict[str, object]:
    return {
        "reference": one.reference,
        "side": one.side.value,
        "state": one.state.value,
        "ticket": one.ticket,
        "opened": one.opened.isoformat(),
        "changed": one.changed.isoformat(),
    }
