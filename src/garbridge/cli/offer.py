"""``garbridge offer``: the GAR's catalogue for everybody, fetched once a day; for a timer."""

import json
from collections.abc import Mapping
from types import MappingProxyType

import click

from garbridge.cli.context import Shell, with_shell
from garbridge.cli.jobs import counted, run_of
from garbridge.cli.language import say
from garbridge.cli.outcome import CommandFailed, Exit
from garbridge.core.jobs import Job
from garbridge.core.messages import N_, Message
from garbridge.core.national_faults import LIST_FAULTS, ListFault
from garbridge.core.offer import OfferRefusal, OfferStanding
from garbridge.services.national_offer import NotTakenOver, TakenOver
from garbridge.wiring import offer_import

_MAY_PASS = frozenset({ListFault.UNREACHABLE, ListFault.BROKEN})
_REFUSALS: Mapping[OfferRefusal, Message] = MappingProxyType(
    {
        OfferRefusal.EMPTY: N_("le catalogue reçu est vide"),
        OfferRefusal.SHRUNK: N_("le catalogue reçu a perdu plus de la moitié de ses ressources"),
        OfferRefusal.UNREADABLE: N_("plus d’entrées illisibles que de lisibles"),
    }
)
_JSON = click.option("--json", "as_json", is_flag=True)


@click.group("offer", help=say("Le catalogue national du GAR."))
def offer() -> None:
    """Group the commands about the catalogue."""


@offer.command(
    "import",
    help=say("Relit le catalogue (ressourcesDiffusables)."),
)
@click.option(
    "--accept-removals",
    is_flag=True,
    help=say("même si plus de la moitié disparaît"),
)
@_JSON
@with_shell
@run_of(Job.OFFER_IMPORT)
def import_command(shell: Shell, *, accept_removals: bool, as_json: bool) -> None:
    """Take it over, all or nothing; exit 4 if the GAR is away, 5 if the last good one stays."""
    done = offer_import(shell.runtime()).run(accept_removals=accept_removals)
    if isinstance(done, NotTakenOver):
        counted(resources=done.count, unreadable=done.left_out)
        code = Exit.REMOTE_UNAVAILABLE if done.reason in _MAY_PASS else Exit.REFUSED
        raise CommandFailed(_why(done), code)
    standing = done.standing
    counted(resources=standing.count, new=done.new, changed=done.changed, gone=done.gone)
    counted(unreadable=standing.left_out)
    if as_json:
        click.echo(json.dumps({**_document(standing), **_changes(done)}, indent=2))
        return
    click.echo(
        say(
            "{count} ressources ; nouvelles {new}, modifiées {changed}, disparues "
            "{gone}, illisibles {left_out}",
            count=standing.count,
            new=done.new,
            changed=done.changed,
            gone=done.gone,
            left_out=standing.left_out,
        )
    )


@offer.command("status", help=say("Dit quel catalogue est là."))
@_JSON
@with_shell
def status_command(shell: Shell, *, as_json: bool) -> None:
    """Print of when the catalogue is and how much it has; exit 1 where none is, or it is old."""
    runtime = shell.runtime()
    found = runtime.stores.mediacentre.offer.standing()
    if as_json:
        click.echo(json.dumps(None if found is None else _document(found), indent=2))
    elif found is None:
        click.echo(say("aucun catalogue"))
    else:
        made = found.of.isoformat(timespec="seconds")
        click.echo(say("{count} ressources, {made}", count=found.count, made=made))
    if found is None or found.is_old(runtime.clock()):
        raise SystemExit(int(Exit.FINDINGS))


def _why(done: NotTakenOver) -> str:
    if isinstance(done.reason, ListFault):
        fault = LIST_FAULTS[done.reason]
        why = f"{fault.code} {say(fault.title)}"
    else:
        why = say(_REFUSALS[done.reason])
    if done.kept is None:
        stays = say("aucun catalogue n’est là")
    else:
        made = done.kept.of.isoformat(timespec="seconds")
        stays = say("celui du {made} reste", made=made)
    return f"{why} ; {stays}"


def _document(standing: OfferStanding) -> dict[str, object]:
    made = standing.generated
    return {
        "fetched": standing.at.isoformat(),
        "generated": None if made is None else made.isoformat(),
        "resources": standing.count,
        "unreadable": standing.left_out,
    }


def _changes(done: TakenOver) -> dict[str, object]:
    return {"new": done.new, "changed": done.changed, "gone": done.gone}
