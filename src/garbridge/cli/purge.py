"""``garbridge purge``: removes what is kept no longer; without ``--apply`` it shows it."""

import json
from datetime import timedelta
from typing import Final, NoReturn

import click

from garbridge.cli.context import Shell, with_shell
from garbridge.cli.denying import deny
from garbridge.cli.jobs import counted, run_of
from garbridge.cli.language import say
from garbridge.cli.ledger import refuse_busy
from garbridge.cli.options import LIMIT
from garbridge.cli.outcome import CommandFailed, Exit
from garbridge.core.jobs import Job
from garbridge.core.messages import N_
from garbridge.core.permissions import OPERATOR, Denied
from garbridge.core.retention import Kept, Over, RetentionAct
from garbridge.services.retaining import Stopped
from garbridge.services.sealing import Busy
from garbridge.wiring import Runtime, retention_service

_GAP: Final = timedelta(days=45)
"""More than there is between two nights of a timer, also where a portal was away for a holiday."""
_KINDS = {
    Kept.LAUNCHES: N_("accès"),
    Kept.DEPARTED: N_("personnes parties"),
    Kept.LOOKUPS: N_("consultations nominatives"),
    Kept.QUEUE: N_("arrivées et départs traités"),
    Kept.OPERATIONS: N_("journal des affectations"),
    Kept.RIGHTS: N_("demandes et oppositions closes"),
    Kept.DELEGATIONS: N_("délégations terminées"),
    Kept.FAVOURITES: N_("favoris"),
    Kept.OPENED: N_("ressources ouvertes récemment"),
    Kept.JOURNALS: N_("journaux d’exploitation"),
}


@click.command(
    "purge",
    help=say("Retire ce dont la durée de conservation est passée."),
)
@click.option("--apply", is_flag=True, help=say("le fait ; sinon montre"))
@click.option(
    "--accept-many",
    is_flag=True,
    help=say("même si plus de la moitié est partie"),
)
@click.option(
    "--accept-gap",
    is_flag=True,
    help=say("même si la dernière remonte à plus de 45 jours"),
)
@click.option("--journal", is_flag=True, help=say("montre ce qui a été retiré"))
@LIMIT
@click.option("--json", "as_json", is_flag=True)
@with_shell
@run_of(Job.PURGE)
def purge(  # an argument for each option
    shell: Shell,
    *,
    apply: bool,
    accept_many: bool,
    accept_gap: bool,
    journal: bool,
    limit: int,
    as_json: bool,
) -> None:
    """Show for each kind of data how many records are over, or remove them; made for a timer."""
    if apply and journal:
        raise click.UsageError("--apply, --journal")
    if journal:
        _print_journal(shell, limit, as_json=as_json)
        return
    _refuse_gap(shell.runtime(), asks=apply and not accept_gap)
    service = retention_service(shell.runtime())
    found = service.purge(OPERATOR, accept_many=accept_many) if apply else service.look()
    if isinstance(found, Denied):
        deny(found)
    if isinstance(found, Busy):
        refuse_busy()
    if isinstance(found, Stopped):
        for one in found.done:
            click.echo(_line(one, shell), err=True)
        _refuse(found)
    counted(**{one.kept.value: one.records for one in found})
    if as_json:
        click.echo(json.dumps([over_document(one) for one in found], indent=2))
        return
    for one in found:
        click.echo(_line(one, shell))
    if not apply and any(one.records for one in found):
        click.echo(say("Pour le faire : --apply"))


def _refuse_gap(runtime: Runtime, *, asks: bool) -> None:
    """Ask first where none was done for weeks: a clock that is ahead would remove everything."""
    now = runtime.clock()
    done = runtime.stores.upkeep.runs.last_done(Job.PURGE, until=now)
    if not asks or done is None or now - done.ended <= _GAP:
        return
    day = done.ended.astimezone(runtime.config.zone).date().isoformat()
    said = say(
        "la dernière a eu lieu le {day} ; rien n’a été retiré. L’horloge "
        "est-elle à l’heure ? Si oui : --accept-gap.",
        day=day,
    )
    raise CommandFailed(said, Exit.REFUSED)


def _refuse(stopped: Stopped) -> NoReturn:
    if isinstance(stopped.why, Busy):
        refuse_busy()
    many, known = stopped.why.departing, stopped.why.known
    said = say(
        "{many} personnes sur {known} seraient parties d’un coup ; rien n’a "
        "été effacé. Vérifiez l’annuaire, puis --accept-many.",
        many=many,
        known=known,
    )
    raise CommandFailed(said, Exit.REFUSED)


def _print_journal(shell: Shell, limit: int, *, as_json: bool) -> None:
    acts, zone = shell.runtime().stores.traces.acts(limit=limit), shell.config().zone
    if as_json:
        documents = [act_document(one) for one in acts]
        click.echo(json.dumps(documents, ensure_ascii=False, indent=2))
        return
    for act in acts:
        click.echo(f"{act.at.astimezone(zone):%Y-%m-%d %H:%M} · {_line(act.over, shell)}")
    if not acts:
        click.echo(say("rien"))


def over_document(over: Over) -> dict[str, object]:
    """Return the JSON form of what is over: its keys are stable."""
    return {
        "kind": over.kept.value,
        "before": over.before.isoformat(),
        "records": over.records,
    }


def act_document(act: RetentionAct) -> dict[str, object]:
    """Return the JSON form of one line of the journal: its keys are stable."""
    return {"at": act.at.isoformat(), "by": act.by, **over_document(act.over)}


def _line(over: Over, shell: Shell) -> str:
    day = over.before.astimezone(shell.config().zone).date().isoformat()
    before = say("avant le {day}", day=day)
    return f"{say(_KINDS[over.kept])} ({before}) : {over.records}"
